"""Visits: what one browser has handed the server. Kept over a page's reload, removed when the browser has gone."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.live import access
from posecheck.ui.items import Item, analyse
from posecheck.ui.jobs import Job
from posecheck.ui.storage import Storage

if TYPE_CHECKING:
    from posecheck.library.facts import Outcome
    from posecheck.ui.uploads import Upload

#: How long a visit outlives its last page: a reload takes a second, a laptop's nap a little more.
GRACE_S = 120.0


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
