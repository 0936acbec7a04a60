"""Sheets as a PDF to be printed: vectors, embedded fonts, nothing from outside, a page for each sheet where it fits."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph

from posecheck.errors import InputError
from posecheck.report import words
from posecheck.report.blocks import Density
from posecheck.report.files import write_whole
from posecheck.report.flow import Setter
from posecheck.report.fonts import fonts, markup
from posecheck.report.formats import PAPERS
from posecheck.report.look import RULE, SOFT
from posecheck.report.sheet import Sheet
from posecheck.report.telling import title_of

_SIDE, _TOP, _BOTTOM = 40.0, 58.0, 36.0
_LOGO = (110.0, 26.0)

#: From the most comfortable to the tightest; the first in which a sheet fits on one page is taken, else the first.
_DENSITIES = (
    Density(picture=190.0, body=8.6, small=6.8, chart=1.0, gap=11.0),
    Density(picture=160.0, body=8.2, small=6.5, chart=0.95, gap=8.0),
    Density(picture=112.0, body=7.6, small=6.2, chart=0.85, gap=4.0),
)


def to_pdf(sheets: Sequence[Sheet], paper: str = "a4") -> bytes:
    """The sheets as a PDF file.

    Args:
        paper: "a4" or "letter".

    Raises:
        InputError: another paper, or no sheet.
        MissingLibraryError: the fonts are missing.
    """
    if paper not in PAPERS:
        raise InputError(f"There is no paper {paper!r}. Choose one of: {', '.join(PAPERS)}.")
    if not sheets:
        raise InputError(words.NOTHING)
    fitted = [_fitting(sheet, paper) for sheet in sheets]
    return _built(list(zip(sheets, (density for density, _ in fitted), strict=True)), paper, sum(n for _, n in fitted))


def write(sheets: Sequence[Sheet], path: Path, paper: str = "a4") -> None:
    """Writes the file completely or not at all; raises as ``to_pdf``, and OutputError where it can't be written."""
    data = to_pdf(sheets, paper)
    write_whole(path, lambda stream: _put(stream, data))


def _put(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)


def _fitting(sheet: Sheet, paper: str) -> tuple[Density, int]:
    """The density in which a sheet fits on one page, else the first one; and how many pages it takes."""
    for density in _DENSITIES:
        pages = _pages(_built([(sheet, density)], paper, 1))
        if pages == 1:
            return density, 1
    return _DENSITIES[1], _pages(_built([(sheet, _DENSITIES[1])], paper, 1))


def _pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ")


def _built(sheets: Sequence[tuple[Sheet, Density]], paper: str, pages: int) -> bytes:
    file = io.BytesIO()
    width, height = PAPERS[paper]
    regular, _ = fonts()
    first = sheets[0][0]
    document = BaseDocTemplate(
        file, pagesize=(width, height), title=title_of(first), author=first.practice.name or "posecheck", lang="en",
        creator=words.VERSION.format(version=first.made.version), invariant=1, initialFontName=regular,
    )  # fmt: skip
    inner = width - 2.0 * _SIDE
    story = []
    for number, (sheet, density) in enumerate(sheets):
        frame = Frame(_SIDE, _BOTTOM, inner, height - _TOP - _BOTTOM, 0, 0, 0, 0)
        around = _Around(sheet, width, height, pages)
        document.addPageTemplates(PageTemplate(f"sheet{number}", [frame], onPage=around))
        story += [NextPageTemplate(f"sheet{number}"), PageBreak()] if number else []
        story += Setter(sheet, density, inner).story()
    document.build(story)
    return file.getvalue()


class _Around:
    """Draws what stands around the text of each page of a sheet: the practice above, what it is below."""

    def __init__(self, sheet: Sheet, width: float, height: float, pages: int) -> None:
        self._sheet, self._width, self._height, self._pages = sheet, width, height, pages

    def __call__(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        """Draws them on the page that begins."""
        canvas.saveState()
        practice, top = self._sheet.practice, self._height - 24.0
        left = _SIDE
        if practice.logo:
            left += self._logo(canvas, practice.logo, top) + 8.0
        room = self._width - left - _SIDE - 90.0
        self._line(canvas, f"<b>{markup(practice.name)}</b>", left, top - 17.0, room, 10.0)
        self._right(canvas, words.TITLE, top - 16.0)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.6)
        canvas.line(_SIDE, self._height - 52.0, self._width - _SIDE, self._height - 52.0)
        self._line(canvas, markup(words.FEEDBACK), _SIDE, 20.0, self._width - 2.0 * _SIDE - 70.0, 6.4)
        self._right(canvas, words.PAGE.format(page=document.page, pages=self._pages), 20.0)
        canvas.restoreState()

    def _logo(self, canvas: Canvas, logo: bytes, top: float) -> float:
        """Draws it as high as there is room; its width."""
        image = ImageReader(io.BytesIO(logo))
        width, height = image.getSize()
        share = min(_LOGO[0] / width, _LOGO[1] / height)
        canvas.drawImage(image, _SIDE, top - _LOGO[1], share * width, share * height, mask="auto")
        return share * width

    @staticmethod
    def _line(canvas: Canvas, text: str, left: float, bottom: float, width: float, size: float) -> None:
        """One line, made smaller until it fits."""
        while True:
            style = ParagraphStyle("line", fontName=fonts()[0], fontSize=size, leading=1.25 * size, textColor=SOFT)
            line = Paragraph(text, style)
            _, height = line.wrap(width, 1e4)
            if height <= 1.3 * size or size <= 5.0:
                line.drawOn(canvas, left, bottom)
                return
            size -= 0.5

    def _right(self, canvas: Canvas, text: str, bottom: float) -> None:
        canvas.setFont(fonts()[0], 6.6)
        canvas.setFillColor(SOFT)
        canvas.drawRightString(self._width - _SIDE, bottom, text)
