"""``posecheck library import`` and ``analyse``."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.cli.interrupt import ended
from posecheck.cli.library.opening import Where, opened
from posecheck.errors import InputError, PosecheckError

if TYPE_CHECKING:
    from posecheck.library.facts import Settings
    from posecheck.library.library import Library

#: How often a watched folder is looked at, in seconds: a file that has not changed since is complete.
_LOOK_S = 2.0

_STOPPED = "Stopped; what is not analysed yet waits in the queue."


@dataclass(frozen=True, slots=True)
class Bringing:
    """What is to be done with the recordings."""

    client: str
    new: bool
    in_place: bool
    anyway: bool
    watch: bool
    filmed_on: date | None
    settings: Settings
    analyse: bool
    workers: int


def run_import(where: Where, sources: list[Path], wanted: Bringing) -> int:
    """Brings in files and folders; one that fails does not stop the others.

    Returns:
        The exit code: 0, 2 when one failed, 130 when stopped by Ctrl-C.

    Raises:
        InputError: what can't be watched.
        LibraryError: there is no such client; and as ``opened``.
    """
    from posecheck.library.folders import Watch, folder_files

    if wanted.watch and not (len(sources) == 1 and sources[0].is_dir()):
        raise InputError("--watch watches one folder: name it alone.")
    with opened(where, make=wanted.new) as library:
        client_id = (library.clients.add if wanted.new else library.clients.named)(wanted.client).id
        try:
            if not wanted.watch:
                files = [file for source in sources for file in (folder_files(source) if source.is_dir() else [source])]
                return _take(library, client_id, files, wanted)
            watch, failed = Watch(sources[0]), 0
            print(f"Watching {sources[0]}; Ctrl-C ends it.", file=sys.stderr)
            while True:
                failed = max(failed, _take(library, client_id, watch.settled(), wanted))
                time.sleep(_LOOK_S)
        except KeyboardInterrupt:
            return ended(_STOPPED)


def run_analyse(where: Where, again: list[str], retry: bool, workers: int) -> int:
    """Works off the queue.

    Returns:
        The exit code: 0, 2 when one failed, 130 when stopped by Ctrl-C.

    Raises:
        LibraryError: there is no such recording; and as ``opened``.
    """
    with opened(where) as library:
        for name in again:
            library.queue.again(library.recordings.named(name).id)
        if retry:
            library.queue.retry()
        try:
            return _work(library, workers)
        except KeyboardInterrupt:
            return ended(_STOPPED)


def _take(library: Library, client_id: str, files: Iterable[Path], wanted: Bringing) -> int:
    failed, new = 0, 0
    for file in files:
        try:
            found = library.intake.add(
                client_id, file, filmed_on=wanted.filmed_on, in_place=wanted.in_place, anyway=wanted.anyway,
                settings=wanted.settings,
            )  # fmt: skip
        except PosecheckError as error:
            failed = 2
            print(f"{file.name}: {error}", file=sys.stderr)
            continue
        recording = found.recording
        if found.duplicate:
            whose = library.clients.get(recording.client_id).name
            print(f"{file.name}: is there already, as {recording.name} of {whose}, filmed {recording.filmed_on}")
        else:
            new += 1
            print(f"{file.name}: taken, filmed {recording.filmed_on}")
    worked = _work(library, wanted.workers) if wanted.analyse and new else 0
    return max(failed, worked)


def _work(library: Library, workers: int) -> int:
    """Analyses what waits; 2 where one failed."""
    from posecheck.library.facts import State
    from posecheck.library.work import Worker
    from posecheck.library.workers import Workers

    waiting = [one.id for one in library.queue.pending() if one.state is not State.FAILED]
    if workers == 1:
        Worker(library).run()
    else:
        with Workers(library, workers) as several:
            while several.working and any(
                one.id in waiting and one.state is not State.FAILED for one in library.queue.pending()
            ):
                time.sleep(0.2)
    told = {one.id: one for one in library.recordings.find()}
    failed = 0
    for recording in (told[one] for one in waiting if one in told):
        if recording.state is State.FAILED:
            failed = 2
            print(f"{recording.name}: {recording.error}", file=sys.stderr)
        else:
            poses = ", ".join(f"{pose} {side}" if side else pose for pose, side in recording.poses)
            print(f"{recording.name}: {poses or 'no hold'}")
    return failed
