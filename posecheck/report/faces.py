"""Faces made unrecognisable, found from the landmarks of the head; a picture whose face is not found is not given."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.body.body import Body
from posecheck.body.skeleton import Landmark as L

_FACE = list(range(L.NOSE, L.MOUTH_RIGHT + 1))
_TRUNK = [L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP]

#: The disc around the middle of the ears, in lengths of the trunk from the middle of the shoulders to that of the hips:
#: a head with its hair is about half a trunk high (``tests/report/test_faces.py`` measures how much of it is covered).
_RADIUS = 0.45

#: The disc holds every landmark of the face with so much room around it.
_ROOM = 1.9

#: What is left of a face: so many squares across the disc, blurred into each other.
_SQUARES = 4


def disc_of(body: Body) -> tuple[np.ndarray, float] | None:
    """Middle ``(2,)`` and radius, in pixels of the body, of a disc that holds the head.

    Returns:
        None where the head is not found: nobody is seen, or its landmarks are not where a head can be.
    """
    if not bool(body.seen):
        return None
    face, trunk = body.image[_FACE], body.image[_TRUNK]
    shoulders, hips = trunk[:2].mean(0), trunk[2:].mean(0)
    torso_px = _torso_px(body)
    middle = (face[L.LEFT_EAR] + face[L.RIGHT_EAR]) / 2.0
    reach = float(np.linalg.norm(face - middle, axis=-1).max())
    along = np.linalg.norm(middle - shoulders)
    if not np.isfinite(torso_px) or torso_px < 1.0 or reach > _RADIUS * torso_px or along > torso_px:
        return None
    if np.linalg.norm(middle - hips) < 0.3 * np.linalg.norm(shoulders - hips):
        return None
    return middle, max(_RADIUS * torso_px, _ROOM * reach)


def _torso_px(body: Body) -> float:
    """Length of the trunk in pixels as it would be across the line of sight: from its length in metres, and pixels per
    metre of the widest stretch between two landmarks, so that a trunk that points at the camera is no shorter."""
    world, image = body.world, body.image
    metres = np.linalg.norm(world[:, None, :2] - world[None, :, :2], axis=-1)
    pixels = np.linalg.norm(image[:, None] - image[None], axis=-1)
    widest = np.unravel_index(int(metres.argmax()), metres.shape)
    if not metres[widest] > 0.0:
        return float("nan")
    torso_m = np.linalg.norm(world[_TRUNK[:2]].mean(0) - world[_TRUNK[2:]].mean(0))
    return float(torso_m * pixels[widest] / metres[widest])


def hide_face(pixels: np.ndarray, body: Body) -> np.ndarray | None:
    """A copy of a picture with the person's head blurred beyond recognition; nothing outside its disc changes.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB.
        body: the moment that the picture shows, in pixels of a picture of any size.

    Returns:
        The picture, unchanged where the whole head is outside of it; None where the head is not found, or where
        somebody else may be in the picture, whose head is not known.
    """
    found = disc_of(body)
    if found is None or float(np.nan_to_num(body.scene.people, nan=1.0)) > 1.0 or float(body.scene.pictures) > 0.0:
        return None
    height_px, width_px = pixels.shape[:2]
    middle = scaled_point(found[0], body, width_px, height_px)
    radius = found[1] * width_px / body.size_px[0]
    left, top = (int(edge) for edge in np.floor(np.maximum(middle - radius, 0.0)))
    right, bottom = (int(edge) for edge in np.ceil(np.minimum(middle + radius + 1.0, (width_px, height_px))))
    hidden = pixels.copy()
    if left >= right or top >= bottom:
        return hidden
    y, x = np.mgrid[top:bottom, left:right]
    inside = (x - middle[0]) ** 2 + (y - middle[1]) ** 2 <= radius**2
    patch = hidden[top:bottom, left:right]
    patch[inside] = _blurred(patch, inside, radius)[inside]
    return hidden


def scaled_point(point: np.ndarray, body: Body, width_px: int, height_px: int) -> np.ndarray:
    """``(2,)`` a point of the body's picture in a picture of another size."""
    return (point + 0.5) * (width_px / body.size_px[0], height_px / body.size_px[1]) - 0.5


def _blurred(patch: np.ndarray, inside: np.ndarray, radius: float) -> np.ndarray:
    """A few squares, each the mean of the pixels that it covers, blurred into each other."""
    height, width = patch.shape[:2]
    square = max(2.0 * radius / _SQUARES, 1.0)
    few = max(1, round(width / square)), max(1, round(height / square))
    weight = inside.astype(np.float32)[..., None]
    total = cv2.resize(patch * weight, few, interpolation=cv2.INTER_AREA).reshape(few[1], few[0], 3)
    share = cv2.resize(weight, few, interpolation=cv2.INTER_AREA).reshape(few[1], few[0], 1)
    squares = np.where(share > 0.0, total / np.maximum(share, 1e-6), patch.mean((0, 1)))
    return cv2.resize(squares, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)
