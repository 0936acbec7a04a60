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


def to_bodies(result: Any, time_s: float, size_px: tuple[int, int]) -> list[Body]:
    """Moments from MediaPipe's result, one for each person found.

    Args:
        result: a ``PoseLandmarkerResult``; its image coordinates count from the picture's edge, 0 to 1.
        time_s: time of the frame.
        size_px: (width, height) of the frame.

    Raises:
        ModelError: the model gives another number of landmarks.
    """
    pairs = zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
    return [_body(marks, world, time_s, size_px) for marks, world in pairs]


def to_body(result: Any, time_s: float, size_px: tuple[int, int]) -> Body:
    """The first person found, or NaN everywhere; otherwise as ``to_bodies``."""
    found = to_bodies(result, time_s, size_px)
    return found[0] if found else Body.unseen(time_s, size_px)


def _body(marks: Any, world: Any, time_s: float, size_px: tuple[int, int]) -> Body:
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
