"""The practice: what reports are headed with."""

from __future__ import annotations

import base64

from sqlalchemy import delete, insert, select

from posecheck.errors import LibraryError
from posecheck.library import tables
from posecheck.library.facts import Practice
from posecheck.library.store import Store

_LOGO_BYTES = 2_000_000
_LOGO_HEADS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class Practices:
    """The practice of one owner."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self) -> Practice:
        """What was set; empty before."""
        table = tables.practices
        with self._store.reading() as connection:
            row = connection.execute(select(table).where(self._store.mine(table))).first()
        if row is None:
            return Practice()
        logo = self._store.plain(row.logo)
        return Practice(self._store.plain(row.name) or "", base64.b64decode(logo) if logo else None)

    def set(self, practice: Practice) -> None:
        """Replaces it.

        Raises:
            LibraryError: the logo is neither PNG nor JPEG, or larger than 2 MB.
        """
        logo = practice.logo
        if logo and (not logo.startswith(_LOGO_HEADS) or len(logo) > _LOGO_BYTES):
            raise LibraryError("A logo is a PNG or JPEG picture of at most 2 MB: choose another one.")
        store, table = self._store, tables.practices
        told = store.sealed(
            table, name=" ".join(practice.name.split()), logo=base64.b64encode(logo).decode() if logo else None
        )
        with store.writing() as connection:
            connection.execute(delete(table).where(store.mine(table)))
            connection.execute(insert(table).values(owner=store.owner, **told))
