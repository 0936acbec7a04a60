from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import bodies
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.body.body import Body, same
from posecheck.body.sight import Sight
from posecheck.body.skeleton import COUNT, Landmark, Side

ARRAYS = ("time_s", "image", "depth", "world", "visibility", "presence")
LANDMARKS = ARRAYS[1:]
LEADS = [(), (1,), (5,), (2, 3)]

rule = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 2**32 - 1)
degrees = st.floats(-720.0, 720.0)


def close(a: Body, b: Body, atol: float = 1e-6) -> bool:
    return a.size_px == b.size_px and all(
        np.allclose(getattr(a, name), getattr(b, name), rtol=0, atol=atol, equal_nan=True) for name in ARRAYS
    )


@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_any_leading_shape_travels(lead: tuple[int, ...]) -> None:
    body = bodies.anybody(1, lead)
    assert body.time_s.shape == body.seen.shape == lead
    assert body.at(Landmark.NOSE).shape == (*lead, 2)
    assert body.world_at(Landmark.NOSE).shape == (*lead, 3)


@pytest.mark.parametrize("name", ARRAYS)
def test_a_wrong_shape_is_named_with_what_was_got_and_expected(name: str) -> None:
    body = bodies.anybody(1, (4,))
    wrong = getattr(body, name)[:3]
    with pytest.raises(ValueError, match=rf"Body\.{name}\b|Body\.image\b") as caught:
        replace(body, **{name: wrong})
    assert "(4" in str(caught.value)
    assert "(3" in str(caught.value)


@pytest.mark.parametrize("size_px", [(0, 10), (10, 0), (-1, 5)], ids=str)
def test_a_picture_without_pixels_is_refused(size_px: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="size_px"):
        replace(bodies.anybody(1), size_px=size_px)


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_are_float64_and_cannot_be_written(name: str) -> None:
    arrays = {key: np.asarray(getattr(bodies.anybody(1, (2,)), key), np.float32) for key in ARRAYS}
    value = getattr(Body(**arrays, size_px=(10, 10)), name)
    assert value.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        value[...] = 0.0


def test_what_the_caller_writes_later_does_not_reach_the_body() -> None:
    arrays = {key: getattr(bodies.anybody(1, (2,)), key).copy() for key in ARRAYS}
    body = Body(**arrays, size_px=(10, 10))
    for value in arrays.values():
        value += 1.0
    assert same(body, replace(bodies.anybody(1, (2,)), size_px=(10, 10)))


def test_a_body_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        bodies.anybody(1).image = np.zeros((COUNT, 2))  # type: ignore[misc]


@pytest.mark.parametrize("time_s", [1.5, np.array([0.0, 0.5, 1.0])], ids=["moment", "clip"])
def test_nobody_is_nan_everywhere_but_in_time(time_s: float | np.ndarray) -> None:
    body = Body.unseen(time_s, (640, 480))
    assert np.array_equal(body.time_s, time_s)
    assert not body.seen.any()
    assert all(np.isnan(getattr(body, name)).all() for name in LANDMARKS)


def test_seen_asks_for_every_landmark_in_the_picture() -> None:
    body = bodies.anybody(1, (3,))
    image = body.image.copy()
    image[1, Landmark.LEFT_HEEL, 1] = np.nan
    assert replace(body, image=image).seen.tolist() == [True, False, True]


def test_stacked_moments_come_apart_again() -> None:
    moments = [replace(bodies.anybody(seed), time_s=np.array(seed / 10)) for seed in range(4)]
    clip = Body.stack(iter(moments))
    assert clip.time_s.tolist() == [0.0, 0.1, 0.2, 0.3]
    assert all(same(clip[index], moment) for index, moment in enumerate(moments))


@pytest.mark.parametrize(
    ("moments", "says"),
    [
        ([], "at least one"),
        ([bodies.anybody(1), replace(bodies.anybody(1), size_px=(10, 10))], "one picture size"),
    ],
    ids=["none", "two sizes"],
)
def test_stack_refuses(moments: list[Body], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Body.stack(moments)


@pytest.mark.parametrize(
    ("index", "picks"),
    [
        (slice(1, 3), [1, 2]),
        (np.array([True, False, False, True]), [0, 3]),
        (np.array([3, 0]), [3, 0]),
        (slice(0, 0), []),
    ],
    ids=["slice", "mask", "index array", "nothing"],
)
def test_moments_of_a_clip_are_picked_in_all_arrays(index: object, picks: list[int]) -> None:
    clip = bodies.anybody(1, (4,))
    picked = clip[index]
    assert len(picked) == len(picks)
    for name in ARRAYS:
        assert np.array_equal(getattr(picked, name), getattr(clip, name)[picks]), name


def test_an_integer_picks_a_moment() -> None:
    clip = bodies.anybody(1, (4,))
    assert clip[-1].time_s == clip.time_s[3]
    assert clip[-1].image.shape == (COUNT, 2)


def test_a_moment_has_no_length() -> None:
    assert len(bodies.anybody(1, (4,))) == 4
    with pytest.raises(TypeError, match="no length"):
        len(bodies.anybody(1))


def test_a_mirror_turns_the_picture_over_and_swaps_the_sides() -> None:
    body = bodies.anybody(1)
    mirrored = body.mirrored()
    for mark, partner in ((Landmark.LEFT_HIP, Landmark.RIGHT_HIP), (Landmark.NOSE, Landmark.NOSE)):
        x, y = body.at(mark)
        assert mirrored.at(partner) == pytest.approx((body.size_px[0] - 1 - x, y))
        assert mirrored.world_at(partner) == pytest.approx(body.world_at(mark) * (-1, 1, 1))
        for name in ("depth", "visibility", "presence"):
            assert getattr(mirrored, name)[partner] == getattr(body, name)[mark]


def test_the_first_and_last_pixel_change_places_in_a_mirror() -> None:
    body = bodies.anybody(1)
    image = np.zeros((COUNT, 2))
    image[:, 0] = body.size_px[0] - 1
    assert (replace(body, image=image).mirrored().image[:, 0] == 0).all()


@rule
@given(seeds, st.sampled_from(LEADS))
def test_mirrored_twice_is_the_same(seed: int, lead: tuple[int, ...]) -> None:
    body = bodies.anybody(seed, lead)
    assert close(body.mirrored().mirrored(), body)


@pytest.mark.parametrize(
    ("pose", "right"),
    [
        (
            bodies.standing(pelvis_obliquity_deg=5.0, shift_m=0.03),
            bodies.standing(pelvis_obliquity_deg=-5.0, shift_m=-0.03),
        ),
        (bodies.tree(stand=Side.LEFT, drop_deg=4.0), bodies.tree(stand=Side.RIGHT, drop_deg=4.0)),
        (bodies.standing(yaw_deg=30.0), bodies.standing(yaw_deg=-30.0)),
    ],
    ids=["hips", "tree", "view"],
)
def test_a_mirrored_pose_is_the_pose_of_the_other_side(pose: Body, right: Body) -> None:
    assert close(pose.mirrored(), right)


def test_the_picture_turns_clockwise_about_its_middle() -> None:
    body = replace(bodies.anybody(1), size_px=(101, 201))
    image = body.image.copy()
    image[:3] = [(50, 100), (60, 100), (50, 90)]
    turned = replace(body, image=image).rolled(90.0)
    assert turned.image[:3] == pytest.approx(np.array([(50, 100), (50, 110), (60, 100)]))


def test_world_turns_with_the_picture_and_depth_stays() -> None:
    body = bodies.anybody(1)
    turned = body.rolled(90.0)
    assert turned.world == pytest.approx(np.stack([-body.world[:, 1], body.world[:, 0], body.world[:, 2]], -1))
    assert np.array_equal(turned.depth, body.depth)


@rule
@given(seeds, degrees)
def test_turned_there_and_back_is_the_same(seed: int, deg: float) -> None:
    body = bodies.anybody(seed, (2,))
    assert close(body.rolled(deg).rolled(-deg), body)


@rule
@given(seeds, degrees, degrees)
def test_two_turns_are_one_turn_by_their_sum(seed: int, first: float, second: float) -> None:
    body = bodies.anybody(seed)
    assert close(body.rolled(first).rolled(second), body.rolled(first + second))


@rule
@given(seeds, degrees)
def test_a_mirror_turns_the_other_way(seed: int, deg: float) -> None:
    body = bodies.anybody(seed)
    assert close(body.mirrored().rolled(deg), body.rolled(-deg).mirrored())


def test_each_moment_of_a_clip_may_turn_by_its_own_angle() -> None:
    clip, deg = bodies.anybody(1, (3,)), np.array([0.0, 10.0, -30.0])
    turned = clip.rolled(deg)
    assert all(close(turned[k], clip[k].rolled(deg[k]), 1e-9) for k in range(3))


@pytest.mark.parametrize("roll_deg", [-20.0, 3.0, 45.0])
def test_rolling_by_the_cameras_roll_levels_the_picture(roll_deg: float) -> None:
    assert close(bodies.standing(roll_deg=roll_deg).rolled(roll_deg), bodies.standing())


@pytest.mark.parametrize("change", [Body.mirrored, lambda body: body.rolled(30.0)], ids=["mirrored", "rolled"])
def test_a_clip_changes_as_its_moments_do(change) -> None:
    clip = bodies.joined(bodies.anybody(1, (3,)), Body.unseen(np.array([0.0, 0.1]), bodies.PORTRAIT))
    assert same(change(clip), Body.stack(change(clip[k]) for k in range(len(clip))))


@pytest.mark.parametrize("name", ARRAYS)
def test_same_sees_one_other_number(name: str) -> None:
    body = bodies.joined(bodies.anybody(1, (3,)), Body.unseen(np.array([0.0]), bodies.PORTRAIT))
    value = getattr(body, name).copy()
    value.flat[0] = np.nextafter(value.flat[0], np.inf)
    assert same(body, replace(body))
    assert not same(body, replace(body, **{name: value}))
    assert not same(body, replace(body, size_px=(1, 1)))


@pytest.mark.parametrize("length", [1, 2, 1023, 1024, 2047, 2048, 2600])
def test_the_blocks_of_a_clip_hold_each_moment_once(length: int) -> None:
    clip = bodies.anybody(1, (length,))
    assert np.array_equal(np.concatenate([clip.time_s[block] for block in clip.blocks()]), clip.time_s)
    angles = np.linspace(-90.0, 90.0, length)
    for turned, alone in ((clip.rolled(7.0), clip[-1].rolled(7.0)), (clip.rolled(angles), clip[-1].rolled(angles[-1]))):
        assert same(turned[-1], alone)


def test_the_bare_landmarks_have_no_looks() -> None:
    body = bodies.anybody(1, (4,))
    assert all(getattr(body.bare(), name) is getattr(body, name) for name in ARRAYS)
    assert not any(getattr(body.bare(), name).looked.any() for name in ("sight", "card", "scene"))


def test_what_is_kept_can_not_be_written_to() -> None:
    mine = np.zeros((4, 3))
    sight = Sight(mine, *(np.zeros((4, *tail)) for tail in ((), (16,), (16,), (4,))))
    mine[:] = 1.0
    assert (sight.line == 0.0).all()
    for made in (sight.mirrored(), sight.rolled(5.0), sight[1:], sight[[0, 2]], Sight.none((4,))):
        assert not any(array.flags.writeable for array in made.arrays().values())
