from __future__ import annotations

from dataclasses import replace
from functools import partial

import bodies
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.body.skeleton import Side
from posecheck.measure.shape import expand, learned, learned_likeness, lying_camera, lying_features, shape_features
from posecheck.poses import pigeon, side_lying_stretch

rule = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 2**32 - 1)

SHAPE, WEIGHED = 22, 2 * 22 + 1
LYING = 76
LIKENESSES = [name.removesuffix(".likeness") for name in learned() if name.endswith(".likeness")]

FIGURES = {
    "standing": bodies.standing(yaw_deg=20.0),
    "tree": bodies.tree(arms="overhead", yaw_deg=-30.0),
    "on the side": bodies.on_side(knee_behind_m=0.1, yaw_deg=10.0),
    "pigeon": bodies.pigeon(drop_deg=5.0, yaw_deg=150.0),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_shape_of_a_figure_is_numbers_of_order_one(name: str) -> None:
    features = shape_features(FIGURES[name])
    assert features.shape == (SHAPE,)
    assert (np.abs(features) < 6.0).all()


def test_some_numbers_of_a_shape_are_known() -> None:
    features = shape_features(bodies.standing(feet_width_m=0.30))
    torso = bodies.TORSO
    known = {0: 0.0, 1: 1.0, 2: 0.0, 3: 0.0, 18: 0.30 / torso, 21: bodies.SHOULDERS / torso}
    assert {k: features[k] for k in known} == pytest.approx(known, abs=1e-9)
    lying = shape_features(bodies.on_side(elevation_deg=90.0))
    assert {k: lying[k] for k in (0, 1, 2, 3)} == pytest.approx({0: 1.0, 1: 0.0, 2: np.sqrt(0.5), 3: 0.0}, abs=1e-9)


@rule
@given(seeds, st.sampled_from([(), (3,)]))
def test_a_mirror_changes_no_number_of_a_shape(seed: int, lead: tuple[int, ...]) -> None:
    body = bodies.anybody(seed, lead)
    assert shape_features(body.mirrored()) == pytest.approx(shape_features(body), abs=1e-7)


@pytest.mark.parametrize("key", LIKENESSES)
@rule
@given(seed=seeds)
def test_a_mirror_changes_no_likeness(key: str, seed: int) -> None:
    body = bodies.anybody(seed)
    assert learned_likeness(body.mirrored(), key) == pytest.approx(learned_likeness(body, key), abs=1e-7)


@rule
@given(seeds, st.floats(0.3, 3.0), st.floats(-400.0, 400.0))
def test_neither_place_nor_size_in_the_picture_counts(seed: int, size: float, shift: float) -> None:
    body = bodies.anybody(seed)
    moved = replace(body, image=size * body.image + shift, depth=size * body.depth)
    assert shape_features(moved) == pytest.approx(shape_features(body), abs=1e-7)
    assert lying_features(moved) == pytest.approx(lying_features(body), abs=1e-7)


@pytest.mark.parametrize(
    "function",
    [shape_features, lying_features, lying_camera, *(partial(learned_likeness, name=key) for key in LIKENESSES)],
    ids=["shape", "lying", "camera", *LIKENESSES],
)
def test_a_clip_gives_the_numbers_of_its_moments(function) -> None:
    clip = bodies.joined(bodies.anybody(1, (3,)), bodies.nobody(0.1))
    together = function(clip)
    assert len(together) == 4
    assert np.isfinite(together[:3]).all()
    for index in range(4):
        assert together[index] == pytest.approx(function(clip[index]), abs=1e-9, nan_ok=True)


@rule
@given(seeds, st.floats(-180.0, 180.0))
def test_places_along_the_torso_and_towards_the_face_do_not_turn_with_the_picture(seed: int, deg: float) -> None:
    body = bodies.anybody(seed)
    places = slice(9, 9 + 30)
    along, toward = lying_features(body)[places].reshape(2, 15)
    assert lying_features(body.rolled(deg))[places] == pytest.approx([*along, *toward], abs=1e-7)
    assert lying_features(body.mirrored())[places].reshape(2, 15)[:, 0] == pytest.approx(
        [along[0], toward[0]], abs=1e-7
    )
    assert toward[0] >= 0.0  # the nose itself


def test_nobody_has_no_shape() -> None:
    nobody = bodies.nobody(0.2)
    assert np.isnan(shape_features(nobody)).all()
    assert np.isnan(lying_camera(nobody)).all()
    for key in LIKENESSES:
        assert np.isnan(learned_likeness(nobody, key)).all()


@pytest.mark.parametrize("lead", [(), (4,), (2, 3)], ids=str)
def test_sizes_are_as_written(lead: tuple[int, ...]) -> None:
    body = bodies.anybody(2, lead)
    features = shape_features(body)
    assert features.shape == (*lead, SHAPE)
    assert expand(features).shape == (*lead, WEIGHED)
    assert lying_features(body).shape == (*lead, LYING)
    assert lying_camera(body).shape == (*lead, 3)


def test_standardised_features_are_weighed_with_their_squares_up_to_six() -> None:
    table = learned()
    for deviations, square in ((0.0, 0.0), (-2.0, 4.0), (3.0, 6.0)):
        weighed = expand(table["mean"] + deviations * table["deviation"])
        assert weighed[:SHAPE] == pytest.approx(deviations, abs=1e-9)
        assert weighed[SHAPE:-1] == pytest.approx(square, abs=1e-9)
        assert weighed[-1] == 1.0


@rule
@given(seeds)
def test_the_direction_to_the_camera_has_length_one(seed: int) -> None:
    assert np.linalg.norm(lying_camera(bodies.anybody(seed))) == pytest.approx(1.0)


@pytest.mark.parametrize("key", LIKENESSES)
@rule
@given(seed=seeds)
def test_a_likeness_is_a_probability(key: str, seed: int) -> None:
    assert 0.0 <= learned_likeness(bodies.anybody(seed), key) <= 1.0


def test_every_weight_is_used_finite_and_of_the_right_size() -> None:
    body = FIGURES["on the side"]
    wanted = {
        "mean": (SHAPE,),
        "deviation": (SHAPE,),
        "lying_camera": (LYING, 3),
        "pigeon.front_leg": pigeon.leg_features(body, "LEFT").shape,
        "side_lying_stretch.top_form": side_lying_stretch.form_features(body).shape,
        **{f"{key}.likeness": (WEIGHED,) for key in LIKENESSES},
    }
    assert {name: weights.shape for name, weights in learned().items()} == wanted
    assert all(np.isfinite(weights).all() for weights in learned().values())
    assert (learned()["deviation"] > 0).all()


def test_a_shape_does_not_depend_on_the_side_that_works() -> None:
    left, right = (shape_features(bodies.tree(stand=s, yaw_deg=y)) for s, y in ((Side.LEFT, 25.0), (Side.RIGHT, -25.0)))
    assert left == pytest.approx(right, abs=1e-9)
