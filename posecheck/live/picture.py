"""Pictures as a browser sends them."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.body.body import Array
from posecheck.errors import InputError
from posecheck.live import words
from posecheck.media.source import fitted

#: Long side of the pictures at most, as for files.
LONGEST_SIDE_PX = 1280


def decode(data: bytes) -> Array:
    """``(H, W, 3)`` uint8 RGB of a JPEG or PNG, its long side at most 1280 px.

    Raises:
        InputError: it can't be decoded.
    """
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB) if data else None
    except cv2.error:
        pixels = None
    if pixels is None:
        raise InputError(words.BAD_PICTURE)
    size_px = fitted(pixels.shape[1], pixels.shape[0], LONGEST_SIDE_PX)
    if size_px != (pixels.shape[1], pixels.shape[0]):
        pixels = cv2.resize(pixels, size_px, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(pixels)
