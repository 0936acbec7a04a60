"""The timeline of a client: each check over dates, what has changed, and left against right.

A change is told by ``posecheck.session.compare`` alone; what it said is kept, so that a timeline opens at once.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations_with_replacement, groupby, pairwise
from typing import Any

from sqlalchemy import delete, insert, select

from posecheck.library import tables
from posecheck.library.clients import Clients
from posecheck.library.facts import Difference, Point, Series
from posecheck.library.results import Results
from posecheck.library.store import Store
from posecheck.session.compare import Change, Filmed, Pair
from posecheck.session.compare import compare as compare_films

#: Pose, form and side of a hold.
_Kind = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class _Film:
    """An analysed recording and what charts show of it, as ``digest.points`` made it."""

    recording_id: str
    result_id: str
    filmed_on: date | None = None
    data: tuple[dict[str, Any], ...] = ()

    @property
    def kinds(self) -> set[_Kind]:
        """What is held in it."""
        return {_kind(data) for data in self.data}


class Timeline:
    """What the recordings of a client say together."""

    def __init__(self, store: Store, clients: Clients, results: Results) -> None:
        self._store, self._clients, self._results = store, clients, results

    def of(self, client_id: str) -> tuple[Series, ...]:
        """Each check of each pose, form and side that was held, with its points by date and what has changed.

        Raises:
            NotFoundError: there is no such client.
        """
        self._clients.get(client_id)
        films = self._films(client_id)
        return tuple(self._series(films, _Ledger(self._store, self._results, films)))

    def sides(self, client_id: str) -> tuple[Difference, ...]:
        """Left against right of each pose and form, on each day on which both were held; the oldest first.

        Raises:
            NotFoundError: there is no such client.
        """
        self._clients.get(client_id)
        films = self._films(client_id)
        ledger = _Ledger(self._store, self._results, films)
        days = (list(those) for _, those in groupby(films, key=lambda film: film.filmed_on))
        return tuple(one for those in days for one in _sides_of_day(those, ledger))

    def between(self, before_id: str, after_id: str | None = None) -> tuple[Difference, ...]:
        """All that has changed between two recordings, or between the sides held in one; empty without a common pose.

        Raises:
            NotFoundError: there is no such recording.
            LibraryError: one is not analysed yet.
        """
        ids = (before_id, after_id or before_id)
        before, after = (_Film(one, self._results.id_of(one)) for one in ids)
        return _Ledger(self._store, self._results, [before, after])(before, after)

    def prepare(self, client_id: str) -> None:
        """Compares what a timeline will ask for, so that it opens at once."""
        self.of(client_id)
        self.sides(client_id)

    def _series(self, films: Sequence[_Film], ledger: _Ledger) -> Iterator[Series]:
        told: dict[tuple[_Kind, str, str], list[Point]] = {}
        for film in films:
            for data in film.data:
                told.setdefault((_kind(data), data["check"], data["unit"]), []).append(_point(film, data))
        changes = {kind: _changes(kind, films, ledger) for kind in dict.fromkeys(kind for kind, _, _ in told)}
        for (kind, check, unit), points in told.items():
            steps, whole = ([one for one in several if one.check == check] for several in changes[kind])
            last = whole[0] if whole else None
            yield Series(*kind, check=check, unit=unit, points=tuple(points), steps=tuple(steps), whole=last)

    def _films(self, client_id: str) -> list[_Film]:
        """The analysed recordings of a client by date; one query."""
        store, results, recordings = self._store, tables.results, tables.recordings
        columns = recordings.c.id, results.c.id, recordings.c.filmed_on, results.c.points
        query = (
            select(*columns)
            .join(recordings, recordings.c.id == results.c.recording_id)
            .where(store.mine(results), store.mine(recordings), recordings.c.client_id == client_id)
            .order_by(recordings.c.filmed_on, recordings.c.added_at, recordings.c.id)
        )
        with store.reading() as connection:
            return [_Film(*row[:3], tuple(store.loaded(row[3]))) for row in connection.execute(query)]


class _Ledger:
    """What comparing results gave: as it was kept, else compared now and kept."""

    def __init__(self, store: Store, results: Results, films: Sequence[_Film]) -> None:
        self._store, self._results = store, results
        table, ids = tables.comparisons, [film.result_id for film in films]
        mine = store.mine(table) & table.c.before_id.in_(ids) & table.c.after_id.in_(ids)
        with store.reading() as connection:
            rows = connection.execute(select(table.c.before_id, table.c.after_id, table.c.differences).where(mine))
            self._kept = {
                (row.before_id, row.after_id): tuple(map(_difference, store.loaded(row.differences))) for row in rows
            }

    def __call__(self, before: _Film, after: _Film) -> tuple[Difference, ...]:
        """All changes between two recordings, or between the sides of one given twice."""
        pair = before.result_id, after.result_id
        if pair not in self._kept:
            self._kept[pair] = tuple(self._compared(before.recording_id, after.recording_id))
            self._keep(*pair)
        return self._kept[pair]

    def _compared(self, before_id: str, after_id: str) -> Iterator[Difference]:
        ids = (before_id,) if before_id == after_id else (before_id, after_id)
        films = [self._filmed(one) for one in ids]
        if not all(film.summary.holds for film in films):
            return
        for pair in compare_films(*films).pairs:
            before, after = (_place(films, ids, hold) for hold in (pair.before, pair.after))
            for change in pair.changes:
                yield _told(change, pair, before, after)

    def _filmed(self, recording_id: str) -> Filmed:
        checked = self._results.checked(recording_id)
        return Filmed(checked.path.name, checked.recording.clip, checked.summary)

    def _keep(self, before_id: str, after_id: str) -> None:
        store, table, results = self._store, tables.comparisons, tables.results
        told = store.sealed(table, differences=[_stored(one) for one in self._kept[before_id, after_id]])
        values = {"id": uuid.uuid4().hex, "owner": store.owner, "before_id": before_id, "after_id": after_id}
        ids = {before_id, after_id}
        with store.writing() as connection:
            there = connection.scalars(select(results.c.id).where(store.mine(results), results.c.id.in_(ids))).all()
            if len(there) < len(ids):
                return  # replaced meanwhile
            pair = (table.c.before_id == before_id) & (table.c.after_id == after_id)
            connection.execute(delete(table).where(store.mine(table), pair))
            connection.execute(insert(table).values(**values, **told))


def _changes(kind: _Kind, films: Sequence[_Film], ledger: _Ledger) -> tuple[list[Difference], list[Difference]]:
    """From each recording that shows a kind to the next one, and from the first to the last."""
    shown = [film for film in films if kind in film.kinds]
    steps = [one for pair in pairwise(shown) for one in _of_kind(kind, ledger(*pair))]
    return steps, _of_kind(kind, ledger(shown[0], shown[-1])) if len(shown) > 1 else []


def _of_kind(kind: _Kind, told: Iterable[Difference]) -> list[Difference]:
    return [one for one in told if (one.pose, one.form, one.before_side, one.after_side) == (*kind, kind[2])]


def _sides_of_day(films: Sequence[_Film], ledger: _Ledger) -> Iterator[Difference]:
    """Left against right of each pose and form once: within one recording before between two."""
    done: set[tuple[str, str | None]] = set()
    for one, other in sorted(combinations_with_replacement(films, 2), key=lambda pair: pair[0] is not pair[1]):
        shown = one.kinds | other.kinds
        both = {kind[:2] for kind in shown if {(*kind[:2], "left"), (*kind[:2], "right")} <= shown}
        if both - done:
            told = [change for change in ledger(one, other) if change.pairing in ("sides", "sides_apart")]
            yield from (change for change in told if (change.pose, change.form) not in done)
            done |= {(change.pose, change.form) for change in told}


def _kind(data: dict[str, Any]) -> _Kind:
    return data["pose"], data["form"], data["side"]


def _point(film: _Film, data: dict[str, Any]) -> Point:
    assert film.filmed_on
    value, margin = (math.nan if data[name] is None else data[name] for name in ("value", "margin"))
    same = {name: data[name] for name in ("hold", "verdict", "step", "source", "against")}
    return Point(recording_id=film.recording_id, filmed_on=film.filmed_on, value=value, margin=margin, **same)


def _place(films: Sequence[Filmed], ids: Sequence[str], hold: object) -> tuple[str, int]:
    """Recording and number of a hold. Of two sides the left one comes first, whichever film it is in."""
    return next(
        (ids[n], number) for n, film in enumerate(films) for number, one in enumerate(film.summary.holds) if one is hold
    )


def _told(change: Change, pair: Pair, before: tuple[str, int], after: tuple[str, int]) -> Difference:
    return Difference(
        pairing=pair.pairing.value,
        pose=pair.before.pose.key,
        form=pair.before.setting.form,
        check=change.check.key,
        before=before[0],
        after=after[0],
        before_hold=before[1],
        after_hold=after[1],
        before_side=pair.before.side.value if pair.before.side else None,
        after_side=pair.after.side.value if pair.after.side else None,
        value=change.value,
        margin=change.margin,
        trend=change.trend.value,
        reason=change.reason,
    )


def _stored(one: Difference) -> dict[str, Any]:
    return {name: None if value != value else value for name, value in asdict(one).items()}


def _difference(data: dict[str, Any]) -> Difference:
    numbers = {name: math.nan if data[name] is None else data[name] for name in ("value", "margin")}
    return Difference(**data | numbers)
