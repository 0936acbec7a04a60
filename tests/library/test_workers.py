"""Worker processes: they analyse real films, survive being killed, and go with who started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from clips import repeated
from shelves import SAMPLES, tiny_film

from posecheck.api import check_file
from posecheck.library.facts import Client, State
from posecheck.library.library import Library
from posecheck.library.workers import Workers, launch

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]


def wait(until: Callable[[], bool], at_most_s: float = 90.0) -> None:
    """Waits for something; fails where it takes too long."""
    end_s = time.monotonic() + at_most_s
    while not until():
        assert time.monotonic() < end_s
        time.sleep(0.1)


@pytest.mark.parametrize("sealed", [False, True])
def test_workers_find_what_a_check_finds(library: Library, client: Client, tmp_path: Path, sealed: bool) -> None:
    library = library.set_passphrase("x") if sealed else library
    path = SAMPLES / "tadasana_tilted.mp4"
    ids = [
        library.intake.add(client.id, one).recording.id for one in (path, tiny_film(tmp_path), tiny_film(tmp_path, 1))
    ]
    with Workers(library, 1):
        wait(lambda: not library.queue.pending())
    told, empty, _ = (library.recordings.get(one) for one in ids)
    assert (told.state, empty.state, empty.holds) == (State.DONE, State.DONE, ())
    plain = check_file(path)
    found = library.results.checked(ids[0])
    values = ([(f.value, f.margin) for f in checked.summary.findings] for checked in (found, plain))
    np.testing.assert_array_equal(*values)
    result = library.results.of(ids[0])
    assert result
    assert {picture.moment for picture in result.pictures} == {"best", "worst"}
    assert all(library.results.picture(picture.id).startswith(b"\xff\xd8") for picture in result.pictures)
    library.close()


def test_the_recording_of_a_killed_worker_is_taken_up_again(library: Library, client: Client, tmp_path: Path) -> None:
    film = repeated("tadasana_level", 3, tmp_path / "long.mp4")
    recording = library.intake.add(client.id, film).recording
    worker = launch(library.opening, lease_s=2.0)
    wait(lambda: library.recordings.get(recording.id).progress > 0.0)
    worker.kill()
    worker.wait()
    assert worker.stdin
    worker.stdin.close()
    assert library.recordings.get(recording.id).state is State.RUNNING
    with Workers(library, 2, lease_s=2.0):
        wait(lambda: not library.queue.pending())
    told = library.recordings.get(recording.id)
    assert told.state is State.DONE
    assert told.duration_s == pytest.approx(15.0, abs=0.5)


def test_a_stopped_worker_puts_back_what_it_works_on(library: Library, client: Client, tmp_path: Path) -> None:
    film = repeated("tadasana_level", 20, tmp_path / "long.mp4")
    recording = library.intake.add(client.id, film).recording
    workers = Workers(library, 1)
    workers.start()
    wait(lambda: library.recordings.get(recording.id).progress > 0.0)
    started_s = time.monotonic()
    workers.stop()
    assert time.monotonic() - started_s < 10.0
    assert library.recordings.get(recording.id).state is State.WAITING


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_workers_go_with_a_server_that_is_killed(library: Library, tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from posecheck.library.library import Library;"
        "from posecheck.library.workers import launch; library = Library.open(Path(sys.argv[1]));"
        "print(launch(library.opening).pid, flush=True); time.sleep(100)"
    )
    command = [sys.executable, "-c", code, str(library.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        worker = int(server.stdout.readline())
        os.kill(worker, 0)
        server.send_signal(signal.SIGKILL)
        server.wait()
    wait(lambda: not _alive(worker), 30.0)


def _alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
