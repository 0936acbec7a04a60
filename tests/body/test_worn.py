"""The card as a body carries it: turned, mirrored, cut and stacked with the picture it was seen in."""

from __future__ import annotations

from dataclasses import replace

import bodies
import cards
import numpy as np
import pytest

from posecheck.body.body import Body
from posecheck.body.worn import Shown, Worn

CENTRE_M = np.array([0.12, -0.05, 2.1])


def axes(turn_deg: float, obliquity_deg: float, roll_deg: float = 0.0) -> np.ndarray:
    """A card on the back, in the frame of a camera behind."""
    return cards.camera("back", roll_deg) @ cards.pelvis(turn_deg, obliquity_deg, 9.0) @ cards.worn("back")


def worn(*rotations: np.ndarray) -> Worn:
    """A clip of looks that found the card turned so."""
    return Worn(
        np.full(len(rotations), float(Shown.WHOLE)), np.stack(rotations), np.tile(CENTRE_M, (len(rotations), 1))
    )


def assert_same(one: Worn, other: Worn) -> None:
    for name, array in one.arrays().items():
        np.testing.assert_allclose(array, other.arrays()[name], atol=1e-9, err_msg=name)


def test_a_mirrored_card_is_that_of_a_person_turned_the_other_way() -> None:
    mirrored = worn(axes(20.0, 6.0)).mirrored()
    np.testing.assert_allclose(mirrored.rotation[0], axes(-20.0, -6.0), atol=1e-9)
    np.testing.assert_allclose(mirrored.centre_m[0], [-0.12, -0.05, 2.1])
    assert np.linalg.det(mirrored.rotation[0]) == pytest.approx(1.0)


@pytest.mark.parametrize("roll_deg", [7.0, -11.0])
def test_a_rolled_camera_is_levelled(roll_deg: float) -> None:
    seen = worn(axes(20.0, 6.0, roll_deg)).rolled(roll_deg)
    np.testing.assert_allclose(seen.rotation[0], axes(20.0, 6.0), atol=1e-9)


def corners(looks: Worn) -> np.ndarray:
    """``(T, 2, 4, 2)`` pixels at which a camera sees the card's corners."""
    places = zip(looks.rotation, looks.centre_m, strict=True)
    return np.stack([cards.corners_of(turn, centre_m) for turn, centre_m in places])


def carrying(looks: Worn) -> Body:
    """Bodies whose landmarks are the corners of the card that they carry."""
    image = np.full((len(looks.shown), 33, 2), np.nan)
    image[:, :8] = corners(looks).reshape(-1, 8, 2)
    return replace(Body.unseen(np.arange(len(image)), cards.SIZE_PX), image=image, card=looks)


@pytest.mark.parametrize("deg", [9.0, np.array([9.0, -4.0])], ids=["one", "each"])
def test_a_roll_moves_it_as_the_pixels_of_the_picture(deg: float | np.ndarray) -> None:
    moved = carrying(worn(axes(20.0, 6.0), axes(-5.0, 3.0))).rolled(deg)
    np.testing.assert_allclose(corners(moved.card), moved.image[:, :8].reshape(2, 2, 4, 2), atol=1e-6)


def test_a_mirror_moves_it_as_the_pixels_of_the_picture() -> None:
    looks = worn(axes(20.0, 6.0), axes(-5.0, 3.0))
    across = corners(looks) * (-1.0, 1.0) + (cards.SIZE_PX[0] - 1.0, 0.0)
    # in a mirror the right marker is on the left, and the right corners of each are the left ones
    np.testing.assert_allclose(corners(looks.mirrored()), across[:, ::-1][:, :, [1, 0, 3, 2]], atol=1e-6)


def test_twice_mirrored_is_the_same_and_rolls_turn_over() -> None:
    seen = worn(axes(20.0, 6.0), axes(3.0, 0.0))
    assert_same(seen.mirrored().mirrored(), seen)
    assert_same(seen.rolled(8.0).mirrored(), seen.mirrored().rolled(-8.0))


def test_a_body_carries_it_along() -> None:
    clip = bodies.clip(bodies.tree(), 1.0)
    assert not clip.card.looked.any()
    looks = worn(*[axes(float(deg), 2.0) for deg in range(len(clip))])
    seen = replace(clip, card=looks)
    assert_same(seen[2:5].card, looks[2:5])
    assert_same(seen.mirrored().card, looks.mirrored())
    assert_same(seen.rolled(4.0).card, looks.rolled(4.0))
    assert_same(Body.stack([seen[i] for i in range(len(seen))]).card, looks)
    with pytest.raises(ValueError, match="card"):
        replace(clip, card=looks[:3])


def test_shares_count_looks_only() -> None:
    shown = np.array([Shown.WHOLE, np.nan, Shown.PARTLY, np.nan, Shown.WHOLE, Shown.NOTHING], float)
    seen = Worn(shown, np.full((6, 3, 3), np.nan), np.full((6, 3), np.nan))
    assert [seen.share(kind) for kind in (Shown.WHOLE, Shown.PARTLY, Shown.NOTHING)] == [0.5, 0.25, 0.25]
    assert seen.found.tolist() == [True, False, False, False, True, False]
    assert Worn.none((3,)).share(Shown.WHOLE) == 0.0
