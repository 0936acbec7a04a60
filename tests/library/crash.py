"""Run by test_crash: a process that fills a library is killed at random moments, and the library is looked at.

Forks from a process without threads, so that each child begins its work at once. Prints the seed of each round.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import alembic.command
import alembic.config  # noqa: F401
from sqlalchemy import select

from posecheck.body.recording import load_recording, save_recording
from posecheck.library import tables
from posecheck.library.facts import State
from posecheck.library.library import Library
from posecheck.library.work import Worker

LEASE_S = 0.3

#: Rounds in one library.
_EACH = 5


def films(folder: Path, base: Path, count: int) -> list[Path]:
    """Landmark recordings that differ in their name only."""
    recording = load_recording(base)
    recording = replace(recording, clip=recording.clip[: min(len(recording.clip), 24)])
    paths = [folder / f"film{number}.npz" for number in range(count)]
    for path in paths:
        save_recording(path, replace(recording, source=path.name))
    return paths


def live(folder: Path, paths: list[Path], rng: random.Random) -> None:
    """What goes on in a practice: clients come, films are brought in and analysed, some are deleted."""
    with Library.open(folder) as library:
        client = library.clients.add(f"client {rng.random()}")
        for path in paths:
            library.intake.add(client.id, path, anyway=True, in_place=rng.random() < 0.2)
        Worker(library, lease_s=LEASE_S).run()
        found = library.recordings.find(client.id)
        library.notes.add(found[0].id, "a note", 1.0)
        library.correct(found[0].id, 0.5, 23, (200.0, 200.0))
        if rng.random() < 0.5:
            library.recordings.remove(found[-1].id)
        if rng.random() < 0.5:
            library.erasure.delete(client.id)


def forked(work: Callable[[], None], kill_after_s: float | None) -> bool:
    """Runs something in a child and kills it after a while; whether it was killed before its end."""
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.waitstatus_to_exitcode(status):
        sys.exit("a child failed")
    return False


def look(folder: Path) -> None:
    """Everything in the library is whole, and nothing is in it that nobody knows of."""
    with Library.open(folder) as library:
        with library.store.reading() as connection:
            rows = connection.execute(select(tables.files)).all()
            assert not connection.scalars(select(tables.clients).where(tables.clients.c.deleting_at.is_not(None))).all()
        assert library.vault.ids() == {row.id for row in rows}
        for row in rows:
            data = library.vault.file(row.id, "", row.sealed).read_bytes()
            assert hashlib.sha256(data).hexdigest() == library.store.plain(row.sha256), row.kind
        for recording in library.recordings.find():
            data = library.recordings.file(recording.id).read_bytes()
            assert hashlib.sha256(data).hexdigest() == recording.sha256
            result = library.results.of(recording.id)
            assert (result is not None) == bool(recording.holds)
            assert result is None or library.results.checked(recording.id).summary.holds
        for path in folder.rglob("*"):
            assert ".part" not in path.name


def finish(folder: Path) -> None:
    """What waits, or had a worker that is dead, is analysed in the end."""
    with Library.open(folder) as library:
        end_s = time.monotonic() + 60
        while library.queue.pending() and time.monotonic() < end_s:
            library.queue.retry()  # what was killed several times
            Worker(library, lease_s=LEASE_S).run()
            time.sleep(0.05)
        assert {recording.state for recording in library.recordings.find()} <= {State.DONE}


def main(folder: Path, base: Path, rounds: int, seed: int) -> None:
    """All rounds; each few of them in a library of their own, which is finished in the end."""
    paths = films(folder, base, 2)
    started_s = time.monotonic()
    forked(lambda: live(folder / "measured", paths, random.Random(0)), None)
    whole_s = time.monotonic() - started_s
    killed = number = 0
    while killed < rounds:
        assert number < 3 * rounds, "it ends before it can be killed"
        shelf, rng = folder / f"library{number // _EACH}", random.Random(f"{seed}-{number}")
        after_s = rng.uniform(0.0, whole_s)
        print(f"round {number}: seed {seed}-{number}, killed after {after_s:.3f} of {whole_s:.3f} s", flush=True)
        started_s = time.monotonic()
        if forked(lambda shelf=shelf, rng=rng: live(shelf, paths, rng), after_s):
            killed += 1
        else:
            whole_s = min(whole_s, after_s, time.monotonic() - started_s)  # the machine is less busy than before
        forked(lambda shelf=shelf: look(shelf), None)
        if number % _EACH == _EACH - 1:
            forked(lambda shelf=shelf: finish(shelf), None)
            forked(lambda shelf=shelf: look(shelf), None)
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
