"""Firefox, spoken to by its own protocol, before the camera that it makes up."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browsing import free_port
from tabs import script
from websockets.sync.client import ClientConnection, connect

_SETTINGS = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "datareporting.policy.dataSubmissionEnabled": False,
}


class Firefox:
    """One tab."""

    def __init__(self, line: ClientConnection) -> None:
        self._line, self._numbers = line, itertools.count(1)
        self.ask("session.new", capabilities={})
        self._tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **given: Any) -> dict[str, Any]:
        """The result of one command."""
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": given}))
        while (told := json.loads(self._line.recv(60))).get("id") != number:
            pass
        return told["result"]

    def open(self, url: str) -> None:
        """Goes to a page."""
        self.ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def of(self, selector: str, act: str) -> Any:
        """The value of an expression about the ``found`` element; None where there is none."""
        told = self.ask("script.evaluate", expression=script(selector, act), target={"context": self._tab},
                        awaitPromise=True)  # fmt: skip
        assert told["type"] == "success", told
        return told["result"].get("value")

    def wait_for(self, selector: str, act: str, seconds: float = 60.0) -> None:
        """Until that is true."""
        deadline = time.monotonic() + seconds
        while not self.of(selector, act):
            assert time.monotonic() < deadline, f"{selector}: {act}"
            time.sleep(0.1)


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """The Firefox of this machine, without a window; skips where there is none."""
    path = shutil.which("firefox") or shutil.which("firefox-esr")
    if path is None:
        pytest.skip("needs Firefox")
    settings = (f'user_pref("{name}", {json.dumps(value)});\n' for name, value in _SETTINGS.items())
    (folder / "user.js").write_text("".join(settings))
    port = free_port()
    command = [path, "--headless", "--no-remote", "--profile", str(folder), f"--remote-debugging-port={port}"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)}
    )
    try:
        with _line_to(port) as line:
            yield Firefox(line)
    finally:
        process.terminate()
        process.wait(20)


def _line_to(port: int) -> ClientConnection:
    deadline = time.monotonic() + 60
    while True:
        try:
            return connect(f"ws://127.0.0.1:{port}/session", max_size=None)
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
