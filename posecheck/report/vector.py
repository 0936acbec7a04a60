"""Drawings made of a few shapes, written as SVG for a page of HTML and as vectors for a PDF: one geometry, two papers.

Lengths are in points (1/72 inch); x to the right, y down from the top left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed polygon, or an open line where ``closed`` is false; no colour is not painted."""

    points: tuple[Point, ...]
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.6
    closed: bool = True
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle."""

    middle: Point
    radius: float
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.6


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``anchor``: where of it ``at`` is: "start", "middle" or "end" of the baseline."""

    at: Point
    text: str
    size: float
    colour: str
    anchor: str = "start"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order in which they are painted; ``alt``: what it shows, for those who do not see it."""

    width: float
    height: float
    shapes: tuple[Shape | Disc | Text, ...]
    alt: str = ""


def line(start: Point, end: Point, stroke: str, width: float = 0.6, dash: tuple[float, ...] = ()) -> Shape:
    """A straight line."""
    return Shape((start, end), None, stroke, width, False, dash)


def box(left: float, top: float, right: float, bottom: float, fill: str | None, stroke: str | None = None) -> Shape:
    """A rectangle."""
    return Shape(((left, top), (right, top), (right, bottom), (left, bottom)), fill, stroke)


def to_svg(drawing: Drawing) -> str:
    """The drawing as an inline SVG that is as wide as its place."""
    parts = "".join(_svg(shape) for shape in drawing.shapes)
    label = f' role="img" aria-label="{escape(drawing.alt)}"' if drawing.alt else ' aria-hidden="true"'
    return f'<svg viewBox="0 0 {drawing.width:g} {drawing.height:g}" class="drawing"{label}>{parts}</svg>'


def _svg(shape: Shape | Disc | Text) -> str:
    if isinstance(shape, Text):
        weight = ' font-weight="600"' if shape.bold else ""
        return (
            f'<text x="{shape.at[0]:.2f}" y="{shape.at[1]:.2f}" font-size="{shape.size:g}" fill="{shape.colour}" '
            f'text-anchor="{shape.anchor}"{weight}>{escape(shape.text)}</text>'
        )
    paint = f'fill="{shape.fill or "none"}" stroke="{shape.stroke or "none"}" stroke-width="{shape.width:g}"'
    if isinstance(shape, Disc):
        return f'<circle cx="{shape.middle[0]:.2f}" cy="{shape.middle[1]:.2f}" r="{shape.radius:g}" {paint}/>'
    dash = f' stroke-dasharray="{" ".join(f"{part:g}" for part in shape.dash)}"' if shape.dash else ""
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in shape.points)
    return f'<{"polygon" if shape.closed else "polyline"} points="{points}" {paint}{dash}/>'


def paint(canvas: Canvas, drawing: Drawing, fonts: Sequence[str]) -> None:
    """Paints the drawing with its lower left corner in the origin; ``fonts``: names of the regular and the bold one."""
    for shape in drawing.shapes:
        canvas.saveState()
        if isinstance(shape, Text):
            canvas.setFillColor(shape.colour)
            canvas.setFont(fonts[shape.bold], shape.size)
            put = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
            put[shape.anchor](shape.at[0], drawing.height - shape.at[1], shape.text)
        else:
            _paint(canvas, shape, drawing.height)
        canvas.restoreState()


def _paint(canvas: Canvas, shape: Shape | Disc, height: float) -> None:
    canvas.setLineWidth(shape.width)
    if shape.fill:
        canvas.setFillColor(shape.fill)
    if shape.stroke:
        canvas.setStrokeColor(shape.stroke)
    how = {"stroke": int(shape.stroke is not None), "fill": int(shape.fill is not None)}
    if isinstance(shape, Disc):
        canvas.circle(shape.middle[0], height - shape.middle[1], shape.radius, **how)
        return
    if shape.dash:
        canvas.setDash(*shape.dash)
    path = canvas.beginPath()
    for number, (x, y) in enumerate(shape.points):
        (path.lineTo if number else path.moveTo)(x, height - y)
    if shape.closed:
        path.close()
    canvas.drawPath(path, **how)
