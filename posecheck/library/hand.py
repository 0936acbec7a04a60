"""Corrections: landmarks put elsewhere by hand. Kept with who, when, from and to; undone, never erased.

What a correction means for the numbers stands in ``posecheck.body.placed`` and ``posecheck.session``; ``results`` has
them judged again.
"""

from __future__ import annotations

import math
import uuid
from typing import Any

from sqlalchemy import Row, insert, select

from posecheck.body.skeleton import COUNT
from posecheck.errors import LibraryError
from posecheck.library import tables
from posecheck.library.facts import Correction
from posecheck.library.store import Store, change_row, only


class Hand:
    """The corrections in one owner's recordings."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, recording_id: str) -> tuple[Correction, ...]:
        """All corrections of a recording, undone ones included, the oldest first; empty where there are none."""
        return self._found(tables.corrections.c.recording_id == recording_id)

    def all(self, client_id: str) -> dict[str, list[Correction]]:
        """Recording id to its corrections, for all recordings of a client; one query."""
        told: dict[str, list[Correction]] = {}
        for one in self._found(tables.corrections.c.recording_id.in_(self._store.recordings_of(client_id))):
            told.setdefault(one.recording_id, []).append(one)
        return told

    def get(self, correction_id: str) -> Correction:
        """One correction.

        Raises:
            NotFoundError: there is none of that id.
        """
        return only(self._found(tables.corrections.c.id == correction_id), "correction")

    def add(
        self,
        recording_id: str,
        time_s: float,
        landmark: int,
        before: tuple[float, float],
        after: tuple[float, float],
        by: str = "",
    ) -> Correction:
        """Keeps a correction; the caller has made sure that the recording is this owner's.

        Raises:
            LibraryError: there is no such landmark, or the place is no place.
        """
        if not 0 <= landmark < COUNT or not all(map(math.isfinite, (time_s, *after))):
            raise LibraryError("A correction needs a time, a landmark and the place where it belongs.")
        store, correction_id = self._store, uuid.uuid4().hex
        seen = [x if math.isfinite(x) else None for x in before]
        told = store.sealed(tables.corrections, places={"before": seen, "after": list(after)}, made_by=by)
        values = {"recording_id": recording_id, "time_s": time_s, "landmark": landmark, "made_at": tables.now(), **told}
        with store.writing() as connection:
            connection.execute(insert(tables.corrections).values(id=correction_id, owner=store.owner, **values))
        return self.get(correction_id)

    def undo(self, correction_id: str, by: str = "") -> Correction:
        """Takes a correction back; it stays in the log.

        Raises:
            NotFoundError: there is none of that id.
            LibraryError: it was undone before.
        """
        if not self.get(correction_id).holds:
            raise LibraryError("That correction was undone before.")
        changes: dict[str, Any] = {"undone_at": tables.now(), "undone_by": by}
        change_row(self._store, tables.corrections, correction_id, "correction", **changes)
        return self.get(correction_id)

    def _found(self, condition: Any) -> tuple[Correction, ...]:
        store, table = self._store, tables.corrections
        with store.reading() as connection:
            rows = connection.execute(
                select(table).where(store.mine(table), condition).order_by(table.c.made_at, table.c.id)
            ).all()
        return tuple(map(self._correction, rows))

    def _correction(self, row: Row[Any]) -> Correction:
        places = self._store.loaded(row.places)
        x, y = (math.nan if value is None else value for value in places["before"])
        return Correction(
            id=row.id,
            recording_id=row.recording_id,
            time_s=row.time_s,
            landmark=row.landmark,
            before=(x, y),
            after=(places["after"][0], places["after"][1]),
            made_at=row.made_at,
            made_by=self._store.plain(row.made_by) or "",
            undone_at=row.undone_at,
            undone_by=self._store.plain(row.undone_by),
        )
