"""Deleting a client for good, with a receipt; and a search for what may be left.

First the client is marked, so that nobody sees it any more and a deletion that is cut short is finished at the next
opening; then files, rows and what the database keeps of deleted rows go.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, or_, select, update

from posecheck.library import halfway, tables
from posecheck.library.facts import Receipt, State, Trace
from posecheck.library.store import Store, is_sqlite, not_found
from posecheck.library.vault import Vault


class Erasure:
    """Deletes clients of one owner."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store, self._vault = store, vault

    def delete(self, client_id: str) -> Receipt:
        """Deletes a client, all recordings that were copied into the library, and all that was made of them.

        The files of recordings that were only referenced stay where they are.

        Raises:
            NotFoundError: there is no such client.
        """
        self._mark(client_id)
        removed, rows = self._files(client_id), {}
        left_in_place = self._referenced(client_id)
        ids = self._ids(client_id)
        self._vault.remove(file_id for file_id, *_ in removed)
        halfway.forget(self._vault, ids)
        files = tuple((sha256, kind, size) for _, sha256, kind, size in removed)
        unsure = (Trace("not looked for yet", "everywhere"),)
        receipt = Receipt(uuid.uuid4().hex, client_id, tables.now(), (), files, left_in_place, unsure)
        with self._store.writing() as connection:
            for table, condition in _belongings(self._store, client_id):
                rows[table.name] = connection.execute(delete(table).where(condition)).rowcount
            receipt = replace(receipt, rows=tuple(rows.items()))
            values = {"id": receipt.id, "owner": self._store.owner, "deleted_at": receipt.deleted_at}
            connection.execute(insert(tables.receipts).values(**values, data=to_json(receipt)))
        self._store.scrub()
        receipt = replace(receipt, traces=(*self.look(client_id), *self._look_on_disk(ids)))
        kept = self._store.mine(tables.receipts) & (tables.receipts.c.id == receipt.id)
        with self._store.writing() as connection:
            connection.execute(update(tables.receipts).where(kept).values(data=to_json(receipt)))
        return receipt

    def look(self, client_id: str) -> tuple[Trace, ...]:
        """Rows and files of a client that are there; empty where there are none."""
        found = [Trace(kind, self._vault.place(file_id).name) for file_id, _, kind, _ in self._files(client_id)]
        with self._store.reading() as connection:
            for table, condition in _belongings(self._store, client_id):
                count = connection.scalar(select(func.count()).select_from(table).where(condition))
                if count:
                    found.append(Trace(f"{count} rows", table.name))
        return tuple(found)

    def receipts(self) -> tuple[Receipt, ...]:
        """Of all clients that were deleted, the newest first."""
        table = tables.receipts
        with self._store.reading() as connection:
            query = select(table.c.data).where(self._store.mine(table)).order_by(table.c.deleted_at.desc())
            return tuple(map(from_json, connection.scalars(query)))

    def _mark(self, client_id: str) -> None:
        """Nobody sees the client from now on, and no worker keeps a result of its recordings."""
        clients, recordings, store = tables.clients, tables.recordings, self._store
        with store.writing() as connection:
            mine = store.mine(clients) & (clients.c.id == client_id)
            if not connection.execute(update(clients).where(mine).values(deleting_at=tables.now())).rowcount:
                raise not_found("client")
            theirs = store.mine(recordings) & (recordings.c.client_id == client_id)
            ended = {"state": State.FAILED.value, "worker": None, "lease_until": None}
            connection.execute(update(recordings).where(theirs).values(**ended))

    def _files(self, client_id: str) -> list[tuple[str, str, str, int]]:
        """Id, SHA-256, kind and size of each file that a row names."""
        table, store = tables.files, self._store
        condition = store.mine(table) & table.c.recording_id.in_(store.recordings_of(client_id))
        with store.reading() as connection:
            rows = connection.execute(select(table).where(condition).order_by(table.c.kind, table.c.id)).all()
        return [(row.id, store.plain(row.sha256) or "", row.kind, row.size_bytes) for row in rows]

    def _referenced(self, client_id: str) -> int:
        table = tables.recordings
        condition = self._store.mine(table) & (table.c.client_id == client_id) & table.c.place.is_not(None)
        with self._store.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(table).where(condition)) or 0)

    def _ids(self, client_id: str) -> set[str]:
        """Ids that stand in every row of the client's recordings, and nowhere else."""
        found: set[str] = set()
        with self._store.reading() as connection:
            for table, condition in _belongings(self._store, client_id):
                if table is not tables.clients:
                    found |= set(connection.scalars(select(table.c.id).where(condition)))
        return found

    def _look_on_disk(self, ids: set[str]) -> Iterable[Trace]:
        """Files of the vault and of SQLite that still know one of these ids."""
        for file_id in sorted(ids & self._vault.ids()):
            yield Trace("file", file_id)
        for recording_id in halfway.there(self._vault, sorted(ids)):
            yield Trace("parts", recording_id)
        if is_sqlite(self._store.engine) and self._store.engine.url.database:
            database = Path(self._store.engine.url.database)
            for path in sorted(database.parent.glob(database.name + "*")):
                data = path.read_bytes()
                if any(one.encode() in data for one in ids):
                    yield Trace("entries", path.name)


def unfinished(connection: Connection) -> Sequence[tuple[str, str]]:
    """Owner and id of each client whose deletion was cut short."""
    table = tables.clients
    query = select(table.c.owner, table.c.id).where(table.c.deleting_at.is_not(None))
    return [(row.owner, row.id) for row in connection.execute(query)]


def to_json(receipt: Receipt) -> str:
    """A receipt as text, described in docs/library.md."""
    told = asdict(receipt)
    told["deleted_at"] = receipt.deleted_at.isoformat()
    told["rows"] = dict(receipt.rows)
    told["files"] = [{"sha256": sha256, "kind": kind, "size_bytes": size} for sha256, kind, size in receipt.files]
    return json.dumps({"schema": "posecheck.receipt/1", **told}, indent=2) + "\n"


def from_json(text: str) -> Receipt:
    """A receipt as it was kept."""
    told: dict[str, Any] = json.loads(text)
    del told["schema"]
    told["deleted_at"] = datetime.fromisoformat(told["deleted_at"])
    told["rows"] = tuple(told["rows"].items())
    told["files"] = tuple((one["sha256"], one["kind"], one["size_bytes"]) for one in told["files"])
    told["traces"] = tuple(Trace(**one) for one in told["traces"])
    return Receipt(**told)


def _belongings(store: Store, client_id: str) -> list[tuple[Table, ColumnElement[bool]]]:
    """Each table with the condition of its rows that belong to a client, those that refer to others first."""
    theirs = store.recordings_of(client_id)
    results = tables.results
    made = select(results.c.id).where(store.mine(results), results.c.recording_id.in_(theirs))
    compared = or_(tables.comparisons.c.before_id.in_(made), tables.comparisons.c.after_id.in_(made))
    of_recordings = [(t, t.c.recording_id.in_(theirs)) for t in (tables.files, tables.notes, tables.corrections)]
    conditions = [
        (tables.comparisons, compared),
        *of_recordings,
        (results, results.c.recording_id.in_(theirs)),
        (tables.recordings, tables.recordings.c.client_id == client_id),
        (tables.clients, tables.clients.c.id == client_id),
    ]
    return [(table, store.mine(table) & condition) for table, condition in conditions]
