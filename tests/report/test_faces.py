"""Faces are hidden, nothing else is touched, and a face that is not found is never shown."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from clips import NAMES, sample
from terminal import Batch

from posecheck.api import check_file
from posecheck.body.body import Body
from posecheck.body.scene import Scene
from posecheck.body.skeleton import Landmark as L
from posecheck.report.faces import disc_of, hide_face
from posecheck.report.pictures import frames_of

FACE = list(range(11))


@pytest.fixture(scope="module", params=NAMES)
def shown(request: pytest.FixtureRequest, samples: Batch) -> tuple[np.ndarray, Body]:
    """A picture of each sample and the body seen in it."""
    clip = check_file(samples.landmarks(request.param)).recording.clip
    body = clip[int(np.flatnonzero(clip.seen)[len(clip) // 3])]
    time_s = float(body.time_s)
    return frames_of(sample(request.param))([time_s])[time_s], body


def disc(body: Body) -> tuple[np.ndarray, float]:
    found = disc_of(body)
    assert found is not None
    return found


def away(pixels: np.ndarray, middle: np.ndarray) -> np.ndarray:
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    return np.hypot(x - middle[0], y - middle[1])


def detail(pixels: np.ndarray, inside: np.ndarray) -> float:
    """How much the picture changes from pixel to pixel within a region."""
    return float(np.abs(cv2.Laplacian(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.CV_64F))[inside].mean())


def test_the_face_is_gone_and_nothing_else(shown: tuple[np.ndarray, Body]) -> None:
    pixels, body = shown
    before = pixels.copy()
    hidden = hide_face(pixels, body)
    assert hidden is not None
    assert (pixels == before).all()
    middle, radius = disc(body)
    distance = away(pixels, middle)
    assert (hidden[distance > radius] == pixels[distance > radius]).all()
    core = distance < 0.8 * radius
    assert (hidden[core] != pixels[core]).any(-1).mean() > 0.8
    assert detail(hidden, core) < 0.35 * detail(pixels, core)


def test_the_disc_holds_the_whole_face(shown: tuple[np.ndarray, Body]) -> None:
    middle, radius = disc(shown[1])
    assert (np.linalg.norm(shown[1].image[FACE] - middle, axis=-1) < 0.6 * radius).all()


def test_what_is_left_is_the_same_for_faces_that_differ_in_detail_only(shown: tuple[np.ndarray, Body]) -> None:
    """A face cannot be won back from it: detail is gone, not moved."""
    pixels, body = shown
    middle, radius = disc(body)
    inside = away(pixels, middle) < radius
    one, other = pixels.copy(), pixels.copy()
    pattern = np.indices(pixels.shape[:2]).sum(0) % 2 == 0
    one[inside & pattern], one[inside & ~pattern] = 100, 140
    other[inside & ~pattern], other[inside & pattern] = 100, 140
    blurred = [hide_face(picture, body) for picture in (one, other)]
    assert blurred[0] is not None
    assert blurred[1] is not None
    assert np.abs(blurred[0].astype(int) - blurred[1])[inside].max() <= 6


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_it_is_the_same_place_in_a_picture_of_another_size(shown: tuple[np.ndarray, Body], scale: float) -> None:
    pixels, body = shown
    middle, radius = disc(body)
    resized = cv2.resize(pixels, None, fx=scale, fy=scale)
    hidden = hide_face(resized, body)
    assert hidden is not None
    distance = away(resized, (middle + 0.5) * scale - 0.5)
    changed = (hidden != resized).any(-1)
    assert not changed[distance > scale * radius + 1.0].any()
    assert changed[distance < 0.7 * scale * radius].mean() > 0.8


def test_a_head_partly_outside_is_hidden_as_far_as_it_is_seen(shown: tuple[np.ndarray, Body]) -> None:
    pixels, body = shown
    middle, radius = disc(body)
    cut = round(float(middle[1]))
    moved = replace(body, image=body.image - (0.0, cut), size_px=(body.size_px[0], body.size_px[1] - cut))
    hidden = hide_face(pixels[cut:], moved)
    whole = hide_face(pixels, body)
    assert hidden is not None
    assert whole is not None
    changed = (hidden != pixels[cut:]).any(-1)
    near = away(pixels, middle)[cut:] < 0.7 * radius
    assert changed[near].mean() > 0.8


def test_a_head_outside_of_the_picture_leaves_it_as_it_is(shown: tuple[np.ndarray, Body]) -> None:
    pixels, body = shown
    hidden = hide_face(pixels, replace(body, image=body.image + 5000.0))
    assert hidden is not None
    assert (hidden == pixels).all()


def test_nobody_seen_gives_no_picture() -> None:
    assert hide_face(np.zeros((40, 40, 3), np.uint8), Body.unseen(0.0, (40, 40))) is None


def test_a_head_where_no_head_can_be_gives_no_picture(shown: tuple[np.ndarray, Body]) -> None:
    pixels, body = shown
    image = body.image.copy()
    image[FACE] += image[L.LEFT_ANKLE] - image[L.NOSE]
    assert hide_face(pixels, replace(body, image=image)) is None
    image = body.image.copy()
    image[L.NOSE] += 3.0 * (image[L.LEFT_HIP] - image[L.LEFT_SHOULDER])
    assert hide_face(pixels, replace(body, image=image)) is None


@pytest.mark.parametrize("field", ["people", "pictures"])
def test_somebody_else_in_the_picture_gives_none(shown: tuple[np.ndarray, Body], field: str) -> None:
    """Their faces are not known."""
    pixels, body = shown
    others = {name: np.zeros(()) for name in Scene.TAILS} | {"people": np.ones(())}
    assert hide_face(pixels, replace(body, scene=Scene(**others))) is not None
    others[field] = others[field] + 1.0
    assert hide_face(pixels, replace(body, scene=Scene(**others))) is None
