"""Visits: what one browser has handed the server. Kept over a page's reload, removed when the browser has gone."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.api import Checked, check_file
from posecheck.live import access
from posecheck.media.times import frame_times
from posecheck.report.moments import readings_of
from posecheck.session.judge import Readings
from posecheck.session.summary import Hold
from posecheck.ui.choice import Choice, judged
from posecheck.ui.jobs import Job, Report
from posecheck.ui.storage import Storage

if TYPE_CHECKING:
    from posecheck.library.facts import Outcome
    from posecheck.ui.uploads import Upload

#: How long a visit outlives its last page: a reload takes a second, a laptop's nap a little more.
GRACE_S = 120.0


@dataclass(frozen=True, eq=False)
class Analysed:
    """What was found in a recording, and the times of all its frames (empty where it has no pictures)."""

    checked: Checked
    frame_times_s: list[float]


def analyse(path: Path, report: Report) -> Analysed:
    """The work of a recording's first job.

    Raises:
        PosecheckError: as ``posecheck.api.check_file``.
    """
    checked = check_file(path, on_progress=report)
    return Analysed(checked, [] if checked.kind == "landmarks" else frame_times(path))


@dataclass(eq=False)
class Item:
    """One recording of a visit.

    Attributes:
        path: the recording; a sample or one of the library lies elsewhere than in ``folder``, and stays there.
        folder: what is made of it; removed with it.
        check: the job that analyses it.
        choice: what the person has set otherwise than it was found.
        preview: the job that makes a video this browser can play, where one was asked for.
        drawing: the job that draws on the video, where one was asked for, and what it was asked to draw.
        stamp: what its result rests on, for a recording of the library.
        reels: what players were given, by the number of the hold (-1 is none), and for which choice it was made.
    """

    path: Path
    folder: Path
    check: Job[Analysed]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    choice: Choice = field(default_factory=Choice)
    preview: Job[Path] | None = None
    drawing: Job[Path] | None = None
    drawn_choice: Choice | None = None
    stamp: tuple[str, ...] = ()
    reels: dict[int, bytes] = field(default_factory=dict)
    reels_of: Choice | None = None
    _judged: tuple[Choice, Checked] | None = None
    _read: dict[int, tuple[Readings, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The recording's file name."""
        return self.path.name

    @property
    def jobs(self) -> list[Job]:
        """All jobs that were started for it."""
        return [job for job in (self.check, self.preview, self.drawing) if job]

    def renew(self, found: Analysed, stamp: tuple[str, ...]) -> None:
        """Takes what was found anew; players keep their place."""
        self.check, self.stamp = Job.ended(found), stamp
        self.reels, self.reels_of, self._judged, self._read = {}, None, None, {}

    def judged(self) -> Checked:
        """The analysed recording, judged as the person has chosen."""
        assert self.check.result
        if self._judged is None or self._judged[0] != self.choice:
            found = self.check.result.checked
            self._judged = self.choice, found if self.choice == Choice() else judged(found, self.choice)
            self._read = {}
        return self._judged[1]

    def readings(self, hold: Hold) -> tuple[Readings, ...]:
        """Each check of a hold of ``judged`` over the whole recording, read once."""
        checked = self.judged()
        number = checked.summary.holds.index(hold)
        if number not in self._read:
            self._read[number] = readings_of(checked, hold)
        return self._read[number]

    def error(self, job: Job) -> str:
        """Why a job failed, without the folder that only the server knows."""
        return (job.error or "").replace(f"{self.path.parent}/", "")

    def discard(self) -> None:
        """Stops its jobs and removes its files."""
        for job in self.jobs:
            job.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Visit:
    """What one browser has handed in.

    Attributes:
        owner: who has signed in, as ``posecheck.ui.signin.owner``.
        token: opens the routes to it.
        items: its recordings by id, the oldest first.
        uploads: those that have not arrived completely, by id.
        shelf: recordings of the library that were looked at, by their id there.
        outcomes: what became of uploads to the library, by the id of the recording, until it was told.
    """

    def __init__(self, folder: Path, owner: str = "") -> None:
        self.owner = owner
        self.token = access.issue()
        self.items: dict[str, Item] = {}
        self.uploads: dict[str, Upload] = {}
        self.shelf: dict[str, Item] = {}
        self.outcomes: dict[str, Outcome] = {}
        self._folder = folder

    def folder(self) -> Path:
        """A new private folder."""
        return Path(tempfile.mkdtemp(dir=self._folder))

    def add(self, path: Path, folder: Path | None = None) -> Item:
        """Starts to analyse a recording; ``folder`` as in ``Item``, a new one where it has none yet."""
        job = Job(lambda report: analyse(path, report))
        item = Item(path, folder or self.folder(), job)
        self.items[item.id] = item
        return item

    def remove(self, item_id: str) -> None:
        """Stops, forgets and deletes a recording."""
        item = self.items.pop(item_id, None)
        if item:
            item.discard()

    def forget(self, recordings: Iterable[str]) -> None:
        """Removes what was made of recordings of the library, not the recordings."""
        for recording_id in recordings:
            item = self.shelf.pop(recording_id, None)
            if item:
                item.discard()

    def find(self, item_id: str) -> Item | None:
        """A recording of the visit or of the shelf, by its own id."""
        found = self.items.get(item_id)
        return found or next((item for item in list(self.shelf.values()) if item.id == item_id), None)

    def close(self) -> None:
        """Removes everything but the library."""
        for item_id in list(self.items):
            self.remove(item_id)
        for upload in self.uploads.values():
            upload.cancel()
        self.uploads.clear()
        self.forget(list(self.shelf))
        shutil.rmtree(self._folder, ignore_errors=True)


class Visits:
    """All visits of a server."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._storage: Storage | None = None
        self._visits: dict[tuple[str, str], Visit] = {}
        self._pages: dict[Visit, int] = {}
        self._left_s: dict[Visit, float] = {}

    def enter(self, key: str | None, owner: str = "") -> Visit:
        """A page opens: the visit of its browser, or a new one.

        Args:
            key: what the server once gave the browser; one it does not know is not taken.
            owner: who has signed in; the next one to do so in the same browser has a visit of their own.
        """
        with self._guard:
            visit = self._visits.get((key, owner)) if key else None
            if visit is None:
                self._storage = self._storage or Storage()
                visit = Visit(self._storage.folder(), owner)
                self._visits[key if key and access.known(key) else visit.token, owner] = visit
            self._pages[visit] = self._pages.get(visit, 0) + 1
            self._left_s.pop(visit, None)
            return visit

    def leave(self, visit: Visit) -> None:
        """A page has closed."""
        with self._guard:
            self._pages[visit] -= 1
            if not self._pages[visit]:
                self._left_s[visit] = time.monotonic()

    def of(self, token: str | None) -> Visit | None:
        """The visit that a token opens."""
        with self._guard:
            return next((visit for visit in self._visits.values() if visit.token == token), None)

    def forget(self, owner: str, recordings: Iterable[str]) -> None:
        """Removes what was made of recordings of an owner's library, in every browser."""
        recordings = list(recordings)
        with self._guard:
            visits = [visit for visit in self._visits.values() if visit.owner == owner]
        for visit in visits:
            visit.forget(recordings)

    def clear_shelves(self) -> None:
        """Removes what was made of recordings of anybody's library: it is locked, or sealed otherwise."""
        with self._guard:
            visits = list(self._visits.values())
        for visit in visits:
            visit.forget(list(visit.shelf))

    def sweep(self, grace_s: float = GRACE_S) -> None:
        """Removes the visits whose last page closed longer ago than that."""
        now_s = time.monotonic()
        with self._guard:
            gone = {visit for visit, left_s in self._left_s.items() if now_s - left_s >= grace_s}
            self._visits = {key: visit for key, visit in self._visits.items() if visit not in gone}
            for visit in gone:
                del self._left_s[visit], self._pages[visit]
        for visit in gone:
            visit.close()

    def close(self) -> None:
        """Removes all visits and the server's folder."""
        with self._guard:
            visits, self._visits = list(self._visits.values()), {}
            self._pages, self._left_s = {}, {}
            storage, self._storage = self._storage, None
        for visit in visits:
            visit.close()
        if storage:
            storage.close()


#: Those of this process.
VISITS = Visits()
