"""What people hand in is private, and goes with them."""

from __future__ import annotations

import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from clips import sample

from posecheck.errors import InputError
from posecheck.ui import storage, texts
from posecheck.ui.jobs import AT_ONCE, Job, State
from posecheck.ui.storage import Storage, remove_leftovers
from posecheck.ui.uploads import safe_name
from posecheck.ui.visits import Visits


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_only_the_owner_may_look_in() -> None:
    kept = Storage()
    for folder in (kept.path, kept.folder()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    kept.close()
    assert not kept.path.exists()


def test_what_a_killed_server_left_is_removed_and_what_a_living_one_has_is_not(tmp_path: Path) -> None:
    code = "import os; from posecheck.ui.storage import Storage; print(Storage().path, flush=True); os._exit(1)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=60
    )
    dead, other, alive = Path(done.stdout.strip()), tmp_path / "posecheck-notes", Storage()
    other.mkdir()
    assert dead.is_dir()
    remove_leftovers()
    assert not dead.exists()
    assert alive.path.is_dir()
    assert other.is_dir()  # has no lock, and may be a server's that has just begun
    alive.close()


def test_a_folder_of_an_old_crash_without_a_lock_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "posecheck-old").mkdir()
    monkeypatch.setattr(storage, "_YOUNG_S", -1.0)
    remove_leftovers()
    assert not (tmp_path / "posecheck-old").exists()


def test_a_visit_outlives_a_reload_and_not_its_browser() -> None:
    visits = Visits()
    first = visits.enter(None)
    key = first.token
    visits.leave(first)
    visits.sweep()
    assert visits.enter(key) is first
    visits.sweep(grace_s=0.0)
    assert visits.of(first.token) is first
    item = first.add(sample("tree_left"))
    visits.leave(first)
    visits.sweep(grace_s=0.0)
    assert visits.of(first.token) is None
    assert not item.folder.exists()
    assert item.check.wait(30)
    assert item.check.state is State.STOPPED
    assert sample("tree_left").exists()
    visits.close()


def test_a_key_that_the_server_did_not_give_is_not_taken() -> None:
    visits = Visits()
    visit = visits.enter("guessed")
    visits.leave(visit)
    assert visits.enter("guessed") is not visit
    visits.close()


def test_no_more_jobs_run_at_once_than_allowed_and_each_can_be_stopped() -> None:
    go, running = threading.Event(), []

    def work(report) -> int:
        running.append(1)
        assert go.wait(10)
        report(1.0, 2.0)
        return len(running)

    jobs = [Job(work) for _ in range(AT_ONCE + 2)]
    deadline = time.monotonic() + 10
    while len(running) < AT_ONCE and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [job.state for job in jobs] == [State.RUNNING] * AT_ONCE + [State.WAITING] * 2
    jobs[0].stop()
    jobs[-1].stop()
    assert jobs[-1].state is State.STOPPED
    go.set()
    assert all(job.wait(10) for job in jobs)
    ends = [job.state for job in jobs]
    assert ends == [State.STOPPED, *[State.DONE] * AT_ONCE, State.STOPPED]
    assert jobs[1].progress == 0.5
    assert len(running) == AT_ONCE + 1


def test_a_job_that_fails_says_why(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(_) -> None:
        raise InputError("Choose another file.")

    def stumble(_) -> None:
        raise ZeroDivisionError

    refused, stumbled = Job(refuse), Job(stumble)
    assert refused.wait(10)
    assert stumbled.wait(10)
    assert (refused.state, refused.error) == (State.FAILED, "Choose another file.")
    assert (stumbled.state, stumbled.error) == (State.FAILED, texts.OUR_FAULT)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("clip.mp4", "clip.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\tree.mov", "tree.mov"),
        ("..", "recording"),
        ("", "recording"),
        (".hidden", "hidden"),
        ("a\x00b\n.mp4", "ab.mp4"),
        ("Übung ☀.mp4", "Übung ☀.mp4"),
        ("x" * 400 + ".mp4", "x" * 196 + ".mp4"),
    ],
)
def test_a_name_becomes_one_that_can_be_written(name: str, safe: str, tmp_path: Path) -> None:
    assert safe_name(name) == safe
    (tmp_path / safe).touch()
