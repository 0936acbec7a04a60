"""Looking at the hips in real frames of the bundled samples."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
import seen

from posecheck.body.body import Body
from posecheck.eyes.crop import SIZE_PX, cut
from posecheck.eyes.look import LOOKS_HZ, Looker
from posecheck.measure.hips import place_of
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker
from posecheck.media.video import open_media


@cache
def still(sample: str) -> tuple[np.ndarray, Body]:
    """A frame from the middle of a sample, and where its person is."""
    with open_media(seen.SAMPLES / f"{sample}.mp4") as media:
        frames = list(media.frames(0.5))
    pixels = frames[len(frames) // 2].pixels
    with Landmarker(still=True) as landmarker:
        return pixels, landmarker(Frame(0.0, pixels))


@pytest.mark.parametrize("sample", ["tree_left", "tadasana_tilted", "pigeon_back_left"])
def test_the_mirrored_picture_gives_the_mirrored_answer(sample: str) -> None:
    pixels, body = still(sample)
    here = Looker()(pixels, body).sight.mirrored()
    there = Looker()(np.ascontiguousarray(pixels[:, ::-1]), body.mirrored()).sight
    assert here.looked
    assert there.looked
    assert float(here.slope_deg) == pytest.approx(float(there.slope_deg), abs=0.05)
    np.testing.assert_allclose(there.value, here.value, atol=0.2)


@pytest.mark.parametrize("deg", [3.0, -3.0])
def test_the_slope_follows_a_turn_of_the_picture(deg: float) -> None:
    pixels, body = still("tadasana_tilted")
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -deg, 1.0)
    turned = cv2.warpAffine(pixels, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    change = Looker()(turned, body.rolled(deg)).sight.slope_deg - Looker()(pixels, body).sight.slope_deg
    assert float(change) == pytest.approx(-deg, abs=0.3)


def test_a_crop_shows_the_hips_in_its_middle_whatever_the_size_of_the_picture() -> None:
    pixels, body = still("tree_left")
    small = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    scale = np.array([small.shape[1] / pixels.shape[1], small.shape[0] / pixels.shape[0]])
    half = replace(body, image=(body.image + 0.5) * scale - 0.5, depth=body.depth * scale[0])
    one, other = cut(pixels, place_of(body)), cut(small, place_of(half))
    assert one.shape == other.shape == (SIZE_PX, SIZE_PX, 3)
    assert np.abs(one.astype(float) - other).mean() < 6.0


def test_it_looks_a_few_times_a_second() -> None:
    pixels, body = still("tree_left")
    look = Looker()
    times = np.arange(0.0, 2.0, 1.0 / 12.0)
    looked = [bool(look(pixels, replace(body, time_s=np.array(t))).sight.looked) for t in times]
    assert looked[0]
    assert sum(looked) == 2 * LOOKS_HZ


def test_it_does_not_look_where_nobody_is_seen() -> None:
    pixels, _ = still("tree_left")
    nobody = Body.unseen(0.0, (pixels.shape[1], pixels.shape[0]))
    assert not Looker()(pixels, nobody).sight.looked


@pytest.mark.parametrize("what", ["noise", "stripes", "grey"])
@pytest.mark.parametrize("sample", ["tree_left", "pigeon_back_left", "side_lying_above"])
def test_a_picture_of_nobody_is_refused(sample: str, what: str) -> None:
    pixels, body = still(sample)
    bars = np.broadcast_to((255 * (np.arange(pixels.shape[1]) // 9 % 2))[:, None], pixels.shape)
    pictures = {
        "noise": np.random.default_rng(1).integers(0, 255, pixels.shape, np.uint8),
        "stripes": np.ascontiguousarray(bars, np.uint8),
        "grey": np.full_like(pixels, 127),
    }
    assert Looker()(pixels, body).sight.looked
    assert not Looker()(pictures[what], body).sight.looked


def test_landmarks_that_are_not_where_the_person_is_are_not_believed() -> None:
    pixels, body = still("tree_left")
    aside = replace(body, image=body.image + np.array([0.6 * float(place_of(body).width_px), 0.0]))
    assert not Looker()(pixels, aside).sight.looked
