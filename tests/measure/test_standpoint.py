"""Where a camera stands in metres: known people in known places."""

from __future__ import annotations

from dataclasses import replace

import bodies
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.body.body import Body
from posecheck.measure.anatomy import mid_hip
from posecheck.measure.level import UNKNOWN, Level
from posecheck.measure.standpoint import Estimate, standpoint_of


def pitched(pitch_deg: float) -> Level:
    return Level(0.0, 0.5, "edges", pitch_deg, 3.0)


def in_the_middle(body: Body) -> Body:
    """The same person with the hips in the middle of the picture."""
    return replace(body, image=body.image - mid_hip(body)[..., None, :] + (np.array(body.size_px) - 1.0) / 2.0)


def grown(body: Body, times: float) -> Body:
    """The picture of the person so many times as large, about the hips."""
    hips = mid_hip(body)[..., None, :]
    return replace(body, image=hips + times * (body.image - hips))


@pytest.mark.parametrize("make", [bodies.standing, bodies.tree, bodies.pigeon, bodies.on_side])
def test_somebody_twice_as_large_is_half_as_far_away(make) -> None:
    body = in_the_middle(make())
    near, far = (standpoint_of(one, UNKNOWN).distance_m for one in (grown(body, 2.0), body))
    assert near.value == pytest.approx(far.value / 2)
    assert near.margin == pytest.approx(far.margin / 2)


def test_the_distance_is_that_through_a_lens_of_65_deg() -> None:
    body = in_the_middle(bodies.standing())
    told = standpoint_of(body, UNKNOWN).distance_m
    half_m = max(body.size_px) / 2 / bodies.PX_PER_M
    assert told.value == pytest.approx(half_m / np.tan(np.radians(32.5)), rel=0.01)
    for view_deg in (47.0, 55.0, 78.0):  # the usual lenses lie within the margin
        assert abs(half_m / np.tan(np.radians(view_deg / 2)) - told.value) <= told.margin


@settings(max_examples=40, deadline=None)
@given(st.floats(-60.0, 10.0))
def test_a_camera_that_points_at_the_hips_looks_down_on_them_by_its_pitch(pitch_deg: float) -> None:
    told = standpoint_of(in_the_middle(bodies.standing()), pitched(pitch_deg))
    assert told.elevation_deg.value == pytest.approx(-pitch_deg, abs=1e-6)
    assert told.elevation_deg.margin > 3.0


def test_hips_low_in_the_picture_are_looked_down_on() -> None:
    body = in_the_middle(bodies.standing())
    lower = replace(body, image=body.image + np.array([0.0, 100.0]))
    told = [standpoint_of(one, pitched(0.0)).elevation_deg.value for one in (body, lower)]
    assert told[0] == pytest.approx(0.0)
    assert told[1] > 3.0


@pytest.mark.parametrize(("make", "hips_m"), [(bodies.standing, 0.86), (bodies.tree, 0.86), (bodies.pigeon, 0.15)])
def test_a_level_camera_is_as_high_as_the_hips_that_it_points_at(make, hips_m: float) -> None:
    told = standpoint_of(in_the_middle(make()), pitched(0.0)).height_m
    assert told.value == pytest.approx(hips_m, abs=0.12)
    assert told.margin >= 0.12


def test_without_the_pitch_only_the_body_tells_the_elevation() -> None:
    body = bodies.on_side()
    nothing = standpoint_of(body, UNKNOWN)
    assert np.isnan([nothing.elevation_deg.value, nothing.height_m.value, nothing.height_m.margin]).all()
    told = standpoint_of(body, UNKNOWN, Estimate(40.0, 18.0))
    assert told.elevation_deg == Estimate(40.0, 18.0)
    assert told.height_m.value > 1.0
    assert standpoint_of(body, pitched(-50.0), Estimate(40.0, 18.0)).elevation_deg.margin < 18.0


def test_a_clip_tells_what_its_moments_tell() -> None:
    moment = bodies.standing()
    clip = bodies.clip(moment, 1.0, noise_px=0.0)
    assert standpoint_of(clip, pitched(-5.0)) == standpoint_of(moment, pitched(-5.0))


def test_a_mirror_changes_nothing() -> None:
    body = bodies.tree(drop_deg=6.0)
    for one, other in zip(
        *(vars_of(standpoint_of(each, pitched(-8.0))) for each in (body, body.mirrored())), strict=True
    ):
        assert one == pytest.approx(other)


def vars_of(told) -> list[float]:
    return [
        number for part in (told.elevation_deg, told.height_m, told.distance_m) for number in (part.value, part.margin)
    ]


def test_nobody_stands_nowhere() -> None:
    assert np.isnan(vars_of(standpoint_of(bodies.nobody(), pitched(0.0)))[2:]).all()
