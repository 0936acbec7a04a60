"""What the parts of a page of the PDF are built of: sizes, drawings, cells beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable, Table

from posecheck.report.fonts import fonts
from posecheck.report.vector import Drawing, paint

#: Room between neighbours, in points.
GAP = 10.0


@dataclass(frozen=True, slots=True)
class Density:
    """How tightly a page is set: sizes in points.

    Attributes:
        picture: height of a picture at most.
        body, small: letters of findings, and of definitions.
        chart: share of their size that charts have.
        gap: between sections.
    """

    picture: float
    body: float
    small: float
    chart: float
    gap: float


class Figure(Flowable):
    """A drawing of ours."""

    def __init__(self, drawing: Drawing, scale: float = 1.0) -> None:
        super().__init__()
        self._drawing, self._scale = drawing, scale
        self.width, self.height = drawing.width * scale, drawing.height * scale

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Paints it."""
        self.canv.scale(self._scale, self._scale)
        paint(self.canv, self._drawing, fonts())


def middle_of(lengths: Sequence[int]) -> int:
    """How many of some texts make the first of two columns of about the same length."""
    halves = [abs(sum(lengths[:number]) - sum(lengths[number:])) for number in range(len(lengths) + 1)]
    return halves.index(min(halves))


def columns(rows: list[list[Any]], widths: Sequence[float]) -> Table:
    """Cells beside each other without lines or padding, but for the room at the right of all but the last."""
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-2, -1), GAP),
    ]  # fmt: skip
    return Table(rows, colWidths=list(widths), style=style, hAlign="LEFT")
