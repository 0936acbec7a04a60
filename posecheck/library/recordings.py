"""Recordings: found, filtered, tagged, marked as reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select

from posecheck.errors import LibraryError, NotFoundError
from posecheck.library import halfway, tables
from posecheck.library.clients import has_words, tidy
from posecheck.library.facts import Held, Kept, Recording, Settings, State
from posecheck.library.store import Store, change_row, not_found, only
from posecheck.library.vault import File, Vault

_CHANGEABLE = {"name", "filmed_on", "tags"}

#: So many letters of an id at least stand for it.
_SHORTEST_ID = 4


class Recordings:
    """The recordings of one owner."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store, self._vault = store, vault

    def get(self, recording_id: str) -> Recording:
        """One recording.

        Raises:
            NotFoundError: there is none of that id.
        """
        with self._store.reading() as connection:
            return only(self.read(connection, tables.recordings.c.id == recording_id), "recording")

    def find(
        self,
        client_id: str | None = None,
        *,
        state: State | Iterable[State] | None = None,
        reviewed: bool | None = None,
        tags: Iterable[str] = (),
        search: str = "",
        since: date | None = None,
        until: date | None = None,
        pose: str | None = None,
    ) -> tuple[Recording, ...]:
        """Recordings, the newest film first; what is left out does not matter.

        Args:
            client_id: whose; None everybody's.
            state: of their analysis; one or several.
            reviewed: whether somebody looked them through. False gives analysed ones only: the worklist.
            tags: each of them is set.
            search: every word of it is in the name or the tags.
            since, until: first and last day of filming.
            pose: key of a pose that is held in them.
        """
        table = tables.recordings.c
        conditions: list[ColumnElement[bool]] = []
        if client_id is not None:
            conditions.append(table.client_id == client_id)
        if state is not None:
            conditions.append(table.state.in_([state] if isinstance(state, State) else list(state)))
        if reviewed is not None:
            conditions.append(table.reviewed_at.is_not(None) if reviewed else table.reviewed_at.is_(None))
        if reviewed is False:
            conditions.append(table.state == State.DONE)
        if since is not None:
            conditions.append(table.filmed_on >= since)
        if until is not None:
            conditions.append(table.filmed_on <= until)
        with self._store.reading() as connection:
            found = self.read(connection, *conditions)
        words, wanted = search.casefold().split(), set(tidy(tags))
        return tuple(
            recording
            for recording in found
            if wanted <= set(recording.tags)
            and has_words(words, recording.name, *recording.tags)
            and (pose is None or any(held.pose == pose for held in recording.holds))
        )

    def named(self, name: str) -> Recording:
        """The recording of that id, of an id that begins so, or of that file name.

        Raises:
            NotFoundError: there is none.
            LibraryError: there are several.
        """
        every = self.find()
        found = [one for one in every if one.id.startswith(name) and len(name) >= _SHORTEST_ID] or [
            one for one in every if one.name == name
        ]
        if not found:
            raise NotFoundError(f"There is no recording {name!r}: see 'posecheck library list'.")
        if len(found) > 1:
            raise LibraryError(f"{len(found)} recordings answer to {name!r}: give more of the id.")
        return found[0]

    def file(self, recording_id: str) -> File:
        """The recording itself, to be read from any place in it, sealed or not.

        One that was only referenced may have gone: ``File.exists`` says so, and reading it raises as for any file.

        Raises:
            NotFoundError: there is no such recording.
        """
        store, files = self._store, tables.files
        with store.reading() as connection:
            row = connection.execute(
                select(tables.recordings).where(store.mine(tables.recordings), tables.recordings.c.id == recording_id)
            ).first()
            kept = connection.execute(
                select(files).where(store.mine(files), files.c.recording_id == recording_id, files.c.kind == "source")
            ).first()
        if row is None:
            raise not_found("recording")
        name = store.plain(row.name) or ""
        if kept is not None:
            return self._vault.file(kept.id, name, kept.sealed)
        return File(name, Path(store.plain(row.place) or ""))

    def change(self, recording_id: str, **changes: Any) -> Recording:
        """Changes what is given of ``name``, ``filmed_on``, ``tags``.

        Raises:
            NotFoundError: there is no such recording.
            LibraryError: the name is empty.
        """
        if not changes.keys() <= _CHANGEABLE:
            raise TypeError(f"a recording has no {', '.join(changes.keys() - _CHANGEABLE)} to change")
        if "name" in changes and not changes["name"].strip():
            raise LibraryError("A recording needs a name.")
        if "tags" in changes:
            changes["tags"] = tidy(changes["tags"])
        if changes:
            change_row(self._store, tables.recordings, recording_id, "recording", **changes)
        return self.get(recording_id)

    def mark_reviewed(self, recording_id: str, by: str = "", reviewed: bool = True) -> Recording:
        """Notes that somebody looked it through, or that nobody did.

        Raises:
            NotFoundError: there is no such recording.
        """
        changes = {"reviewed_at": tables.now() if reviewed else None, "reviewed_by": by if reviewed else None}
        change_row(self._store, tables.recordings, recording_id, "recording", **changes)
        return self.get(recording_id)

    def remove(self, recording_id: str) -> None:
        """Deletes a recording with all that was made of it; the file of a referenced one stays where it is.

        Raises:
            NotFoundError: there is no such recording.
        """
        store, files = self._store, tables.files
        with store.writing() as connection:
            ids = connection.scalars(
                select(files.c.id).where(store.mine(files), files.c.recording_id == recording_id)
            ).all()
            gone = delete(tables.recordings).where(
                store.mine(tables.recordings), tables.recordings.c.id == recording_id
            )
            if not connection.execute(gone).rowcount:
                raise not_found("recording")
        # the rows first: a file without a row is swept at the next opening, a row without its file would be a lie
        self._vault.remove(ids)
        halfway.forget(self._vault, [recording_id])
        store.scrub()

    def read(self, connection: Connection, *conditions: ColumnElement[bool]) -> list[Recording]:
        """Recordings under conditions, the newest film first; one query, however many there are."""
        store, table, clients = self._store, tables.recordings, tables.clients
        numbers = (
            _counted(store, tables.notes).label("notes"),
            _counted(store, tables.corrections, tables.corrections.c.undone_at.is_(None)).label("corrections"),
        )
        query = (
            select(table, *numbers)
            .join(clients, clients.c.id == table.c.client_id)
            .where(store.mine(table), clients.c.deleting_at.is_(None), *conditions)
            .order_by(table.c.filmed_on.desc(), table.c.added_at.desc(), table.c.id)
        )
        return [self._recording(row) for row in connection.execute(query)]

    def _recording(self, row: Row[Any]) -> Recording:
        store = self._store
        return Recording(
            id=row.id,
            client_id=row.client_id,
            name=store.plain(row.name) or "",
            sha256=store.plain(row.sha256) or "",
            size_bytes=row.size_bytes,
            filmed_on=row.filmed_on,
            added_at=row.added_at,
            kept=Kept.COPIED if row.place is None else Kept.REFERENCED,
            kind=row.kind,
            state=State(row.state),
            progress=row.progress,
            error=store.plain(row.error),
            duration_s=row.duration_s,
            settings=Settings(**store.loaded(row.settings)),
            holds=tuple(held(data) for data in store.loaded(row.holds)),
            reviewed_at=row.reviewed_at,
            reviewed_by=store.plain(row.reviewed_by),
            tags=tuple(store.loaded(row.tags)),
            notes=row.notes,
            corrected=row.corrections > 0,
        )


def _counted(store: Store, table: tables.Table, *conditions: ColumnElement[bool]) -> Any:
    """How many rows of a table belong to each recording."""
    counting = select(func.count()).where(store.mine(table), table.c.recording_id == tables.recordings.c.id)
    return counting.where(*conditions).scalar_subquery()


def held(data: dict[str, Any]) -> Held:
    """A hold as it was stored by ``stored_hold``."""
    verdicts = tuple((key, verdict) for key, verdict in data["verdicts"])
    return Held(**data | {"verdicts": verdicts, "by_hand": tuple(data["by_hand"])})


def stored_hold(hold: Held) -> dict[str, Any]:
    """A hold as it is stored."""
    return asdict(hold)
