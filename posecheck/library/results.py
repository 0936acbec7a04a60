"""Results: what was found in a recording, kept with what made it, and judged again with what a hand put right."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, select

from posecheck.api import Checked, check_file, judge_again
from posecheck.body.placed import Placed
from posecheck.body.skeleton import Landmark
from posecheck.errors import InputError, LibraryError, NotFoundError
from posecheck.library import tables
from posecheck.library.facts import Correction, Picture, Recording, Result, Settings
from posecheck.library.hand import Hand
from posecheck.library.recordings import Recordings
from posecheck.library.store import Store
from posecheck.library.vault import Vault

#: How many recordings are remembered as they were judged: one is asked for again and again while somebody looks at it.
_REMEMBERED = 4


class Results:
    """What was found in the recordings of one owner."""

    def __init__(self, store: Store, vault: Vault, recordings: Recordings, hand: Hand) -> None:
        self._store, self._vault, self._recordings, self._hand = store, vault, recordings, hand
        self._known: dict[str, Checked] = {}
        self._guard = threading.Lock()

    def of(self, recording_id: str) -> Result | None:
        """The result of a recording; None while it was never analysed.

        Raises:
            NotFoundError: there is no such recording.
        """
        self._recordings.get(recording_id)
        store, files = self._store, tables.files
        with store.reading() as connection:
            row = self.row(connection, recording_id)
            if row is None:
                return None
            pictures = connection.execute(
                select(files).where(store.mine(files), files.c.result_id == row.id, files.c.kind == "picture")
            ).all()
        return Result(
            id=row.id,
            recording_id=recording_id,
            made_at=row.made_at,
            version=row.version,
            model_sha256=row.model_sha256,
            settings=Settings(**store.loaded(row.settings)),
            data=store.loaded(row.data),
            pictures=tuple(sorted(map(self._picture, pictures), key=lambda one: (one.hold, one.moment))),
        )

    def picture(self, picture_id: str) -> bytes:
        """The JPEG of a ``facts.Picture``.

        Raises:
            NotFoundError: there is no such picture.
        """
        store, files = self._store, tables.files
        with store.reading() as connection:
            row = connection.execute(
                select(files).where(store.mine(files), files.c.id == picture_id, files.c.kind == "picture")
            ).first()
        if row is None:
            raise NotFoundError("The library has no such picture: it was replaced, or never there.")
        return self._vault.file(row.id, "picture.jpg", row.sealed).read_bytes()

    def checked(self, recording_id: str) -> Checked:
        """What was found in a recording, as ``posecheck.api.check_file`` gave it, with what a hand put right in it.

        Its ``path`` is the recording's ``File``: it can be opened for drawing on it, sealed or not.

        Raises:
            NotFoundError: there is no such recording.
            LibraryError: it is not analysed yet.
        """
        seen, settings = self._as_seen(recording_id)
        return with_hand(seen, settings, self._hand.of(recording_id))

    def as_seen(self, recording_id: str) -> Checked:
        """As ``checked``, without what a hand put right; raises as it."""
        return self._as_seen(recording_id)[0]

    def _as_seen(self, recording_id: str) -> tuple[Checked, Settings]:
        recording = self._recordings.get(recording_id)
        store, files = self._store, tables.files
        landmarks = store.mine(files) & (files.c.kind == "landmarks")
        with store.reading() as connection:
            row = self.row(connection, recording_id)
            if row is None:
                raise _unanalysed(recording)
            kept = connection.execute(select(files).where(landmarks, files.c.result_id == row.id)).one()
        settings = Settings(**store.loaded(row.settings))
        return replace(
            self._judged(row.id, kept.sealed, kept.id, recording.name, settings),
            path=self._recordings.file(recording_id),
            kind=recording.kind,
            duration_s=recording.duration_s,
        ), settings

    def _judged(self, result_id: str, sealed: bool, file_id: str, name: str, settings: Settings) -> Checked:
        """The landmarks of a result, judged; the last few are remembered."""
        with self._guard:
            known = self._known.pop(result_id, None)
        if known is None:
            stored = self._vault.file(file_id, name + ".npz", sealed)
            known = check_file(stored, **judging(settings))  # type: ignore[arg-type]
        with self._guard:
            self._known[result_id] = known
            for oldest in list(self._known)[:-_REMEMBERED]:
                del self._known[oldest]
        return known

    def try_placed(
        self, recording_id: str, time_s: float, landmark: int, after: tuple[float, float]
    ) -> tuple[float, float]:
        """Whether a landmark can be put there, and where it is so far, in pixels; NaN where it is not seen.

        Raises:
            NotFoundError: there is no such recording.
            LibraryError: it is not analysed yet.
            InputError: a landmark, a time or a place that is none, or where nobody was seen.
        """
        if landmark not in list(Landmark):
            raise InputError(f"There is no landmark {landmark}: they are numbered from 0 to {len(Landmark) - 1}.")
        checked = self.checked(recording_id)
        judge_again(checked, placed=[Placed(time_s, Landmark(landmark), after)])
        clip = checked.recording.clip
        x, y = clip.image[int(np.abs(clip.time_s - time_s).argmin()), landmark]
        return float(x), float(y)

    def data(self, client_id: str | None = None) -> dict[str, dict[str, Any]]:
        """Recording id to its result as JSON with what made it, of a client or (None) of all; one query."""
        store, table = self._store, tables.results
        query = select(table).where(store.mine(table)).order_by(table.c.made_at)
        if client_id is not None:
            query = query.where(table.c.recording_id.in_(store.recordings_of(client_id)))
        with store.reading() as connection:
            rows = connection.execute(query).all()
        return {
            row.recording_id: {
                "made_at": row.made_at,
                "posecheck": row.version,
                "model_sha256": row.model_sha256,
                "settings": store.loaded(row.settings),
                "data": store.loaded(row.data),
            }
            for row in rows
        }

    def id_of(self, recording_id: str) -> str:
        """Id of a recording's result.

        Raises:
            NotFoundError: there is no such recording.
            LibraryError: it is not analysed yet.
        """
        with self._store.reading() as connection:
            row = self.row(connection, recording_id)
        if row is None:
            raise _unanalysed(self._recordings.get(recording_id))
        return str(row.id)

    def row(self, connection: Connection, recording_id: str) -> Row[Any] | None:
        """The newest result of a recording, as it is stored."""
        table = tables.results
        query = select(table).where(self._store.mine(table), table.c.recording_id == recording_id)
        return connection.execute(query.order_by(table.c.made_at.desc()).limit(1)).first()

    def _picture(self, row: Row[Any]) -> Picture:
        return Picture(id=row.id, **self._store.loaded(row.about))


def _unanalysed(recording: Recording) -> LibraryError:
    return LibraryError(f"{recording.name} is not analysed yet: wait for it, or start its analysis again.")


def with_hand(checked: Checked, settings: Settings, corrections: Sequence[Correction]) -> Checked:
    """A recording as it was seen, judged again with the corrections that hold."""
    placed = [Placed(one.time_s, Landmark(one.landmark), one.after) for one in corrections if one.holds]
    return judge_again(checked, **judging(settings), placed=placed) if placed else checked


def judging(settings: Settings) -> dict[str, Any]:
    """What was set by hand, for judging landmarks: those of a mirror image were turned over when they were made."""
    return {"pose": settings.pose, "side": settings.side, "camera_roll_deg": settings.camera_roll_deg}
