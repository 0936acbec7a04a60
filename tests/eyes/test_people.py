"""People as pixels: nobody is found in their own grey shape, posters are told from people, silhouettes are dark."""

from __future__ import annotations

from dataclasses import replace

import bodies
import cv2
import numpy as np
import pytest
from clips import frames

from posecheck.body.body import Array, Body
from posecheck.eyes.people import Stillness, hidden, is_shape, light, mask
from posecheck.session.gates import SILHOUETTE

PERSON = bodies.standing(px_per_m=200.0, size_px=(640, 480))


def beside(body: Body, right_px: float) -> Body:
    return replace(body, image=body.image + np.array([right_px, 0.0]))


LEFT, RIGHT = beside(PERSON, -120.0), beside(PERSON, 120.0)


def room(seed: int = 0) -> Array:
    """A textured wall with the noise of a sensor, which is another one each time."""
    wall = cv2.resize(np.random.default_rng(7).integers(80, 200, (24, 32, 3)).astype(np.uint8), (640, 480))
    return noisy(wall, seed)


def noisy(pixels: Array, seed: int) -> Array:
    noise = np.random.default_rng(seed).normal(0.0, 2.0, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def painted(pixels: Array, body: Body, seed: int = 3) -> Array:
    """The body as a striped shape on the picture."""
    stripes = np.random.default_rng(seed).integers(40, 220, (480, 640, 1)).astype(np.uint8)
    stripes = np.repeat(cv2.blur(stripes, (5, 5))[..., None], 3, -1)
    shift = np.round(body.image[0] - PERSON.image[0]).astype(int)
    stripes = np.roll(stripes, shift[::-1], (0, 1))
    drawn = pixels.copy()
    inside = mask(body, (480, 640), 0.1)
    drawn[inside] = stripes[inside]
    return drawn


def test_hiding_changes_the_person_only() -> None:
    pixels = room()
    left = hidden(pixels, [LEFT])
    inside = mask(LEFT, (480, 640))
    assert (left[inside] == 127).all()
    assert (left[~inside] == pixels[~inside]).all()
    assert inside[np.round(LEFT.image[:, 1]).astype(int), np.round(LEFT.image[:, 0]).astype(int)].all()


def test_a_shape_is_nobody_and_a_neighbour_is_somebody() -> None:
    assert is_shape(beside(LEFT, 8.0), [LEFT])
    assert is_shape(RIGHT, [LEFT, beside(RIGHT, -5.0)])
    assert not is_shape(RIGHT, [LEFT])
    assert not is_shape(LEFT, [])


def looks(sways_px: tuple[float, float], count: int = 8, shake_px: int = 0) -> list[list[bool]]:
    """What is said at each of some looks at two people who sway so far."""
    tell, told = Stillness(), []
    for look in range(count):
        way = np.sin(1.7 * look)
        here, there = beside(LEFT, round(sways_px[0] * way)), beside(RIGHT, round(sways_px[1] * way))
        pixels = noisy(painted(painted(room(), here), there), look)
        pixels = np.roll(pixels, shake_px * (look % 3), 1)
        told.append(tell(pixels, [here, there], 0.5 * look))
    return told


def test_a_picture_is_still_and_a_person_sways() -> None:
    told = looks((0.0, 2.0))
    assert told[0] == [False, False], "not at first sight"
    assert told[-1] == [True, False]


def test_the_mirrored_scene_is_told_alike() -> None:
    assert looks((2.0, 0.0))[-1] == [False, True]


def test_two_who_move_and_two_who_do_not_are_both_no_pictures() -> None:
    assert looks((2.0, 2.0))[-1] == [False, False]
    assert looks((0.0, 0.0))[-1] == [False, False], "nobody is dropped where nobody is seen to live"


def test_a_moving_camera_calls_nobody_a_picture() -> None:
    assert all(not any(told) for told in looks((0.0, 2.0), shake_px=9))


def test_who_moved_once_is_a_person_for_good() -> None:
    tell = Stillness()
    for look in range(12):
        here = beside(LEFT, 3.0 * (look == 3))
        there = beside(RIGHT, round(2.0 * np.sin(1.7 * look)))
        told = tell(noisy(painted(painted(room(), here), there), look), [here, there], 0.5 * look)
        assert not told[0], look


@pytest.mark.parametrize("brightness", [0.05, 0.15, 0.2])
def test_a_dark_body_before_a_bright_wall_is_a_silhouette(brightness: float) -> None:
    pixels = np.full((480, 640, 3), 220, np.uint8)
    pixels[mask(PERSON, (480, 640), 0.1)] = round(220 * brightness)
    assert light(pixels, PERSON) == pytest.approx(brightness, abs=0.02)
    assert light(pixels, PERSON) < SILHOUETTE
    assert light(pixels[:, ::-1], PERSON.mirrored()) == pytest.approx(light(pixels, PERSON), abs=0.01)


def test_dark_clothes_make_no_silhouette() -> None:
    pixels = np.full((480, 640, 3), 220, np.uint8)
    pixels[mask(PERSON, (480, 640), 0.1)] = 30
    for x, y in PERSON.image[:11].astype(int).tolist():
        cv2.circle(pixels, (x, y), 8, (110, 90, 80), -1)
    assert light(pixels, PERSON) > SILHOUETTE


def test_a_body_that_fills_the_picture_has_no_surroundings() -> None:
    near = bodies.standing(px_per_m=3000.0, size_px=(64, 48))
    assert not light(np.zeros((48, 64, 3), np.uint8), near) > 0


def test_nobody_in_a_sample_is_a_silhouette() -> None:
    import seen

    for name in ("tadasana_level", "tree_left", "pigeon_back_left"):
        assert light(frames(name)[0], seen.clip(name)[0]) > 2 * SILHOUETTE
