"""Letters of the PDF: DejaVu Sans, which comes with Matplotlib; what it lacks is traced from the font in OpenCV.

DejaVu Sans has Latin, Greek and Cyrillic letters and posecheck's marks; OpenCV's has Chinese, Japanese and Korean ones.
Both may be embedded freely. A character that neither knows becomes a hollow square, never a question mark, which here
means "can't tell". Nothing is asked of the machine's own fonts: the page looks the same everywhere.
"""

from __future__ import annotations

import hashlib
import importlib.util
import unicodedata
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import cv2
import numpy as np

from posecheck.errors import MissingLibraryError
from posecheck.report import words

if TYPE_CHECKING:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

REGULAR, BOLD = "posecheck", "posecheck-bold"

#: Stands for a character that no font here knows.
_UNKNOWN = "\N{WHITE SQUARE}"

#: A traced character is drawn so many pixels high, an em of its font; below it are what hangs under the line.
_EM_PX, _BASE_PX = 1000, 860


@cache
def fonts() -> tuple[str, str]:
    """Names of the regular and the bold font, ready to be used.

    Raises:
        MissingLibraryError: the font files are missing.
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in ((REGULAR, "DejaVuSans.ttf"), (BOLD, "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(_folder() / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return REGULAR, BOLD


def _folder() -> Path:
    """Where Matplotlib keeps its fonts; it need not be imported for that."""
    found = importlib.util.find_spec("matplotlib")
    folder = Path(found.origin or "").parent / "mpl-data" / "fonts" / "ttf" if found else Path()
    if not (folder / "DejaVuSans.ttf").is_file():
        raise MissingLibraryError("The font DejaVu Sans, which comes with matplotlib, is missing: install it again.")
    return folder


def markup(text: str) -> str:
    """Any text as reportlab's markup: escaped, each character in a font that has it."""
    whole = unicodedata.normalize("NFC", words.tied(text))
    whole = "".join(_plain(char) for char in whole if unicodedata.category(char) != "Cf")
    missing = frozenset(char for char in whole if not char.isspace() and ord(char) not in _known())
    if not missing:
        return escape(whole)
    name, traced = _traced(missing)
    parts = []
    for kind, chars in groupby(whole, lambda char: 1 if char in traced else 2 if char in missing else 0):
        part = "".join(chars)
        unknown = _UNKNOWN * sum(not unicodedata.category(char).startswith("M") for char in part)
        parts.append((escape(part), f'<font name="{name}">{escape(part)}</font>', unknown)[kind])
    return "".join(parts)


def _plain(char: str) -> str:
    return char if char.isprintable() or char == words.TIE else " "


@cache
def _known() -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics

    return frozenset(pdfmetrics.getFont(fonts()[0]).face.charToGlyph)


@cache
def _traced(chars: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Name of a font made of the outlines of some characters, and those of them that OpenCV's font knows."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._g_l_y_f import Glyph
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    drawn = {char: pixels for char in sorted(chars) if (pixels := _drawn(char)) is not None}
    name = f"posecheck-{hashlib.sha256(''.join(sorted(chars)).encode()).hexdigest()[:12]}"
    glyphs = {".notdef": Glyph(), **{f"u{ord(char):X}": _outline(pixels) for char, pixels in drawn.items()}}
    widths = {f"u{ord(char):X}": (pixels.shape[1], 0) for char, pixels in drawn.items()}
    if not drawn:
        return name, frozenset()
    builder = FontBuilder(_EM_PX, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(char): f"u{ord(char):X}" for char in drawn})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({".notdef": (_EM_PX, 0), **widths})
    builder.setupHorizontalHeader(ascent=_BASE_PX, descent=_BASE_PX - _EM_PX)
    builder.setupNameTable({"familyName": "posecheck", "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=_BASE_PX, usWinAscent=_BASE_PX, usWinDescent=_EM_PX - _BASE_PX)
    builder.setupPost()
    file = BytesIO()
    builder.save(file)
    file.seek(0)
    pdfmetrics.registerFont(TTFont(name, file))
    pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)
    return name, frozenset(drawn)


def _outline(pixels: np.ndarray) -> Glyph:
    """The outline of a character, ``(H, W)`` uint8, white on black, as a glyph: y up from the base line."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for contour in cv2.findContours(pixels, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)[0]:
        points = [(int(x), _BASE_PX - int(y)) for x, y in cv2.approxPolyDP(contour, 1.2, True)[:, 0]]
        if len(points) > 2:
            pen.moveTo(points[0])
            for point in points[1:]:
                pen.lineTo(point)
            pen.closePath()
    return pen.glyph()


def _drawn(char: str) -> np.ndarray | None:
    """A character in white on black, as wide as it is with its room; None where OpenCV's font does not know it."""
    if unicodedata.category(char).startswith(("M", "C")):
        return None  # what only changes its neighbour has no shape of its own
    face = cv2.FontFace("uni")

    def image(text: str) -> np.ndarray:
        pixels = np.zeros((round(1.3 * _EM_PX), 2 * _EM_PX, 3), np.uint8)
        cv2.putText(pixels, text, (0, _BASE_PX), (255, 255, 255), face, _EM_PX, 400)
        return (pixels[..., 0] > 127).astype(np.uint8)

    pixels = image(char)
    inked = np.flatnonzero(pixels.any(0))
    if not inked.size or np.array_equal(pixels, image("?")):
        return None
    return pixels[:, : int(inked[-1]) + _EM_PX // 16]
