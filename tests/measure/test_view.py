from __future__ import annotations

import bodies
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.measure.view import MIRRORED_VIEW, Posture, View, angles_deg, find_view, top_side_left

rule = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 2**32 - 1)

AROUND = {
    0.0: View.FRONT,
    45.0: View.FRONT_LEFT,
    90.0: View.LEFT,
    135.0: View.BACK_LEFT,
    180.0: View.BACK,
    -135.0: View.BACK_RIGHT,
    -90.0: View.RIGHT,
    -45.0: View.FRONT_RIGHT,
}


def looked_at(body: Body) -> tuple[float, float]:
    yaw, elevation = angles_deg(body, Posture.SIDE_LYING)
    return float(yaw), float(elevation)


@pytest.mark.parametrize("off", [-21.0, 0.0, 21.0])
@pytest.mark.parametrize("yaw_deg", AROUND, ids=lambda yaw: AROUND[yaw].value)
def test_the_camera_is_named_by_the_persons_own_sides(yaw_deg: float, off: float) -> None:
    seen = find_view(bodies.standing(yaw_deg=yaw_deg + off, pelvis_obliquity_deg=4.0), Posture.UPRIGHT)
    assert seen.view is AROUND[yaw_deg]


@pytest.mark.parametrize("make", [bodies.standing, bodies.tree, bodies.pigeon])
@pytest.mark.parametrize("yaw_deg", [-170.0, -90.0, -1.0, 0.0, 30.0, 90.0, 150.0])
def test_yaw_is_positive_where_the_camera_stands_to_the_left(make, yaw_deg: float) -> None:
    seen = find_view(make(yaw_deg=yaw_deg), Posture.UPRIGHT)
    assert seen.yaw_deg == pytest.approx(yaw_deg, abs=1e-6)
    assert np.isnan(seen.elevation_deg)


@rule
@given(st.floats(-179.0, 179.0), st.floats(-15.0, 15.0))
def test_a_camera_tilted_up_or_down_a_little_reads_nearly_the_same_yaw(yaw_deg: float, elevation_deg: float) -> None:
    seen = find_view(bodies.standing(yaw_deg=yaw_deg, elevation_deg=elevation_deg), Posture.UPRIGHT)
    assert seen.yaw_deg == pytest.approx(yaw_deg, abs=1.0)


@rule
@given(seeds)
def test_a_mirror_turns_yaw_over(seed: int) -> None:
    body = bodies.anybody(seed)
    yaw, mirrored = (float(angles_deg(b, Posture.UPRIGHT)[0]) for b in (body, body.mirrored()))
    assert np.exp(1j * np.radians(mirrored)) == pytest.approx(np.exp(-1j * np.radians(yaw)), abs=1e-9)


@pytest.mark.parametrize("yaw_deg", AROUND, ids=lambda yaw: AROUND[yaw].value)
def test_a_mirrored_person_is_seen_from_the_mirrored_view(yaw_deg: float) -> None:
    mirrored = find_view(bodies.standing(yaw_deg=yaw_deg).mirrored(), Posture.UPRIGHT)
    assert mirrored.view is MIRRORED_VIEW[AROUND[yaw_deg]]


def test_views_mirrored_twice_are_the_same() -> None:
    assert set(MIRRORED_VIEW) == set(View)
    assert all(MIRRORED_VIEW[MIRRORED_VIEW[view]] is view for view in View)
    changed = {view for view in View if MIRRORED_VIEW[view] is not view}
    assert changed == {view for view in View if "left" in view.value or "right" in view.value}


def test_a_clip_across_the_seam_is_seen_from_behind() -> None:
    around = bodies.joined(*(bodies.clip(bodies.standing(yaw_deg=yaw), 0.5, noise_px=0.0) for yaw in (178.0, -174.0)))
    seen = find_view(around, Posture.UPRIGHT)
    assert seen.view is View.BACK
    assert seen.yaw_deg == pytest.approx(-178.0)


def test_moments_without_a_person_do_not_count() -> None:
    clip = bodies.joined(bodies.nobody(2.0), bodies.clip(bodies.standing(yaw_deg=90.0), 0.3, noise_px=0.0))
    assert find_view(clip, Posture.UPRIGHT).yaw_deg == pytest.approx(90.0)


@pytest.mark.parametrize("posture", Posture)
def test_nobody_is_seen_from_nowhere(posture: Posture) -> None:
    for body in (bodies.nobody(), bodies.nobody()[0]):
        seen = find_view(body, posture)
        assert seen.view is View.UNKNOWN
        assert np.isnan([seen.yaw_deg, seen.elevation_deg]).all()


@pytest.mark.parametrize("posture", Posture)
@pytest.mark.parametrize("lead", [(3,), (2, 2)], ids=str)
def test_a_clip_gives_the_angles_of_its_moments(posture: Posture, lead: tuple[int, ...]) -> None:
    clip = bodies.anybody(4, lead)
    yaw, elevation = angles_deg(clip, posture)
    assert yaw.shape == elevation.shape == lead
    for index in np.ndindex(lead):
        one = [float(angle) for angle in angles_deg(clip[index], posture)]
        assert [yaw[index], elevation[index]] == pytest.approx(one, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("elevation_deg", [0.0, 30.0, 60.0, 90.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 60.0, -120.0, 180.0])
def test_the_side_that_faces_up_is_told(elevation_deg: float, yaw_deg: float) -> None:
    on_right = top_side_left(bodies.on_side(lying_on=Side.RIGHT, elevation_deg=elevation_deg, yaw_deg=yaw_deg))
    on_left = top_side_left(bodies.on_side(lying_on=Side.LEFT, elevation_deg=elevation_deg, yaw_deg=yaw_deg))
    up = np.cos(np.radians(elevation_deg - 45.0))
    assert on_right == pytest.approx(up)
    assert on_left == pytest.approx(-up)


@rule
@given(seeds, st.sampled_from([(), (3,)]))
def test_in_a_mirror_the_other_side_faces_up(seed: int, lead: tuple[int, ...]) -> None:
    body = bodies.anybody(seed, lead)
    up = top_side_left(body)
    assert top_side_left(body.mirrored()) == pytest.approx(-up)
    assert up.shape == lead
    assert (np.abs(up) <= 1.0).all()


@pytest.mark.parametrize("lying_on", Side)
@pytest.mark.parametrize("yaw_deg", [0.0, 45.0, 180.0])
def test_somebody_lying_is_looked_at_alike_in_a_mirror(lying_on: Side, yaw_deg: float) -> None:
    body = bodies.on_side(lying_on=lying_on, yaw_deg=yaw_deg, elevation_deg=35.0)
    assert looked_at(body.mirrored()) == pytest.approx(looked_at(body), abs=1e-6)


@rule
@given(seeds)
def test_angles_stay_in_their_range(seed: int) -> None:
    yaw, elevation = looked_at(bodies.anybody(seed))
    assert -180.0 <= yaw <= 180.0
    assert -90.0 <= elevation <= 90.0


@pytest.mark.parametrize(
    ("camera", "views"),
    [
        ({"yaw_deg": 0.0, "elevation_deg": 5.0}, {View.FRONT, View.FRONT_HIGH}),
        ({"yaw_deg": 180.0, "elevation_deg": 5.0}, {View.BACK, View.BACK_HIGH}),
        ({"yaw_deg": 0.0, "elevation_deg": 80.0}, {View.ABOVE}),
        ({"yaw_deg": -90.0, "elevation_deg": 20.0}, {View.FEET}),
    ],
    ids=["front", "back", "above", "feet"],
)
def test_even_a_stick_figure_on_its_side_is_seen_from_about_where_the_camera_is(camera, views: set[View]) -> None:
    seen = find_view(bodies.on_side(knee_behind_m=0.05, **camera), Posture.SIDE_LYING)
    assert seen.view in views
