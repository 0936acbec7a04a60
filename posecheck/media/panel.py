"""The panel in a corner of the picture: pose and side, whether it is held, and what was found."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from posecheck.media import lettering
from posecheck.media.lettering import DIM, REGULAR, STRONG, WHITE, Colour, Look

#: How much of the picture shows through the panel.
_CLEAR = 0.24
_GROUND: Colour = (16, 19, 24)

#: Share of the picture's height that the panel may take.
_HIGHEST = 0.62


class Corner(StrEnum):
    """A corner of the picture."""

    TOP_LEFT = "top left"
    TOP_RIGHT = "top right"
    BOTTOM_LEFT = "bottom left"
    BOTTOM_RIGHT = "bottom right"


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding: its title, its value in words and figures (may be empty), and how its verdict is told."""

    title: str
    value: str
    look: Look


@dataclass(frozen=True, slots=True)
class Card:
    """What the panel says.

    Attributes:
        status: whether the pose is held.
        running: whether a hold is running.
        clock: the time; may be empty.
        title: pose and side; empty between holds.
        entries: the most important first.
    """

    status: str
    running: bool
    clock: str
    title: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: a text after the indent, one at the right edge, and a mark before them."""

    size_px: int
    text: str
    colour: Colour = WHITE
    weight: int = STRONG
    right: tuple[str, Colour] | None = None
    mark: tuple[str, Colour] | None = None
    indent_px: float = 0.0
    gap_px: float = 0.0


@dataclass(frozen=True, slots=True)
class _Scale:
    """Sizes in pixels that follow from the size of the picture."""

    letter: int
    pad: float
    margin: float
    width: float

    @classmethod
    def of(cls, width_px: int, height_px: int) -> _Scale:
        letter = max(9, round(4.0 + 0.0185 * math.sqrt(width_px * height_px)))
        margin = round(0.7 * letter)
        width = min(20.5 * letter, max(0.44 * width_px, 16.5 * letter), width_px - 2.0 * margin)
        return cls(letter, 0.75 * letter, margin, round(width))

    @property
    def inner(self) -> float:
        """Width for text."""
        return self.width - 2.0 * self.pad

    @property
    def wide(self) -> bool:
        """Whether a verdict's word has room beside a title."""
        return self.width >= 18.0 * self.letter


def panel_box(card: Card, width_px: int, height_px: int, corner: Corner) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) in pixels that the panel takes; right and bottom are outside of it."""
    scale = _Scale.of(width_px, height_px)
    return _box(_fitting(card, scale, height_px, corner), scale, width_px, height_px, corner)


def draw_panel(pixels: np.ndarray, card: Card, corner: Corner) -> None:
    """Draws the panel in place; a picture too small for one line of text stays as it is.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB, C-contiguous.
        card: what it says. Entries that do not fit are left out, from the last.
        corner: where it stands. The status is the line nearest to the edge, so that it never moves.
    """
    height_px, width_px = pixels.shape[:2]
    scale = _Scale.of(width_px, height_px)
    rows = _fitting(card, scale, height_px, corner)
    left, top, right, bottom = _box(rows, scale, width_px, height_px, corner)
    if not rows or right - left <= 2.0 * scale.pad:
        return
    ground = pixels[top:bottom, left:right]
    ground[:] = (_CLEAR * ground + (1.0 - _CLEAR) * np.array(_GROUND)).astype(np.uint8)
    y = top + scale.pad
    for row in rows:
        y += row.gap_px
        _draw_row(pixels, row, left + scale.pad, y, right - scale.pad)
        y += _height(row)


def _height(row: _Row) -> float:
    return 1.32 * row.size_px


def _box(rows: list[_Row], scale: _Scale, width_px: int, height_px: int, corner: Corner) -> tuple[int, int, int, int]:
    width = scale.width
    if len(rows) == 1:
        row = rows[0]
        texts = row.text, row.right[0] if row.right else ""
        words = sum(lettering.text_width(text, row.size_px, STRONG) for text in texts) + 1.4 * row.size_px
        width = min(width, words + row.indent_px + 2.0 * scale.pad)
    height = 2.0 * scale.pad + sum(row.gap_px + _height(row) for row in rows)
    left = scale.margin if corner in (Corner.TOP_LEFT, Corner.BOTTOM_LEFT) else width_px - scale.margin - width
    top = scale.margin if corner in (Corner.TOP_LEFT, Corner.TOP_RIGHT) else height_px - scale.margin - height
    return round(left), round(top), round(left + width), round(top + height)


def _fitting(card: Card, scale: _Scale, height_px: int, corner: Corner) -> list[_Row]:
    """The rows of the card, with as many entries as there is room for."""
    room = max(_HIGHEST * height_px - 2.0 * scale.pad, 0.0)
    while True:
        rows = _rows(card, scale, corner)
        if sum(row.gap_px + _height(row) for row in rows) <= room:
            return rows
        if card.entries:
            card = replace(card, entries=card.entries[:-1])
        elif card.title:
            card = replace(card, title="")
        else:
            return []


def _rows(card: Card, scale: _Scale, corner: Corner) -> list[_Row]:
    status = _status(card, scale)
    said = _title(card, scale)
    for entry in card.entries:
        said += _entry(entry, scale)
    if corner in (Corner.TOP_LEFT, Corner.TOP_RIGHT) or not said:
        return [status, *said]
    return [replace(said[0], gap_px=0.0), *said[1:], replace(status, gap_px=0.45 * scale.letter)]


def _status(card: Card, scale: _Scale) -> _Row:
    size = scale.letter
    indent = 1.1 * size if card.running else 0.0
    clock = lettering.shortened(card.clock, 0.5 * scale.inner, size, STRONG)
    room = scale.inner - indent - lettering.text_width(clock, size, STRONG) - 0.5 * size
    text = lettering.shortened(card.status, room, size, STRONG)
    colour = WHITE if card.running else DIM
    return _Row(size, text, colour, right=(clock, DIM), mark=("•", colour) if card.running else None, indent_px=indent)


def _title(card: Card, scale: _Scale) -> list[_Row]:
    size = round(1.12 * scale.letter)
    lines = lettering.wrapped(card.title, scale.inner, size, STRONG)
    gaps = [0.25 * size, *[0.0] * len(lines)]
    return [_Row(size, line, gap_px=gap) for line, gap in zip(lines, gaps, strict=False)]


def _entry(entry: Entry, scale: _Scale) -> list[_Row]:
    """The title beside the mark, the value below it; the verdict's word at the right, or below where it is narrow.

    What changes from frame to frame stands in lines of its own, so that the panel keeps its shape.
    """
    size, look = scale.letter, entry.look
    indent = 1.5 * size
    room = scale.inner - indent
    beside = scale.wide
    taken = lettering.text_width(look.word, size, STRONG) + 0.8 * size if beside else 0.0
    titles = lettering.wrapped(entry.title, room - taken, size, lines=3 if beside else 2)
    rows = [_Row(size, line, weight=REGULAR, indent_px=indent) for line in titles]
    mark, word = (look.mark, look.colour), (look.word, look.colour)
    rows[0] = replace(rows[0], mark=mark, gap_px=0.45 * size, right=word if beside else None)
    values = lettering.wrapped(entry.value, room, size, STRONG)
    rows += [_Row(size, line, indent_px=indent) for line in values]
    return rows if beside else [*rows, _Row(size, *word, indent_px=indent)]


def _draw_row(pixels: np.ndarray, row: _Row, left: float, top: float, right: float) -> None:
    baseline = top + 0.98 * row.size_px
    if row.mark:
        mark, colour = row.mark
        size = 0.86 * row.size_px
        lettering.draw_mark(pixels, mark, (left + 0.42 * row.size_px, baseline - 0.36 * row.size_px), size, colour)
    lettering.write(pixels, row.text, left + row.indent_px, baseline, row.size_px, row.colour, row.weight)
    if row.right:
        text, colour = row.right
        x = right - lettering.text_width(text, row.size_px, STRONG)
        lettering.write(pixels, text, x, baseline, row.size_px, colour, STRONG)
