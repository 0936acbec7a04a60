"""The live page in a real browser, before a camera that plays a rendered person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from posecheck.live import words
from posecheck.poses import POSES

pytest.importorskip("playwright.sync_api", reason="needs playwright")
import clips
import terminal
from browsing import CAMERA_HZ, Server, camera_film, film_of, free_port, launch, own
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, WebSocket, expect
from tabs import window

#: A busy machine answers late.
PATIENCE_MS = 60_000

#: A voice of the machine's own, and a list of what it is given to say.
VOICE = """
window.said = []
window.beeps = 0
speechSynthesis.getVoices = () => [{ lang: "en-GB", localService: true }, { lang: "en-US", localService: false }]
SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
speechSynthesis.speak = (utterance) => window.said.push([utterance.text, utterance.voice.lang])
const start = OscillatorNode.prototype.start
OscillatorNode.prototype.start = function (...when) { window.beeps += 1; return start.apply(this, when) }
"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera plays."""
    return camera_film(tmp_path_factory.mktemp("camera"))


@pytest.fixture(scope="module")
def browser(playwright: Playwright, film: Path) -> Iterator[Browser]:
    """A browser with a camera, which asks before a page may use it."""
    opened = launch(playwright, "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    yield opened
    opened.close()


class Traffic:
    """How many of a camera's pictures were sent, and how many were under way at most."""

    def __init__(self) -> None:
        self.sent = self.under_way = self.most = 0

    def follow(self, socket: WebSocket) -> None:
        if "/pose/ws" in socket.url:
            socket.on("framesent", self._sent)
            socket.on("framereceived", self._received)

    def _sent(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.sent += 1
            self.under_way += 1
            self.most = max(self.most, self.under_way)

    def _received(self, message: str | bytes) -> None:
        if {"t", "error"} & json.loads(message).keys():
            self.under_way -= 1


class Visit:
    """A page at the camera; nothing it shows may raise an error or come from elsewhere."""

    def __init__(self, browser: Browser, server: Server, voice: bool = True) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 1280, "height": 720}, base_url=server.url, permissions=["camera"]
        )
        if voice:
            self.context.add_init_script(VOICE)
        self.server, self.faults, self.traffic = server, [], Traffic()
        self.page = self.open()

    def open(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda sent: None if own(sent.url, self.server) else self.faults.append(sent.url))
        page.on("websocket", self.traffic.follow)
        page.goto("/live")
        return page

    def close(self) -> None:
        self.context.close()
        assert not self.faults


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """A fresh visit that may use the camera."""
    opened = Visit(browser, server)
    yield opened
    opened.close()


def start(page: Page) -> None:
    page.get_by_role("button", name=words.PAGE["start_camera"]).click()


def live(page: Page) -> Locator:
    return page.locator(".live")


def expect_running(page: Page) -> None:
    """Pictures are answered, with the true side."""
    expect(page.locator(".margin")).to_contain_text("right hip lower", timeout=PATIENCE_MS)
    expect(page.locator(".banner")).to_be_hidden(timeout=PATIENCE_MS)


def networks(server: Server) -> int:
    """Threads of landmark networks in the server's process."""
    assert server.process
    found = terminal.networks(server.process.pid)
    if found is None:
        pytest.skip("needs /proc")
    return found


def expect_networks(page: Page, server: Server, fewest: int, most: int) -> None:
    for _ in range(200):
        if fewest <= networks(server) <= most:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{networks(server)} threads of landmark networks, not {fewest} to {most}")


def test_a_round_from_set_up_to_summary(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name=words.OPTIONS).click()
    page.get_by_role("slider", name=words.LEAD).press("Home")
    page.keyboard.press("Escape")
    start(page)
    expect_running(page)
    for part in words.PARTS.values():
        expect(page.locator(".items")).to_contain_text(part)
    number = float(page.locator(".number").inner_text().rstrip("°"))
    assert number == pytest.approx(8.0, abs=4.0)
    assert float(page.locator(".number").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 96
    expect(page.locator(".verdict")).to_have_text(re.compile("■ .*clearly off"))
    assert painted(page)
    page.get_by_role("button", name="Start in 3 s").click()
    expect(live(page)).to_have_attribute("data-phase", "hold", timeout=PATIENCE_MS)
    cue = next(check.high for check in POSES["tadasana"].checks)
    page.wait_for_function("cue => window.said.some(([text]) => text === cue)", arg=cue)
    page.get_by_role("checkbox", name=words.PAGE["mirror"]).uncheck()
    page.wait_for_function("() => !document.querySelector('[data-testid=stAppSkeleton]')")
    page.get_by_role("button", name=words.PAGE["end"]).click()
    summary = page.locator(".summary article")
    expect(summary).to_contain_text("right hip lower")
    expect(summary.locator("img")).to_have_count(2)
    assert summary.locator("img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 854
    said = page.evaluate("window.said")
    assert {voice for _, voice in said} == {"en-GB"}  # a voice that is not local would send the words away
    assert said[-1][0].startswith("Done.")
    assert page.evaluate("window.beeps") >= len(said)
    # Each picture is answered; the next one may be on its way by then, a third never.
    assert visit.traffic.sent > 30
    assert visit.traffic.under_way in (0, 1, 2)
    assert visit.traffic.most <= 2


def test_a_raised_hand_starts_a_hold_and_ends_it(playwright: Playwright, server: Server, tmp_path: Path) -> None:
    """Nobody touches anything after the camera was started."""
    frames, hz = clips.frames_of(clips.RAISED_HAND), clips.RAISED_HAND_HZ
    shown = (frames[int(number * hz / CAMERA_HZ)] for number in range(int(len(frames) * CAMERA_HZ / hz)))
    film = film_of(shown, tmp_path / "camera.mjpeg")
    browser = launch(playwright, "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    visit = Visit(browser, server)
    try:
        start(visit.page)
        for phase in ("countdown", "hold", "summary"):
            expect(live(visit.page)).to_have_attribute("data-phase", phase, timeout=PATIENCE_MS)
        expect(visit.page.locator(".summary article")).to_contain_text("Tadasana")
    finally:
        visit.close()
        browser.close()


def test_a_hidden_tab_rests_and_goes_on_when_it_is_shown(server: Server, film: Path, tmp_path: Path) -> None:
    """Really hidden: another tab is in front of it."""
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
              f"--use-file-for-fake-video-capture={film}")  # fmt: skip
    with window(tmp_path, *camera) as browser:
        tab = browser.open(f"{server.url}/live")
        tab.wait_for(".power", f"found.textContent === {json.dumps(words.PAGE['start_camera'])}")
        tab.of(".power", "found.click()")
        tab.wait_for(".margin", "found.textContent.includes('right hip lower')")
        other = browser.open("about:blank")
        tab.wait_for(".banner", f"document.hidden && found.textContent === {json.dumps(words.PAGE['hidden'])}")
        tab.wait_for(".live", "found.dataset.rate === ''")
        assert not other.of("html", "document.hidden")
        tab.show()
        tab.wait_for(".banner", "!document.hidden && found.hidden")
        tab.wait_for(".live", "Number(found.dataset.rate) > 1")


def painted(page: Page) -> bool:
    return page.locator("canvas").evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part)"
    )


def test_on_a_phone_one_is_under_the_other_and_another_pose_keeps_the_camera(visit: Visit) -> None:
    page = visit.page
    start(page)
    expect_running(page)

    def boxes() -> tuple[dict[str, float], dict[str, float]]:
        found = page.locator("video").bounding_box(), page.locator(".number").bounding_box()
        assert all(found)
        return found

    video, number = boxes()
    assert number["x"] >= video["x"] + video["width"]
    assert max(box["y"] + box["height"] for box in (video, number)) <= 720
    page.set_viewport_size({"width": 390, "height": 844})
    video, number = boxes()
    assert number["y"] >= video["y"] + video["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth <= main.clientWidth")
    page.locator("video").evaluate("video => window.track = video.srcObject.getTracks()[0]")
    page.get_by_text("Tree", exact=True).click()
    expect(page.locator(".phase")).to_contain_text("Tree")
    assert page.locator("video").evaluate("video => video.srcObject.getTracks()[0] === window.track")
    assert page.evaluate("window.track.readyState") == "live"


def test_two_pages_at_once_and_each_frees_its_network(visit: Visit, server: Server) -> None:
    first, second = visit.page, visit.open()
    for page in (first, second):
        start(page)
    for page in (first, second):
        expect_running(page)
    both = networks(server)
    second.close()
    expect_networks(first, server, 1, both - 1)
    first.reload()
    expect_networks(first, server, 0, 0)
    start(first)
    expect_running(first)
    assert networks(server)
    first.get_by_role("button", name=words.PAGE["stop_camera"]).click()
    expect_networks(first, server, 0, 0)
    assert first.locator("video").evaluate("video => video.srcObject") is None


def test_each_trouble_has_its_sentence_and_passes_by_itself(visit: Visit) -> None:
    page, banner = visit.page, visit.page.locator(".banner")
    visit.context.clear_permissions()
    start(page)
    expect(banner).to_have_text(words.PAGE["refused"])
    visit.context.grant_permissions(["camera"])
    expect_running(page)
    page.evaluate("""() => {
        const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
        window.fail = null
        navigator.mediaDevices.getUserMedia = (asked) =>
            window.fail ? Promise.reject(new DOMException("", window.fail)) : real(asked)
    }""")
    for name, sentence in (("NotFoundError", "missing"), ("NotReadableError", "in_use")):
        page.evaluate("name => window.fail = name", name)
        page.get_by_role("button", name=words.PAGE["stop_camera"]).click()
        start(page)
        expect(banner).to_have_text(words.PAGE[sentence])
        page.evaluate("window.fail = null")
        if sentence == "missing":
            page.evaluate("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
        expect_running(page)
    page.evaluate("window.fail = 'NotFoundError'")
    page.locator("video").evaluate("video => video.srcObject.getTracks()[0].dispatchEvent(new Event('ended'))")
    expect(banner).to_have_text(words.PAGE["unplugged"])
    page.evaluate("window.fail = null; navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
    expect_running(page)
    page.evaluate("""hidden => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => window.away })
        window.away = true
        document.dispatchEvent(new Event("visibilitychange"))
    }""")
    expect(banner).to_have_text(words.PAGE["hidden"])
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect_running(page)


def test_a_restarted_server_is_found_again_with_a_new_token(browser: Browser, server: Server, tmp_path: Path) -> None:
    """By itself, on a server of its own: the killed one must not be the one of the other tests."""
    mortal = Server(free_port(), tmp_path / "log.txt")
    mortal.start()
    visit = Visit(browser, mortal, voice=False)
    try:
        start(visit.page)
        expect_running(visit.page)
        expect(visit.page.locator(".note")).to_have_text(words.PAGE["no_voice"])  # this browser has none
        mortal.stop(kill=True)
        expect(visit.page.locator(".banner")).to_have_text(words.PAGE["lost"])
        mortal.start()
        expect_running(visit.page)
    finally:
        visit.close()
        mortal.stop()


def test_the_page_without_a_browser() -> None:
    page = AppTest.from_function(draw, default_timeout=30).run()
    assert not page.exception
    assert [found.type for found in page.main if found.type == "bidi_component"]
    for pose in POSES.values():
        page.get("button_group")[0].set_value(pose.key)
        assert not page.run().exception
        assert bool(page.checkbox) == (pose.side is not None)


def draw() -> None:
    """What the page draws."""
    from posecheck.ui.pages import live

    live.page()
