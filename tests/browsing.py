"""A server and browsers of this machine, for tests of the pages."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import clips
import cv2
import numpy as np
import pytest

pytest.importorskip("playwright.sync_api", reason="needs playwright")
from playwright.sync_api import Browser, Playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows", "--disable-background-timer-throttling",
)  # fmt: skip


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """posecheck's app in a process of its own, with nobody's library unless ``env`` names one."""

    port: int
    log: Path
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts, and waits until it answers."""
        with self.log.open("a") as log:
            command = [sys.executable, "-m", "posecheck", "app", "--no-browser", "--port", str(self.port)]
            folder = self.log.parent
            env = {**os.environ, "POSECHECK_LIBRARY": str(folder / "library"), **self.env}
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder, env=env)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer:
                    if answer.read() == b"ok":
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not start\n{self.log.read_text()}")

    def stop(self, kill: bool = False) -> None:
        """Ends it, politely or not."""
        assert self.process
        self.process.kill() if kill else self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


def chromium() -> str:
    """The browser of this machine; skips where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium")
    return path


def launch(playwright: Playwright, *flags: str) -> Browser:
    """That browser, headless."""
    return playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *flags])


def own(url: str, server: Server) -> bool:
    """Whether a request stays on the page's own server, or in the page."""
    return url.startswith((server.url, f"ws://127.0.0.1:{server.port}", "data:", "blob:"))


def camera_film(folder: Path) -> Path:
    """Somebody whose right hip is lower, forwards and backwards, so that the loop has no jump."""
    frames = clips.frames("tadasana_tilted")
    return film_of(frames + frames[::-1], folder / "camera.mjpeg")


#: The browser's fake camera plays so many pictures a second.
CAMERA_HZ = 30.0


def film_of(frames: Iterable[np.ndarray], film: Path) -> Path:
    """Frames ``(H, W, 3)`` uint8 RGB as a film that the browser's fake camera plays over and over."""
    with film.open("wb") as out:
        for frame in frames:
            out.write(cv2.imencode(".jpg", frame[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes())
    return film
