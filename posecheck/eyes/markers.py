"""The card's two markers in a picture, near the person's hips.

They are small when the whole body is in the picture, so the surroundings of the hips are enlarged before OpenCV looks
for them, then half as much, then wider surroundings are searched as they are. Only the card's own numbers count, and
only near the hips: everything else that looks like a marker is something else. One that stands where the other one
should may have a square that is misread.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L
from posecheck.eyes.layout import IDS
from posecheck.eyes.outline import refined

# The crop around the hips, the wider one, and how far from their middle a marker may lie, in torso lengths; the size to
# which the crop is enlarged, and how many times at most.
_CROP, _WIDE, _NEAR, _CROP_PX, _MOST = 1.3, 2.6, 0.9, 900.0, 4.0
# How far the other marker may be from one that is found, in edges. Their middles are 1.3 apart.
_NEIGHBOUR = 2.0
_MIN_CROP_PX, _MIN_EDGE_PX = 24, 8.0


def find_markers(pixels: Array, body: Body | None = None) -> Array:
    """The corners of the card's markers.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB, upright.
        body: the moment of that picture: markers are looked for near its hips. None: anywhere, for a picture of the
            card alone.

    Returns:
        ``(2, 4, 2)`` pixels, pixel centres at integers: each marker's corners clockwise from the top left as printed,
        the left marker first; NaN for a marker that is not seen, and for both when nobody is.

    Raises:
        ValueError: another shape, a clip, or a body of another picture size.
    """
    import cv2

    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
        raise ValueError(f"pixels are {pixels.dtype} {pixels.shape}, expected uint8 (H, W, 3)")
    size_px = (pixels.shape[1], pixels.shape[0])
    if body is not None and (body.time_s.ndim or body.size_px != size_px):
        raise ValueError(f"the body is no moment of a picture of {size_px} pixels")
    found = np.full((len(IDS), 4, 2), np.nan)
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    if body is None:
        _add(found, grey, (0, 0, *size_px), 1.0, None)
        _add_other(found, grey)
        return found
    torso_px = torso_length_px(body)
    if not torso_px > 0.0:
        return found
    middle = (body.at(L.LEFT_HIP) + body.at(L.RIGHT_HIP)) / 2.0
    near = (middle, _NEAR * torso_px)
    x0, y0, x1, y1 = box = _square(middle, _CROP / 2.0 * torso_px, size_px)
    if min(x1 - x0, y1 - y0) >= _MIN_CROP_PX:
        scale = min(_CROP_PX / max(x1 - x0, y1 - y0), _MOST)
        _add(found, grey, box, scale, near)
        _add(found, grey, box, scale / 2.0, near)
    x0, y0, x1, y1 = box = _square(middle, _WIDE / 2.0 * torso_px, size_px)
    if min(x1 - x0, y1 - y0) >= _MIN_CROP_PX:
        _add(found, grey, box, 1.0, near)
    _add_other(found, grey)
    return found


def torso_length_px(body: Body) -> float:
    """Length that the torso would have in the picture if it were upright and seen squarely; NaN when nobody is seen.

    From the whole body's size, because a torso that leans towards the camera looks short.
    """
    spread_px, spread_m = (np.sqrt(points.var(0).sum()) for points in (body.image, body.world[:, :2]))
    shoulders, hips = ((body.world_at(a) + body.world_at(b)) / 2.0 for a, b in _TORSO)
    return float(np.linalg.norm(shoulders - hips) * spread_px / spread_m) if spread_m > 0.0 else float("nan")


def _add_other(found: Array, grey: Array) -> None:
    """Where one marker was found, looks next to it for the other, of which a square may then be misread."""
    seen = np.isfinite(found).all((1, 2))
    if seen.sum() != 1:
        return
    (one,) = found[seen]
    middle, edge_px = one.mean(0), float(np.linalg.norm(one - np.roll(one, 1, 0), axis=1).max())
    near = (middle, _NEIGHBOUR * edge_px)
    box = _square(middle, (_NEIGHBOUR + 1.0) * edge_px, (grey.shape[1], grey.shape[0]))
    for scale in (_MOST, _MOST / 2.0, 1.0):
        if (box[2] - box[0]) * scale <= 2.0 * _CROP_PX:
            _add(found, grey, box, scale, near, misread=1)


def _square(middle: Array, half_px: float, size_px: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what lies within so many pixels of a point, as far as the picture goes."""
    x0, y0 = np.maximum(np.floor(middle - half_px), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(middle + half_px), size_px).astype(int)
    return int(x0), int(y0), int(x1), int(y1)


_TORSO = ((L.LEFT_SHOULDER, L.RIGHT_SHOULDER), (L.LEFT_HIP, L.RIGHT_HIP))


def _add(
    found: Array,
    grey: Array,
    box: tuple[int, int, int, int],
    scale: float,
    near: tuple[Array, float] | None,
    misread: int = 0,
) -> None:
    """Looks in a part of the picture, enlarged, for the markers not found so far, and puts them into ``found``."""
    import cv2

    wanted = [k for k in range(len(IDS)) if np.isnan(found[k]).any()]
    if not wanted:
        return
    x0, y0, x1, y1 = box
    part = grey[y0:y1, x0:x1]
    if scale != 1.0:
        way = cv2.INTER_CUBIC if scale > 1.0 else cv2.INTER_AREA
        part = cv2.resize(part, (max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))), interpolation=way)
    stretch = np.array([(x1 - x0) / part.shape[1], (y1 - y0) / part.shape[0]])
    try:
        seen, numbers, _ = _detector(misread).detectMarkers(part)
    except cv2.error:  # it trips over some shapes in the noise, and then tells of none
        return
    if numbers is None:
        return
    bright = grey.astype(np.float32)
    for k in wanted:
        for corners in (c for c, number in zip(seen, numbers.ravel(), strict=True) if number == IDS[k]):
            rough = (corners.reshape(4, 2).astype(np.float64) + 0.5) * stretch - 0.5 + (x0, y0)
            if near is not None and np.linalg.norm(rough.mean(0) - near[0]) > near[1]:
                continue
            if np.linalg.norm(rough - np.roll(rough, 1, 0), axis=1).max() < _MIN_EDGE_PX:
                continue
            fine = refined(bright, rough)
            if fine is not None:
                found[k] = fine
                break


@lru_cache(maxsize=2)
def _detector(misread: int) -> Any:
    """OpenCV's detector, set for small blurred markers of which so many squares, 0 or 1, may be misread."""
    import cv2

    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_CONTOUR
    # Read only the middle of each square: its rim is blurred with its neighbour's.
    settings.perspectiveRemovePixelPerCell = 8
    settings.perspectiveRemoveIgnoredMarginPerCell = 0.25
    settings.adaptiveThreshWinSizeMin, settings.adaptiveThreshWinSizeMax = 9, 159
    settings.adaptiveThreshWinSizeStep = 30
    settings.adaptiveThreshConstant = 3
    settings.errorCorrectionRate = float(misread)  # of the one square that this dictionary can correct
    settings.polygonalApproxAccuracyRate = 0.05
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)
