"""Notes on recordings, at a moment or on the whole."""

from __future__ import annotations

import math
import uuid
from typing import Any

from sqlalchemy import Row, delete, insert, select

from posecheck.errors import LibraryError
from posecheck.library import tables
from posecheck.library.facts import Note
from posecheck.library.recordings import Recordings
from posecheck.library.store import Store, change_row, not_found, only


class Notes:
    """The notes of one owner."""

    def __init__(self, store: Store, recordings: Recordings) -> None:
        self._store, self._recordings = store, recordings

    def of(self, recording_id: str) -> tuple[Note, ...]:
        """All notes of a recording: those on the whole first, then by their moment; empty where there are none."""
        found = self._found(tables.notes.c.recording_id == recording_id)
        return tuple(sorted(found, key=lambda note: (-1.0 if note.time_s is None else note.time_s, note.written_at)))

    def all(self, client_id: str) -> dict[str, list[Note]]:
        """Recording id to its notes, for all recordings of a client; one query."""
        told: dict[str, list[Note]] = {}
        for note in self._found(tables.notes.c.recording_id.in_(self._store.recordings_of(client_id))):
            told.setdefault(note.recording_id, []).append(note)
        return told

    def add(self, recording_id: str, text: str, time_s: float | None = None, by: str = "") -> Note:
        """A new note.

        Raises:
            NotFoundError: there is no such recording.
            LibraryError: it says nothing, or its time is none.
        """
        self._recordings.get(recording_id)
        if time_s is not None and not (math.isfinite(time_s) and time_s >= 0.0):
            raise LibraryError("A note is written at a time in seconds from the start of the recording.")
        store, note_id = self._store, uuid.uuid4().hex
        values = {"recording_id": recording_id, "time_s": time_s, "written_at": tables.now()}
        values |= store.sealed(tables.notes, text=_said(text), written_by=by)
        with store.writing() as connection:
            connection.execute(insert(tables.notes).values(id=note_id, owner=store.owner, **values))
        return self.get(note_id)

    def get(self, note_id: str) -> Note:
        """One note.

        Raises:
            NotFoundError: there is none of that id.
        """
        return only(self._found(tables.notes.c.id == note_id), "note")

    def change(self, note_id: str, text: str) -> Note:
        """Other words for a note; raises as ``add`` and ``get``."""
        change_row(self._store, tables.notes, note_id, "note", text=_said(text))
        return self.get(note_id)

    def remove(self, note_id: str) -> None:
        """Deletes a note.

        Raises:
            NotFoundError: there is none of that id.
        """
        table = tables.notes
        with self._store.writing() as connection:
            gone = connection.execute(delete(table).where(self._store.mine(table), table.c.id == note_id))
            if not gone.rowcount:
                raise not_found("note")

    def _found(self, condition: Any) -> list[Note]:
        store, table = self._store, tables.notes
        with store.reading() as connection:
            rows = connection.execute(select(table).where(store.mine(table), condition)).all()
        return [self._note(row) for row in rows]

    def _note(self, row: Row[Any]) -> Note:
        text, by = (self._store.plain(value) or "" for value in (row.text, row.written_by))
        return Note(row.id, row.recording_id, text, row.time_s, row.written_at, by)


def _said(text: str) -> str:
    if not text.strip():
        raise LibraryError("A note needs some words.")
    return text.strip()
