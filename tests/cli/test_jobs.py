"""Several files at once: the same results in the same order, errors where they belong, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import clips
import pytest
from terminal import ROOT, command, posecheck

pytestmark = pytest.mark.long

NAMES = ["tadasana_tilted", "pigeon_card", "tadasana_level"]


def test_the_same_as_one_after_the_other(tmp_path: Path) -> None:
    gone = tmp_path / "gone.mp4"
    files = [clips.sample(NAMES[0]), gone, *map(clips.sample, NAMES[1:])]
    told = []
    for jobs in (1, 3):
        folder = tmp_path / str(jobs)
        folder.mkdir()
        done = posecheck("check", *files, "--jobs", str(jobs), "--json", folder, "--csv", folder)
        written = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        told.append((done.returncode, done.stdout, done.stderr, written))
    assert told[0] == told[1]
    assert told[0][0] == 2
    assert told[0][2].startswith("gone.mp4: There is no file")
    assert [line.split(".")[0] for line in told[0][1].splitlines()] == NAMES


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_leaves_nothing_half_written(jobs: int, tmp_path: Path) -> None:
    films = [clips.repeated("tadasana_tilted", 40, tmp_path / f"{name}.mp4") for name in "ab"]
    folder = tmp_path / "results"
    folder.mkdir()
    run = command("check", *films, "--jobs", str(jobs), "--every-frame", "--json", folder, "--video", folder)
    process = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120.0
    while "mediapipe" not in _threads(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(1.0)
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60.0)
    # On a quiet machine it takes a tenth of this; the rest is for the end of the interpreter and a busy machine.
    assert time.monotonic() - asked < 5.0
    assert process.returncode == 130
    assert errors.splitlines() == ["Stopped at a.mp4; nothing half-written was left behind."]
    assert list(folder.iterdir()) == []


def _threads(process: int) -> str:
    folder = Path(f"/proc/{process}/task")
    if not folder.exists():
        pytest.skip("the system does not tell a process's threads")
    return " ".join((folder / task / "comm").read_text() for task in os.listdir(folder))  # noqa: PTH208
