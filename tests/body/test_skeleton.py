from __future__ import annotations

import pytest

from posecheck.body.skeleton import BONES, COUNT, MIRROR, Landmark, Side


@pytest.mark.parametrize(
    ("mark", "number"),
    [
        (Landmark.NOSE, 0),
        (Landmark.LEFT_EAR, 7),
        (Landmark.LEFT_SHOULDER, 11),
        (Landmark.RIGHT_WRIST, 16),
        (Landmark.LEFT_HIP, 23),
        (Landmark.RIGHT_HIP, 24),
        (Landmark.LEFT_HEEL, 29),
        (Landmark.RIGHT_FOOT_INDEX, 32),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_numbering_is_that_of_stored_recordings(mark: Landmark, number: int) -> None:
    assert mark == number


def test_landmarks_are_numbered_without_gaps() -> None:
    assert [int(mark) for mark in Landmark] == list(range(COUNT)) == list(range(33))


def test_a_mirror_swaps_left_and_right_and_leaves_the_nose() -> None:
    for mark in Landmark:
        partner = Landmark(MIRROR[mark])
        assert MIRROR[partner] == mark
        assert (partner == mark) == (mark is Landmark.NOSE)
        assert {"LEFT", "RIGHT"} & {*mark.name.split("_")} or mark is Landmark.NOSE
        assert mark.name.replace("LEFT", "RIGHT") == partner.name.replace("LEFT", "RIGHT")


def test_each_bone_is_drawn_once_and_on_both_sides() -> None:
    bones = [frozenset(bone) for bone in BONES]
    assert all(len(bone) == 2 for bone in bones)
    assert len(set(bones)) == len(bones)
    assert {frozenset(MIRROR[mark] for mark in bone) for bone in bones} == set(bones)


@pytest.mark.parametrize("side", Side)
def test_the_other_side_of_the_other_side_is_the_side(side: Side) -> None:
    assert side.other is not side
    assert side.other.other is side
