"""The library in a real browser, from the first client to the receipt that nothing of them is left."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from browsing import Server, free_port, own
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from visits import visit

from posecheck.ui import texts as ui
from posecheck.ui.shelf import texts
from posecheck.words import TREND_WORDS

SLOW_MS = 60_000

NAME, CODE = "Zoë Ångström-Müller", "Code K-9-2026"
PASSPHRASE = "a long and quiet passphrase"


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One person on three days: the right hip lower, a little otherwise, then level."""
    folder = tmp_path_factory.mktemp("films")
    return [
        visit("tadasana_tilted", folder / "september.mp4", "2026-09-01T10:00:00Z"),
        visit("tadasana_tilted", folder / "october.mp4", "2026-10-01T10:00:00Z", 2.5, 4.9),
        visit("tadasana_level", folder / "november.mp4", "2026-11-01T10:00:00Z"),
    ]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where everything lies that the server may write to."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "temporary").mkdir()
    return folder


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[Server]:
    server = Server(free_port(), home / "log.txt", {"TMPDIR": str(home / "temporary")})
    server.start()
    yield server
    server.stop()
    assert "Traceback" not in server.log.read_text(), server.log.read_text()


@pytest.fixture
def context(browser: Browser, app: Server) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=app.url)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, app: Server) -> Iterator[Page]:
    opened, errors, foreign = context.new_page(), [], []
    opened.set_default_timeout(SLOW_MS)
    expect.set_options(timeout=SLOW_MS)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: None if own(request.url, app) else foreign.append(request.url))
    yield opened
    expect.set_options(timeout=5_000)
    assert not errors
    assert not foreign


def fits(page: Page) -> None:
    """On a phone nothing scrolls sideways."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 720})


def view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=texts.VIEWS[name]).click()


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def recording(page: Page, name: str) -> Locator:
    """The link to a recording in a client's list, once it is analysed."""
    return page.get_by_role("link", name=re.compile(f"Tadasana.*{name}"))


def check(page: Page, title: str) -> Locator:
    """The box of a check over dates."""
    return page.get_by_test_id("stVerticalBlock").filter(has=heading(page, title)).last


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def holding(folder: Path, *wanted: bytes) -> list[tuple[str, bytes]]:
    """Files below a folder that hold any of these bytes, in their content or their name."""
    found = everything(folder)
    return [
        (path.name, bytes_) for path, content in found.items() for bytes_ in wanted
        if bytes_ in content or bytes_ in str(path.relative_to(folder)).encode()
    ]  # fmt: skip


def test_from_the_first_client_to_the_last_trace(page: Page, home: Path, films: list[Path]) -> None:
    page.goto("/library")
    expect(page.get_by_text(texts.FIRST)).to_be_visible()
    expect(page.get_by_text(str(home / "library")).first).to_be_visible()
    fits(page)
    page.get_by_role("button", name=texts.OPENING["start"]).click()

    # A client, by keyboard alone.
    expect(page.get_by_text(texts.NO_CLIENTS)).to_be_visible()
    page.get_by_role("button", name=texts.NEW_CLIENT).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=texts.CLIENT["save"])).to_be_visible()  # what Enter presses
    page.get_by_role("textbox", name=texts.CLIENT["name"]).focus()
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    expect(heading(page, NAME)).to_be_visible()
    client = page.url

    # Three recordings; one of them twice.
    page.locator(".uploader input").set_input_files(films[:2])
    expect(recording(page, "october")).to_be_visible()
    page.locator(".uploader input").set_input_files(films[2:])
    expect(recording(page, "november")).to_be_visible()
    page.locator(".uploader input").set_input_files(films[:1])
    expect(page.get_by_text(texts.already("september.mp4", NAME))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"2026.*\.mp4"))).to_have_count(3)
    expect(page.get_by_role("link", name=re.compile("1 September 2026"))).to_be_visible()
    fits(page)

    over_dates(page)
    looked_through(page)
    corrected(page)
    reported(page)

    # Taken away, and deleted: only with the name, and with a receipt.
    page.goto(client)
    kept = taken_away(page)
    assert {Path(name).name for name in kept} >= {"september.mp4", "october.mp4", "november.mp4"}
    assert films[0].read_bytes() in kept.values()
    library, temporary = home / "library", home / "temporary"
    ids = [client.partition("client=")[2].encode()]
    traces = [NAME.encode(), b"september.mp4", b"the foot has turned", *ids, films[0].read_bytes()[1000:3000]]
    assert {trace for _, trace in holding(library, *traces)} == set(traces)
    page.get_by_role("textbox", name=texts.DELETE_TYPE.format(name=NAME)).fill("somebody else")
    page.get_by_role("button", name=texts.DELETE_DO).click()
    expect(page.get_by_text(texts.DELETE_UNLIKE)).to_be_visible()
    page.get_by_role("textbox", name=texts.DELETE_TYPE.format(name=NAME)).fill(NAME)
    page.get_by_role("button", name=texts.DELETE_DO).click()
    expect(page.get_by_text(texts.RECEIPT_CLEAN)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name=texts.RECEIPT_SAVE).click()
    receipt = Path(download.value.path()).read_text()
    assert len(json.loads(receipt)["files"]) >= 6
    assert NAME not in receipt
    assert holding(library, *traces[:3], traces[4]) == []
    assert holding(temporary, *traces) == []
    assert {name for name, _ in holding(library, *ids)} <= {"library.db", "library.db-wal"}  # in the receipt only
    page.goto(client)
    expect(page.get_by_text(texts.GONE)).to_be_visible()
    page.goto("/library")
    expect(page.get_by_text(texts.NO_CLIENTS)).to_be_visible()


def over_dates(page: Page) -> None:
    """What the same hips did on two days is no change; a hip come up is one."""
    view(page, "dates")
    pelvis = check(page, "Pelvis level")
    better, within = (f"{shape} {word}" for word, shape in (TREND_WORDS["better"], TREND_WORDS["within_margin"]))
    expect(pelvis.get_by_text(re.compile(f"From 1 September 2026 to 1 November 2026: {better}"))).to_be_visible()
    expect(pelvis.locator("canvas, svg.marks").first).to_be_visible()
    expect(check(page, "Weight on both feet").get_by_text(within).first).to_be_visible()
    expect(page.get_by_role("img", name=re.compile(texts.BEST_WORST["worst"], re.IGNORECASE))).to_have_count(3)
    fits(page)
    # A small difference only: the two days with the lower hip.
    view(page, "compare")
    duo = page.locator(".duo")
    expect(duo).to_have_attribute("data-time", "0.000")
    expect(page.get_by_text(better).first).to_be_visible()
    shown = duo.locator("video").last
    november = str(shown.get_attribute("src"))
    page.get_by_role("combobox", name=ui.COMPARE["second"]).click()
    page.get_by_role("option", name=re.compile("1 October 2026")).click()
    expect(shown).not_to_have_attribute("src", november)  # until then the keys are those of the pair before
    expect(page.get_by_text(ui.COMPARE_COUNTS[False]["within_margin"].format(shape="≈", count=4))).to_be_visible()
    expect(page.get_by_text(better)).to_have_count(0)
    expect(shown).to_have_js_property("readyState", 4)
    expect(duo).to_have_attribute("data-time", "0.000")
    duo.focus()
    page.keyboard.press("ArrowRight")
    expect(duo).to_have_attribute("data-time", "1.000")
    fits(page)


def looked_through(page: Page) -> None:
    """From the worklist to a recording: a note at a moment, and the mark that it was looked through."""
    page.goto("/library")
    work = page.get_by_role("link", name=re.compile(f"{NAME} · 1 September 2026"))
    fits(page)
    work.click()
    shown = page.locator(".player")
    expect(shown).to_have_attribute("data-frame", re.compile(r"\d"))
    shown.focus()
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_attribute("data-frame", "12")
    page.get_by_role("button", name=ui.PLAYER["note"]).click()
    page.get_by_role("textbox", name=texts.NOTE_HERE.format(time="0:01.0")).fill("the foot has turned")
    page.get_by_role("button", name=texts.NOTE_ADD).click()
    expect(page.get_by_text("the foot has turned")).to_be_visible()
    shown.focus()
    page.keyboard.press("ArrowLeft")
    expect(shown).to_have_attribute("data-frame", "0")
    page.get_by_role("button", name="0:01.0").click()
    expect(shown).to_have_attribute("data-frame", "12")
    page.get_by_role("button", name=texts.MARK_REVIEWED).click()
    expect(page.get_by_role("button", name=texts.UNMARK_REVIEWED)).to_be_visible()


def corrected(page: Page) -> None:
    """Both hips put right, one with the mouse and one with the keyboard; the log; one taken back."""
    shown = page.locator(".player")
    page.get_by_role("button", name=ui.PLAYER["correct"]).click()
    left, right = (page.get_by_role("button", name=name, exact=True) for name in ("left hip", "right hip"))
    panel = page.locator(".correct")
    left.focus()
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")  # not so
    expect(panel.get_by_text(ui.PLAYER["hint"])).to_be_visible()
    before = box(left)
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    assert box(left)[1] > before[1] + 2
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("corrected by hand")).first).to_be_visible()
    expect(panel.get_by_text(ui.PLAYER["hint"])).to_be_visible()
    expect(shown).to_have_attribute("data-frame", "12")  # the picture that was looked at stays
    x, y = box(right)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4, y - 5, steps=3)
    expect(page.locator(".loupe")).to_be_visible()
    page.mouse.up()
    fits(page)
    panel.get_by_role("button", name=ui.PLAYER["keep"]).click()
    expect(page.get_by_role("button", name=texts.UNDO)).to_have_count(2)
    expect(page.get_by_text(re.compile("Right hip at 0:01.0"))).to_be_visible()
    expect(panel.get_by_text(ui.PLAYER["hint"])).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.get_by_role("button", name=texts.UNDO).last.click()
    expect(page.get_by_text(re.compile("undone"))).to_be_visible()


def box(handle: Locator) -> tuple[float, float]:
    """The middle of a handle."""
    found = handle.bounding_box()
    assert found
    return found["x"] + found["width"] / 2, found["y"] + found["height"] / 2


def reported(page: Page) -> None:
    """The report on paper tells who, when, what, the note and the correction."""
    with page.expect_download() as download:
        page.get_by_role("button", name=texts.REPORT_SAVE.format(form="PDF")).click()
    pdf = Path(download.value.path()).read_bytes()
    text = "\n".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(pdf))
    for wanted in (NAME, "1 September 2026", "Pelvis level", "the foot has turned", "corrected by hand"):
        assert wanted in " ".join(text.split()), wanted


def taken_away(page: Page) -> dict[str, bytes]:
    """Name to content of the files in the archive."""
    view(page, "data")
    link = page.get_by_role("link", name=texts.EXPORT_SAVE)
    expect(link).to_be_visible()
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_sealed_nothing_can_be_read_and_the_player_still_seeks(
    page: Page, app: Server, home: Path, films: list[Path]
) -> None:
    page.goto("/library")
    page.get_by_text(texts.SETTINGS).click()
    for label in (texts.PASSPHRASE_NEW, texts.OPENING["again"]):
        page.get_by_role("textbox", name=label).fill(PASSPHRASE)
    page.get_by_role("button", name=texts.PASSPHRASE_SET).click()
    expect(page.get_by_role("button", name=texts.OPENING["lock"])).to_be_visible()
    page.get_by_role("button", name=texts.NEW_CLIENT).click()
    page.get_by_role("textbox", name=texts.CLIENT["name"]).fill(CODE)
    page.get_by_role("dialog").get_by_role("button", name=texts.CLIENT["save"]).click()
    expect(heading(page, CODE)).to_be_visible()
    client = page.url
    page.locator(".uploader input").set_input_files(films[0])
    expect(recording(page, "september")).to_be_visible()
    data = films[0].read_bytes()
    traces = [CODE.encode(), b"september.mp4", data[1000:1200], data[:40], b"ftypisom", b"pelvis_obliquity"]
    assert holding(home, *traces) == []
    # After a restart it is locked: nothing is shown, the passphrase opens it, another one does not.
    app.stop()
    app.start()
    page.goto(client)
    expect(page.get_by_text(re.compile("The library in .* is sealed"))).to_be_visible()
    expect(page.get_by_text(CODE)).to_have_count(0)
    for passphrase in ("another one", PASSPHRASE):
        page.get_by_role("textbox", name=texts.OPENING["passphrase"]).fill(passphrase)
        page.get_by_role("button", name=texts.OPENING["open"]).click()
        if passphrase != PASSPHRASE:
            expect(page.get_by_role("alert")).to_be_visible()
    recording(page, "september").click()
    shown = page.locator(".player")
    expect(shown).to_have_attribute("data-frame", re.compile(r"\d"))
    for index in (27, 3, 18):
        page.get_by_role("slider", name=ui.PLAYER["position"]).fill(str(index))
        expect(shown).to_have_attribute("data-frame", str(index))
    address = page.locator(".stage video").get_attribute("src") or ""
    answer = page.request.get(address, headers={"Range": "bytes=70000-70999"})
    assert (answer.status, answer.body()) == (206, data[70000:71000])
    assert holding(home, *traces) == []
    page.goto("/library")
    page.get_by_text(texts.SETTINGS).click()
    page.get_by_role("button", name=texts.OPENING["lock"]).click()
    expect(page.get_by_text(re.compile("The library in .* is sealed"))).to_be_visible()
    assert page.request.get(address).status in (403, 404)
