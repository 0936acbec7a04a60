"""Clients: added, found, changed. How one is deleted stands in ``erasure``."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, insert, select

from posecheck.errors import LibraryError, NotFoundError
from posecheck.library import tables
from posecheck.library.facts import Client, State
from posecheck.library.store import Store, change_row, only

_CHANGEABLE = {"name", "consent_note", "consent_on", "keep_until", "tags"}


class Clients:
    """The clients of one owner."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        name: str,
        *,
        consent_note: str = "",
        consent_on: date | None = None,
        keep_until: date | None = None,
        tags: Iterable[str] = (),
    ) -> Client:
        """A new client.

        Raises:
            LibraryError: no name is given, or another client has it.
        """
        name = self._free(name)
        store, client_id = self._store, uuid.uuid4().hex
        values = store.sealed(tables.clients, name=name, consent_note=consent_note, tags=tidy(tags))
        values |= {"consent_on": consent_on, "keep_until": keep_until, "created_at": tables.now()}
        with store.writing() as connection:
            connection.execute(insert(tables.clients).values(id=client_id, owner=store.owner, **values))
        return self.get(client_id)

    def get(self, client_id: str) -> Client:
        """One client.

        Raises:
            NotFoundError: there is none of that id.
        """
        return only(self._found(tables.clients.c.id == client_id), "client")

    def all(self, search: str = "", tags: Iterable[str] = ()) -> tuple[Client, ...]:
        """Clients by name.

        Args:
            search: every word of it is in the name or the tags, in any case.
            tags: each of them is set.
        """
        words, wanted = search.casefold().split(), set(tidy(tags))
        return tuple(
            client
            for client in self._found()
            if wanted <= set(client.tags) and has_words(words, client.name, *client.tags)
        )

    def named(self, name: str) -> Client:
        """The client of that very name or id.

        Raises:
            NotFoundError: there is none.
        """
        wanted = name.strip().casefold()
        for client in self._found():
            if client.id == name or client.name.casefold() == wanted:
                return client
        raise NotFoundError(f"There is no client {name!r}: see 'posecheck library clients'.")

    def change(self, client_id: str, **changes: Any) -> Client:
        """Changes what is given of ``name``, ``consent_note``, ``consent_on``, ``keep_until``, ``tags``.

        Raises:
            NotFoundError: there is no such client.
            LibraryError: the name is empty or another client has it.
        """
        if not changes.keys() <= _CHANGEABLE:
            raise TypeError(f"a client has no {', '.join(changes.keys() - _CHANGEABLE)} to change")
        if "name" in changes:
            changes["name"] = self._free(changes["name"], client_id)
        if "tags" in changes:
            changes["tags"] = tidy(changes["tags"])
        if changes:
            change_row(self._store, tables.clients, client_id, "client", **changes)
        return self.get(client_id)

    def overdue(self, today: date | None = None) -> tuple[Client, ...]:
        """Clients whose recordings should be kept no longer, the longest overdue first. Nothing is deleted."""
        day = today or tables.today()
        found = self._found(tables.clients.c.keep_until < day)
        return tuple(sorted(found, key=lambda client: client.keep_until or day))

    def _free(self, name: str, client_id: str | None = None) -> str:
        """The name as it is kept."""
        name = " ".join(name.split())
        if not name:
            raise LibraryError("A client needs a name, initials or a code.")
        for other in self._found():
            if other.name.casefold() == name.casefold() and other.id != client_id:
                raise LibraryError(f"There is a client {other.name} already: choose another name.")
        return name

    def _found(self, *conditions: ColumnElement[bool]) -> list[Client]:
        store = self._store
        with store.reading() as connection:
            rows = connection.execute(_query(store).where(store.mine(tables.clients), *conditions)).all()
        return sorted((self._client(row) for row in rows), key=lambda client: (client.name.casefold(), client.id))

    def _client(self, row: Row[Any]) -> Client:
        values = {field.name: getattr(row, field.name) for field in fields(Client)}
        plain = {name: self._store.plain(values[name]) for name in ("name", "consent_note")}
        return Client(**values | plain | {"tags": tuple(self._store.loaded(row.tags))})


def _query(store: Store) -> Select[Any]:
    """Every client with the numbers of its recordings; one query, however many there are."""
    clients, recordings = tables.clients, tables.recordings
    unreviewed = (recordings.c.state == State.DONE) & recordings.c.reviewed_at.is_(None)
    counted = (
        select(
            recordings.c.client_id,
            func.count().label("recordings"),
            func.sum(case((unreviewed, 1), else_=0)).label("unreviewed"),
            func.max(recordings.c.filmed_on).label("last_filmed_on"),
        )
        .where(store.mine(recordings))
        .group_by(recordings.c.client_id)
        .subquery()
    )
    numbers = (func.coalesce(counted.c[name], 0).label(name) for name in ("recordings", "unreviewed"))
    return (
        select(clients, *numbers, counted.c.last_filmed_on)
        .outerjoin(counted, counted.c.client_id == clients.c.id)
        .where(clients.c.deleting_at.is_(None))
    )


def tidy(tags: Iterable[str]) -> list[str]:
    """Tags as they are kept: single spaces, no doubles, sorted."""
    return sorted({" ".join(tag.split()) for tag in tags} - {""}, key=str.casefold)


def has_words(words: Sequence[str], *texts: str) -> bool:
    """Whether each word is in one of the texts."""
    joined = "\n".join(texts).casefold()
    return all(word in joined for word in words)
