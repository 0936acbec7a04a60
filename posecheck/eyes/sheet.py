"""The printable card: one A4 page as a vector PDF, at true scale.

Drawn with reportlab: it needs nothing that is not needed anyway and writes plain vector pages.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from posecheck.eyes.card import Place
from posecheck.eyes.layout import HEIGHT_MM, IDS, MARKER_MM, SPACING_MM, SQUARES, WIDTH_MM, squares

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PAGE_MM = (210.0, 297.0)
RULER_MM = 100.0
# The card spans the page, so that the paper's sides are its own; printers leave out more at the top than at the sides.
_TOP_MM, _LEFT_MM = 15.0, 12.5
_POINTS = 72.0 / 25.4
_GREY, _DARK = 0.55, 0.15

_WORN = {
    Place.BACK: ("back", "Clip it to the waistband over the sacrum, the flat bone below the waist, arrow up."),
    Place.FRONT: ("front", "Clip it to the waistband in the middle, below the navel, arrow up."),
}
_FILMED = {
    Place.BACK: "Film from behind in good light, as posecheck asks, with nothing in front of the card.",
    Place.FRONT: "Film from the front in good light, as posecheck asks, with nothing in front of the card.",
}


def black_boxes_mm() -> list[tuple[float, float, float, float]]:
    """Left, top, width and height of the markers' black parts, in millimetres from the page's top left corner."""
    size = MARKER_MM / SQUARES
    top = _TOP_MM + (HEIGHT_MM - MARKER_MM) / 2.0
    boxes = []
    for place, number in enumerate(IDS):
        left = WIDTH_MM / 2.0 + (place - 0.5) * SPACING_MM - MARKER_MM / 2.0
        for row, line in enumerate(squares(number)):
            column = 0
            while column < SQUARES:  # neighbours become one box
                width = 0
                while column + width < SQUARES and line[column + width]:
                    width += 1
                if width:
                    boxes.append((left + column * size, top + row * size, width * size, size))
                column += max(width, 1)
    return boxes


def sheet_pdf(place: Place) -> bytes:
    """The page as a PDF file; the same bytes each time.

    Args:
        place: where the card will be worn, which the instructions say. The card itself is the same.
    """
    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    canvas = Canvas(file, pagesize=tuple(side * _POINTS for side in PAGE_MM), invariant=1, pageCompression=0)
    canvas.setTitle(f"posecheck card, {_WORN[place][0]}")
    canvas.setAuthor("posecheck")
    canvas.setSubject("Print at 100 %")
    _draw_card(canvas)
    _draw_cuts(canvas)
    _draw_words(canvas, place)
    _draw_ruler(canvas, 198.0)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _y(down_mm: float) -> float:
    """Points from the bottom of the page, where PDF counts from, of millimetres from its top."""
    return (PAGE_MM[1] - down_mm) * _POINTS


def _draw_card(canvas: Canvas) -> None:
    """The markers, and between them, well off their edges, an arrow that says which way is up."""
    canvas.setFillGray(0.0)
    # One shape for all: boxes filled one by one show hairlines between them.
    shape = canvas.beginPath()
    for left, top, width, height in black_boxes_mm():
        shape.rect(left * _POINTS, _y(top + height), width * _POINTS, height * _POINTS)
    canvas.drawPath(shape, stroke=0, fill=1)
    canvas.setFillGray(_GREY)
    middle, top = WIDTH_MM / 2.0, _TOP_MM + HEIGHT_MM / 2.0 - 8.0
    arrow = canvas.beginPath()
    outline = ((0, 0), (2.5, 5), (0.9, 5), (0.9, 11), (-0.9, 11), (-0.9, 5), (-2.5, 5))
    for step, (x, down) in enumerate(outline):
        (arrow.lineTo if step else arrow.moveTo)((middle + x) * _POINTS, _y(top + down))
    arrow.close()
    canvas.drawPath(arrow, stroke=0, fill=1)
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(middle * _POINTS, _y(top + 15.5), "up")


def _draw_cuts(canvas: Canvas) -> None:
    """Where to cut: above and below; the paper's own sides are the card's."""
    canvas.setStrokeGray(_GREY)
    canvas.setFillGray(_GREY)
    canvas.setLineWidth(0.5)
    canvas.setDash(4, 3)
    canvas.setFont("Helvetica", 8)
    for down in (_TOP_MM, _TOP_MM + HEIGHT_MM):
        canvas.line(0, _y(down), WIDTH_MM * _POINTS, _y(down))
    canvas.drawCentredString(WIDTH_MM / 2.0 * _POINTS, _y(_TOP_MM - 1.5), "cut here")
    canvas.drawCentredString(WIDTH_MM / 2.0 * _POINTS, _y(_TOP_MM + HEIGHT_MM + 4.0), "cut here")
    canvas.setDash()


def _draw_words(canvas: Canvas, place: Place) -> None:
    """A title and four sentences."""
    name, worn = _WORN[place]
    canvas.setFillGray(_DARK)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(_LEFT_MM * _POINTS, _y(142.0), f"The posecheck card, for the {name}")
    sentences = (
        "Print at 100 % (actual size, not fitted to the page): the ruler below must be 100 mm long.",
        "Cut along the two dashed lines and glue the card on stiff board: it must stay flat.",
        worn,
        _FILMED[place],
    )
    for number, sentence in enumerate(sentences):
        down = 154.0 + 8.5 * number
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(_LEFT_MM * _POINTS, _y(down), f"{number + 1}")
        canvas.setFont("Helvetica", 12)
        canvas.drawString((_LEFT_MM + 6.0) * _POINTS, _y(down), sentence)


def _draw_ruler(canvas: Canvas, down_mm: float) -> None:
    """A ruler of 100 mm, a tick each millimetre."""
    canvas.setStrokeGray(_DARK)
    canvas.setLineWidth(0.6)
    canvas.line(_LEFT_MM * _POINTS, _y(down_mm), (_LEFT_MM + RULER_MM) * _POINTS, _y(down_mm))
    canvas.setFont("Helvetica", 8)
    for tick in range(int(RULER_MM) + 1):
        x = (_LEFT_MM + tick) * _POINTS
        long = 5.0 if tick % 10 == 0 else 3.5 if tick % 5 == 0 else 2.0
        canvas.setLineWidth(0.6 if tick % 10 == 0 else 0.3)
        canvas.line(x, _y(down_mm), x, _y(down_mm - long))
        if tick % 10 == 0:
            canvas.drawCentredString(x, _y(down_mm + 4.0), f"{tick}")
    canvas.drawString((_LEFT_MM + RULER_MM + 4.0) * _POINTS, _y(down_mm + 4.0), "mm")
