"""What goes into the landmark network, and what comes out of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from posecheck.body.body import Body
from posecheck.body.skeleton import COUNT
from posecheck.errors import LandmarkerError, ModelError


def usable_pixels(pixels: object) -> np.ndarray:
    """The only form of a picture in which MediaPipe reads what one sees.

    It ignores strides (a mirrored view comes out unmirrored) and breaks for good on an empty picture.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB, of any strides.

    Returns:
        The same numbers, C-contiguous.

    Raises:
        LandmarkerError: anything that is not such a picture.
    """
    if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        what = f"{pixels.dtype} {pixels.shape}" if isinstance(pixels, np.ndarray) else type(pixels).__name__
        raise LandmarkerError(f"A frame must be an RGB picture (height, width, 3) of uint8, not {what}.")
    if not pixels.size:
        height_px, width_px = pixels.shape[:2]
        raise LandmarkerError(f"A frame must not be empty, and this one is {width_px} x {height_px} pixels.")
    return np.ascontiguousarray(pixels)


def to_body(result: Any, time_s: float, size_px: tuple[int, int]) -> Body:
    """A moment from MediaPipe's result.

    Args:
        result: a ``PoseLandmarkerResult``; its image coordinates count from the picture's edge, 0 to 1.
        time_s: time of the frame.
        size_px: (width, height) of the frame.

    Returns:
        The first person found, or NaN everywhere.

    Raises:
        ModelError: the model gives another number of landmarks.
    """
    if not result.pose_landmarks:
        return Body.unseen(time_s, size_px)
    marks, world = result.pose_landmarks[0], result.pose_world_landmarks[0]
    if len(marks) != COUNT:
        raise ModelError(f"The model gives {len(marks)} landmarks instead of {COUNT}; name a pose landmarker bundle.")
    width_px, height_px = size_px
    # float32, as the network delivers: a landmark recording then loses nothing
    return Body(
        time_s=np.asarray(time_s, np.float64),
        image=np.array([(m.x * width_px - 0.5, m.y * height_px - 0.5) for m in marks], np.float32),
        depth=np.array([m.z * width_px for m in marks], np.float32),
        world=np.array([(m.x, m.y, m.z) for m in world], np.float32),
        visibility=np.array([m.visibility for m in marks], np.float32),
        presence=np.array([m.presence for m in marks], np.float32),
        size_px=size_px,
    )


#: Somebody this much smaller than the largest person is background.
_COMPARABLE = 0.4

#: Two findings whose landmarks lie closer than this share of their size are the same person twice.
_SAME = 0.15


def comparable_people(result: Any) -> int:
    """How many different people of comparable size MediaPipe's result holds: 0, 1, or more."""
    people = [np.array([(mark.x, mark.y) for mark in marks]) for marks in result.pose_landmarks]
    if len(people) < 2:
        return len(people)
    sizes = [float(np.linalg.norm(marks.max(0) - marks.min(0))) for marks in people]
    largest = people[int(np.argmax(sizes))]
    others = 0
    for marks, size in zip(people, sizes, strict=True):
        apart = float(np.linalg.norm(marks - largest, axis=1).mean()) / max(sizes)
        others += size > _COMPARABLE * max(sizes) and apart > _SAME
    return 1 + others
