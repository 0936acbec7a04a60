"""A stream over a round, without a browser: pictures in, words out."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clips
import cv2
import numpy as np
import pytest
from disks import fill, small_disk

from posecheck.errors import InputError
from posecheck.live import words
from posecheck.live.picture import LONGEST_SIDE_PX, decode
from posecheck.live.stream import FORGET_S, Stream
from posecheck.poses import POSES


@pytest.fixture
def stream() -> Iterator[Stream]:
    opened = Stream()
    yield opened
    opened.close()


def jpegs(name: str, first: int, last: int) -> list[bytes]:
    frames = clips.frames(name)[first:last:2]
    return [encoded(frame) for frame in frames]


class Run:
    """Plays pictures to a stream, forwards and backwards as long as it is wanted."""

    def __init__(self, stream: Stream) -> None:
        self.stream, self.time_s, self.told = stream, 0.0, []

    def play(self, pictures: list[bytes], seconds: float, step_s: float = 0.08) -> dict[str, Any]:
        loop = pictures + pictures[::-1]
        for index in range(round(seconds / step_s)):
            self.time_s += step_s
            picture = self.stream.see(self.time_s, loop[index % len(loop)])
            self.told.append(self.stream.shown(picture) | self.stream.tell(picture))
        return self.told[-1]

    @property
    def said(self) -> list[str]:
        return [told["cue"]["say"] for told in self.told if told["cue"]]

    @property
    def held(self) -> list[dict[str, Any]]:
        return [told["held"] for told in self.told if told["held"]]


def test_tree_against_the_own_tadasana(stream: Stream) -> None:
    run = Run(stream)
    stream.order({"wish": {"pose": "tree", "hold_s": 3, "lead_s": 0, "own_zero": True, "both_sides": False}})
    stream.order({"order": "start"})
    tadasana, tree = jpegs("tree_left", 0, 30), jpegs("tree_left", 80, 140)
    run.play(tadasana, 7.0)
    assert run.told[-1]["state"]["phase"] == "countdown"
    assert run.told[-1]["state"]["title"] == "Tree"
    run.play(tree, 16.0)
    assert run.told[-1]["state"]["phase"] == "summary"
    zero, held = run.held
    assert (zero["pose"], held["pose"], held["side"]) == ("tadasana", "tree", "left")
    assert any(said == words.HOLD for said in run.said)
    assert run.said[-1].startswith("Done.") or any(said.startswith("Done.") for said in run.said[-3:])
    shown = decode(base64.b64decode(held["best"].partition(",")[2]))
    assert shown.shape == clips.frames("tree_left")[0].shape


def test_a_raised_hand_starts_a_hold_and_ends_it(stream: Stream) -> None:
    run = Run(stream)
    stream.order({"wish": {"pose": "tadasana", "hold_s": 60, "lead_s": 60}})
    film = [encoded(frame) for frame in clips.frames_of(clips.RAISED_HAND)]
    standing, raised = film[:20], film[20:]
    run.play(standing, 1.6)
    assert run.told[-1]["state"]["phase"] == "setup"
    for before, after in (("setup", "countdown"), ("hold", "summary")):
        assert run.told[-1]["state"]["phase"] == before
        run.play(raised, len(raised) / clips.RAISED_HAND_HZ, 1.0 / clips.RAISED_HAND_HZ)
        assert run.told[-1]["state"]["phase"] == after
        run.play(standing, 6.0)
    (held,) = run.held
    assert (held["pose"], held["messages"]) == ("tadasana", [])
    assert 2.0 < held["length_s"] < 9.0


def test_a_hold_needs_no_room_on_the_disk(stream: Stream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_disk(tmp_path / "disk", 1 << 20) as disk:
        fill(disk)
        monkeypatch.setattr(tempfile, "tempdir", str(disk))
        monkeypatch.chdir(disk)
        run = Run(stream)
        stream.order({"wish": {"pose": "tadasana", "hold_s": 2, "lead_s": 0}})
        stream.order({"order": "start"})
        assert run.play(jpegs("tadasana_tilted", 0, 60), 5.0)["state"]["phase"] == "summary"
        assert run.held[0]["best"].startswith("data:image/jpeg")
        assert [path.name for path in disk.iterdir()] == ["full"]
        monkeypatch.undo()  # leaves the disk


def encoded(frame: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", frame[..., ::-1])[1].tobytes()


def test_a_hand_is_not_needed_and_a_wrong_pose_is_said(stream: Stream) -> None:
    run = Run(stream)
    stream.order({"wish": {"pose": "tree", "hold_s": 5, "lead_s": 0}})
    stream.order({"order": "start"})
    run.play(jpegs("tadasana_tilted", 0, 50), 9.0)
    assert words.NOT_YET.format(title="Tree") in run.said
    assert run.told[-1]["state"]["findings"] == run.told[-1]["strong"] == []  # of no use in another pose
    assert run.told[-1]["state"]["held_s"] < 1.0


def test_the_person_leaves_and_is_missed(stream: Stream) -> None:
    run = Run(stream)
    run.play(jpegs("tadasana_tilted", 0, 20), 1.0)
    assert run.told[-1]["state"]["ready"]
    empty = cv2.imencode(".jpg", np.full((480, 854, 3), 90, np.uint8))[1].tobytes()
    last = run.play([empty], 3.0)
    assert not last["state"]["ready"]
    assert [item["part"] for item in last["state"]["items"]] == ["person"]
    assert last["points"] is None


def test_what_is_kept_between_holds_does_not_grow(stream: Stream) -> None:
    run = Run(stream)
    run.play(jpegs("tadasana_tilted", 0, 10), 3.0 * FORGET_S, step_s=1.0)
    assert stream._session.moments <= FORGET_S + 2
    assert len(stream._album) == 0


def test_another_wish_keeps_what_is_known_of_the_camera(stream: Stream) -> None:
    Run(stream).play(jpegs("tadasana_tilted", 0, 20), 1.6)
    level = stream._watcher.level
    told = stream.order({"wish": {"pose": "pigeon", "hold_s": 5, "lead_s": 5}})
    assert told["state"]["title"] == POSES["pigeon"].title
    assert stream._watcher.level is level


def test_a_picture_is_made_no_larger_than_a_file_s() -> None:
    large = cv2.imencode(".png", np.zeros((1440, 2560, 3), np.uint8))[1].tobytes()
    assert decode(large).shape == (720, LONGEST_SIDE_PX, 3)
    red = cv2.imencode(".png", np.full((4, 4, 3), (0, 0, 255), np.uint8))[1].tobytes()
    assert decode(red)[0, 0].tolist() == [255, 0, 0]
    with pytest.raises(InputError, match="no picture"):
        decode(b"")
