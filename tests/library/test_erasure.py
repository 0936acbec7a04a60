"""Deleting a client leaves nothing of it, on SQLite and PostgreSQL, and the receipt proves it."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import date
from pathlib import Path

import pytest
from shelves import NAME, Opener, film, put
from sqlalchemy import func, select

from posecheck.errors import NotFoundError
from posecheck.library import tables
from posecheck.library.erasure import from_json, to_json
from posecheck.library.facts import Client
from posecheck.library.library import Library
from posecheck.library.store import Store
from posecheck.library.work import Worker

WORDS = (NAME, "consents to all of it", "zebra_crossing.npz", "wobbles a lot", "kingfisher")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str | None:
    """Either database."""
    return None if request.param == "sqlite" else request.getfixturevalue("server").database()


def fill(library: Library, folder: Path, name: str = NAME) -> Client:
    """A client with everything."""
    client = library.clients.add(name, consent_note=WORDS[1], tags=[WORDS[4]], keep_until=date(2025, 1, 1))
    for sample, file in (("tadasana_level", WORDS[2]), ("tadasana_tilted", "b.npz")):
        recording = put(library, client, film(sample, folder, file), anyway=True).recording
        library.notes.add(recording.id, WORDS[3], 1.0)
        library.correct(recording.id, 1.0, 23, (200.0, 200.0))
    library.timeline.prepare(client.id)
    return client


def rows(library: Library) -> dict[str, int]:
    """How many rows each table has."""
    with library.store.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables.metadata.sorted_tables
        }


def on_disk(folder: Path) -> bytes:
    """All bytes of all files of a library."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_nothing_of_a_deleted_client_is_left(library: Library, tmp_path: Path) -> None:
    other = fill(library, tmp_path, "somebody else")
    before, ids = rows(library), library.vault.ids()
    client = fill(library, tmp_path)
    files = {library.vault.place(one).read_bytes() for one in library.vault.ids() - ids}
    receipt = library.erasure.delete(client.id)
    assert receipt.traces == ()
    assert rows(library) == before | {"receipts": 1}
    assert library.vault.ids() == ids
    assert {sha256 for sha256, _, _ in receipt.files} == {hashlib.sha256(data).hexdigest() for data in files}
    assert dict(receipt.rows)["recordings"] == 2
    assert (receipt.client_id, receipt.left_in_place) == (client.id, 0)
    assert NAME.encode() not in on_disk(library.folder)
    for ask in (library.clients.get, library.timeline.of, library.erasure.delete):
        with pytest.raises(NotFoundError):
            ask(client.id)  # type: ignore[operator]
    assert [one.id for one in library.clients.all()] == [other.id]
    assert len(library.recordings.find()) == 2


def test_no_word_of_it_is_left_in_the_files(library: Library, tmp_path: Path) -> None:
    client = fill(library, tmp_path)
    data = film("tadasana_level", tmp_path).read_bytes()
    if library.store.engine.dialect.name == "sqlite":
        assert all(word.encode() in on_disk(library.folder) for word in WORDS)
    library.erasure.delete(client.id)
    left = on_disk(library.folder)
    assert not [word for word in (*WORDS, client.name) if word.encode() in left]
    assert data[:200] not in left
    assert all(recording not in left for recording in (b"tadasana", b"within_margin"))


def test_a_referenced_file_stays_and_is_told(library: Library, client: Client, tmp_path: Path) -> None:
    path = film("tree_left", tmp_path)
    put(library, client, path, in_place=True)
    receipt = library.erasure.delete(client.id)
    assert path.exists()
    assert receipt.left_in_place == 1
    assert "source" not in {kind for _, kind, _ in receipt.files}


def test_a_receipt_is_kept_names_nobody_and_reads_as_json(library: Library, tmp_path: Path) -> None:
    receipt = library.erasure.delete(fill(library, tmp_path).id)
    assert library.erasure.receipts() == (receipt,)
    assert library.of("somebody else").erasure.receipts() == ()
    text = to_json(receipt)
    assert from_json(text) == receipt
    assert json.loads(text)["schema"] == "posecheck.receipt/1"
    assert not [word for word in WORDS if word in text]


def test_a_deletion_that_was_cut_short_is_finished_at_the_next_opening(
    library: Library, open_library: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = fill(library, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(library.erasure._vault, "remove", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            library.erasure.delete(client.id)
    assert library.clients.all() == ()
    assert library.recordings.find() == ()
    assert len(library.vault.ids()) == 4
    library.close()
    library = open_library()
    assert library.vault.ids() == set()
    assert [receipt.client_id for receipt in library.erasure.receipts()] == [client.id]


def test_a_receipt_is_kept_though_the_search_is_cut_short(
    library: Library, open_library: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = fill(library, tmp_path)
    monkeypatch.setattr(Store, "scrub", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        library.erasure.delete(client.id)
    (receipt,) = open_library().erasure.receipts()
    assert dict(receipt.rows)["recordings"] == 2
    assert receipt.traces  # it does not say that nothing is left


def test_what_is_left_is_told(
    library: Library, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(library, client, film("tree_left", tmp_path))
    monkeypatch.setattr(library.erasure._vault, "remove", lambda _: None)
    receipt = library.erasure.delete(client.id)
    assert {trace.what for trace in receipt.traces} == {"file"}
    assert {trace.where for trace in receipt.traces} == library.vault.ids()


def test_a_worker_cannot_bring_back_what_was_deleted(library: Library, client: Client, tmp_path: Path) -> None:
    library.intake.add(client.id, film("tree_left", tmp_path))
    keep = library.keeper.keep
    deleted = threading.Event()

    def slow(*arguments: object) -> bool:
        if not deleted.is_set():
            deleted.set()
            library.erasure.delete(client.id)
        return keep(*arguments)  # type: ignore[arg-type]

    library.keeper.keep = slow  # type: ignore[method-assign]
    Worker(library).run()
    assert deleted.is_set()
    assert library.vault.ids() == set()
    assert rows(library) == dict.fromkeys(rows(library), 0) | {"receipts": 1}
