"""The HTML: whole in itself, without a script, readable on a phone, in a browser and on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Page, sync_playwright
from reports import corrected, full, silent
from terminal import Batch

from posecheck.errors import InputError
from posecheck.report import look, words
from posecheck.report.html import to_html, write
from posecheck.report.sheet import Note, Practice, Sheet


class Reader(HTMLParser):
    """Collects tags, what they point to, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.handlers: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [value or "" for name, value in attrs if name in ("href", "src", "srcset", "action", "data")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(sheet: Sheet) -> Reader:
    reader = Reader()
    reader.feed(to_html([sheet]))
    reader.text = " ".join(reader.text.replace(words.TIE, " ").split())
    return reader


@pytest.fixture(scope="module")
def page(samples: Batch) -> Sheet:
    return full(samples, dates=12)


def test_it_needs_nothing_else(page: Sheet) -> None:
    found = read(page)
    assert found.targets
    assert all(target.startswith("data:image/") for target in found.targets)
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & set(found.tags)
    assert found.handlers == []
    text = to_html([page])
    assert not re.search(r"https?:|url\(|@import|//[a-z]", re.sub(r"base64,[A-Za-z0-9+/=]+", "", text))


def test_everything_on_it_can_be_read(page: Sheet) -> None:
    found = read(page).text
    for said in ("Tadasana", "Änne Müller", "Praxis am Fluß", "21 November 2026", "Breathes freely.", words.FEEDBACK):
        assert said in found
    for row in page.parts[0].rows:
        assert row.text in found
        assert f"{row.shape} {row.word}" in found
        assert (row.cue or row.reason or "") in found
    for definition in page.definitions:
        assert definition.meaning in found
        assert definition.trust in found
    assert "since 4 Apr 26" in found


def test_what_somebody_typed_is_text(page: Sheet) -> None:
    evil = '<script>alert("1")</script><img src=x onerror=alert(1)> & "quotes"'
    typed = replace(page, client=evil, notes=(Note(evil),), practice=Practice(evil), files=(evil,))
    found = read(typed)
    assert "script" not in found.tags
    assert found.handlers == []
    assert found.text.count(evil) >= 4


def test_pictures_and_charts_say_what_they_show(page: Sheet) -> None:
    text = to_html([page])
    images = re.findall(r"<img [^>]*>", text)
    assert len(images) == 2
    assert all(re.search(r'alt="[^"]{20,}"', image) for image in images)
    drawings = re.findall(r"<svg [^>]*>", text)
    assert len(drawings) == 2 * len(page.parts[0].rows)
    assert all('role="img" aria-label="' in drawing for drawing in drawings)


def test_a_number_corrected_by_hand_is_marked_wherever_it_stands(samples: Batch, page: Sheet) -> None:
    sheet = corrected(samples)
    part = sheet.parts[0]
    numbers = sum(row.by_hand for row in part.rows) + len(part.pictures)
    numbers += sum(change.by_hand for trend in sheet.trends for line in trend.lines for change in line.changes)
    assert numbers >= 4
    assert read(sheet).text.count(f"{words.HAND_SHAPE} {words.HAND}") == numbers
    assert words.HAND not in read(replace(page, corrections=())).text


def test_where_nothing_can_be_told_it_says_why(samples: Batch) -> None:
    sheet = silent(samples)
    found = read(sheet)
    assert words.CANNOT in found.text
    assert "img" not in found.tags
    assert all(row.title in found.text for part in sheet.parts for row in part.rows)


def test_it_is_written_whole_or_refused(page: Sheet, tmp_path: Path) -> None:
    write([page], tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf-8") == to_html([page])
    with pytest.raises(InputError, match="nothing to report"):
        write([], tmp_path / "none.html")
    assert not (tmp_path / "none.html").exists()


# In a browser


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as driver:
        shown = browsing.launch(driver)
        yield shown
        shown.close()


@pytest.fixture
def shown(browser, tmp_path: Path, samples: Batch):
    """Opens the page of both sides at a size; nothing else may be asked for."""
    path = tmp_path / "report.html"
    write([replace(full(samples, ("tree_left", "tree_right_drop")), client="x" * 300)], path)

    def opened(width: int, height: int) -> Page:
        page = browser.new_page(viewport={"width": width, "height": height})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto(path.as_uri())
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        return page

    return opened


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_it_fits_the_screen(shown, width: int, height: int) -> None:
    page = shown(width, height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('p, span, h3, figcaption')]"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert smallest >= 12
    shapes = page.evaluate(
        "[...document.images].map((one) => [one.width / one.height, one.naturalWidth / one.naturalHeight])"
    )
    assert len(shapes) == 4
    assert all(shown == pytest.approx(true, rel=0.02) for shown, true in shapes)


def test_the_words_of_a_verdict_are_as_dark_as_they_should_be(shown) -> None:
    page = shown(1280, 720)
    colours = page.evaluate("[...document.querySelectorAll('.verdict')].map((one) => getComputedStyle(one).color)")
    known = {tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in look.VERDICTS.values()}
    assert {tuple(map(int, re.findall(r"\d+", colour))) for colour in colours} <= known


def test_printed_it_takes_few_pages_and_keeps_its_pictures(shown) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="reading a PDF needs pypdfium2")
    printed = pdfium.PdfDocument(shown(1280, 720).pdf(format="A4", prefer_css_page_size=True))
    assert len(printed) <= 3
    text = " ".join(printed[number].get_textpage().get_text_range() for number in range(len(printed)))
    assert words.DEFINITIONS in " ".join(text.split())
