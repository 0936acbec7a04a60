"""Every test of the library runs on SQLite, and those of the store on a real PostgreSQL as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from shelves import Opener

from posecheck.library.facts import Client
from posecheck.library.library import Library


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server of our own."""
    programs, account = postgres.programs(), postgres.user()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    if account is None:
        pytest.skip("PostgreSQL does not run as root, and there is no other user")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with postgres.serving(programs, account) as running:
        yield running


@pytest.fixture
def database() -> str | None:
    """The database of the library: SQLite, unless a test asks for another one."""
    return None


@pytest.fixture
def open_library(tmp_path: Path, database: str | None) -> Iterator[Opener]:
    """Opens the library; what is left open is closed at the end."""
    opened: list[Library] = []

    def opener(**options: object) -> Library:
        library = Library.open(tmp_path / "library", database, **options)  # type: ignore[arg-type]
        opened.append(library)
        return library

    yield opener
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Opener) -> Library:
    """An open library."""
    return open_library()


@pytest.fixture
def client(library: Library) -> Client:
    """A client in it."""
    return library.clients.add("Client one")
