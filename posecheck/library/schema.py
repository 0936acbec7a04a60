"""The schema of the database: made and brought up to date at opening."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.sql import column, table

from posecheck.errors import LibraryError
from posecheck.library.store import told

#: The newest version of the tables: the last one in ``migrations/versions``.
HEAD = "0001"

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = table("alembic_version", column("version_num"))

#: One key for all libraries: makes others wait that open the same PostgreSQL database at the same time.
_LOCK_KEY = 7_703_267


def version(engine: Engine) -> str | None:
    """The version of a database's tables; None where there are none."""
    if not inspect(engine).has_table(_VERSION.name):
        return None
    with engine.connect() as connection:
        return connection.execute(select(_VERSION.c.version_num)).scalar()


def bring_up_to_date(engine: Engine) -> None:
    """Makes the tables, or turns older ones into today's; all of it or nothing.

    Raises:
        LibraryError: the tables are those of a later posecheck, or the database can't be used.
    """
    with told():
        if version(engine) != HEAD:
            _upgrade(engine)


def _upgrade(engine: Engine) -> None:
    # only now: a library that is up to date opens without Alembic
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.connect().execution_options(posecheck_writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise LibraryError("This library was written by a later posecheck: update posecheck.") from None
