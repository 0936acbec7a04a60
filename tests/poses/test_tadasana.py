"""Tadasana on bodies whose answers are known."""

from __future__ import annotations

import bodies
import numpy as np
import pytest

from posecheck.body.skeleton import Landmark as L
from posecheck.measure.anatomy import HIP_SPACING_RATIO
from posecheck.poses import tadasana


@pytest.mark.parametrize("tilt_deg", [-8.0, -2.5, 0.0, 1.0, 8.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
def test_the_hip_line_reads_the_tilt_from_the_front_and_from_behind(tilt_deg: float, yaw_deg: float) -> None:
    body = bodies.standing(pelvis_obliquity_deg=tilt_deg, yaw_deg=yaw_deg)
    assert tadasana.pelvis_obliquity_deg(body) == pytest.approx(tilt_deg, abs=1e-6)


def test_a_rolled_camera_adds_its_roll_until_it_is_taken_out() -> None:
    # a camera turned clockwise turns the picture anticlockwise: its left part, with the person's right hip, sinks
    body = bodies.standing(pelvis_obliquity_deg=3.0, roll_deg=4.0)
    assert tadasana.pelvis_obliquity_deg(body) == pytest.approx(7.0, abs=1e-6)
    assert tadasana.pelvis_obliquity_deg(body.rolled(4.0)) == pytest.approx(3.0, abs=1e-6)


@pytest.mark.parametrize("tilt_deg", [-6.0, 0.0, 6.0])
def test_hands_on_the_hips_read_the_same_tilt(tilt_deg: float) -> None:
    body = bodies.standing(pelvis_obliquity_deg=tilt_deg, hands_on_hips=True)
    assert tadasana.hands_obliquity_deg(body) == pytest.approx(tilt_deg, abs=0.3)


def test_hanging_hands_are_no_reading() -> None:
    assert np.isnan(tadasana.hands_obliquity_deg(bodies.standing(pelvis_obliquity_deg=6.0)))


def test_one_hand_is_no_reading() -> None:
    on, off = bodies.standing(hands_on_hips=True), bodies.standing()
    image = on.image.copy()
    marks = [L.LEFT_ELBOW, L.LEFT_WRIST, L.LEFT_INDEX, L.LEFT_PINKY, L.LEFT_THUMB]
    image[marks] = off.image[marks]
    assert np.isnan(tadasana.hands_obliquity_deg(bodies.replace(on, image=image)))


def test_standing_evenly_carries_evenly() -> None:
    assert tadasana.weight_offset_pct(bodies.standing()) == pytest.approx(0.0, abs=1e-6)


def test_weight_over_the_left_foot_is_positive_and_a_mirror_turns_it() -> None:
    body = bodies.standing(shift_m=0.03)
    value = float(tadasana.weight_offset_pct(body))
    assert value > 8.0
    assert tadasana.weight_offset_pct(body.mirrored()) == pytest.approx(-value)


@pytest.mark.parametrize("width_m", [0.10, 0.20, 0.34])
def test_feet_beside_the_hip_joints_are_read_in_hip_spacings(width_m: float) -> None:
    joints_m = bodies.HIPS / HIP_SPACING_RATIO
    expected = 100.0 * (width_m - joints_m) / 2.0 / joints_m
    assert tadasana.feet_offset_pct(bodies.standing(feet_width_m=width_m)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("body", "least", "most"),
    [
        pytest.param(bodies.standing(), 0.9, 1.0, id="standing"),
        pytest.param(bodies.standing(pelvis_obliquity_deg=8.0), 0.5, 1.0, id="standing, tilted"),
        pytest.param(bodies.standing(yaw_deg=180.0), 0.9, 1.0, id="from behind"),
        pytest.param(bodies.tree(), 0.0, 0.1, id="tree"),
        pytest.param(bodies.on_side(), 0.0, 0.1, id="lying"),
        pytest.param(bodies.pigeon(), 0.0, 0.1, id="pigeon"),
    ],
)
def test_it_is_told_from_other_poses(body: bodies.Body, least: float, most: float) -> None:
    assert least <= tadasana.likeness(body) <= most
