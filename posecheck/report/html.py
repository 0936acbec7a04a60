"""Sheets as one HTML file that needs nothing else: pictures and drawings are in it, no script, no address."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from posecheck.errors import InputError
from posecheck.report import look, telling, words
from posecheck.report.charts import scale_drawing, trend_drawing
from posecheck.report.files import write_text
from posecheck.report.sheet import Picture, Row, Sheet, Trend
from posecheck.report.telling import title_of
from posecheck.report.vector import to_svg

_PNG = b"\x89PNG"


def to_html(sheets: Sequence[Sheet]) -> str:
    """The sheets as the text of a file.

    Raises:
        InputError: there is none.
    """
    if not sheets:
        raise InputError(words.NOTHING)
    return _template().render(sheets=sheets, title=title_of(sheets[0]))


def write(sheets: Sequence[Sheet], path: Path) -> None:
    """Writes the file completely or not at all.

    Raises:
        InputError: there is no sheet.
        OutputError: it can't be written.
    """
    write_text(path, to_html(sheets))


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["tied"] = words.tied
    environment.globals |= {"look": look, "words": words, "telling": telling}
    environment.globals |= {"scale": _scale, "chart": _chart, "jpeg": _jpeg, "logo": _logo}
    return environment.get_template("sheet.html")


def _scale(row: Row) -> Markup:
    drawing = scale_drawing(row)
    return Markup(to_svg(drawing)) if drawing else Markup()


def _chart(trend: Trend) -> Markup:
    drawing = trend_drawing(trend)
    return Markup(to_svg(drawing)) if drawing else Markup()


def _jpeg(picture: Picture) -> str:
    return _data("jpeg", picture.jpeg or b"")


def _logo(logo: bytes) -> str:
    return _data("png" if logo.startswith(_PNG) else "jpeg", logo)


def _data(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
