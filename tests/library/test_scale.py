"""Two thousand recordings of two hundred clients: how many statements it takes to open and filter them."""

from __future__ import annotations

from datetime import date

import pytest
from crowd import crowd
from sqlalchemy import event

from posecheck.library.facts import State
from posecheck.library.library import Library

CLIENTS, EACH = 20, 10


@pytest.fixture
def asked(library: Library) -> list[str]:
    """Statements that were executed since the library was filled."""
    crowd(library, CLIENTS, EACH)
    asked: list[str] = []
    event.listen(library.store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    return asked


def test_lists_take_the_same_few_statements_however_long_they_are(library: Library, asked: list[str]) -> None:
    clients = library.clients.all()
    assert len(clients) == CLIENTS
    assert sum(client.recordings for client in clients) == CLIENTS * EACH
    assert len(asked) <= 3
    asked.clear()
    assert len(library.recordings.find()) == CLIENTS * EACH
    assert len(library.recordings.find(reviewed=False, state=State.DONE)) > EACH
    assert len(library.recordings.find(clients[0].id, search="visit", tags=["monday"])) > 0
    assert len(library.recordings.find(pose="tree", since=date(2024, 1, 1))) > 0
    assert len(asked) <= 12
    asked.clear()
    assert len(library.timeline.of(clients[0].id)[0].points) == EACH
    assert len(asked) <= 8


def test_opening_takes_few_statements(library: Library, asked: list[str]) -> None:
    asked.clear()
    library.tidy()  # what an opening adds to making the connection
    assert len(asked) <= 6


def test_a_filter_uses_an_index(library: Library) -> None:
    def plan(query: str) -> str:
        with library.store.reading() as connection:
            return " ".join(row[3] for row in connection.exec_driver_sql(f"explain query plan {query}"))

    assert "USING INDEX" in plan("select * from recordings where client_id = 'x' and owner = ''")
    assert "USING INDEX" in plan("select * from recordings where owner = '' and fingerprint = 'x'")
    assert "USING INDEX" in plan("select * from recordings where state = 'waiting' order by added_at")
    assert "USING INDEX" in plan("select * from files where recording_id = 'x'")
