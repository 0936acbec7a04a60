"""Tabs of one browser window, of which one is in front: the others are hidden, as Playwright's pages never are."""

from __future__ import annotations

import itertools
import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from browsing import FLAGS, chromium, free_port
from websockets.sync.client import ClientConnection, connect

#: What would keep hidden tabs running as if they were shown.
_AWAKE = {"--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"}

_FIND = """
(() => {
  const within = (root) => root.querySelector(SELECTOR)
    ?? [...root.querySelectorAll("*")].map((one) => one.shadowRoot && within(one.shadowRoot)).find(Boolean)
  const found = within(document)
  return found ? ACT : null
})()
"""


def script(selector: str, act: str) -> str:
    """An expression about the element ``found`` by a selector, also in components; null where there is none."""
    return _FIND.replace("SELECTOR", json.dumps(selector)).replace("ACT", act)


class Tab:
    """One tab, spoken to by the browser's own protocol."""

    def __init__(self, line: ClientConnection) -> None:
        self._line, self._numbers = line, itertools.count(1)

    def ask(self, method: str, **given: Any) -> dict[str, Any]:
        """The result of one command."""
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": given}))
        while (told := json.loads(self._line.recv(30))).get("id") != number:
            pass
        return told["result"]

    def of(self, selector: str, act: str) -> Any:
        """The value of an expression about the ``found`` element; None where there is none."""
        told = self.ask("Runtime.evaluate", expression=script(selector, act), returnByValue=True)
        return told["result"].get("value")

    def wait_for(self, selector: str, act: str, seconds: float = 60.0) -> None:
        """Until that is true."""
        deadline = time.monotonic() + seconds
        while not self.of(selector, act):
            assert time.monotonic() < deadline, f"{selector}: {act}"
            time.sleep(0.1)

    def show(self) -> None:
        """Brings it to the front; what was there before is hidden."""
        self.ask("Page.bringToFront")


class Window:
    """A window; each tab that is opened comes to the front."""

    def __init__(self, port: int, lines: ExitStack) -> None:
        self._address, self._lines = f"http://127.0.0.1:{port}/json", lines

    def open(self, url: str) -> Tab:
        """A new tab."""
        asked = urllib.request.Request(f"{self._address}/new?{url}", method="PUT")
        with urllib.request.urlopen(asked, timeout=30) as answer:
            line = connect(json.load(answer)["webSocketDebuggerUrl"], max_size=None)
        return Tab(self._lines.enter_context(line))


@contextmanager
def window(folder: Path, *flags: str) -> Iterator[Window]:
    """A window of this machine's browser; skips where there is none."""
    port, kept = free_port(), [flag for flag in FLAGS if flag not in _AWAKE]
    command = [chromium(), *kept, *flags, "--headless=new", f"--remote-debugging-port={port}",
               f"--user-data-dir={folder}", "about:blank"]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_until_there(port)
        with ExitStack() as lines:
            yield Window(port, lines)
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_there(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
