"""The side-lying stretch: geometry on known bodies, what was learned on landmarks of rendered people."""

from __future__ import annotations

import bodies
import numpy as np
import pytest
import seen

from posecheck.body.skeleton import Side
from posecheck.poses import POSES
from posecheck.poses import side_lying_stretch as stretch
from posecheck.session.sides import find_side


def above(behind_m: float, lying_on: Side = Side.RIGHT, **options: float) -> bodies.Body:
    """The left leg stretched, seen from above."""
    return bodies.on_side(lying_on=lying_on, stretched=Side.LEFT, knee_behind_m=behind_m, elevation_deg=65.0, **options)


@pytest.mark.parametrize("lying_on", list(Side), ids=["left leg below", "left leg on top"])
def test_a_knee_further_behind_reads_further_behind(lying_on: Side) -> None:
    read = [float(stretch.knee_behind_torso_cm(above(behind, lying_on))) for behind in (-0.15, 0.0, 0.15)]
    assert np.isfinite(read).all()
    assert 20.0 < read[2] - read[0] < 45.0
    assert read[0] < read[1] < read[2]


def test_seen_along_the_floor_it_is_unknown() -> None:
    assert np.isnan(stretch.knee_behind_torso_cm(bodies.on_side(knee_behind_m=0.1, elevation_deg=0.0)))


@pytest.mark.parametrize("behind_m", [-0.2, 0.0, 0.2])
def test_hip_extension_is_the_angle_of_the_thigh_behind_the_torso(behind_m: float) -> None:
    expected = np.degrees(np.arcsin(behind_m / bodies.THIGH))
    assert stretch.hip_extension_deg(above(behind_m)) == pytest.approx(expected, abs=0.5)


@pytest.mark.parametrize("lift_deg", [0.0, 20.0])
def test_a_lifted_knee_is_positive(lift_deg: float) -> None:
    body = bodies.on_side(stretched=Side.LEFT, knee_lift_deg=lift_deg, elevation_deg=40.0)
    assert stretch.knee_lift_deg(body) == pytest.approx(lift_deg, abs=0.5)


@pytest.mark.parametrize(("sample", "form"), [("side_lying_above", "top"), ("side_lying_bottom", "bottom")])
def test_which_ankle_is_held_is_found_in_both_forms(sample: str, form: str) -> None:
    pose, clip = POSES["side_lying_stretch"], seen.clip(sample)
    assert find_side(pose, clip) == seen.TRUTHS[sample]["side"]
    assert pose.form is not None
    working = clip if find_side(pose, clip) is Side.LEFT else clip.mirrored()
    assert (np.median(pose.form.measure(working)) > 0) == (form == "top")


def test_what_landmarks_do_not_show_is_not_measured() -> None:
    told = {check.key: check for check in POSES["side_lying_stretch"].checks}
    for key in ("pelvis_roll_back_deg", "trunk_roll_back_deg", "arch_deg"):
        assert np.isnan(told[key].measure(above(0.1)))
        assert not told[key].lines
        assert told[key].why_not
