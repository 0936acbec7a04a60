"""The square around the hips goes where the person goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import seen

from posecheck.body.body import Body
from posecheck.measure.answers import LANDMARK_NUMBERS, mirrored_numbers
from posecheck.measure.hips import landmark_numbers, place_of


def clip() -> Body:
    return seen.clip("tree_left")[::6]


def test_it_is_centred_between_the_hips_and_one_and_a_quarter_metres_wide() -> None:
    body = clip()
    place = place_of(body)
    np.testing.assert_allclose(place.centre_px, body.image[:, [23, 24]].mean(1))
    shoulders, hips = body.image[:, [11, 12]].mean(1), body.image[:, [23, 24]].mean(1)
    torsos = place.width_px / np.linalg.norm(shoulders - hips, axis=-1)
    assert (torsos > 2.0).all()
    assert (torsos < 3.4).all()


@pytest.mark.parametrize("deg", [7.0, -30.0, 100.0])
def test_it_turns_with_the_person(deg: float) -> None:
    body = clip()
    here, there = place_of(body), place_of(body.rolled(deg))
    np.testing.assert_allclose(there.width_px, here.width_px, rtol=1e-9)
    # the little "up" that is mixed in keeps it from following quite
    turned = (there.turn_deg - here.turn_deg + deg + 180.0) % 360.0 - 180.0
    assert np.abs(turned).max() < 5.0


def test_the_numbers_do_not_care_where_and_how_large() -> None:
    body = clip()
    moved = replace(body, image=2.5 * body.image + (40.0, -300.0), depth=2.5 * body.depth)
    one, other = (landmark_numbers(b, place_of(b)) for b in (body, moved))
    assert one.shape == (len(body), LANDMARK_NUMBERS)
    np.testing.assert_allclose(other, one, atol=1e-9)
    assert np.abs(one).max() < 6.0


def test_the_mirror_image_has_the_mirrored_numbers() -> None:
    body = clip()
    mirror = body.mirrored()
    one, other = (landmark_numbers(b, place_of(b)) for b in (body, mirror))
    np.testing.assert_allclose(other, mirrored_numbers(one), atol=1e-9)


def test_nobody_has_no_place() -> None:
    nobody = Body.unseen(np.arange(3.0), (64, 48))
    assert np.isnan(place_of(nobody).width_px).all()
