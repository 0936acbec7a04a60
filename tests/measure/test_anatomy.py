from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import bodies
import numpy as np
import pytest
from bodies import PX_PER_M, SHANK, STANDING_LEG, THIGH, TORSO
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.body.body import Body
from posecheck.body.skeleton import COUNT, MIRROR, Side
from posecheck.body.skeleton import Landmark as L
from posecheck.measure import anatomy
from posecheck.measure.anatomy import (
    SEGMENTS,
    behind_torso_px,
    centre_of_mass_px,
    cm_per_px,
    cranial_axis,
    extent_px,
    hip_angle_deg,
    hip_extension_deg,
    knee_angle_deg,
    lean_deg,
    leg_px,
    mid_hip,
    mid_shoulder,
    thigh,
    torso_axes,
    torso_px,
)  # fmt: skip

Array = np.ndarray

rule = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 2**32 - 1)
degrees = st.floats(-180.0, 180.0)
around = {"yaw_deg": degrees, "elevation_deg": st.floats(-80.0, 80.0), "roll_deg": st.floats(-45.0, 45.0)}

#: Name to a measure of a body; those with a side are taken of the left one.
MEASURES: dict[str, Callable[[Body], Array]] = {
    "mid_hip": mid_hip,
    "mid_shoulder": mid_shoulder,
    "cranial_axis": cranial_axis,
    "torso_axes": lambda body: np.stack(torso_axes(body), -1),
    "thigh": lambda body: thigh(body, "LEFT"),
    "knee_angle_deg": lambda body: knee_angle_deg(body, "LEFT"),
    "hip_angle_deg": lambda body: hip_angle_deg(body, "LEFT"),
    "hip_extension_deg": lambda body: hip_extension_deg(body, "LEFT"),
    "extent_px": lambda body: np.stack(extent_px(body), -1),
    "torso_px": torso_px,
    "lean_deg": lean_deg,
    "leg_px": lambda body: leg_px(body, "LEFT"),
    "cm_per_px": cm_per_px,
    "centre_of_mass_px": centre_of_mass_px,
    "behind_torso_px": lambda body: behind_torso_px(body, L.LEFT_KNEE),
}

#: How each changes when the picture is made twice as large: it does so to this power.
PLACES = {"mid_hip", "mid_shoulder", "centre_of_mass_px"}
POWER = {**dict.fromkeys((*PLACES, "torso_px", "extent_px", "leg_px", "behind_torso_px"), 1), "cm_per_px": -1}


def test_every_function_is_in_the_table() -> None:
    public = {name for name, value in vars(anatomy).items() if getattr(value, "__module__", "") == anatomy.__name__}
    assert public == set(MEASURES)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("lead", [(4,), (2, 3)], ids=str)
def test_a_clip_gives_the_numbers_of_its_moments(name: str, lead: tuple[int, ...]) -> None:
    clip = bodies.anybody(5, lead)
    together = MEASURES[name](clip)
    for index in np.ndindex(lead):
        assert together[index] == pytest.approx(MEASURES[name](clip[index]), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", MEASURES)
def test_nobody_is_nan_and_does_not_spoil_the_others(name: str) -> None:
    clip = bodies.joined(bodies.anybody(1, (2,)), bodies.nobody(0.1))
    value = MEASURES[name](clip).reshape(3, -1)
    assert np.isfinite(value[:2]).all()
    assert np.isnan(value[2]).all()


@rule
@given(seeds, st.floats(0.2, 5.0), st.floats(-500.0, 500.0))
def test_size_and_place_of_the_picture_count_where_they_should(seed: int, size: float, shift: float) -> None:
    body = bodies.anybody(seed)
    changed = replace(body, image=size * body.image + shift, depth=size * body.depth)
    for name, measure in MEASURES.items():
        wanted = measure(body) * size ** POWER.get(name, 0) + (shift if name in PLACES else 0.0)
        assert measure(changed) == pytest.approx(wanted, rel=1e-6, abs=1e-6), name


@rule
@given(seeds)
def test_a_mirror_changes_sides_and_nothing_else(seed: int) -> None:
    body = bodies.anybody(seed)
    mirrored = body.mirrored()
    for measure in (knee_angle_deg, hip_angle_deg, hip_extension_deg, leg_px):
        assert measure(mirrored, "LEFT") == pytest.approx(measure(body, "RIGHT"), abs=1e-6), measure.__name__
    for measure in (torso_px, lean_deg, cm_per_px):
        assert measure(mirrored) == pytest.approx(measure(body), abs=1e-6), measure.__name__
    for mark in L:
        assert behind_torso_px(mirrored, L(MIRROR[mark])) == pytest.approx(behind_torso_px(body, mark), abs=1e-6)
    width = body.size_px[0]
    assert centre_of_mass_px(mirrored) == pytest.approx(centre_of_mass_px(body) * (-1, 1) + (width - 1, 0))


@rule
@given(**around)
def test_angles_in_space_do_not_depend_on_the_camera(**camera: float) -> None:
    body = bodies.on_side(knee_behind_m=0.12, **camera)
    assert hip_extension_deg(body, "LEFT") == pytest.approx(np.degrees(np.arcsin(0.12 / THIGH)), abs=1e-6)
    assert knee_angle_deg(body, "LEFT") == pytest.approx(50.0, abs=1e-6)
    assert np.linalg.norm(thigh(body, "LEFT")) == pytest.approx(THIGH)


@pytest.mark.parametrize(
    ("camera", "forward", "left", "cranial"),
    [
        ({}, (0, 0, -1), (1, 0, 0), (0, -1, 0)),
        ({"yaw_deg": 90.0}, (-1, 0, 0), (0, 0, -1), (0, -1, 0)),
        ({"yaw_deg": 180.0}, (0, 0, 1), (-1, 0, 0), (0, -1, 0)),
        ({"elevation_deg": 90.0}, (0, 1, 0), (1, 0, 0), (0, 0, -1)),
        ({"roll_deg": 90.0}, (0, 0, -1), (0, -1, 0), (-1, 0, 0)),
    ],
    ids=["in front", "at the left", "behind", "above", "turned clockwise"],
)
def test_the_torso_has_three_axes(camera: dict[str, float], forward: object, left: object, cranial: object) -> None:
    for axis, wanted in zip(torso_axes(bodies.standing(**camera)), (forward, left, cranial), strict=True):
        assert axis == pytest.approx(wanted, abs=1e-12)


@rule
@given(seeds)
def test_the_axes_of_any_torso_are_square_and_right_handed(seed: int) -> None:
    axes = np.stack(torso_axes(bodies.anybody(seed)))
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-9)
    forward, left, cranial = axes
    assert np.cross(left, cranial) == pytest.approx(forward, abs=1e-9)


@rule
@given(seeds, degrees)
def test_the_axes_turn_with_the_picture(seed: int, deg: float) -> None:
    body = bodies.anybody(seed)
    cos, sin = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    for before, after in zip(torso_axes(body), torso_axes(body.rolled(deg)), strict=True):
        assert after == pytest.approx(turn @ before, abs=1e-9)


@pytest.mark.parametrize("obliquity_deg", [0.0, 6.0, -6.0])
def test_a_tilt_of_the_hips_alone_turns_the_axes_not_at_all(obliquity_deg: float) -> None:
    _, left, cranial = torso_axes(bodies.standing(pelvis_obliquity_deg=obliquity_deg))
    assert left == pytest.approx((1, 0, 0), abs=1e-12)
    assert cranial == pytest.approx((0, -1, 0), abs=1e-12)


def test_a_straight_knee_is_180_and_a_standing_one_nearly() -> None:
    folded = 2 * np.degrees(np.arcsin(STANDING_LEG / (THIGH + SHANK)))
    assert knee_angle_deg(bodies.pigeon(), "RIGHT") == pytest.approx(180.0, abs=1e-5)
    assert knee_angle_deg(bodies.tree(yaw_deg=33.0), "LEFT") == pytest.approx(folded)


@pytest.mark.parametrize(("side", "behind"), [("LEFT", 15.0), ("RIGHT", -53.1301)], ids=["drawn back", "resting"])
def test_a_thigh_behind_the_torso_is_positive(side: str, behind: float) -> None:
    body = bodies.on_side(knee_behind_m=THIGH * np.sin(np.radians(15.0)), yaw_deg=20.0)
    assert hip_extension_deg(body, side) == pytest.approx(behind, abs=1e-4)
    assert hip_angle_deg(body, side) == pytest.approx(180.0 - abs(behind), abs=1e-4)


def test_a_thigh_without_length_has_no_direction() -> None:
    body = bodies.standing()
    world = body.world.copy()
    world[L.LEFT_KNEE] = world[L.LEFT_HIP]
    body = replace(body, world=world)
    for measure in (knee_angle_deg, hip_angle_deg, hip_extension_deg):
        assert np.isnan(measure(body, "LEFT")), measure.__name__


@pytest.mark.parametrize("roll_deg", [-30.0, 0.0, 12.0])
@pytest.mark.parametrize("px_per_m", [100.0, 430.0])
def test_lengths_in_the_picture_are_those_of_the_figure(px_per_m: float, roll_deg: float) -> None:
    body = bodies.standing(px_per_m=px_per_m, roll_deg=roll_deg)
    assert torso_px(body) == pytest.approx(TORSO * px_per_m)
    assert lean_deg(body) == pytest.approx(abs(roll_deg), abs=1e-6)
    assert cm_per_px(body) == pytest.approx(100.0 / px_per_m)
    tree = bodies.tree(px_per_m=px_per_m, roll_deg=roll_deg)
    assert leg_px(tree, "LEFT") == pytest.approx(STANDING_LEG * px_per_m)
    folded = bodies.on_side(px_per_m=px_per_m, roll_deg=roll_deg, elevation_deg=90.0)
    assert leg_px(folded, "LEFT") == pytest.approx((THIGH + SHANK) * px_per_m)


@pytest.mark.parametrize(
    ("body", "deg"),
    [(bodies.standing(), 0.0), (bodies.on_side(elevation_deg=90.0), 90.0), (bodies.standing().rolled(180.0), 180.0)],
    ids=["upright", "lying", "upside down"],
)
def test_lean_is_counted_from_the_vertical(body: Body, deg: float) -> None:
    assert lean_deg(body) == pytest.approx(deg, abs=1e-6)


@pytest.mark.parametrize("elevation_deg", [0.0, 45.0, 80.0])
def test_a_pixels_size_does_not_depend_on_how_the_torso_is_foreshortened(elevation_deg: float) -> None:
    assert cm_per_px(bodies.standing(elevation_deg=elevation_deg)) == pytest.approx(100.0 / PX_PER_M)


def test_a_torso_that_points_at_the_camera_has_no_scale() -> None:
    assert np.isnan(cm_per_px(bodies.standing(elevation_deg=90.0)))


def test_hips_and_shoulders_have_their_middles() -> None:
    body = bodies.anybody(3)
    assert mid_hip(body) == pytest.approx((body.at(L.LEFT_HIP) + body.at(L.RIGHT_HIP)) / 2)
    assert mid_shoulder(body) == pytest.approx((body.at(L.LEFT_SHOULDER) + body.at(L.RIGHT_SHOULDER)) / 2)


#: What the centre of mass moves by when one landmark moves by 1, worked out by hand from the table's source.
WEIGHTS = {
    L.NOSE: 0.0,
    L.LEFT_EAR: 0.068 / 2,
    L.LEFT_SHOULDER: 0.430 * 0.55 / 2 + 0.026 * 0.42,
    L.LEFT_ELBOW: 0.026 * 0.58 + 0.015 * 0.54,
    L.LEFT_WRIST: 0.015 * 0.46 + 0.006 / 2,
    L.LEFT_INDEX: 0.006 / 2,
    L.LEFT_HIP: 0.430 * 0.45 / 2 + 0.145 * 0.61,
    L.LEFT_KNEE: 0.145 * 0.39 + 0.046 * 0.56,
    L.LEFT_ANKLE: 0.046 * 0.44,
    L.LEFT_HEEL: 0.013 / 2,
    L.LEFT_FOOT_INDEX: 0.013 / 2,
}


@pytest.mark.parametrize("mark", WEIGHTS, ids=lambda mark: mark.name)
def test_each_landmark_weighs_what_the_table_says(mark: L) -> None:
    for moved in {mark, L(MIRROR[mark])}:
        image = np.zeros((COUNT, 2))
        image[moved] = (1000.0, -500.0)
        centre = centre_of_mass_px(replace(bodies.anybody(1), image=image))
        assert centre == pytest.approx(np.array([1000.0, -500.0]) * WEIGHTS[mark])


def test_the_shares_of_the_segments_are_the_whole_body() -> None:
    assert sum(share for share, *_ in SEGMENTS) == pytest.approx(1.0)
    assert sum(2 * w for w in WEIGHTS.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("shift_m", [-0.06, 0.0, 0.03])
def test_a_shifted_pelvis_takes_the_mass_along(shift_m: float) -> None:
    # above the hips all of the shift; thighs lose it towards the knee (half), shanks towards the ankle (none)
    share = 0.068 + 0.430 + 2 * (0.026 + 0.015 + 0.006 + 0.145 * (1 - 0.39 / 2) + 0.046 * 0.56 / 2)
    centre = centre_of_mass_px(bodies.standing(shift_m=shift_m))
    assert centre[0] == pytest.approx((bodies.PORTRAIT[0] - 1) / 2 + PX_PER_M * share * shift_m)


@pytest.mark.parametrize("behind_m", [-0.1, 0.0, 0.15])
@pytest.mark.parametrize("lying_on", Side)
@pytest.mark.parametrize("stretched", Side)
@pytest.mark.parametrize("roll_deg", [0.0, 25.0])
def test_a_knee_behind_the_torso_is_positive(behind_m: float, lying_on: Side, stretched: Side, roll_deg: float) -> None:
    seen = bodies.on_side(
        lying_on=lying_on, stretched=stretched, knee_behind_m=behind_m, elevation_deg=90.0, roll_deg=roll_deg
    )
    assert behind_torso_px(seen, L[f"{stretched.name}_KNEE"]) == pytest.approx(PX_PER_M * behind_m, abs=1e-6)
    assert behind_torso_px(seen, L.NOSE) == pytest.approx(-PX_PER_M * 0.11)


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0], ids=["from the left", "from the right"])
def test_heels_are_behind_and_toes_in_front_from_either_side(yaw_deg: float) -> None:
    seen = bodies.standing(yaw_deg=yaw_deg)
    assert behind_torso_px(seen, L.LEFT_HEEL) == pytest.approx(PX_PER_M * 0.05)
    assert behind_torso_px(seen, L.RIGHT_FOOT_INDEX) == pytest.approx(PX_PER_M * -0.15)


@pytest.mark.parametrize(
    "body", [bodies.standing(), bodies.standing(elevation_deg=90.0)], ids=["face on the axis", "torso without length"]
)
def test_without_a_front_nothing_is_behind(body: Body) -> None:
    nose = body.image.copy()
    nose[L.NOSE, 0] = mid_shoulder(body)[0]
    assert np.isnan(behind_torso_px(replace(body, image=nose), L.LEFT_KNEE))
