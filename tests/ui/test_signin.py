"""Signing in with a real identity provider: nothing is shown before, and nobody sees what another one has."""

from __future__ import annotations

import http.client
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Server, free_port
from oidc import Provider
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from terminal import Batch, posecheck

from posecheck.ui import texts
from posecheck.ui.shelf import texts as shelf

SLOW_MS = 60_000

#: Quickly looked at.
BROKEN: FilePayload = {"name": "stored.npz", "mimeType": "application/octet-stream", "buffer": b"nothing"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    running = Provider()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def closed(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An app that one must sign in to."""
    folder = tmp_path_factory.mktemp("closed")
    server = Server(free_port(), folder / "log.txt")
    provider.settings(folder, server.url)
    server.start()
    yield server
    server.stop()
    assert "Traceback" not in server.log.read_text(), server.log.read_text()


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        line.close()


@pytest.fixture(scope="module")
def people(browser: Browser, closed: Server) -> Iterator[list[Page]]:
    """Two people at two browsers, signed in."""
    opened = [browser.new_context(base_url=closed.url) for _ in range(2)]
    yield [sign_in(context, name) for context, name in zip(opened, ("anna", "boris"), strict=True)]
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def recording(samples: Batch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Landmarks of somebody who stands."""
    return Path(shutil.copy(samples.landmarks("tadasana_level"), tmp_path_factory.mktemp("recording") / "standing.npz"))


def sign_in(context: BrowserContext, name: str) -> Page:
    page = context.new_page()
    page.goto("/check")
    page.get_by_role("link", name=texts.SIGN_IN["button"]).click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name="posecheck")).to_be_visible(timeout=SLOW_MS)
    return page


@pytest.mark.parametrize(
    "path",
    ["/", "/check", "/library", "/static/index.html", "/_stcore/host-config", "/pose/item/x/source?token=x",
     "/media/x.png", "/nothing", "/auth/login/../../check", "//auth/login", "/_stcore/health/../stream"],
)  # fmt: skip
def test_before_sign_in_nothing_but_the_way_in_is_shown(closed: Server, path: str) -> None:
    status, shown = ask(closed, path, Accept="text/html")
    assert status == 401
    assert "/auth/login?provider=" in shown
    assert "<script" not in shown
    status, shown = ask(closed, path)
    assert (status, texts.SIGN_IN["needed"] in shown) == (401, True)
    assert ask(closed, path, "POST")[0] == 401


@pytest.mark.parametrize("path", ["/_stcore/stream", "/pose/ws?token=x"])
@pytest.mark.parametrize("cookie", [None, "_streamlit_user=forged", '_streamlit_user="eyJpc3MiOiJ4In0.x.y"'])
def test_before_sign_in_no_socket_opens(closed: Server, path: str, cookie: str | None) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    upgrade |= {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": closed.url}
    assert ask(closed, path, **upgrade, **({"Cookie": cookie} if cookie else {}))[0] == 403


def test_the_server_can_be_asked_whether_it_runs(closed: Server) -> None:
    assert ask(closed, "/_stcore/health") == (200, "ok")


def test_two_people_never_see_each_other_s_clients(people: list[Page], recording: Path) -> None:
    anna, boris = people
    for page, name in ((anna, "Only Anna's"), (boris, "Only Boris's")):
        page.goto("/library")
        expect(page.get_by_text(shelf.NO_CLIENTS)).to_be_visible(timeout=SLOW_MS)
        page.get_by_role("button", name=shelf.NEW_CLIENT).click()
        expect(page.get_by_role("button", name=shelf.CLIENT["save"])).to_be_visible(timeout=SLOW_MS)
        page.get_by_role("textbox", name=shelf.CLIENT["name"]).fill(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=SLOW_MS)
        assert page.get_by_text(shelf.ADD_FOLDER).count() == 0  # files of the server are not theirs to name
    with anna.expect_request(re.compile("/pose/upload")) as asked:
        anna.locator(".uploader input").set_input_files(recording)
    expect(anna.get_by_role("link", name=re.compile("Tadasana.*standing"))).to_be_visible(timeout=SLOW_MS)
    client = anna.url.partition("client=")[2]
    anna.get_by_role("link", name=re.compile("Tadasana.*standing")).click()
    expect(anna.locator(".player")).to_have_attribute("data-frame", re.compile(r"\d"), timeout=SLOW_MS)
    address_of_hers = anna.url
    # Not by looking, not by address, not by asking the routes, with his token or with hers.
    boris.goto("/library")
    expect(boris.get_by_text("Only Boris's")).to_be_visible(timeout=SLOW_MS)
    expect(boris.get_by_text("Only Anna's")).to_have_count(0)
    for address in (f"/client?client={client}", address_of_hers):
        boris.goto(address)
        expect(boris.get_by_text(shelf.GONE)).to_be_visible(timeout=SLOW_MS)
    boris.goto("/check")
    with boris.expect_request(re.compile("/pose/upload")) as his:
        boris.locator(".uploader input").set_input_files(BROKEN)
    boris.get_by_role("button", name="Remove").click(timeout=SLOW_MS)
    tokens = {page: found.value.url.partition("token=")[2] for page, found in ((anna, asked), (boris, his))}
    about = {"name": "a.mp4", "size": 4, "client": client}
    for page, status in ((anna, 403), (boris, 404)):
        token = tokens[page]
        assert boris.request.get(f"/pose/client/{client}/archive?token={token}").status == status
        assert boris.request.post(f"/pose/upload?token={token}", data=json.dumps(about)).status == status
    assert anna.request.get(f"/pose/client/{client}/archive?token={tokens[anna]}").status == 200


def test_two_people_have_a_visit_each_and_signing_out_closes_it(
    people: list[Page], closed: Server, recording: Path
) -> None:
    anna, boris = people
    for page in (anna, boris):
        page.goto("/check")
        expect(page.get_by_text(texts.CHECK_HINT)).to_be_visible(timeout=SLOW_MS)
    anna.locator(".uploader input").set_input_files(recording)
    with anna.expect_request(re.compile("/pose/item/")) as asked:
        expect(anna.locator(".player")).to_have_attribute("data-frame", re.compile(r"\d"), timeout=SLOW_MS)
    boris.reload()
    expect(boris.get_by_text(texts.CHECK_HINT)).to_be_visible(timeout=SLOW_MS)
    # Even who knows the address and its token gets nothing.
    address = asked.value.url
    assert anna.request.get(address).status == 200
    assert boris.request.get(address).status == 403
    assert ask(closed, address.removeprefix(closed.url))[0] == 401
    # The next person at the same browser begins anew.
    anna.get_by_role("link", name=texts.SIGN_IN["out"]).last.click()
    expect(anna.get_by_text(texts.SIGN_IN["needed"])).to_be_visible(timeout=SLOW_MS)
    assert anna.request.get(address).status == 401
    context = anna.context
    anna.close()
    again = sign_in(context, "boris")
    again.goto("/check")
    expect(again.get_by_text(texts.CHECK_HINT)).to_be_visible(timeout=SLOW_MS)
    assert again.request.get(address).status == 403


@pytest.mark.parametrize("missing", ["cookie_secret"])
def test_half_a_sign_in_is_refused_with_what_is_missing(provider: Provider, tmp_path: Path, missing: str) -> None:
    provider.settings(tmp_path, "http://127.0.0.1:1")
    file = tmp_path / ".streamlit" / "secrets.toml"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith(missing)))
    done = posecheck("app", "--no-browser", "--address", "0.0.0.0", cwd=tmp_path)
    assert done.returncode != 0
    assert missing in done.stderr
    assert "Traceback" not in done.stderr
