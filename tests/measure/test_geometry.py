from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.measure import geometry
from posecheck.measure.geometry import (
    across,
    angle_between_deg,
    cross2,
    distance,
    dot,
    joint_angle_deg,
    middle,
    picture_slope_deg,
    ramp,
    turn_about_deg,
    unit,
)  # fmt: skip

Array = np.ndarray

X, Y, Z = np.eye(3)
NAN = float("nan")

rule = settings(max_examples=60, deadline=None)
seeds = st.integers(0, 2**32 - 1)
sizes = st.floats(1e-3, 1e3)


def vectors(seed: int, count: int, n: int = 3) -> Array:
    return np.random.default_rng(seed).standard_normal((count, n))


def rotation(seed: int) -> Array:
    """A proper rotation of space."""
    q, r = np.linalg.qr(vectors(seed, 3))
    q = q * np.sign(np.diag(r))
    return q * np.sign(np.linalg.det(q))


def turned(deg: float) -> Array:
    return np.array([np.cos(np.radians(deg)), np.sin(np.radians(deg)), 0.0])


@pytest.mark.parametrize(
    ("vector", "wanted"),
    [((3.0, 4.0), (0.6, 0.8)), ((0.0, 0.0, -2.0), (0.0, 0.0, -1.0)), ((1e-9, 0.0), (1.0, 0.0))],
    ids=["plane", "space", "short"],
)
def test_unit_keeps_the_direction(vector: tuple[float, ...], wanted: tuple[float, ...]) -> None:
    assert unit(np.array(vector)) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("function", "arguments", "wanted"),
    [
        (dot, (X + 2 * Y, 3 * X + 4 * Y), 11.0),
        (distance, (np.array([1.0, 2.0]), np.array([4.0, 6.0])), 5.0),
        (middle, (np.array([1.0, 2.0]), np.array([4.0, 6.0])), (2.5, 4.0)),
        (across, (X + 2 * Y + 3 * Z, Y), X + 3 * Z),
        (cross2, (X[:2], Y[:2]), 1.0),
        (cross2, (Y[:2], X[:2]), -1.0),
        (joint_angle_deg, (X, 0 * X, -X), 180.0),
        (joint_angle_deg, (X + Z, Z, Y + Z), 90.0),
    ],
    ids=["dot", "distance", "middle", "across", "cross", "cross back", "straight joint", "square joint"],
)
def test_known_answers(function: Callable[..., Array], arguments: tuple[Array, ...], wanted: object) -> None:
    assert function(*arguments) == pytest.approx(wanted)


@pytest.mark.parametrize("deg", [0.0, 1e-6, 30.0, 60.0, 90.0, 135.0, 180.0 - 1e-6, 180.0])
def test_an_angle_is_exact_from_0_to_180(deg: float) -> None:
    assert angle_between_deg(X, turned(deg)) == pytest.approx(deg, abs=1e-9)


@rule
@given(seeds, seeds, sizes, sizes)
def test_an_angle_knows_neither_rotation_nor_length_nor_order(seed: int, turn: int, long: float, short: float) -> None:
    a, b = vectors(seed, 2)
    deg = angle_between_deg(a, b)
    q = rotation(turn)
    assert 0.0 <= deg <= 180.0
    assert angle_between_deg(short * q @ b, long * q @ a) == pytest.approx(deg, abs=1e-6)
    assert angle_between_deg(a, -b) == pytest.approx(180.0 - deg, abs=1e-6)


@rule
@given(seeds, seeds, sizes)
def test_a_joint_angle_knows_neither_place_nor_size(seed: int, turn: int, size: float) -> None:
    before, joint, after = vectors(seed, 3)
    moved = [size * rotation(turn) @ point + (5.0, -3.0, 1.0) for point in (before, joint, after)]
    assert joint_angle_deg(*moved) == pytest.approx(joint_angle_deg(before, joint, after), abs=1e-6)


@pytest.mark.parametrize(("axis", "start", "end"), [(Z, X, Y), (X, Y, Z), (Y, Z, X)], ids="zxy")
def test_a_turn_follows_the_right_hand(axis: Array, start: Array, end: Array) -> None:
    assert turn_about_deg(start, end, axis) == pytest.approx(90.0)
    assert turn_about_deg(end, start, axis) == pytest.approx(-90.0)
    assert turn_about_deg(start, -start, axis) == pytest.approx(180.0)


@rule
@given(st.floats(-179.999, 180.0), seeds, sizes, st.floats(-5.0, 5.0))
def test_a_turn_comes_out_as_it_went_in(deg: float, turn: int, size: float, along: float) -> None:
    q = rotation(turn)
    start, end = q @ X, size * q @ turned(deg) + along * q @ Z
    assert turn_about_deg(start, end, q @ Z) == pytest.approx(deg, abs=1e-6)
    assert turn_about_deg(start, end, q @ -Z) == pytest.approx(-deg, abs=1e-6)


@pytest.mark.parametrize(
    ("right", "deg"),
    [((100.0, 0.0), 0.0), ((100.0, 100.0), 45.0), ((-100.0, 100.0), 45.0), ((100.0, -100.0), -45.0),
     ((-100.0, -100.0), -45.0), ((0.0, 5.0), 90.0), ((0.0, -5.0), -90.0)],
    ids=["level", "lower", "lower, seen from behind", "higher", "higher, seen from behind", "below", "above"],
)  # fmt: skip
def test_a_slope_is_positive_where_the_right_point_is_lower(right: tuple[float, float], deg: float) -> None:
    start = np.array([7.0, -3.0])
    assert picture_slope_deg(start, start + right) == pytest.approx(deg)


@rule
@given(st.floats(-90.0, 90.0), sizes, st.sampled_from([-1.0, 1.0]), st.floats(-1e3, 1e3))
def test_a_slope_comes_out_as_it_went_in(deg: float, size: float, facing: float, place: float) -> None:
    left = np.array([place, -place])
    right = left + size * np.array([facing * np.cos(np.radians(deg)), np.sin(np.radians(deg))])
    assert picture_slope_deg(left, right) == pytest.approx(deg, abs=1e-6)
    assert picture_slope_deg(right, left) == pytest.approx(-deg, abs=1e-6)


@pytest.mark.parametrize(
    ("value", "none", "full", "wanted"),
    [(0.0, 1.0, 3.0, 0.0), (1.0, 1.0, 3.0, 0.0), (2.5, 1.0, 3.0, 0.75), (3.0, 1.0, 3.0, 1.0), (9.0, 1.0, 3.0, 1.0),
     (9.0, 3.0, 1.0, 0.0), (2.5, 3.0, 1.0, 0.25), (0.0, 3.0, 1.0, 1.0)],
    ids=["before", "none", "between", "full", "beyond", "falling before", "falling between", "falling beyond"],
)  # fmt: skip
def test_a_ramp_runs_from_none_to_full(value: float, none: float, full: float, wanted: float) -> None:
    assert ramp(np.array(value), none, full) == pytest.approx(wanted)


#: Name to a call with as many vectors as it takes, and how many there are and of what size.
CALLS: dict[str, tuple[Callable[..., Array], int, int]] = {
    "unit": (unit, 1, 3),
    "dot": (dot, 2, 3),
    "middle": (middle, 2, 2),
    "distance": (distance, 2, 3),
    "across": (across, 2, 3),
    "angle_between_deg": (angle_between_deg, 2, 3),
    "joint_angle_deg": (joint_angle_deg, 3, 3),
    "turn_about_deg": (turn_about_deg, 3, 3),
    "picture_slope_deg": (picture_slope_deg, 2, 2),
    "cross2": (cross2, 2, 2),
    "ramp": (lambda a: ramp(a[..., 0], -1.0, 1.0), 1, 2),
}


def test_every_function_is_in_the_table() -> None:
    public = {name for name, value in vars(geometry).items() if getattr(value, "__module__", "") == geometry.__name__}
    assert public == set(CALLS)


@pytest.mark.parametrize("lead", [(), (1,), (4,), (2, 3), (0,)], ids=str)
@pytest.mark.parametrize("name", CALLS)
def test_leading_shapes_give_the_same_numbers_one_by_one(name: str, lead: tuple[int, ...]) -> None:
    function, count, n = CALLS[name]
    arguments = [np.random.default_rng(k).standard_normal((*lead, n)) for k in range(count)]
    together = function(*arguments)
    assert together.shape[: len(lead)] == lead
    for index in np.ndindex(lead):
        assert np.array_equal(together[index], function(*(a[index] for a in arguments)))


@pytest.mark.parametrize("name", CALLS)
def test_nan_in_is_nan_out(name: str) -> None:
    function, count, n = CALLS[name]
    for unknown in range(count):
        arguments = list(vectors(3, count, n))
        arguments[unknown] = np.full(n, NAN)
        assert np.isnan(function(*arguments)).all(), f"argument {unknown}"


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (unit, (0 * X,)),
        (angle_between_deg, (X, 0 * X)),
        (angle_between_deg, (0 * X, X)),
        (joint_angle_deg, (Y, Y, X)),
        (joint_angle_deg, (X, Y, Y)),
        (picture_slope_deg, (X[:2], X[:2])),
        (turn_about_deg, (0 * X, Y, Z)),
        (turn_about_deg, (X, 0 * X, Z)),
        (turn_about_deg, (2 * Z, X, Z)),
        (turn_about_deg, (X, -Z, Z)),
    ],
    ids=["unit", "angle to nothing", "angle from nothing", "joint without first bone", "joint without second bone",
         "slope", "turn from nothing", "turn to nothing", "turn from the axis", "turn to the axis"],
)  # fmt: skip
def test_no_direction_is_nan_never_zero(function: Callable[..., Array], arguments: tuple[Array, ...]) -> None:
    assert np.isnan(function(*arguments)).all()


def test_one_vector_without_direction_does_not_spoil_its_neighbours() -> None:
    assert np.isnan(unit(np.stack([X, 0 * X]))).any(-1).tolist() == [False, True]
