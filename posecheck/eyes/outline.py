"""The outline of a square marker to a tenth of a pixel: its four sides as straight lines through many profiles.

A detector's corners are off by up to a pixel, and a small card seen head-on turns that into many degrees. Here each
side is crossed by profiles of brightness. The black-to-white step lies where the area under its profile says, which
blur does not move; a line through the steps of a side is better than each, and the corners are where lines meet.
"""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array
from posecheck.eyes.layout import SQUARES

_PROFILES, _SAMPLES, _ROUNDS = 24, 25, 3
# Half a profile, in squares of the marker: less than the white border is wide. In pixels: more would leave samples too
# far apart. Beyond the plateau, a share of it, it is as black or white as it gets. Profiles keep off the corners, in
# squares, which blur rounds.
_REACH, _REACH_PX, _PLATEAU, _FROM_CORNER = 0.6, 6.0, 0.6, 0.6
# A side is one when this share of its profiles step from black to white, by this part of the picture's range of 255.
_MIN_SHARE, _MIN_STEP = 0.6, 12.0
# Strays on a side, such as a fold of cloth over it, count less beyond so many pixels; refined corners further than so
# many squares from where the search began mean that something else was fitted.
_STRAY_PX, _MAX_MOVE = 0.2, 0.8


def refined(grey: Array, corners: Array) -> Array | None:
    """The corners of a marker from straight lines along its sides.

    Args:
        grey: ``(H, W)`` float32 brightness, 0 to 255.
        corners: ``(4, 2)`` pixels, roughly; clockwise from the top left as printed. Pixel centres at integers.

    Returns:
        ``(4, 2)`` pixels in the same order; None when a side is not a clear step from black to white.
    """
    start = now = corners.astype(np.float64)
    for _ in range(_ROUNDS):
        lines = _sides(grey, now)
        if lines is None:
            return None
        met = np.cross(np.roll(lines, 1, 0), lines)
        if (np.abs(met[:, 2]) < 1e-6).any():
            return None
        now = met[:, :2] / met[:, 2:]
        square_px = np.linalg.norm(start - np.roll(start, 1, 0), axis=1).max() / SQUARES
        if np.linalg.norm(now - start, axis=1).max() > max(_MAX_MOVE * square_px, 1.5):
            return None
    return now


def _sides(grey: Array, corners: Array) -> Array | None:
    """``(4, 3)`` lines (a, b, c with ax + by + c = 0) along the sides, the top one first; None when one is unclear."""
    place = _places(corners)
    outside, inside, steps = _profiles(grey, place)
    clear = outside - inside > _MIN_STEP
    if (clear.mean(1) < _MIN_SHARE).any():
        return None
    share = np.linspace(0.0, 1.0, _SAMPLES)
    at = (steps * (_SAMPLES - 1.0))[..., None]
    before = np.clip(np.floor(at), 0, _SAMPLES - 2).astype(int)
    low, high = (np.take_along_axis(place, (before + k)[..., None], 2)[:, :, 0] for k in (0, 1))
    points = low + (at - before) * (high - low)
    clear &= (steps > share[1]) & (steps < share[-2])
    return None if (clear.mean(1) < _MIN_SHARE).any() else np.stack([_line(points[k][clear[k]]) for k in range(4)])


def _places(corners: Array) -> Array:
    """``(4, profiles, samples, 2)`` pixels across each side, from outside in, along the marker's own directions."""
    import cv2

    size = float(SQUARES)
    flat = np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32)
    to_picture = cv2.getPerspectiveTransform(flat, corners.astype(np.float32)).astype(np.float64)
    along = np.linspace(_FROM_CORNER, size - _FROM_CORNER, _PROFILES)
    square_px = np.linalg.norm(corners - np.roll(corners, 1, 0), axis=1).max() / size
    across = min(_REACH, _REACH_PX / square_px) * np.linspace(-1.0, 1.0, _SAMPLES)
    u, v = (grid.T for grid in np.meshgrid(along, across))
    sides = [(u, v), (size - v, u), (size - u, size - v), (v, size - u)]
    points = np.stack([np.stack([x, y, np.ones_like(x)], -1) for x, y in sides]) @ to_picture.T
    return points[..., :2] / points[..., 2:]


def _profiles(grey: Array, place: Array) -> tuple[Array, Array, Array]:
    """Brightness outside and inside each side, and where between, from 0 to 1 along the profile, the step lies.

    Each ``(4, profiles)``.
    """
    import cv2

    x, y = (place[..., k].reshape(-1, _SAMPLES).astype(np.float32) for k in (0, 1))
    values = cv2.remap(grey, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).astype(np.float64)
    values = values.reshape(place.shape[:3])
    far = np.linspace(-1.0, 1.0, _SAMPLES)
    outside, inside = values[..., far < -_PLATEAU].mean(-1), values[..., far > _PLATEAU].mean(-1)
    # One number for a side would ignore shadows, one for a profile noise: neighbours share.
    outside, inside = (_smooth(side) for side in (outside, inside))
    bright = (values - inside[..., None]) / np.maximum(outside - inside, _MIN_STEP)[..., None]
    weight = np.ones(_SAMPLES)
    weight[[0, -1]] = 0.5
    return outside, inside, (bright * weight).sum(-1) / (_SAMPLES - 1.0)


def _smooth(values: Array) -> Array:
    """Running mean over five profiles of a side."""
    padded = np.pad(values, ((0, 0), (2, 2)), mode="edge")
    return np.mean([padded[:, k : k + values.shape[1]] for k in range(5)], 0)


def _line(points: Array) -> Array:
    """``(3,)`` the line that most of the points ``(n, 2)`` follow, with a unit normal.

    It starts from the two points whose line has the smallest median distance: a fold of cloth over the end of a side
    would draw a line through all points away for good.
    """
    i, j = np.triu_indices(len(points), 1)
    way = points[j] - points[i]
    normals = np.stack([-way[:, 1], way[:, 0]], -1) / np.maximum(np.linalg.norm(way, axis=1), 1e-9)[:, None]
    distance = np.abs(normals @ points.T - (normals * points[i]).sum(1)[:, None])
    best = int(np.median(distance, 1).argmin())
    off = distance[best]
    for _ in range(5):
        scale = max(_STRAY_PX, 1.5 * float(np.median(off)))
        weight = (1.0 + (off / scale) ** 2) ** -2.0
        middle = (weight[:, None] * points).sum(0) / weight.sum()
        spread = (points - middle).T @ (weight[:, None] * (points - middle))
        normal = np.linalg.eigh(spread)[1][:, 0]
        off = np.abs((points - middle) @ normal)
    return np.array([*normal, -middle @ normal])
