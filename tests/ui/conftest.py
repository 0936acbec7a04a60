"""A real server and a real browser, started once; each test has pages of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api", reason="needs playwright")
from browsing import Server, free_port, launch, own
from playwright.sync_api import Browser, Page, Playwright, sync_playwright


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, running for all tests of the session; its log must hold no traceback."""
    running = Server(free_port(), tmp_path_factory.mktemp("server") / "log.txt")
    running.start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser without a camera."""
    opened = launch(playwright)
    yield opened
    opened.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A fresh page at 1280 x 720. Nothing it shows may raise an error or come from elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url)
    opened = context.new_page()
    errors: list[str] = []
    foreign: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: None if own(request.url, server) else foreign.append(request.url))
    yield opened
    context.close()
    assert not errors
    assert not foreign
