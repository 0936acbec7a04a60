"""How fast the live page is in a real browser, with a camera that plays a sample.

    PYTHONPATH=tests python benchmarks/live.py [--seconds 20]

Needs what the tests need, Playwright and Chromium. Told are the pictures measured a second, how late their answers come
back to the page, what the server needs of one core, and how soon the landmarker is gone after Stop, a reload and a
closed tab; and how long each example of the first page takes from the click to its result. Nothing else should run: the
load before it began is printed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from browsing import Server, camera_film, free_port, launch
from playwright.sync_api import Browser, Page, sync_playwright

from posecheck.live import words
from posecheck.poses import POSES
from posecheck.ui import texts
from posecheck.ui.bundled import SAMPLES

#: Notes for each answer of the socket when it came and how long after its picture was taken, in ms.
LISTEN = """
window.answers = [];
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...parts) {
    super(...parts);
    this.addEventListener("message", ({ data }) => {
      if (typeof data !== "string" || !data.startsWith('{"t"')) return;
      const now = performance.now();
      window.answers.push([now, now - 1000 * JSON.parse(data).t]);
    });
  }
};
"""


def landmarkers(server: Server) -> int:
    """Threads of MediaPipe in the server."""
    assert server.process
    names = Path(f"/proc/{server.process.pid}/task").glob("*/comm")
    return sum(name.read_text().startswith("mediapipe") for name in names)


def freed_s(server: Server, act: object) -> float:
    """Seconds from an act until no landmarker is left."""
    act()  # type: ignore[operator]
    began = time.perf_counter()
    while landmarkers(server):
        time.sleep(0.005)
    return time.perf_counter() - began


def opened(browser: Browser, server: Server) -> tuple[Page, float]:
    """The live page with its camera on, and the seconds from the click to the first answer."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url, permissions=["camera"])
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.goto("/live")
    button = page.get_by_role("button", name=words.PAGE["start_camera"])
    button.wait_for(timeout=60_000)
    began = time.perf_counter()
    button.click()
    page.wait_for_function("window.answers.length > 0", timeout=60_000)
    return page, time.perf_counter() - began


def example_s(browser: Browser, server: Server, pose: str) -> float:
    """Seconds from the click on an example of the first page to its result, with its film."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url)
    page = context.new_page()
    page.goto("/")
    button = page.get_by_role("button", name=POSES[pose].title, exact=True)
    button.wait_for(timeout=60_000)
    page.wait_for_timeout(1000)
    began = time.perf_counter()
    button.click()
    page.get_by_role("button", name=texts.PLAYER["play"]).wait_for(timeout=60_000)
    page.wait_for_function("document.querySelector('[data-testid=stDownloadButton]') !== null", timeout=60_000)
    taken_s = time.perf_counter() - began
    context.close()
    return taken_s


def cpu_s(server: Server) -> float:
    """Seconds of processor time that the server has used."""
    assert server.process
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100.0


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    arguments = parser.parse_args()
    print("load before:", Path("/proc/loadavg").read_text().split()[0])
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        server = Server(free_port(), folder / "log.txt")
        server.start()
        browser = launch(driver, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                         f"--use-file-for-fake-video-capture={camera_film(folder)}")  # fmt: skip
        try:
            page, first_s = opened(browser, server)
            page.wait_for_timeout(4000)
            page.evaluate("window.answers.length = 0")
            used_s = cpu_s(server)
            page.wait_for_timeout(1000 * arguments.seconds)
            used_s = cpu_s(server) - used_s
            came, late = np.array(page.evaluate("window.answers")).T
            rate_hz = 1000.0 * (len(came) - 1) / (came[-1] - came[0])
            size = page.locator("video").first.evaluate("video => [video.videoWidth, video.videoHeight]")
            print(f"picture {size[0]} x {size[1]}; first answer {first_s:.2f} s after the click")
            middle_ms, most_ms = np.percentile(late, [50, 90])
            print(
                f"pictures a second {rate_hz:.1f}; answers late by {middle_ms:.0f} ms (median), {most_ms:.0f} ms (90 %)"
            )
            each_ms = 1000.0 * used_s / len(came)
            print(f"server {used_s / arguments.seconds:.0%} of a core, {each_ms:.0f} ms of it for each picture")
            stop = page.get_by_role("button", name=words.PAGE["stop_camera"])
            print(f"landmarker gone {freed_s(server, stop.click):.2f} s after Stop", end="; ")
            for word, leave in (("a reload", lambda p: p.reload(wait_until="commit")), ("a closed tab", Page.close)):
                page, _ = opened(browser, server)
                page.wait_for_timeout(1000)
                print(f"{freed_s(server, lambda p=page, go=leave: go(p)):.2f} s after {word}", end="; ")
            print()
            examples = ", ".join(f"{POSES[pose].title} {example_s(browser, server, pose):.1f} s" for pose in SAMPLES)
            print(f"examples, from the click to the result: {examples}")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
