"""The store: one database, seen by one owner. Everything that reads or writes rows goes through here."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Engine, Select, Table, create_engine, event, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from posecheck.errors import LibraryError, NotFoundError
from posecheck.library.sealing import Seal
from posecheck.library.tables import metadata, recordings

#: A fact.
T = TypeVar("T")

#: How long a writer waits for another one, in seconds.
_PATIENCE_S = 60.0

#: How long it is tried to empty the journal of a database that others read, in seconds.
_SCRUB_S = 10.0


class Store:
    """The rows of one owner.

    Attributes:
        engine: connections to the database.
        owner: whose rows they are.
        seal: seals and opens the columns that name or describe a person.
    """

    def __init__(self, engine: Engine, owner: str, seal: Seal) -> None:
        self.engine, self.owner, self.seal = engine, owner, seal

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries that see one state of the database.

        Raises:
            LibraryError: the database can't be used.
        """
        with told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it or, where anything is raised, nothing; raises as ``reading``."""
        with told(), self.engine.connect().execution_options(posecheck_writes=True) as connection, connection.begin():
            yield connection

    def scrub(self) -> None:
        """Has the database forget what it still keeps of deleted rows."""
        if is_sqlite(self.engine):
            _scrub_sqlite(self.engine)
            return
        with told(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in metadata.sorted_tables:
                connection.exec_driver_sql(f"vacuum (full) {table.name}")

    def mine(self, table: Table) -> ColumnElement[bool]:
        """The condition that belongs into every statement."""
        return table.c.owner == self.owner

    def recordings_of(self, client_id: str) -> Select[tuple[str]]:
        """Ids of a client's recordings, as a part of other queries."""
        return select(recordings.c.id).where(self.mine(recordings), recordings.c.client_id == client_id)

    def sealed(self, table: Table, **values: Any) -> dict[str, Any]:
        """Values as they are stored, by their columns; lists and dictionaries become JSON."""
        return {name: self._stored(table.c[name], value) for name, value in values.items()}

    def plain(self, stored: str | None) -> str | None:
        """A sealable text as it was given."""
        return None if stored is None else self.seal.plain(stored)

    def loaded(self, stored: str) -> Any:
        """A sealable JSON as it was given."""
        return json.loads(self.seal.plain(stored))

    def _stored(self, column: Column[Any], value: Any) -> Any:
        if value is None or not column.info.get("sealable"):
            return value
        return self.seal.text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def change_row(store: Store, table: Table, row_id: str, what: str, **changes: Any) -> None:
    """Changes one row of this owner.

    Raises:
        NotFoundError: there is none of that id.
    """
    statement = update(table).where(store.mine(table), table.c.id == row_id)
    with store.writing() as connection:
        if not connection.execute(statement.values(**store.sealed(table, **changes))).rowcount:
            raise not_found(what)


def not_found(what: str) -> NotFoundError:
    """The same words whether an id is unknown or somebody else's."""
    return NotFoundError(f"The library has no such {what}: it was deleted, or never there.")


def only(found: Sequence[T], what: str) -> T:
    """What an id has found.

    Raises:
        NotFoundError: it has found nothing.
    """
    if not found:
        raise not_found(what)
    return found[0]


@contextmanager
def told() -> Iterator[None]:
    """Errors of the database as sentences; a broken rule of the tables stays what it is: a programmer's mistake."""
    try:
        yield
    except OperationalError as error:
        raise LibraryError(f"The library's database cannot be used ({_first_line(error)}).") from error


def _first_line(error: SQLAlchemyError) -> str:
    reason = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    return (reason.splitlines() or ["no reason given"])[0].rstrip(".")


def engine_of(database: str) -> Engine:
    """Connections to a database by URL.

    Raises:
        LibraryError: it is no URL of a database, or what reads such a database is not installed.
    """
    try:
        url = make_url(database)
        if url.get_backend_name() == "postgresql" and url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    except (ArgumentError, NoSuchModuleError):
        raise LibraryError(
            "That is not the address of a database: write it as in postgresql://user@server/name."
        ) from None
    except ModuleNotFoundError as error:
        raise LibraryError(
            f"Databases of that kind need the package {error.name}: pip install 'posecheck[postgresql]'."
        ) from None
    if is_sqlite(engine):
        _tune(engine)
    return engine


def sqlite_url(file: Path) -> str:
    """The URL of a SQLite file."""
    return URL.create("sqlite", database=str(file)).render_as_string()


def is_sqlite(engine: Engine) -> bool:
    """Whether the database is a SQLite file."""
    return engine.dialect.name == "sqlite"


def _tune(engine: Engine) -> None:
    """A SQLite that several processes may use, that keeps what it confirmed, and that overwrites what it deletes."""

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin below, where it is known whether they write
        for pragma in (
            f"busy_timeout = {round(_PATIENCE_S * 1000)}",
            "journal_mode = wal",
            "synchronous = full",
            "foreign_keys = on",
            "secure_delete = on",
            "temp_store = memory",
        ):
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        # a reader that turns into a writer may find that another one was faster: writers wait at the beginning
        writes = connection.get_execution_options().get("posecheck_writes")
        connection.exec_driver_sql("begin immediate" if writes else "begin")


def _scrub_sqlite(engine: Engine) -> None:
    """Rewrites the file without what was deleted, and empties the journal, as soon as nobody reads.

    Somebody may read all the time: then it is given up, and what is left goes with the next one.
    """
    end_s = time.monotonic() + _SCRUB_S
    while time.monotonic() < end_s:
        connection = engine.raw_connection()
        cursor = connection.cursor()
        try:
            cursor.execute("vacuum")
            if not cursor.execute("pragma wal_checkpoint(truncate)").fetchone()[0]:
                return
        except sqlite3.OperationalError:
            pass  # somebody writes
        finally:
            cursor.close()
            connection.close()
        time.sleep(0.1)
