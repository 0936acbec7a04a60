"""The crop of the hips that the network looks at: the square of ``posecheck.measure.hips``, as pixels."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.body.body import Array
from posecheck.measure.hips import Place

#: Edge of the crop in pixels: about one for a centimetre at the person.
SIZE_PX = 128

#: Outside the picture.
_GREY = (127, 127, 127)


def matrix(place: Place, size_px: int, margin: float = 1.0) -> Array:
    """``(2, 3)`` from the picture's pixels to those of a crop, ``margin`` times as wide as the square."""
    scale = size_px / (margin * float(place.width_px))
    cos, sin = scale * np.cos(np.radians(place.turn_deg)), scale * np.sin(np.radians(place.turn_deg))
    turn = np.array([[cos, -sin], [sin, cos]])
    return np.column_stack([turn, (size_px - 1) / 2 - turn @ place.centre_px])


def cut(pixels: Array, place: Place, size_px: int = SIZE_PX, margin: float = 1.0) -> Array:
    """``(size_px, size_px, 3)`` uint8: the crop of one moment, each pixel the mean of what it covers."""
    shrink = int(np.clip(np.ceil(margin * float(place.width_px) / size_px), 1, 6))
    fine = matrix(place, size_px * shrink, margin)
    wide = cv2.warpAffine(pixels, fine, (size_px * shrink,) * 2, flags=cv2.INTER_LINEAR, borderValue=_GREY)
    return wide if shrink == 1 else cv2.resize(wide, (size_px, size_px), interpolation=cv2.INTER_AREA)
