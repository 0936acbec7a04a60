"""The routes beside the pages, over a real socket: who is answered, slices in, ranges out."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from clips import sample
from disks import fill, small_disk
from starlette.applications import Starlette

from posecheck.ui import texts
from posecheck.ui.jobs import State
from posecheck.ui.routes import ROUTES, address
from posecheck.ui.uploads import MOST_BYTES, SLICE_BYTES
from posecheck.ui.visits import VISITS, Visit


@dataclass
class Door:
    """One server and a visit to it."""

    port: int
    visit: Visit

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of an answer; the path is sent as it is."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = line.getresponse()
            return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
        finally:
            line.close()

    def begin(self, name: str, size: int) -> str:
        """Announces a file; its id."""
        status, body, _ = self.ask("POST", self.at("upload"), json.dumps({"name": name, "size": size}))
        assert status == 200, body
        return json.loads(body)["id"]

    def at(self, path: str) -> str:
        return f"/pose/{path}{'&' if '?' in path else '?'}token={self.visit.token}"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server in a thread, with these routes alone."""
    running = uvicorn.Server(uvicorn.Config(Starlette(routes=ROUTES), port=0, log_level="error"))
    thread = threading.Thread(target=running.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield running.servers[0].sockets[0].getsockname()[1]
    running.should_exit = True
    thread.join(10)
    VISITS.close()


@pytest.fixture
def door(port: int) -> Door:
    return Door(port, VISITS.enter(None))


def said(body: bytes) -> str:
    return json.loads(body)["error"]


def test_a_file_arrives_slice_by_slice_and_is_looked_at(door: Door) -> None:
    data = sample("tadasana_tilted").read_bytes()
    half = len(data) // 2
    upload = door.begin("tadasana_tilted.mp4", len(data))
    status, body, _ = door.ask("PUT", door.at(f"upload/{upload}?offset=0"), data[:half])
    assert (status, json.loads(body)) == (200, {"id": upload, "received": half, "item": None})
    status, body, _ = door.ask("PUT", door.at(f"upload/{upload}?offset=0"), data[:half])
    assert (status, said(body)) == (400, texts.OUT_OF_ORDER)
    status, body, _ = door.ask("PUT", door.at(f"upload/{upload}?offset={half}"), data[half:])
    item = door.visit.items[json.loads(body)["item"]]
    assert item.path.read_bytes() == data
    assert item.name == "tadasana_tilted.mp4"
    assert item.folder.parent.parent.stat().st_mode & 0o777 == 0o700
    assert not door.visit.uploads
    assert item.check.wait(60)
    assert item.check.state is State.DONE
    source = "/" + address(door.visit, item, "source")
    status, body, headers = door.ask("GET", source, Range="bytes=100-199")
    assert (status, body, headers["content-type"]) == (206, data[100:200], "video/mp4")
    assert headers["content-range"] == f"bytes 100-199/{len(data)}"
    assert headers["cache-control"] == "private, no-store"
    assert door.ask("GET", source)[1] == data
    for missing in ("preview", "drawn", "nothing", "..", "source/.."):
        assert door.ask("GET", door.at(f"item/{item.id}/{missing}"))[0] == 404
    door.visit.remove(item.id)
    assert not item.folder.exists()
    assert door.ask("GET", source)[0] == 404


@pytest.mark.parametrize("token", ["", "wrong", "another"])
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "upload"), ("PUT", "upload/x"), ("DELETE", "upload/x"), ("GET", "item/x/source")]
)
def test_without_the_token_of_a_visit_nothing_is_answered(door: Door, method: str, path: str, token: str) -> None:
    gone = VISITS.enter(None)
    VISITS.leave(gone)
    VISITS.sweep(grace_s=0.0)
    token = gone.token if token == "another" else token
    status, body, _ = door.ask(method, f"/pose/{path}?token={token}", b"{}")
    assert (status, said(body)) == (403, texts.NOT_ALLOWED)


def test_another_web_page_is_not_answered(door: Door) -> None:
    asked = json.dumps({"name": "a.mp4", "size": 4})
    foreign = door.ask("POST", door.at("upload"), asked, Origin="http://elsewhere.example")
    own = door.ask("POST", door.at("upload"), asked, Origin=f"http://127.0.0.1:{door.port}")
    assert (foreign[0], own[0]) == (403, 200)
    assert len(door.visit.uploads) == 1


def test_one_visit_does_not_see_what_another_has(door: Door) -> None:
    upload = door.begin("mine.mp4", 4)
    other = Door(door.port, VISITS.enter(None))
    assert other.ask("PUT", other.at(f"upload/{upload}?offset=0"), b"abcd")[0] == 404
    assert other.ask("DELETE", other.at(f"upload/{upload}"))[0] == 204
    assert upload in door.visit.uploads


@pytest.mark.parametrize(
    "name", ["../../../outside.mp4", "/etc/outside.mp4", "..\\outside.mp4", "..", "a/../../outside.mp4"]
)
def test_no_name_leads_out_of_the_folder(door: Door, name: str) -> None:
    upload = door.visit.uploads[door.begin(name, 4)]
    assert [path.parent for path in upload.sink.folder.iterdir()] == [upload.sink.folder]


@pytest.mark.parametrize(
    "path", ["item/%2e%2e/%2e%2e/source", "item/..%2f..%2fetc/passwd", "upload/..%2f..%2fx", "item/a/..%2f..%2fsource"]
)
def test_no_address_becomes_a_path(door: Door, path: str) -> None:
    assert door.ask("GET", door.at(path))[0] in (404, 405)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"name": "a"}', '{"name": "a", "size": "x"}', '{"name": "a", "size": null}']
)
def test_a_senseless_announcement_is_refused(door: Door, body: str) -> None:
    status, answer, _ = door.ask("POST", door.at("upload"), body)
    assert (status, said(answer)) == (400, texts.OUT_OF_ORDER)


@pytest.mark.parametrize("size", [-1, MOST_BYTES + 1])
def test_an_impossible_size_is_refused(door: Door, size: int) -> None:
    status, answer, _ = door.ask("POST", door.at("upload"), json.dumps({"name": "a.mp4", "size": size}))
    assert (status, said(answer)) == (400, texts.TOO_LARGE)


@pytest.mark.parametrize("size", [4, SLICE_BYTES * 2])
def test_more_than_was_announced_or_than_a_slice_is_refused(door: Door, size: int) -> None:
    upload = door.begin("a.mp4", size)
    status, _, _ = door.ask("PUT", door.at(f"upload/{upload}?offset=0"), bytes(min(size, SLICE_BYTES) + 1))
    assert status == 400
    assert door.visit.uploads[upload].received <= min(size, SLICE_BYTES)


def test_a_disk_that_fills_up_is_told_and_the_upload_goes_on_when_there_is_room(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sample("tadasana_tilted").read_bytes()
    with small_disk(tmp_path / "disk", 4 * len(data)) as disk:
        monkeypatch.setattr(door.visit, "_folder", disk)
        status, body, _ = door.ask("POST", door.at("upload"), json.dumps({"name": "a.mp4", "size": 9 * len(data)}))
        assert (status, said(body)) == (400, texts.DISK_FULL)
        assert not list(disk.iterdir())
        upload = door.begin("tadasana_tilted.mp4", len(data))
        full = fill(disk, room=len(data) // 3)
        status, body, _ = door.ask("PUT", door.at(f"upload/{upload}?offset=0"), data)
        assert (status, said(body)) == (400, texts.DISK_FULL)
        full.unlink()
        received = door.visit.uploads[upload].received
        status, body, _ = door.ask("PUT", door.at(f"upload/{upload}?offset={received}"), data[received:])
        assert status == 200, body
        item = door.visit.items[json.loads(body)["item"]]
        assert item.path.read_bytes() == data
        assert item.check.wait(60)
        assert item.check.state is State.DONE
        door.visit.remove(item.id)
        assert not list(disk.iterdir())


def test_a_cancelled_upload_leaves_nothing(door: Door) -> None:
    upload = door.visit.uploads[door.begin("a.mp4", 8)]
    door.ask("PUT", door.at(f"upload/{upload.id}?offset=0"), b"abcd")
    assert door.ask("DELETE", door.at(f"upload/{upload.id}"))[0] == 204
    assert not upload.sink.folder.exists()
    assert door.ask("PUT", door.at(f"upload/{upload.id}?offset=4"), b"efgh")[0] == 404


def test_a_page_made_to_look_like_a_film_is_never_shown_as_a_page(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "film.html"
    path.write_bytes(sample("tadasana_tilted").read_bytes())
    item = door.visit.add(path)
    assert item.check.wait(60)
    _, _, headers = door.ask("GET", "/" + address(door.visit, item, "source"))
    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
