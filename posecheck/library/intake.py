"""Intake: files come into the library, each whole or not at all; what is there already is found by its content."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from posecheck.api import open_session
from posecheck.body.recording import load_recording
from posecheck.errors import LibraryError
from posecheck.library import tables
from posecheck.library.clients import Clients
from posecheck.library.facts import Outcome, Recording, Settings, State
from posecheck.library.keeping import file_row
from posecheck.library.recordings import Recordings
from posecheck.library.store import Store
from posecheck.library.vault import File, Incoming, Vault, unwritable
from posecheck.media.source import checked_file
from posecheck.media.times import filmed_at
from posecheck.media.video import open_media

_CHUNK_BYTES = 1 << 20

#: Called with (bytes done, bytes in all).
Copying = Callable[[int, int], None]


class Intake:
    """Brings recordings to the clients of one owner."""

    def __init__(self, store: Store, vault: Vault, clients: Clients, recordings: Recordings) -> None:
        self._store, self._vault, self._clients, self._recordings = store, vault, clients, recordings

    def add(
        self,
        client_id: str,
        path: Path | str,
        *,
        name: str | None = None,
        filmed_on: date | None = None,
        in_place: bool = False,
        anyway: bool = False,
        settings: Settings | None = None,
        on_progress: Copying | None = None,
    ) -> Outcome:
        """Brings in one file; its analysis then waits in the queue.

        Args:
            name: what it is called; None as the file.
            filmed_on: None as its container says, else the file's date.
            in_place: the file stays where it is and is only referenced.
            anyway: take it though another client has a recording with the same content.
            settings: what is set by hand for its analysis.

        Raises:
            NotFoundError: there is no such client.
            InputError: it is no video, picture or landmark recording that can be read; impossible settings.
            LibraryError: the library can't be written to, or the file changes while it is copied.
        """
        self._clients.get(client_id)
        settings = _possible(settings)
        source, _ = checked_file(path)
        file = File(name or source.name, source)
        kind, made_at = _inspected(file)
        modified_s = source.stat().st_mtime
        day = filmed_on or made_at or datetime.fromtimestamp(modified_s).astimezone().date()
        sha256 = _sha256(source)
        found = self._known(client_id, sha256, anyway)
        if found:
            return Outcome(found, duplicate=True)
        values = {"filmed_on": day, "kind": kind}
        if in_place:
            size_bytes = source.stat().st_size
            place = str(source.resolve())
            return self._enter(client_id, file.name, settings, sha256, size_bytes, values | {"place": place})
        with Arrival(self, client_id, file.name, settings, values, anyway) as arrival:
            _copy(source, arrival, on_progress)
            if arrival.sha256 != sha256:
                raise LibraryError(f"{file.name} changes while it is copied: wait until its recording has ended.")
            return arrival.finish()

    def receive(
        self, client_id: str, name: str, *, filmed_on: date | None = None, settings: Settings | None = None
    ) -> Arrival:
        """A recording that arrives piece by piece: write them in order, then ``finish``. Nothing of it is kept
        outside the library, or unsealed in a sealed one.

        Raises:
            NotFoundError: there is no such client.
            InputError: impossible settings.
            LibraryError: the library can't be written to.
        """
        self._clients.get(client_id)
        values = {} if filmed_on is None else {"filmed_on": filmed_on}
        return Arrival(self, client_id, Path(name).name, _possible(settings), values, anyway=False)

    def _known(self, client_id: str, sha256: str, anyway: bool = False) -> Recording | None:
        """A recording with that content: of this client, else (unless ``anyway``) of another one."""
        with self._store.reading() as connection:
            fingerprint = self._store.seal.fingerprint(sha256)
            found = self._recordings.read(connection, tables.recordings.c.fingerprint == fingerprint)
        own = [recording for recording in found if recording.client_id == client_id]
        return next(iter(own if anyway else own + found), None)

    def _enter(
        self,
        client_id: str,
        name: str,
        settings: Settings,
        sha256: str,
        size_bytes: int,
        values: dict[str, Any],
        incoming: Incoming | None = None,
    ) -> Outcome:
        """One transaction that names the recording and its file."""
        store, table, recording_id = self._store, tables.recordings, uuid.uuid4().hex
        told = {"name": name, "sha256": sha256, "settings": asdict(settings), "holds": [], "tags": [], **values}
        row = {"id": recording_id, "owner": store.owner, "client_id": client_id, "size_bytes": size_bytes}
        row |= {"fingerprint": store.seal.fingerprint(sha256), "added_at": tables.now(), "state": State.WAITING.value}
        try:
            with store.writing() as connection:
                # a client may have been deleted since it was looked for
                mine = store.mine(tables.clients) & (tables.clients.c.id == client_id)
                here = select(tables.clients.c.id).where(mine, tables.clients.c.deleting_at.is_(None))
                if connection.scalar(here.with_for_update()) is None:
                    self._clients.get(client_id)
                connection.execute(insert(table).values(**row, **store.sealed(table, **told)))
                if incoming:
                    connection.execute(
                        insert(tables.files).values(file_row(store, recording_id, incoming, "source", {}))
                    )
        except IntegrityError:
            found = self._known(client_id, sha256)  # somebody else brought in the same at the same time
            if found is None:
                raise
            return Outcome(found, duplicate=True)
        if incoming:
            incoming.settle()
        return Outcome(self._recordings.get(recording_id), duplicate=False)


class Arrival:
    """A recording on its way into the library; unless it is finished, nothing of it stays."""

    def __init__(
        self, intake: Intake, client_id: str, name: str, settings: Settings, values: dict[str, Any], anyway: bool
    ) -> None:
        self._intake, self._client_id, self._name = intake, client_id, name
        self._settings, self._values, self._anyway = settings, values, anyway
        self._incoming = intake._vault.incoming()

    @property
    def size_bytes(self) -> int:
        """How much has arrived."""
        return self._incoming.size_bytes

    @property
    def sha256(self) -> str:
        """Of what has arrived."""
        return self._incoming.sha256

    def write(self, data: bytes) -> None:
        """Takes the next piece.

        Raises:
            LibraryError: the library can't be written to.
        """
        try:
            self._incoming.write(data)
        except OSError as error:
            raise unwritable(error) from error

    def finish(self) -> Outcome:
        """All of it has arrived: keeps it, unless its content is there already.

        Raises:
            InputError: it is no video, picture or landmark recording that can be read.
            LibraryError: the library can't be written to.
        """
        incoming, intake, values = self._incoming, self._intake, self._values
        found = intake._known(self._client_id, incoming.sha256, self._anyway)
        if found:
            return Outcome(found, duplicate=True)
        try:
            file = incoming.finish(self._name)
        except OSError as error:
            raise unwritable(error) from error
        if "kind" not in values:
            kind, made_at = _inspected(file)
            values = {"kind": kind, "filmed_on": made_at or tables.today()} | values
        return intake._enter(
            self._client_id, self._name, self._settings, incoming.sha256, incoming.size_bytes, values, incoming
        )

    def discard(self) -> None:
        """Ends the use; may be called again."""
        self._incoming.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


def _possible(settings: Settings | None) -> Settings:
    settings = settings or Settings()
    open_session(settings.pose, settings.side, settings.camera_roll_deg)
    return settings


def _inspected(file: File) -> tuple[str, date | None]:
    """Kind of a recording, and the day on which it was made as it says itself.

    Raises:
        InputError: it can't be read.
    """
    if file.suffix.lower() == ".npz":
        load_recording(file)  # type: ignore[arg-type]
        return "landmarks", None
    with open_media(file) as media:  # type: ignore[arg-type]
        kind = media.info.kind
    filmed = filmed_at(file) if kind == "video" else None  # type: ignore[arg-type]
    return kind, _day(filmed) if filmed else None


def _day(when: datetime) -> date:
    """The day of a time: where it was filmed, or here where only UTC is known."""
    return (when.astimezone() if when.utcoffset() == timedelta() else when).date()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(source: Path, arrival: Arrival, on_progress: Copying | None) -> None:
    with source.open("rb") as stream:
        total_bytes = os.fstat(stream.fileno()).st_size
        # no more than there was at the beginning: a film that is still being recorded would never end
        while data := stream.read(min(_CHUNK_BYTES, total_bytes - arrival.size_bytes)):
            arrival.write(data)
            if on_progress:
                on_progress(arrival.size_bytes, total_bytes)
