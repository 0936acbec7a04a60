"""The PDF: what can be read in it, that it fits its paper, and what is left of it in grey."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from reports import corrected, full, silent
from terminal import Batch

from posecheck.errors import InputError, OutputError
from posecheck.report import look, words
from posecheck.report.formats import PAPERS
from posecheck.report.pdf import to_pdf, write
from posecheck.report.sheet import Note, Practice, Sheet

pdfium = pytest.importorskip("pypdfium2", reason="reading a PDF needs pypdfium2")

#: Letters that a person's name may have: umlauts, Greek, Cyrillic, Vietnamese, Chinese, Japanese, Korean.
NAMES = "Ärztin Łucja Μαρία Жанна Nguyễn 王小明 さくら 김철수"


def pages(pdf: bytes) -> list[str]:
    document = pdfium.PdfDocument(pdf)
    return [document[number].get_textpage().get_text_range() for number in range(len(document))]


def text(sheet: Sheet, paper: str = "a4") -> str:
    """All that can be read, with single spaces."""
    return " ".join(" ".join(pages(to_pdf([sheet], paper))).replace("\ufffe", "").split())


def grey(pdf: bytes, scale: float = 2.0) -> list[np.ndarray]:
    """Each page as it comes out of a printer that has black only."""
    document = pdfium.PdfDocument(pdf)
    shown = [document[number].render(scale=scale).to_numpy()[..., :3] for number in range(len(document))]
    return [cv2.cvtColor(np.ascontiguousarray(page), cv2.COLOR_BGR2GRAY) for page in shown]


@pytest.fixture(scope="module")
def page(samples: Batch) -> Sheet:
    return full(samples)


def test_everything_on_it_can_be_read(page: Sheet) -> None:
    read = text(page)
    for said in (
        "Tadasana", "Änne Müller", "Praxis am Fluß", "21 November 2026", "tadasana_tilted.mp4", "Breathes freely.",
        "Left hip put right at 0:01.2, by Th on 21 November 2026.", words.FEEDBACK, words.BEST, words.WORST,
        "posecheck 0.1.0" if page.made.version == "0.1.0" else page.made.version, "Page 1 of 1",
    ):  # fmt: skip
        assert said in read, said
    for row in page.parts[0].rows:
        assert row.title in read
        assert row.text in read
        assert f"{row.shape} {row.word}" in read
        assert (row.cue or row.reason or "") in read
    for definition in page.definitions:
        assert definition.meaning in read
        assert definition.trust in read


def test_it_is_one_page_of_the_paper_asked_for(page: Sheet) -> None:
    for paper, size in PAPERS.items():
        document = pdfium.PdfDocument(to_pdf([page], paper))
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx(size, abs=0.1)


def test_one_page_for_each_sheet(samples: Batch, page: Sheet) -> None:
    other = full(samples, ("pigeon_back_left",))
    read = pages(to_pdf([page, other]))
    assert len(read) == 2
    assert "Tadasana" in read[0]
    assert "Pigeon" in read[1]
    assert "Page 2 of 2" in read[1]


def test_nothing_lies_outside_of_the_paper(samples: Batch) -> None:
    long = Practice("Praxis für " + "sehr " * 80 + "lange Namen")
    sheet = replace(full(samples, dates=12), client="x" * 400, practice=long, notes=(Note("word " * 900),))
    for paper, (width, height) in PAPERS.items():
        document = pdfium.PdfDocument(to_pdf([sheet], paper))
        for number in range(len(document)):
            for item in document[number].get_objects():
                left, bottom, right, top = item.get_bounds() if hasattr(item, "get_bounds") else item.get_pos()
                assert left > -1
                assert bottom > -1
                assert right < width + 1
                assert top < height + 1


def test_long_notes_go_on_over_the_page(page: Sheet) -> None:
    many = tuple(Note(f"Note {number}: " + "a few words of it " * 12) for number in range(60))
    read = pages(to_pdf([replace(page, notes=many)]))
    assert len(read) > 2
    assert all(f"Note {number}:" in " ".join(read) for number in range(60))
    assert f"Page {len(read)} of {len(read)}" in read[-1]


def test_every_name_can_be_read(page: Sheet) -> None:
    read = text(replace(page, client=NAMES, practice=Practice(NAMES)))
    assert read.count(NAMES) == 2


def test_no_letter_becomes_a_question_mark(page: Sheet) -> None:
    """A question mark means "can't tell"; what no font knows is a hollow square."""
    asked = text(page).count("?")
    read = text(replace(page, client="ไทย \U0001f642 \u202eabc \x00\x07 <b>&amp;</b>"))
    assert read.count("?") == asked
    assert "\N{WHITE SQUARE}" in read
    assert "<b>&amp;</b>" in read


def test_fonts_are_embedded_and_nothing_is_asked_of_others(page: Sheet) -> None:
    pdf = to_pdf([replace(page, client=NAMES)])
    assert pdf.count(b"/FontFile2") >= 3
    assert not re.search(rb"/(URI|JavaScript|Launch|GoToR|EmbeddedFile)\b", pdf)
    assert b"http" not in pdf.replace(b"http://www.w3.org", b"")


def test_the_same_sheet_gives_the_same_file(page: Sheet) -> None:
    assert to_pdf([page]) == to_pdf([page])


def test_pictures_and_charts_are_there(samples: Batch, page: Sheet) -> None:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH

    def count(sheet: Sheet, kind: int) -> int:
        document = pdfium.PdfDocument(to_pdf([sheet]))
        return sum(item.type == kind for number in range(len(document)) for item in document[number].get_objects())

    assert count(page, FPDF_PAGEOBJ_IMAGE) == 2
    logo = cv2.imencode(".png", np.full((40, 90, 3), 120, np.uint8))[1].tobytes()
    assert count(replace(page, practice=Practice("P", logo)), FPDF_PAGEOBJ_IMAGE) == 3
    assert count(silent(samples), FPDF_PAGEOBJ_IMAGE) == 0
    assert count(full(samples, dates=12), FPDF_PAGEOBJ_PATH) > count(page, FPDF_PAGEOBJ_PATH) + 4 * 12


def test_the_trend_says_since_when_and_that_nothing_changed(samples: Batch) -> None:
    read = text(full(samples, dates=12))
    assert words.CHART_LEGEND in read
    assert "within margin" in read
    assert "since 4 Apr 26" in read
    assert words.FIRST_POINT in text(full(samples))


def test_where_nothing_can_be_told_it_says_why(samples: Batch) -> None:
    sheet = silent(samples)
    read = text(sheet)
    assert words.CANNOT in read
    assert all(row.title in read for part in sheet.parts for row in part.rows)
    assert "±" not in read.replace("margin (±)", "")


def test_a_number_corrected_by_hand_is_marked_wherever_it_stands(samples: Batch, page: Sheet) -> None:
    sheet = corrected(samples)
    (row, *others), pictures = sheet.parts[0].rows, sheet.parts[0].pictures
    assert row.by_hand
    changes = [change for trend in sheet.trends for line in trend.lines for change in line.changes if change.by_hand]
    assert changes
    numbers = 1 + sum(other.by_hand for other in others) + len(pictures) + len(changes)
    assert text(sheet).count(f"{words.HAND_SHAPE} {words.HAND}") == numbers
    assert words.HAND_LEGEND in text(sheet)
    assert words.HAND not in text(replace(page, corrections=()))


def test_in_grey_it_can_be_read(page: Sheet) -> None:
    """On the white of the paper, and on the bands; as far as the eye needs (WCAG 2.2: 4.5 for text)."""
    for colour in (look.INK, look.SOFT, look.ACCENT, *look.VERDICTS.values(), *look.SIDES.values()):
        assert look.contrast(colour, "#ffffff") >= 4.5, colour
    for ground in look.BANDS.values():
        assert look.contrast(look.INK, ground) >= 4.5, ground
    (shown,) = grey(to_pdf([page]))
    assert shown.min() < 60
    assert shown.max() == 255


def test_in_grey_the_bands_stay_apart() -> None:
    lights = [look.luminance(look.BANDS[verdict]) for verdict in ("good", "slight", "clear")]
    assert all(before - after > 0.12 for before, after in pairwise(lights))
    assert all(look.contrast(look.BANDS["clear"], look.BANDS[other]) > 1.5 for other in ("good", "slight"))


def test_another_paper_or_nothing_to_report_is_refused(page: Sheet, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a4, letter"):
        to_pdf([page], "a5")
    with pytest.raises(InputError, match="nothing to report"):
        to_pdf([])
    with pytest.raises(OutputError, match="does not exist"):
        write([page], tmp_path / "no" / "report.pdf")


def test_it_is_written_whole(page: Sheet, tmp_path: Path) -> None:
    write([page], tmp_path / "report.pdf", "letter")
    assert (tmp_path / "report.pdf").read_bytes() == to_pdf([page], "letter")
    assert len(pdfium.PdfDocument(io.BytesIO((tmp_path / "report.pdf").read_bytes()))) == 1
