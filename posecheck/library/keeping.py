"""Keeping: what was found in a recording goes into the library, all of it or nothing, in place of what was there."""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from posecheck import __version__
from posecheck.api import Checked
from posecheck.body.recording import write_recording
from posecheck.library import digest, tables
from posecheck.library.facts import Recording, State
from posecheck.library.hand import Hand
from posecheck.library.recordings import Recordings
from posecheck.library.results import Results, with_hand
from posecheck.library.store import Store
from posecheck.library.vault import Incoming, Vault
from posecheck.report import results as report

#: A file on its way into the vault, its kind, and what is to be known of it.
_Made = tuple[Incoming, str, dict[str, Any]]


class Keeper:
    """Keeps the results of one owner."""

    def __init__(self, store: Store, vault: Vault, recordings: Recordings, results: Results, hand: Hand) -> None:
        self._store, self._vault = store, vault
        self._recordings, self._results, self._hand = recordings, results, hand

    def refresh(self, recording_id: str) -> None:
        """Has numbers and pictures follow a correction that was made or undone; raises as ``checked``."""
        recording, checked = self._recordings.get(recording_id), self._results.checked(recording_id)
        store, files = self._store, tables.files
        with ExitStack() as stack:
            pictures = self._draw(stack, checked) if checked.path.exists() else []
            with store.writing() as connection:
                row = self._results.row(connection, recording_id)
                if row is None:
                    return
                old = connection.scalars(
                    select(files.c.id).where(store.mine(files), files.c.result_id == row.id, files.c.kind == "picture")
                ).all()
                connection.execute(delete(files).where(store.mine(files), files.c.id.in_(old)))
                connection.execute(
                    update(tables.results)
                    .where(store.mine(tables.results), tables.results.c.id == row.id)
                    .values(**store.sealed(tables.results, data=report.result(checked), points=digest.points(checked)))
                )
                self._name(connection, recording, row.id, pictures)
                self._tell(connection, recording.id, checked)
                forget(connection, store, [row.id])
            for incoming, _, _ in pictures:
                incoming.settle()
        self._vault.remove(old)

    def keep(self, recording: Recording, checked: Checked, worker: str) -> bool:
        """Keeps a fresh result in place of older ones, if the recording is still that worker's to analyse.

        Returns:
            Whether it was kept: False where the recording is gone or was given to another worker.
        """
        store, files, old_results = self._store, tables.files, tables.results
        corrections = self._hand.of(recording.id)
        corrected = with_hand(checked, recording.settings, corrections)
        result_id = uuid.uuid4().hex
        mine = store.mine(tables.recordings) & (tables.recordings.c.id == recording.id)
        with ExitStack() as stack:
            landmarks = stack.enter_context(self._vault.incoming())
            stream = io.BytesIO()
            write_recording(stream, checked.recording)
            landmarks.write(stream.getvalue())
            landmarks.finish()
            made = [(landmarks, "landmarks", {}), *self._draw(stack, corrected)]
            with store.writing() as connection:
                holder = connection.scalar(select(tables.recordings.c.worker).where(mine).with_for_update())
                if holder != worker:
                    return False
                condition = store.mine(old_results) & (old_results.c.recording_id == recording.id)
                results = connection.scalars(select(old_results.c.id).where(condition)).all()
                gone = connection.scalars(
                    select(files.c.id).where(store.mine(files), files.c.result_id.in_(results))
                ).all()
                connection.execute(delete(old_results).where(condition))
                connection.execute(insert(old_results).values(self._values(result_id, recording, checked, corrected)))
                self._name(connection, recording, result_id, made)
                self._tell(connection, recording.id, corrected)
                done = {"state": State.DONE.value, "progress": 1.0, "error": None, "worker": None, "lease_until": None}
                connection.execute(update(tables.recordings).where(mine).values(**done))
            for incoming, _, _ in made:
                incoming.settle()
        self._vault.remove(gone)
        if self._hand.of(recording.id) != corrections:  # one was made meanwhile, on what was there before
            self.refresh(recording.id)
        return True

    def _values(self, result_id: str, recording: Recording, checked: Checked, corrected: Checked) -> dict[str, Any]:
        told = self._store.sealed(
            tables.results,
            settings=asdict(recording.settings),
            data=report.result(corrected),
            points=digest.points(corrected),
        )
        made = {"made_at": tables.now(), "version": __version__, "model_sha256": checked.recording.model_sha256}
        return {"id": result_id, "owner": self._store.owner, "recording_id": recording.id, **made, **told}

    def _draw(self, stack: ExitStack, checked: Checked) -> list[_Made]:
        """Pictures in the vault, not named yet."""
        made: list[_Made] = []
        for shot in digest.shots(checked.path, checked):  # type: ignore[arg-type]
            incoming = stack.enter_context(self._vault.incoming())
            incoming.write(shot.jpeg)
            incoming.finish()
            about = {"hold": shot.hold, "moment": shot.moment, "check": shot.check, "time_s": shot.time_s}
            made.append((incoming, "picture", about))
        return made

    def _name(self, connection: Connection, recording: Recording, result_id: str, made: Sequence[_Made]) -> None:
        """Names files of the vault as belonging to a result."""
        for incoming, kind, about in made:
            row = file_row(self._store, recording.id, incoming, kind, about)
            connection.execute(insert(tables.files).values(**row, result_id=result_id))

    def _tell(self, connection: Connection, recording_id: str, checked: Checked) -> None:
        """Writes into the recording what lists say of it."""
        table = tables.recordings
        told = self._store.sealed(table, holds=digest.holds(checked)) | {"duration_s": checked.duration_s}
        connection.execute(update(table).where(self._store.mine(table), table.c.id == recording_id).values(**told))


def file_row(store: Store, recording_id: str, incoming: Incoming, kind: str, about: dict[str, Any]) -> dict[str, Any]:
    """The row that names a file of the vault."""
    told = store.sealed(tables.files, sha256=incoming.sha256, about=about)
    return {
        "id": incoming.id,
        "owner": store.owner,
        "recording_id": recording_id,
        "kind": kind,
        "size_bytes": incoming.size_bytes,
        "sealed": incoming.sealed,
        **told,
    }


def forget(connection: Connection, store: Store, results: Sequence[str]) -> None:
    """Forgets what comparing these results gave."""
    table = tables.comparisons
    either = or_(table.c.before_id.in_(results), table.c.after_id.in_(results))
    connection.execute(delete(table).where(store.mine(table), either))
