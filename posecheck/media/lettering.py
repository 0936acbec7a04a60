"""Letters and verdict marks on pictures: what both look like, how wide a text is, how it is made to fit.

Text is written with the scalable font that OpenCV carries, so that ``±`` and ``°`` come out as they should and
the picture looks the same on every machine. The marks are drawn as shapes, not as letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from posecheck.poses.checks import Verdict
from posecheck.words import MEASURED, VERDICT_WORDS

Colour = tuple[int, int, int]

WHITE: Colour = (245, 245, 245)
DIM: Colour = (190, 194, 200)

#: RGB; told apart by people with any kind of colour vision, by lightness too. None: a check that only informs.
VERDICT_COLOURS: dict[Verdict | None, Colour] = {
    Verdict.GOOD: (98, 190, 245),
    Verdict.SLIGHT: (255, 196, 64),
    Verdict.CLEAR: (238, 92, 36),
    Verdict.CANT_TELL: (178, 182, 188),
    None: WHITE,
}

REGULAR, STRONG = 430, 600

#: Binary digits of a pixel's fraction in which OpenCV takes coordinates.
SHIFT = 4
_FAR_PX = 30_000.0


@cache
def _face() -> cv2.FontFace:
    return cv2.FontFace("sans")


def text_width(text: str, size_px: int, weight: int = REGULAR) -> int:
    """Width of one line in pixels."""
    left, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), _face(), size_px, weight)
    return max(0, left + width) if text else 0


def write(
    pixels: np.ndarray, text: str, left: float, baseline: float, size_px: int, colour: Colour, weight: int = REGULAR
) -> None:
    """One line of text in place.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB.
        text: one line.
        left, baseline: where it starts, in pixels.
        size_px: size of the font, about the height of a line without its leading.
        colour: RGB.
        weight: 100 (thin) to 900.
    """
    if text:
        cv2.putText(pixels, text, (round(left), round(baseline)), colour, _face(), size_px, weight)


def shortened(text: str, width_px: float, size_px: int, weight: int = REGULAR) -> str:
    """The text, cut with an ellipsis where it is wider than ``width_px``; empty where not even one letter fits."""
    if text_width(text, size_px, weight) <= width_px:
        return text
    for end in range(len(text) - 1, 0, -1):
        cut = text[:end].rstrip(" ,;:") + "…"
        if text_width(cut, size_px, weight) <= width_px:
            return cut
    return ""


def wrapped(text: str, width_px: float, size_px: int, weight: int = REGULAR, lines: int = 2) -> list[str]:
    """The text in at most ``lines`` lines, each at most ``width_px`` wide; the last one is shortened."""
    words = text.split()
    rows: list[str] = []
    while words and len(rows) < lines - 1:
        count = 1
        while count < len(words) and text_width(" ".join(words[: count + 1]), size_px, weight) <= width_px:
            count += 1
        rows.append(shortened(" ".join(words[:count]), width_px, size_px, weight))
        words = words[count:]
    return [*rows, shortened(" ".join(words), width_px, size_px, weight)] if words else rows


@dataclass(frozen=True, slots=True)
class Look:
    """How a verdict is told: by its word, its mark (a key of ``MARKS`` or a letter) and its colour."""

    word: str
    mark: str
    colour: Colour


def look_of(verdict: Verdict | None) -> Look:
    """Word, mark and colour of a verdict; None stands for a check that only informs."""
    word, mark = MEASURED if verdict is None else VERDICT_WORDS[verdict]
    return Look(word, mark, VERDICT_COLOURS[verdict])


def _turned(corners: int, radius: float, first_deg: float) -> np.ndarray:
    angles = np.radians(first_deg + 360.0 * np.arange(corners) / corners)
    return radius * np.stack([np.cos(angles), np.sin(angles)], -1)


_TICK = np.array([(-0.95, 0.05), (-0.66, -0.24), (-0.28, 0.14), (0.66, -0.80), (0.95, -0.51), (-0.28, 0.72)])

#: Mark to the corners of its shape, in a box from -1 to 1; x right, y down.
MARKS: dict[str, np.ndarray] = {
    "✓": _TICK,
    "▲": np.add(_turned(3, 1.1, -90.0), (0.0, 0.22)),
    "■": _turned(4, 1.12, 45.0),
    "•": _turned(24, 0.5, 0.0),
}


def draw_mark(pixels: np.ndarray, mark: str, middle: tuple[float, float], size_px: float, colour: Colour) -> None:
    """A verdict's mark in place, about ``size_px`` wide and high."""
    if mark in MARKS:
        fill(pixels, np.array(middle) + MARKS[mark] * size_px / 2.0, colour)
        return
    size = round(1.25 * size_px)
    left = middle[0] - text_width(mark, size, 750) / 2.0
    write(pixels, mark, left, middle[1] + 0.36 * size, size, colour, 750)


def fixed(points: np.ndarray) -> np.ndarray:
    """Pixels to the whole numbers in which OpenCV takes fractions of pixels, within what it can hold."""
    return np.round(np.clip(points, -_FAR_PX, _FAR_PX) * (1 << SHIFT)).astype(np.int32)


def fill(pixels: np.ndarray, corners: np.ndarray, colour: Colour) -> None:
    """A filled polygon ``(N, 2)`` with smooth edges, in place."""
    cv2.fillPoly(pixels, [fixed(corners)], colour, cv2.LINE_AA, SHIFT)
