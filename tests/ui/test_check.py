"""Upload, result and player in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from clips import repeated, sample
from films import write_video
from playwright.sync_api import Locator, Page, expect
from pypdfium2 import PdfDocument
from terminal import Batch

from posecheck.api import check_file
from posecheck.poses.checks import Band
from posecheck.session.wording import verdict_words
from posecheck.ui import texts
from posecheck.ui.choice import Choice, judged
from posecheck.words import NOBODY, VERDICT_WORDS

SLOW_MS = 60_000

#: Frames of the counted film: an uneven rhythm, as phones record it.
TIMES = np.cumsum([0.0] + [1 / 30, 1 / 30, 0.05, 1 / 24, 0.1] * 12)[:60]

#: Reads the counter out of the picture that the browser shows.
READ = """(video) => {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const pen = canvas.getContext('2d');
  pen.drawImage(video, 0, 0);
  const cell = canvas.width / 8;
  const light = (bit) => pen.getImageData(cell * (bit + 0.5), canvas.height / 2, 1, 1).data[0] > 127;
  return [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, bit) => sum + (light(bit) ? 2 ** bit : 0), 0);
}"""


#: Whether anything is drawn over the picture.
PAINTED = """(canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Uint32Array(data.buffer).some(Boolean);
}"""


#: A damaged recording of landmarks, in the hand of a mouse.
DROPPED = """() => {
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array([7, 0, 0, 0])], 'stored.npz'));
  return held;
}"""


def counted(path: Path, rotated: bool, codec: str = "libx264") -> Path:
    """A film whose frames carry their number as eight stripes, lowest bit at the left of the upright picture."""
    frames = []
    for number in range(len(TIMES)):
        bits = np.array([number >> bit & 1 for bit in range(8)], np.uint8)
        pixels = np.broadcast_to(255 * np.repeat(bits, 20)[None, :, None], (120, 160, 3))
        frames.append(np.rot90(pixels) if rotated else pixels)
    return write_video(path, frames, times=list(TIMES), rotation_deg=90 if rotated else 0, codec=codec)


def upload(page: Page, *files: Path) -> None:
    page.goto("/check")
    page.locator(".uploader input").set_input_files(files)


def player(page: Page, frame: int | None = 0) -> Locator:
    """The player, once it shows a frame."""
    shown = page.locator(".player")
    expect(shown).to_have_attribute("data-frame", re.compile(r"\d+") if frame is None else str(frame), timeout=SLOW_MS)
    return shown


def read(page: Page) -> int:
    """The number on the frame that is shown."""
    return page.locator(".stage video").evaluate(READ)


def downloaded(page: Page, name: str, role: str = "button") -> Path:
    with page.expect_download(timeout=SLOW_MS) as download:
        page.get_by_role(role, name=name).click()
    return Path(download.value.path())


def test_from_upload_to_result_and_back(page: Page, samples: Batch, tmp_path: Path) -> None:
    upload(page, sample("tadasana_tilted"))
    shown = player(page)
    told = samples.result("tadasana_tilted")
    # What is on the page is what the command says, and the file is the same to the last digit.
    for found in told["checks"]:
        if found["value"] is None:
            continue
        expect(page.get_by_text(found["title"], exact=True).first).to_be_visible()
        expect(page.get_by_text(found["cue"] or found["reason"]).first).to_be_visible()
    word, shape = VERDICT_WORDS[told["checks"][0]["verdict"]]
    expect(page.get_by_text(f"{shape} {word}").first).to_be_visible()
    assert json.loads(downloaded(page, "Result (JSON)").read_text()) == told
    assert downloaded(page, "Each moment (CSV)").read_text() == samples.table("tadasana_tilted")
    printed = PdfDocument(downloaded(page, "Page to print (PDF)"))
    assert "right hip lower" in printed[0].get_textpage().get_text_range()
    printed.close()

    # Keys move the picture, and the charts with it; a click on a chart moves the picture.
    shown.focus()
    page.keyboard.press(".")
    page.keyboard.press(".")
    player(page, 2)
    page.keyboard.press("ArrowRight")
    player(page, 27)
    page.keyboard.press(",")
    player(page, 26)
    chart = page.locator(".chart[data-key=hands_obliquity_deg]")
    box = chart.locator("svg").bounding_box()
    plot = chart.locator(".band").first.bounding_box()
    assert box
    assert plot
    page.mouse.click(plot["x"] + plot["width"] / 2, box["y"] + box["height"] / 2)
    expect(shown).to_have_attribute("data-frame", re.compile("^6[123]$"), timeout=SLOW_MS)  # a pixel is half a frame
    expect(chart).to_have_class(re.compile("selected"))
    cursor = chart.locator(".cursor").bounding_box()
    assert cursor
    assert cursor["x"] == pytest.approx(plot["x"] + plot["width"] / 2, abs=3)
    page.keyboard.press(" ")
    expect(shown).to_have_attribute("data-playing", "true")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(shown).to_have_attribute("data-frame", re.compile(r"^([789]\d|1\d\d)$"), timeout=SLOW_MS)
    page.keyboard.press(" ")
    expect(shown).to_have_attribute("data-playing", "false")
    page.get_by_role("button", name=re.compile("^Furthest off")).click()
    worst = told["checks"][1]["worst_s"]
    player(page, round(worst * 25))
    page.get_by_text(texts.PLAYER["table"]).click()
    expect(page.locator(".table tbody tr")).to_have_count(10)

    # Other thresholds judge anew at once, from the keyboard too.
    page.get_by_text(texts.CHANGED_TITLE).click()
    good, clear = page.get_by_role("slider", name=re.compile("Pelvis level")).all()
    for thumb, presses in ((clear, 4), (good, 6)):
        thumb.focus()
        for _ in range(presses):
            page.keyboard.press("ArrowRight")
    expect(page.get_by_text(texts.moved(["Pelvis level"]))).to_be_visible(timeout=SLOW_MS)

    moved = Choice().with_band("tadasana", "pelvis_obliquity_deg", Band.even(5.0, 6.0, "mine"))
    stored = judged(check_file(samples.landmarks("tadasana_tilted")), moved)
    _, expected = verdict_words(stored.summary.findings[0])
    assert expected != shape
    expect(page.locator(".chart").first.locator(".mark")).to_have_text(expected, timeout=SLOW_MS)
    player(page, round(worst * 25))  # and what was looked at stays

    # A reload loses nothing. On a phone nothing scrolls sideways.
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    player(page)
    expect(page.get_by_text(texts.moved(["Pelvis level"]))).to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390

    page.get_by_role("button", name="Draw on the video").click()
    page.get_by_role("link", name="Save the drawn video").wait_for(timeout=SLOW_MS)
    with av.open(str(downloaded(page, "Save the drawn video", "link"))) as film:
        assert film.streams.video[0].frames == 125
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text(texts.CHECK_HINT)).to_be_visible()


@pytest.mark.parametrize(
    ("name", "rotated", "codec"),
    [("turned.mp4", True, "libx264"), ("film.webm", False, "libvpx"), ("phone.mp4", False, "libx265")],
    ids=["uneven and turned", "webm", "a copy of what the browser can't play"],
)
def test_every_step_shows_exactly_its_frame(page: Page, tmp_path: Path, name: str, rotated: bool, codec: str) -> None:
    upload(page, counted(tmp_path / name, rotated, codec))
    expect(page.get_by_text(NOBODY).first).to_be_visible(timeout=SLOW_MS)
    if codec == "libx265":
        expect(page.get_by_text(texts.PREVIEWED)).to_be_visible(timeout=SLOW_MS)
    shown = player(page)
    assert read(page) == 0
    shown.focus()
    at = 0
    for key, by in [(".", 1), (".", 1), (".", 1), (",", -1), (".", 1), (".", 1), (".", 1)]:
        page.keyboard.press(key)
        at += by
        player(page, at)
        assert read(page) == at
    for _ in range(5):  # faster than the browser can seek
        page.keyboard.press(".")
    player(page, at + 5)
    assert read(page) == at + 5
    slider = page.get_by_role("slider", name=texts.PLAYER["position"])
    for index in (41, 17, 58, 59, 30):
        slider.fill(str(index))
        player(page, index)
        assert read(page) == index


def test_stopping_cancelling_and_coming_back(page: Page, server: Any, tmp_path: Path) -> None:
    film = repeated("tadasana_tilted", 30, tmp_path / "long.mp4")
    upload(page, film)
    expect(page.get_by_text(re.compile(r"Looking at long\.mp4: [1-9]"))).to_be_visible(timeout=SLOW_MS)
    page.reload()  # the work goes on
    expect(page.get_by_text(re.compile(r"Looking at long\.mp4: [1-9]"))).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text(texts.STOPPED)).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text(texts.CHECK_HINT)).to_be_visible()
    # An upload that hangs is cancelled, and the next one comes through.
    page.route("**/pose/upload/*", lambda route: None if route.request.method == "PUT" else route.fallback())
    page.locator(".uploader input").set_input_files(film)
    page.get_by_role("button", name="Cancel: long.mp4").click()
    expect(page.get_by_text(texts.UPLOADER["cancelled"])).to_be_visible()
    page.unroute_all()
    dropped = page.evaluate_handle(DROPPED)
    page.locator(".uploader .zone").dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.get_by_text("stored.npz is not a landmark recording")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="Remove").click()


def test_a_large_file_takes_no_memory_and_a_broken_one_is_told_so(page: Page, server: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    with broken.open("wb") as file:
        file.truncate(300 * 1024**2)
    page.goto("/check")
    expect(page.get_by_role("button", name=texts.UPLOADER["choose"])).to_be_visible(timeout=SLOW_MS)
    before = peak_mb(server)
    page.locator(".uploader input").set_input_files(broken)
    expect(page.get_by_text("broken.mp4 is not a readable video or picture")).to_be_visible(timeout=SLOW_MS)
    assert peak_mb(server) - before < 60
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text(texts.CHECK_HINT)).to_be_visible()


def peak_mb(server: Any) -> float:
    """The most memory the server has ever held."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status")
    if not status.exists():
        pytest.skip("tells memory on Linux only")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
    assert found
    return int(found[1]) / 1024


def test_stored_landmarks_without_a_film_can_be_played(page: Page, samples: Batch) -> None:
    upload(page, samples.landmarks("tadasana_level"), samples.landmarks("tree_left"))
    times = [float(line.split(",")[0]) for line in samples.table("tree_left").splitlines()[1:]]
    tadasana, tree = samples.result("tree_left")["holds"][:2]
    begin = int(np.abs(np.array(times) - tree["start_s"]).argmin())
    shown = player(page, begin)
    assert page.locator(".stage video").count() == 0
    assert page.locator(".stage canvas:not(.loupe)").evaluate(PAINTED)
    expect(page.get_by_text(f"{begin + 1} / {len(times)}")).to_be_visible()
    shown.focus()
    page.keyboard.press(" ")
    expect(shown).to_have_attribute("data-playing", "true")
    expect(shown).not_to_have_attribute("data-frame", str(begin), timeout=SLOW_MS)
    page.keyboard.press(" ")
    page.get_by_role("radio", name=re.compile("Tadasana, ")).first.click()  # another hold
    player(page, int(np.abs(np.array(times) - tadasana["start_s"]).argmin()))
    expect(page.locator(".chart[data-key=pelvis_obliquity_deg]")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("combobox", name="Recording").click()
    expect(page.get_by_role("option")).to_have_text(["tadasana_level.npz", "tree_left.npz"])


def test_an_example_without_a_camera(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Pigeon").click()
    player(page, None)
    expect(page.get_by_text("■ clearly off").first).to_be_visible()
    expect(page.get_by_text("put a bolster")).to_be_visible()
