"""The skeleton on a picture: bones, joints, the letters of the sides, and the measured line."""

from __future__ import annotations

import math

import cv2
import numpy as np

from posecheck.body.body import Body
from posecheck.body.skeleton import BONES, Landmark
from posecheck.media.lettering import SHIFT, STRONG, WHITE, Colour, fill, fixed, text_width, write

L = Landmark

_LEFT: Colour = (255, 255, 255)
_RIGHT: Colour = (196, 214, 176)
_DARK: Colour = (14, 16, 20)
_JOINTS = [mark for mark in L if mark.name.split("_")[-1] in ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")]


def scaled(body: Body, width_px: int, height_px: int) -> np.ndarray:
    """``(..., 33, 2)`` the landmarks in a picture of another size; pixel centres stay at whole numbers."""
    return (body.image + 0.5) * (width_px / body.size_px[0], height_px / body.size_px[1]) - 0.5


def draw_skeleton(
    pixels: np.ndarray, body: Body, strong: tuple[tuple[Landmark, Landmark], ...] = (), colour: Colour = WHITE
) -> None:
    """Draws a moment's bones and joints in place.

    The person's left side has white lines and round joints, the right side greenish lines and square joints; the
    knees carry the letters L and R.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB, C-contiguous.
        body: a moment in which somebody is seen.
        strong: bones to be drawn strongly.
        colour: RGB of those.
    """
    height_px, width_px = pixels.shape[:2]
    points = scaled(body, width_px, height_px)
    unit = math.sqrt(width_px * height_px) / 480.0
    thin, rim = max(1, round(1.3 * unit)), max(1, round(0.9 * unit))
    weak = [bone for bone in BONES if bone not in strong]
    for bone in weak:
        _line(pixels, points, bone, _DARK, thin + 2 * rim)
    for bone in weak:
        _line(pixels, points, bone, _tint(bone), thin)
    for mark in _JOINTS:
        _joint(pixels, points[mark], mark, 2.3 * unit, 0.8 * unit)
    for extra, tint in ((2 * rim, _DARK), (0, colour)):
        for bone in strong:
            _line(pixels, points, bone, tint, 3 * thin + extra)
            for mark in bone:
                _joint(pixels, points[mark], mark, 3.6 * unit + extra / 2, 0.0, tint)
    _letters(pixels, points, unit)


def _line(pixels: np.ndarray, points: np.ndarray, bone: tuple[Landmark, Landmark], colour: Colour, width: int) -> None:
    start, end = fixed(points[list(bone)]).tolist()
    cv2.line(pixels, start, end, colour, width, cv2.LINE_AA, SHIFT)


def _tint(bone: tuple[Landmark, Landmark]) -> Colour:
    return _RIGHT if all("RIGHT" in mark.name for mark in bone) else _LEFT


def _joint(
    pixels: np.ndarray, at: np.ndarray, mark: Landmark, radius: float, rim: float, colour: Colour | None = None
) -> None:
    """A disc on the left, a square on the right."""
    corners, first_deg, grow = (4, 45.0, 1.3) if "RIGHT" in mark.name else (20, 0.0, 1.0)
    angles = np.radians(first_deg + 360.0 * np.arange(corners) / corners)
    shape = grow * np.stack([np.cos(angles), np.sin(angles)], -1)
    if rim:
        fill(pixels, at + (radius + rim) * shape, _DARK)
    fill(pixels, at + radius * shape, colour or _tint((mark, mark)))


def _letters(pixels: np.ndarray, points: np.ndarray, unit: float) -> None:
    """L and R beside the knees, on the side away from the other knee."""
    size = max(9, round(9 + 3.0 * unit))
    between = points[L.LEFT_KNEE] - points[L.RIGHT_KNEE]
    away = between / max(float(np.hypot(*between)), 1e-6) * 1.15 * size
    for letter, place in (("L", points[L.LEFT_KNEE] + away), ("R", points[L.RIGHT_KNEE] - away)):
        left, baseline = place[0] - text_width(letter, size, STRONG) / 2, place[1] + 0.36 * size
        if abs(left) > 1e4 or abs(baseline) > 1e4:
            continue
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            write(pixels, letter, left + dx, baseline + dy, size, _DARK, STRONG)
        write(pixels, letter, left, baseline, size, _LEFT if letter == "L" else _RIGHT, STRONG)
