from __future__ import annotations

from dataclasses import asdict

import bodies
import numpy as np
import pytest
import seen
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.measure.level import Level, LevelFinder
from posecheck.measure.view import (
    ABOVE_DEG,
    HIGH_DEG,
    MIRRORED_VIEW,
    Posture,
    Seen,
    View,
    angles_deg,
    chances,
    find_view,
    plausible,
    shoulder_yaw_deg,
    top_side_left,
    view_at,
)
from posecheck.media.video import open_media
from posecheck.poses import POSES

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


def turned(deg: float, from_deg: float) -> float:
    """How far one direction is from another, in [0, 180]."""
    return abs((deg - from_deg + 180.0) % 360.0 - 180.0)


@pytest.mark.parametrize("off", [-22.0, 0.0, 22.0])
@pytest.mark.parametrize("yaw_deg", AROUND, ids=lambda yaw: AROUND[yaw].value)
def test_the_camera_is_named_by_the_persons_own_sides(yaw_deg: float, off: float) -> None:
    assert view_at(Posture.UPRIGHT, yaw_deg + off, np.nan) is AROUND[yaw_deg]


@pytest.mark.parametrize("make", [bodies.standing, bodies.tree, bodies.pigeon])
@pytest.mark.parametrize("yaw_deg", [-170.0, -90.0, -1.0, 0.0, 30.0, 90.0, 150.0])
def test_yaw_is_positive_where_the_camera_stands_to_the_left(make, yaw_deg: float) -> None:
    body = make(yaw_deg=yaw_deg)
    assert float(shoulder_yaw_deg(body)) == pytest.approx(yaw_deg, abs=1e-6)
    found = find_view(body, Posture.UPRIGHT)
    assert turned(found.yaw_deg, yaw_deg) <= found.yaw_margin_deg
    assert np.isnan(found.elevation_deg)


@rule
@given(seeds)
def test_the_margin_reaches_both_lines_that_tell_the_yaw(seed: int) -> None:
    body = bodies.anybody(seed)
    found = find_view(body, Posture.UPRIGHT)
    assert turned(found.yaw_deg, float(shoulder_yaw_deg(body))) <= found.yaw_margin_deg


@rule
@given(st.floats(-179.0, 179.0), st.floats(-15.0, 15.0))
def test_a_camera_tilted_up_or_down_a_little_reads_nearly_the_same_yaw(yaw_deg: float, elevation_deg: float) -> None:
    body = bodies.standing(yaw_deg=yaw_deg, elevation_deg=elevation_deg)
    assert float(shoulder_yaw_deg(body)) == pytest.approx(yaw_deg, abs=1.0)


@rule
@given(seeds)
def test_a_mirror_turns_yaw_over(seed: int) -> None:
    body = bodies.anybody(seed)
    yaw, mirrored = (float(angles_deg(b, Posture.UPRIGHT)[0]) for b in (body, body.mirrored()))
    assert np.exp(1j * np.radians(mirrored)) == pytest.approx(np.exp(-1j * np.radians(yaw)), abs=1e-9)


@pytest.mark.parametrize("yaw_deg", AROUND, ids=lambda yaw: AROUND[yaw].value)
def test_a_mirrored_person_is_seen_from_the_mirrored_view(yaw_deg: float) -> None:
    body = bodies.standing(yaw_deg=yaw_deg)
    found, mirrored = (find_view(one, Posture.UPRIGHT) for one in (body, body.mirrored()))
    assert turned(mirrored.yaw_deg, -found.yaw_deg) == pytest.approx(0.0, abs=1e-6)
    assert mirrored.yaw_margin_deg == pytest.approx(found.yaw_margin_deg)
    table = chances(found, Posture.UPRIGHT)
    for view, chance in chances(mirrored, Posture.UPRIGHT).items():
        assert chance == pytest.approx(table[MIRRORED_VIEW[view]], abs=1e-9)


def test_views_mirrored_twice_are_the_same() -> None:
    assert set(MIRRORED_VIEW) == set(View)
    assert all(MIRRORED_VIEW[MIRRORED_VIEW[view]] is view for view in View)
    changed = {view for view in View if MIRRORED_VIEW[view] is not view}
    assert changed == {view for view in View if "left" in view.value or "right" in view.value}


def test_a_clip_across_the_seam_is_seen_from_behind() -> None:
    both = [bodies.clip(bodies.standing(yaw_deg=yaw), 0.5, noise_px=0.0) for yaw in (178.0, -174.0)]
    ends = [find_view(one, Posture.UPRIGHT).yaw_deg for one in both]
    found = find_view(bodies.joined(*both), Posture.UPRIGHT)
    assert found.view is View.BACK
    assert turned(found.yaw_deg, ends[0]) == pytest.approx(turned(found.yaw_deg, ends[1]), abs=1e-6)
    assert turned(found.yaw_deg, ends[0]) < 10.0


def test_moments_without_a_person_do_not_count() -> None:
    held = bodies.clip(bodies.standing(yaw_deg=90.0), 0.3, noise_px=0.0)
    found, alone = (asdict(find_view(c, Posture.UPRIGHT)) for c in (bodies.joined(bodies.nobody(2.0), held), held))
    assert found == pytest.approx(alone, nan_ok=True)


@pytest.mark.parametrize("posture", Posture)
def test_nobody_is_seen_from_nowhere(posture: Posture) -> None:
    for body in (bodies.nobody(), bodies.nobody()[0]):
        found = find_view(body, posture)
        assert found.view is View.UNKNOWN
        assert np.isnan([value for name, value in asdict(found).items() if name != "view"]).all()


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
    found = find_view(bodies.on_side(knee_behind_m=0.05, **camera), Posture.SIDE_LYING)
    assert found.view in views


#: Samples whose whole clip shows one pose, and how it is carried.
SHOWN = [name for name, truth in seen.TRUTHS.items() if truth["pose"] and name != "pigeon_card_zero"]


def level_of(sample: str) -> Level:
    """The level as the room in a sample shows it."""
    finder = LevelFinder()
    with open_media(seen.SAMPLES / f"{sample}.mp4") as media:
        for frame in media.frames(1.0):
            finder.add(frame.pixels)
    return finder.result()


@pytest.mark.parametrize("sample", SHOWN)
def test_the_true_camera_lies_within_the_margins(sample: str) -> None:
    truth, clip, level = seen.TRUTHS[sample]["camera"], seen.clip(sample), level_of(sample)
    found = find_view(clip, POSES[seen.TRUTHS[sample]["pose"]].posture, level)
    assert turned(found.yaw_deg, truth["yaw_deg"]) <= found.yaw_margin_deg
    assert abs(found.distance_m - truth["distance_m"]) <= found.distance_margin_m
    assert np.isfinite(found.height_m) == np.isfinite(found.elevation_deg)
    if np.isfinite(found.height_m):
        assert abs(found.height_m - truth["height_m"]) <= found.height_margin_m


@pytest.mark.parametrize("sample", ["side_lying_above", "side_lying_bottom"])
def test_somebody_lying_tells_the_elevation_without_the_room(sample: str) -> None:
    truth = seen.TRUTHS[sample]["camera"]
    found = find_view(seen.clip(sample), Posture.SIDE_LYING)
    assert abs(found.elevation_deg - truth["elevation_deg"]) <= found.elevation_margin_deg


@rule
@given(st.floats(-180.0, 180.0), st.floats(1.0, 60.0))
def test_chances_of_the_views_add_up_to_one(yaw_deg: float, margin_deg: float) -> None:
    camera = Seen(view_at(Posture.UPRIGHT, yaw_deg, np.nan), yaw_deg, np.nan, margin_deg)
    assert sum(chances(camera, Posture.UPRIGHT).values()) == pytest.approx(1.0)
    lying = Seen(view_at(Posture.SIDE_LYING, yaw_deg, 40.0), yaw_deg, 40.0, margin_deg, margin_deg)
    assert sum(chances(lying, Posture.SIDE_LYING).values()) == pytest.approx(1.0)


@pytest.mark.parametrize("edge_deg", [22.5, 67.5, -22.5, 157.5])
def test_on_a_border_both_views_are_as_plausible(edge_deg: float) -> None:
    table = plausible(Seen(View.UNKNOWN, edge_deg, np.nan, 10.0), Posture.UPRIGHT)
    assert len(table) == 2
    assert list(table.values()) == pytest.approx([1.0, 1.0])


def test_far_from_every_border_there_is_one_view() -> None:
    assert list(plausible(Seen(View.FRONT, 0.0, np.nan, 10.0), Posture.UPRIGHT)) == [View.FRONT]
    middle = (HIGH_DEG + ABOVE_DEG) / 2
    assert list(plausible(Seen(View.FRONT_HIGH, 0.0, middle, 10.0, 5.0), Posture.SIDE_LYING)) == [View.FRONT_HIGH]


def test_a_place_without_a_margin_is_what_it_is_called() -> None:
    assert plausible(Seen(View.LEFT, 90.0, np.nan), Posture.UPRIGHT) == {View.LEFT: 1.0}
