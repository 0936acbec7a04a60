"""The socket, as a browser uses it: a real server, real pictures, the real network."""

from __future__ import annotations

import json
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any

import clips
import cv2
import numpy as np
import pytest
import uvicorn
from starlette.applications import Starlette
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from posecheck.api import Checked, check_file
from posecheck.body.skeleton import Landmark as L
from posecheck.live import access, socket, words
from posecheck.live.stream import Stream
from posecheck.media import engine
from posecheck.media.video import open_media

#: A landmark network must be freed within a second of the end of its socket; the rest is for a busy machine.
PATIENCE_S = 10.0


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with nothing but the socket, in a thread."""
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=socket.ROUTES), port=0, log_level="error", lifespan="off",
                                           ws="websockets-sansio"))  # fmt: skip
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(lambda: server.started)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


@pytest.fixture
def camera(port: int) -> Iterator[ClientConnection]:
    """A socket that is ready; its network is freed afterwards."""
    with open_socket(port) as opened:
        assert json.loads(opened.recv(PATIENCE_S)) == {"ready": True}
        yield opened
    wait_for(lambda: not engine.opened)


def open_socket(port: int, token: str | None = None, **options: Any) -> ClientConnection:
    return connect(f"ws://127.0.0.1:{port}/pose/ws?token={token or access.issue()}", max_size=None, **options)


def wait_for(true: Any) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ask(camera: ClientConnection, message: bytes | dict[str, Any]) -> dict[str, Any]:
    """All that is answered: to a picture where the person is, and then what that means."""
    camera.send(json.dumps(message) if isinstance(message, dict) else message)
    told = json.loads(camera.recv(60.0))
    return told | json.loads(camera.recv(60.0)) if "t" in told else told


def picture(time_s: float, pixels: np.ndarray, kind: str = ".png") -> bytes:
    return struct.pack("<d", time_s) + cv2.imencode(kind, pixels[..., ::-1])[1].tobytes()


def known(*values: float) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values]


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return clips.frames("tadasana_tilted")[0]


def wish(pose: str, **other: object) -> dict[str, Any]:
    return {"wish": {"pose": pose, "hold_s": 600, "lead_s": 0, **other}}


def seen_by_camera(
    camera: ClientConnection, path: Path, pose: str, checked: Checked
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What is told of each frame that ``check_file`` looked at, and of the hold that they are."""
    looked_at = set(checked.recording.clip.time_s.tolist())
    ask(camera, wish(pose))
    ask(camera, {"order": "start"})
    with open_media(path) as media:
        frames = (frame for frame in media.frames() if frame.time_s in looked_at)
        told = [ask(camera, picture(frame.time_s, frame.pixels)) for frame in frames]
    return told, ask(camera, {"order": "end"})["held"]


@pytest.mark.parametrize(("name", "pose"), [("tadasana_tilted", "tadasana"), ("tree_right_drop", "tree")])
def test_a_camera_and_a_file_give_the_same_numbers(camera: ClientConnection, name: str, pose: str) -> None:
    checked = check_file(clips.sample(name), pose=pose)
    told, held = seen_by_camera(camera, clips.sample(name), pose, checked)
    clip = checked.recording.clip
    places = np.round((clip.image + 0.5) / clip.size_px, 4)
    assert [one["t"] for one in told] == clip.time_s.tolist()
    shown, hips = np.array([one["points"] for one in told]), [L.LEFT_HIP, L.RIGHT_HIP]
    # The hips are drawn as the tilt was measured, about their own middle; all else where it was seen.
    assert np.array_equal(np.delete(places, hips, 1), np.delete(shown, hips, 1))
    np.testing.assert_allclose(places[:, hips].mean(1), shown[:, hips].mean(1), atol=1.1e-4)
    hold = checked.summary.longest
    assert hold
    found = [
        (finding.value, finding.margin, finding.verdict.value) for finding in hold.findings if finding.reason is None
    ]
    same = [
        (one["value"], one["value_margin"], one["verdict"])
        for one, finding in zip(held["findings"], hold.findings, strict=True)
        if finding.reason is None
    ]
    assert len(found) >= 2
    assert [row[:2] for row in same] == [row[:2] for row in found]
    assert held["length_s"] == round(hold.length_s, 1)
    assert (held["best"], held["worst"]) != (None, None)


def test_a_true_answer_to_the_first_picture_and_praise_or_blame_with_its_side(
    camera: ClientConnection, pixels: np.ndarray
) -> None:
    ask(camera, wish("tadasana"))
    told = [ask(camera, picture(index / 10, pixels, ".jpg")) for index in range(15)][-1]
    first = told["state"]["findings"][0]
    assert (first["verdict"], first["way"]) == ("clear", "right hip lower")
    assert float(first["number"].rstrip("°")) == pytest.approx(8.0, abs=4.0)
    assert told["state"]["phase"] == "setup"
    assert told["state"]["ready"]


def test_where_the_person_is_comes_before_what_it_means(camera: ClientConnection, pixels: np.ndarray) -> None:
    camera.send(picture(1.0, pixels, ".jpg"))
    assert list(json.loads(camera.recv(PATIENCE_S))) == ["t", "points", "strong"]
    assert list(json.loads(camera.recv(PATIENCE_S))) == ["state", "cue", "held"]


def test_a_picture_is_seen_while_the_one_before_is_told_and_nothing_piles_up(
    camera: ClientConnection, pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, tell = threading.Event(), Stream.tell
    monkeypatch.setattr(Stream, "tell", lambda stream, picture: go_on.wait(60.0) and tell(stream, picture))
    for number in (1, 2, 3):
        camera.send(picture(number / 30, pixels))
    assert [json.loads(camera.recv(60.0))["t"] for _ in range(2)] == [1 / 30, 2 / 30]
    with pytest.raises(TimeoutError):
        camera.recv(0.5)
    go_on.set()
    kinds = [next(iter(json.loads(camera.recv(60.0)))) for _ in range(4)]
    assert kinds[0] == "state"
    assert sorted(kinds) == ["state", "state", "state", "t"]


def test_the_same_is_told_where_no_picture_waits_for_what_the_last_one_means(
    port: int, camera: ClientConnection
) -> None:
    pictures = [picture(index / 15, frame) for index, frame in enumerate(clips.frames("tadasana_tilted")[:90:2])]
    for order in (wish("tadasana"), {"order": "start"}):
        ask(camera, order)
    patient = [ask(camera, one)["state"] for one in pictures]
    with open_socket(port) as other:
        other.recv(PATIENCE_S)
        for order in (wish("tadasana"), {"order": "start"}):
            ask(other, order)
        for one in pictures:
            other.send(one)
        told = [json.loads(other.recv(60.0)) for _ in range(2 * len(pictures))]
    assert [one["state"] for one in told if "state" in one] == patient
    assert any(state["findings"] for state in patient)


def test_what_is_no_picture_is_answered_and_the_next_one_is_read(camera: ClientConnection, pixels: np.ndarray) -> None:
    whole = picture(1.0, pixels, ".jpg")
    for bad in (b"", b"1234", whole[:8], whole[:8] + b"no picture", whole[:8] + bytes(1000)):
        assert ask(camera, bad) == {"error": words.BAD_PICTURE}
    assert ask(camera, whole[:8] + bytes(socket.MOST_BYTES)) == {"error": words.TOO_LARGE}
    assert ask(camera, whole)["points"]
    assert ask(camera, whole) == {"error": words.BAD_TIME}
    assert ask(camera, struct.pack("<d", np.nan) + whole[8:]) == {"error": words.BAD_TIME}
    assert ask(camera, picture(2.0, pixels, ".jpg"))["points"]


def test_a_picture_of_another_size_begins_anew(camera: ClientConnection, pixels: np.ndarray) -> None:
    assert ask(camera, picture(1.0, pixels))["points"]
    assert ask(camera, picture(2.0, np.ascontiguousarray(pixels[:, 100:740])))["points"]


@pytest.mark.parametrize(
    "order",
    [{}, {"order": "dance"}, {"wish": {"pose": "headstand", "hold_s": 5, "lead_s": 5}}, {"wish": {"pose": "tree"}},
     {"wish": {"pose": "tree", "hold_s": 1e9, "lead_s": 5}}, {"wish": {"pose": "tree", "hold_s": "x", "lead_s": 5}}],
    ids=str,
)  # fmt: skip
def test_an_order_that_makes_no_sense_is_answered(camera: ClientConnection, order: dict[str, Any]) -> None:
    assert "error" in ask(camera, order)


def test_text_that_is_no_order_is_answered(camera: ClientConnection) -> None:
    for text in ("", "{", "[1]", "7"):
        camera.send(text)
        assert json.loads(camera.recv(PATIENCE_S)) == {"error": words.BAD_ORDER}


def test_only_a_page_of_this_server_with_its_token_is_answered(port: int) -> None:
    elsewhere = ({"origin": "http://elsewhere.example"}, {"origin": "null"}, {"token": "guessed"})
    for options in elsewhere:
        with pytest.raises(InvalidStatus) as error, open_socket(port, **options):
            pass
        assert error.value.response.status_code == 403
    assert not engine.opened
    with open_socket(port, origin=f"http://127.0.0.1:{port}") as own:
        assert json.loads(own.recv(PATIENCE_S)) == {"ready": True}
    wait_for(lambda: not engine.opened)


def test_a_connection_cut_in_the_middle_of_a_picture_frees_its_network(port: int, pixels: np.ndarray) -> None:
    with open_socket(port) as cut:
        cut.recv(PATIENCE_S)
        assert len(engine.opened) == 1
        cut.send(picture(1.0, pixels))
        cut.socket.shutdown(SHUT_RDWR)
        wait_for(lambda: not engine.opened)
    wait_for(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("camera")])


def test_two_cameras_at_once_are_told_of_their_own(port: int, pixels: np.ndarray) -> None:
    with open_socket(port) as one, open_socket(port) as other:
        for camera in (one, other):
            camera.recv(PATIENCE_S)
        turned = np.ascontiguousarray(pixels[:, ::-1])
        for index in range(12):
            here = ask(one, picture(index / 10, pixels, ".jpg"))
            there = ask(other, picture(index / 10, turned, ".jpg"))
    ways = [told["state"]["findings"][0]["way"] for told in (here, there)]
    assert ways == ["right hip lower", "left hip lower"]
    wait_for(lambda: not engine.opened)
