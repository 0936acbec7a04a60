"""Takes the pictures of the app and of a report in docs/images from the bundled samples.

    PYTHONPATH=tests python docs/pictures.py [FOLDER]

Needs what the tests need, Playwright and Chromium. The live page sees a camera that plays a sample.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
from browsing import Server, camera_film, free_port, launch
from playwright.sync_api import Page, expect, sync_playwright

from posecheck.api import check_file
from posecheck.library.library import Library
from posecheck.library.work import Worker
from posecheck.live import words
from posecheck.poses import POSES
from posecheck.report.compose import Film, Frame, sheets_of
from posecheck.report.history import dated
from posecheck.report.pdf import to_pdf
from posecheck.report.pictures import frames_of
from posecheck.report.sheet import Practice
from posecheck.ui import bundled, texts
from posecheck.ui.shelf import texts as shelf

IMAGES = Path(__file__).parent / "images"

WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
PATIENCE_MS = 120_000

REPORT_DAY = date(2026, 11, 21)


def start(page: Page) -> None:
    """The first page."""
    page.goto("/")
    expect(page.get_by_role("link", name=texts.WAYS["compare"][0]).last).to_be_visible()
    page.locator("img").first.evaluate("image => image.decode()")


def live(page: Page) -> None:
    """A hold before the camera, once its number is told."""
    page.goto("/live")
    page.get_by_role("button", name=words.OPTIONS).click()
    page.get_by_role("slider", name=words.LEAD).press("Home")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=words.PAGE["start_camera"]).click()
    expect(page.locator(".margin")).to_contain_text("right hip lower")
    page.get_by_role("button", name="Start in 3 s").click()
    expect(page.locator(".live")).to_have_attribute("data-phase", "hold")
    expect(page.locator(".margin")).to_contain_text("right hip lower")
    expect(page.locator(".banner")).to_be_hidden()


def check(page: Page) -> None:
    """The result of Pigeon."""
    page.goto("/")
    page.get_by_role("button", name=POSES["pigeon"].title).click()
    expect(page.locator(".player")).to_have_attribute("data-frame", re.compile(r"\d"))
    expect(page.locator(".chart .cursor").first).to_be_attached()


def compare(page: Page) -> None:
    """Two samples of Tadasana, a second into their holds."""
    page.goto("/compare")
    page.get_by_role("button", name=texts.COMPARE["example"]).click()
    duo = page.locator(".duo")
    expect(duo).to_have_attribute("data-time", "0.000")
    duo.focus()
    page.keyboard.press("ArrowRight")
    expect(duo).to_have_attribute("data-time", "1.000")
    duo.evaluate("duo => duo.blur()")


def trust(page: Page) -> None:
    """The measured numbers."""
    page.goto("/trust")
    expect(page.locator("table").first).to_be_visible()


def library(page: Page) -> None:
    """Clients, and what there is to do."""
    page.goto("/library")
    expect(page.get_by_role("heading", name=shelf.CLIENTS)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Pigeon"))).to_be_visible()


def dates(page: Page) -> None:
    """A client's checks over dates."""
    library(page)
    page.get_by_role("link", name=re.compile("M. B.")).first.click()
    page.get_by_role("radio", name=shelf.VIEWS["dates"]).click()
    expect(page.get_by_role("img", name=re.compile(shelf.BEST_WORST["worst"].lower())).last).to_be_visible()
    page.wait_for_timeout(2000)  # the charts are drawn after everything else


def correct(page: Page) -> None:
    """A recording of the library, while a point is put right by hand."""
    library(page)
    page.get_by_role("link", name=re.compile("M. B..* Tadasana")).last.click()
    page.get_by_role("button", name=texts.PLAYER["correct"]).click()
    hip = page.get_by_role("button", name="right hip", exact=True)
    hip.focus()
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name=texts.PLAYER["keep"])).to_be_visible()


def fill_library(folder: Path) -> None:
    """Two clients with recordings of several days, analysed."""
    first, second = bundled.before_after()
    days = [date(2026, 9, 3), date(2026, 10, 1), date(2026, 11, 12)]
    with Library.open(folder) as own:
        client = own.clients.add(
            "M. B.", tags=["hips", "mornings"], consent_note="Recordings for our work together", consent_on=days[0]
        )
        for path, day in ((first, days[0]), (bundled.sample("tree"), days[1]), (second, days[2])):
            own.intake.add(client.id, path, filmed_on=day)
        other = own.clients.add("K 9", tags=["runner"], keep_until=date(2026, 10, 31))
        own.intake.add(other.id, bundled.sample("pigeon"), filmed_on=days[1])
        Worker(own).run()


#: Name of a picture, what it shows, and on how large a screen.
PICTURES: dict[str, tuple[Callable[[Page], None], dict[str, int]]] = {
    "app_start": (start, WIDE),
    "app_live": (live, WIDE),
    "app_check": (check, WIDE),
    "app_compare": (compare, WIDE),
    "app_trust": (trust, WIDE),
    "app_phone": (live, PHONE),
    "app_library": (library, WIDE),
    "app_dates": (dates, {"width": 1280, "height": 1000}),
    "app_correct": (correct, WIDE),
}


def report(out: Path) -> None:
    """A page of a report: a sample of Tadasana, and an earlier one of the same rendered person."""
    before, now = (check_file(path) for path in reversed(bundled.before_after()))
    frame = Frame(REPORT_DAY, REPORT_DAY, "C 7", practice=Practice("Example practice"), blurred=True)
    earlier = [dated(REPORT_DAY - timedelta(weeks=6), before)]
    pdf = to_pdf(sheets_of([Film(now, frames_of(now.path))], frame, earlier))
    pypdfium2.PdfDocument(pdf)[0].render(scale=1.3).to_pil().save(out / "report.jpg", quality=82)
    print("report")


@contextmanager
def app() -> Iterator[tuple[Server, Path]]:
    """The app, running, and a folder that goes with it."""
    with tempfile.TemporaryDirectory() as name:
        fill_library(Path(name, "library"))
        server = Server(free_port(), Path(name, "log.txt"))
        server.start()
        try:
            yield server, Path(name)
        finally:
            server.stop()


def main(out: Path) -> None:
    """Takes all of them, each as a visitor who has just come."""
    out.mkdir(parents=True, exist_ok=True)
    report(out)
    with app() as (server, folder), sync_playwright() as driver:
        film = camera_film(folder)
        browser = launch(driver, "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")
        for name, (show, size) in PICTURES.items():
            context = browser.new_context(viewport=size, base_url=server.url, permissions=["camera"])
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            expect.set_options(timeout=PATIENCE_MS)
            show(page)
            page.screenshot(path=out / f"{name}.jpg", type="jpeg", quality=82)
            context.close()
            print(name)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
