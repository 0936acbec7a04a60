"""The queue of recordings to be analysed: kept in the database, so that it survives who works on it.

Who takes a recording has it for a lease, which a heart-beat renews; one whose worker died is taken up by the next.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, case, func, or_, select, update

from posecheck import words
from posecheck.api import open_session
from posecheck.errors import LibraryError
from posecheck.library import tables
from posecheck.library.facts import Recording, Settings, State
from posecheck.library.recordings import Recordings
from posecheck.library.sealing import Seal
from posecheck.library.store import Store, not_found

#: How long a worker has a recording to itself after each heart-beat, in seconds, and the time between two.
LEASE_S, BEAT_S = 20.0, 1.0

#: A recording whose analysis has ended with the death of its worker so often is not tried again by itself.
MOST_ATTEMPTS = 3


class Queue:
    """What one owner sees of the queue, and may ask of it."""

    def __init__(self, store: Store, recordings: Recordings) -> None:
        self._store, self._recordings = store, recordings

    def pending(self) -> tuple[Recording, ...]:
        """Recordings that wait, run or have failed; in the order in which they came."""
        found = self._recordings.find(state=(State.WAITING, State.RUNNING, State.FAILED))
        return tuple(sorted(found, key=lambda recording: recording.added_at))

    def again(self, recording_id: str, settings: Settings | None = None) -> Recording:
        """Analyses a recording again, whether it was done or failed; what was found stays until then.

        Args:
            settings: other ones than before; None keeps them.

        Raises:
            NotFoundError: there is no such recording.
            InputError: impossible settings.
            LibraryError: it is being analysed.
        """
        table, store = tables.recordings, self._store
        changes: dict[str, Any] = {"state": State.WAITING.value, "progress": 0.0, "error": None, "attempts": 0}
        if settings is not None:
            open_session(settings.pose, settings.side, settings.camera_roll_deg)
            changes["settings"] = asdict(settings)
        mine = store.mine(table) & (table.c.id == recording_id)
        with store.writing() as connection:
            state = connection.scalar(select(table.c.state).where(mine).with_for_update())
            if state is None:
                raise not_found("recording")
            if state == State.RUNNING:
                raise LibraryError("This recording is being analysed: wait until that is done.")
            connection.execute(update(table).where(mine).values(**store.sealed(table, **changes)))
        return self._recordings.get(recording_id)

    def retry(self) -> int:
        """Puts all recordings whose analysis failed back into the queue; how many those are."""
        table, store = tables.recordings, self._store
        values = {"state": State.WAITING.value, "progress": 0.0, "error": None, "attempts": 0}
        with store.writing() as connection:
            failed = store.mine(table) & (table.c.state == State.FAILED.value)
            return int(connection.execute(update(table).where(failed).values(**values)).rowcount)


@dataclass(frozen=True, slots=True)
class Job:
    """A recording that a worker has taken: whose, which, and until when nobody else takes it."""

    owner: str
    recording_id: str


class Desk:
    """Where workers take recordings from, whoever owns them.

    Args:
        worker: a name of the worker, that nobody else has.
        owner: take this owner's recordings only; None everybody's.
    """

    def __init__(
        self,
        engine: Engine,
        seal: Seal,
        worker: str | None = None,
        owner: str | None = None,
        lease_s: float = LEASE_S,
    ) -> None:
        self.worker = worker or uuid.uuid4().hex
        self._store, self._owner, self._lease_s = Store(engine, "", seal), owner, lease_s

    def take(self) -> Job | None:
        """The recording that waits longest, or one whose worker has died; None where there is none."""
        table = tables.recordings
        with self._store.writing() as connection:
            while True:
                query = select(table.c.id, table.c.owner, table.c.attempts).where(self._ready())
                longest = query.order_by(table.c.added_at, table.c.id).limit(1)
                row = connection.execute(longest.with_for_update(skip_locked=True)).first()
                if row is None:
                    return None
                if row.attempts < MOST_ATTEMPTS:
                    values = {"state": State.RUNNING.value, "worker": self.worker, "progress": 0.0,
                              "attempts": row.attempts + 1, "lease_until": self._lease_end()}  # fmt: skip
                    connection.execute(update(table).where(table.c.id == row.id).values(**values))
                    return Job(row.owner, row.id)
                connection.execute(update(table).where(table.c.id == row.id).values(self._failed(words.CUT_SHORT)))

    def beat(self, job: Job, progress: float) -> bool:
        """Renews the lease; whether the recording is still this worker's."""
        return self._change(job, progress=progress, lease_until=self._lease_end())

    def fail(self, job: Job, why: str) -> None:
        """The recording can't be analysed; why, in one sentence for its owner."""
        self._change(job, **self._failed(why))

    def put_back(self, job: Job) -> None:
        """It was not finished, by nobody's fault: it waits again."""
        fewer = case((tables.recordings.c.attempts > 0, tables.recordings.c.attempts - 1), else_=0)
        self._change(job, state=State.WAITING.value, progress=0.0, worker=None, lease_until=None, attempts=fewer)

    def left(self) -> int:
        """How many recordings wait or are worked on."""
        table = tables.recordings
        busy = table.c.state.in_([State.WAITING.value, State.RUNNING.value])
        with self._store.reading() as connection:
            return int(connection.scalar(select(func.count()).where(busy, self._whose())) or 0)

    def _ready(self) -> ColumnElement[bool]:
        table = tables.recordings.c
        dead = (table.state == State.RUNNING.value) & (table.lease_until < tables.now())
        return or_(table.state == State.WAITING.value, dead) & self._whose()

    def _whose(self) -> ColumnElement[bool]:
        table = tables.recordings
        return table.c.owner.is_not(None) if self._owner is None else table.c.owner == self._owner

    def _lease_end(self) -> Any:
        return tables.now() + timedelta(seconds=self._lease_s)

    def _failed(self, why: str) -> dict[str, Any]:
        told = self._store.sealed(tables.recordings, error=why)
        return {"state": State.FAILED.value, "progress": 0.0, "worker": None, "lease_until": None, **told}

    def _change(self, job: Job, **values: Any) -> bool:
        """Changes the recording if it is still this worker's; whether it is."""
        table = tables.recordings
        own = (table.c.id == job.recording_id) & (table.c.owner == job.owner) & (table.c.worker == self.worker)
        with self._store.writing() as connection:
            return bool(connection.execute(update(table).where(own).values(**values)).rowcount)
