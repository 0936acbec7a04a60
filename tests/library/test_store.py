"""Clients, recordings, notes, owners and the queue: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from shelves import NAME, Opener, film, landmarks, put, tiny_film
from sqlalchemy import event

from posecheck.errors import InputError, LibraryError, NotFoundError, PosecheckError
from posecheck.library import schema, tables
from posecheck.library.facts import Client, Practice, Settings, State
from posecheck.library.library import Library
from posecheck.library.queue import MOST_ATTEMPTS, Desk
from posecheck.library.work import Worker

DAY = date(2025, 3, 31)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str | None:
    """Either database."""
    return None if request.param == "sqlite" else request.getfixturevalue("server").database()


def test_a_client_is_kept_as_it_was_given(library: Library, open_library: Opener) -> None:
    noted = {"consent_note": "filmed for us two", "consent_on": DAY, "keep_until": DAY + timedelta(365)}
    added = library.clients.add(f" {NAME}  the  first ", tags=["knee", "  two words ", "knee"], **noted)
    library.close()
    found = open_library().clients.get(added.id)
    assert found == added
    assert (found.name, found.tags) == (f"{NAME} the first", ("knee", "two words"))
    assert {name: getattr(found, name) for name in noted} == noted
    assert (found.recordings, found.unreviewed, found.last_filmed_on) == (0, 0, None)


def test_a_name_is_taken_once(library: Library) -> None:
    first = library.clients.add("Anna")
    other = library.clients.add("Berta")
    for name in ("anna ", "", "  "):
        with pytest.raises(LibraryError):
            library.clients.add(name)
    with pytest.raises(LibraryError):
        library.clients.change(other.id, name="ANNA")
    assert library.clients.change(first.id, name="ANNA").name == "ANNA"


def test_clients_are_found_by_words_and_tags(library: Library) -> None:
    for name, tags in (("Émile Roux", ["hip"]), ("Anna Berg", ["hip", "monday"]), ("Bo", [])):
        library.clients.add(name, tags=tags)
    assert [client.name for client in library.clients.all()] == ["Anna Berg", "Bo", "Émile Roux"]
    assert [client.name for client in library.clients.all("ÉMILE")] == ["Émile Roux"]
    assert [client.name for client in library.clients.all("mon ann")] == ["Anna Berg"]
    assert [client.name for client in library.clients.all(tags=["hip"])] == ["Anna Berg", "Émile Roux"]
    assert library.clients.named("anna berg").name == "Anna Berg"
    with pytest.raises(NotFoundError):
        library.clients.named("Anna")


def test_what_is_to_be_kept_no_longer_is_listed_and_not_deleted(library: Library) -> None:
    for name, until in (("long ago", DAY - timedelta(9)), ("yesterday", DAY - timedelta(1)), ("today", DAY)):
        library.clients.add(name, keep_until=until)
    library.clients.add("for good")
    assert [client.name for client in library.clients.overdue(DAY)] == ["long ago", "yesterday"]
    assert len(library.clients.all()) == 4


def test_a_recording_is_analysed_and_told(library: Library, client: Client, tmp_path: Path) -> None:
    path = film("tree_left", tmp_path)
    outcome = library.intake.add(client.id, path, filmed_on=DAY)
    assert (outcome.duplicate, outcome.recording.state) == (False, State.WAITING)
    with pytest.raises(LibraryError, match="not analysed yet"):
        library.results.checked(outcome.recording.id)
    assert Worker(library).run() == 1
    recording = library.recordings.get(outcome.recording.id)
    assert (recording.state, recording.progress, recording.error) == (State.DONE, 1.0, None)
    assert ("tree", "left") in recording.poses
    assert recording.size_bytes == path.stat().st_size
    assert library.recordings.file(recording.id).read_bytes() == path.read_bytes()
    result = library.results.of(recording.id)
    assert result is not None
    assert [hold["pose"] for hold in result.data["holds"]] == [held.pose for held in recording.holds]
    told = library.clients.get(client.id)
    assert (told.recordings, told.unreviewed, told.last_filmed_on) == (1, 1, DAY)


def test_recordings_are_found_by_what_is_known_of_them(library: Library, client: Client, tmp_path: Path) -> None:
    other = library.clients.add("Client two")
    tree = put(library, client, film("tree_left", tmp_path), filmed_on=DAY).recording.id
    level = put(library, client, film("tadasana_level", tmp_path), filmed_on=DAY + timedelta(1)).recording.id
    waiting = library.intake.add(other.id, tiny_film(tmp_path), filmed_on=DAY - timedelta(1)).recording.id

    def found(*arguments: str, **options: object) -> list[str]:
        return [one.id for one in library.recordings.find(*arguments, **options)]  # type: ignore[arg-type]

    assert found() == [level, tree, waiting]
    assert found(client.id) == [level, tree]
    assert found(state=State.WAITING) == [waiting]
    assert found(reviewed=False) == [level, tree]
    assert found(since=DAY) == [level, tree]
    assert found(until=DAY) == [tree, waiting]
    assert found(pose="tree") == [tree]
    assert found(search="TREE npz") == [tree]
    library.recordings.change(level, tags=["first time"], name="renamed.npz", filmed_on=DAY - timedelta(5))
    library.recordings.mark_reviewed(tree, "Dana")
    assert found(tags=["first time"]) == found(reviewed=False) == found(search="renamed") == [level]
    assert found(client.id) == [tree, level]
    assert library.recordings.get(tree).reviewed_by == "Dana"
    assert library.clients.get(client.id).unreviewed == 1
    assert library.recordings.mark_reviewed(tree, reviewed=False).reviewed_at is None


def test_notes_are_written_changed_and_removed(library: Library, client: Client, tmp_path: Path) -> None:
    recording = library.intake.add(client.id, tiny_film(tmp_path)).recording
    late, whole = (library.notes.add(recording.id, text, at, "Dana") for text, at in ((" later ", 3.5), ("all", None)))
    assert [note.text for note in library.notes.of(recording.id)] == ["all", "later"]
    assert library.recordings.get(recording.id).notes == 2
    assert library.notes.change(late.id, "earlier").text == "earlier"
    library.notes.remove(whole.id)
    assert [(note.text, note.time_s, note.written_by) for note in library.notes.of(recording.id)] == [
        ("earlier", 3.5, "Dana")
    ]
    for wrong in ((recording.id, " ", None), (recording.id, "x", -1.0), (recording.id, "x", float("nan"))):
        with pytest.raises(LibraryError):
            library.notes.add(*wrong)
    with pytest.raises(NotFoundError):
        library.notes.remove(whole.id)


def test_the_practice_is_kept(library: Library, open_library: Opener) -> None:
    assert library.practice.get() == Practice()
    practice = Practice("Studio Nord", b"\x89PNG\r\n\x1a\n and more")
    for _ in range(2):
        library.practice.set(practice)
    assert open_library().practice.get() == practice
    with pytest.raises(LibraryError):
        library.practice.set(Practice("x", b"GIF89a"))


def everything(library: Library, ids: dict[str, str]) -> dict[str, Callable[[], object]]:
    """Everything that can be asked for by an id."""
    client, recording = ids["client"], ids["recording"]
    return {
        "client": lambda: library.clients.get(client),
        "change client": lambda: library.clients.change(client, name="mine now"),
        "import": lambda: library.intake.receive(client, "x.mp4"),
        "recording": lambda: library.recordings.get(recording),
        "file": lambda: library.recordings.file(recording),
        "change recording": lambda: library.recordings.change(recording, tags=["mine"]),
        "review": lambda: library.recordings.mark_reviewed(recording),
        "remove": lambda: library.recordings.remove(recording),
        "result": lambda: library.results.of(recording),
        "checked": lambda: library.results.checked(recording),
        "picture": lambda: library.results.picture(ids["picture"]),
        "note": lambda: library.notes.add(recording, "mine"),
        "change note": lambda: library.notes.change(ids["note"], "mine"),
        "remove note": lambda: library.notes.remove(ids["note"]),
        "correct": lambda: library.correct(recording, 1.0, 23, (100.0, 100.0)),
        "corrections": lambda: library.corrections(recording),
        "undo": lambda: library.undo_correction(ids["correction"]),
        "again": lambda: library.queue.again(recording),
        "timeline": lambda: library.timeline.of(client),
        "sides": lambda: library.timeline.sides(client),
        "between": lambda: library.timeline.between(recording),
        "archive": lambda: library.archive.client(client, Path("never.zip")),
        "csv": lambda: library.archive.csv(client),
        "delete": lambda: library.erasure.delete(client),
    }


def test_an_owner_cannot_tell_what_is_somebody_elses_from_what_is_not_there(library: Library, tmp_path: Path) -> None:
    ours, theirs = library.of("us"), library.of("them")
    client = ours.clients.add(NAME, keep_until=DAY)
    recording = put(ours, client, film("tadasana_level", tmp_path)).recording
    note = ours.notes.add(recording.id, "ours", by="we")
    correction = ours.correct(recording.id, 1.0, 23, (200.0, 200.0), "we")
    ids = {"client": client.id, "recording": recording.id, "note": note.id, "correction": correction.id, "picture": "1"}
    nothing = dict.fromkeys(ids, "0" * 32)
    for name, ask in everything(theirs, ids).items():
        with pytest.raises(PosecheckError) as seen:
            ask()
        with pytest.raises(PosecheckError) as unknown:
            everything(theirs, nothing)[name]()
        assert (name, type(seen.value), str(seen.value)) == (name, NotFoundError, str(unknown.value))
    assert theirs.clients.all() == theirs.recordings.find() == theirs.clients.overdue() == theirs.queue.pending() == ()
    assert theirs.archive.csv().count("\n") == 1
    assert NAME not in theirs.archive.json()
    assert theirs.practice.get() == Practice()
    assert theirs.intake.add(theirs.clients.add(NAME).id, film("tadasana_level", tmp_path)).duplicate is False
    assert [one.text for one in ours.notes.of(recording.id)] == ["ours"]
    assert ours.recordings.get(recording.id).corrected


def test_every_statement_names_the_owner(library: Library, tmp_path: Path) -> None:
    client = library.clients.add(NAME)
    recording = put(library, client, film("tadasana_tilted", tmp_path)).recording
    note = library.notes.add(recording.id, "x")
    correction = library.correct(recording.id, 1.0, 23, (200.0, 200.0))
    ids = {"client": client.id, "recording": recording.id, "note": note.id, "correction": correction.id, "picture": "1"}
    asked: list[str] = []
    event.listen(library.store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    for name, ask in everything(library, ids).items():
        if name not in ("import", "archive", "remove", "picture", "remove note"):
            ask()
    library.recordings.find(search="x")
    library.archive.json()
    owned = [name for name, table in tables.metadata.tables.items() if "owner" in table.c]
    about = [text for text in asked if any(re.search(rf"\b{name}\b", text) for name in owned)]
    about = [text for text in about if not text.lower().startswith(("vacuum", "select count", "pragma"))]
    assert len(about) > 40
    read = [re.split(r"\bWHERE\b", text, maxsplit=1)[-1] for text in about]  # of an INSERT all of it
    assert [text for text in read if "owner" not in text] == []


def test_two_at_once_bring_in_the_same_file_once(library: Library, client: Client, tmp_path: Path) -> None:
    path = film("tadasana_level", tmp_path)
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: library.intake.add(client.id, path), range(8)))
    assert sorted(one.duplicate for one in outcomes) == [False] + [True] * 7
    assert len({one.recording.id for one in outcomes}) == 1
    assert len(library.vault.ids()) == 1


def test_workers_never_take_the_same_recording(library: Library, client: Client, tmp_path: Path) -> None:
    ids = {library.intake.add(client.id, tiny_film(tmp_path, n)).recording.id for n in range(6)}
    desks = [Desk(library.store.engine, library.store.seal) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        jobs = list(pool.map(lambda desk: desk.take(), desks))
    taken = [job.recording_id for job in jobs if job]
    assert sorted(taken) == sorted(ids)
    assert all(one.state is State.RUNNING for one in library.queue.pending())


def test_what_a_dead_worker_had_is_taken_up_again_but_not_for_ever(
    library: Library, client: Client, tmp_path: Path
) -> None:
    recording = library.intake.add(client.id, tiny_film(tmp_path)).recording
    dead = [Desk(library.store.engine, library.store.seal, lease_s=-1.0) for _ in range(MOST_ATTEMPTS)]
    for desk in dead:
        job = desk.take()
        assert job
        assert job.recording_id == recording.id
    assert not dead[0].beat(job, 0.5)  # it is another one's by now
    assert Desk(library.store.engine, library.store.seal).take() is None
    failed = library.recordings.get(recording.id)
    assert failed.state is State.FAILED
    assert failed.error
    assert library.queue.retry() == 1
    assert Worker(library).run() == 1
    assert library.recordings.get(recording.id).state is State.DONE


def test_a_lease_is_kept_by_its_heart_beat(library: Library, client: Client, tmp_path: Path) -> None:
    library.intake.add(client.id, tiny_film(tmp_path))
    first, second = (Desk(library.store.engine, library.store.seal) for _ in range(2))
    job = first.take()
    assert job
    assert second.take() is None
    assert first.beat(job, 0.25)
    assert library.queue.pending()[0].progress == 0.25
    first.put_back(job)
    assert second.take() == job


def test_settings_are_checked_and_used(library: Library, client: Client, tmp_path: Path) -> None:
    path = film("tree_left", tmp_path)
    with pytest.raises(InputError):
        library.intake.add(client.id, path, settings=Settings(pose="no such"))
    recording = put(library, client, path, settings=Settings("tree", "right", 2.0)).recording
    assert {held.side for held in library.recordings.get(recording.id).holds} == {"right"}
    assert library.results.checked(recording.id).summary.level.roll_deg == 2.0
    library.queue.again(recording.id, Settings("tree"))
    assert {held.side for held in library.results.checked(recording.id).summary.holds} == {"right"}  # until then
    Worker(library).run()
    assert {held.side for held in library.recordings.get(recording.id).holds} == {"left"}
    result = library.results.of(recording.id)
    assert result
    assert result.settings == Settings("tree")
    assert len(library.vault.ids()) == 2  # the recording and its new landmarks: the old ones are gone


def test_several_that_open_a_new_library_at_once_find_the_same_one(open_library: Opener) -> None:
    with ThreadPoolExecutor(6) as pool:
        several = list(pool.map(lambda _: open_library(), range(6)))
    client = several[0].clients.add(NAME)
    assert all(one.clients.all() == (client,) for one in several)


def test_a_folder_with_other_things_in_it_is_refused(open_library: Opener, tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "thesis.txt").write_text("mine")
    with pytest.raises(LibraryError, match="other things"):
        open_library()
    assert [path.name for path in (tmp_path / "library").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    "url", ["no address", "nosuchdatabase://x/y", "postgresql://tests@/x?host=/nowhere", "sqlite:////no/x.db"]
)
def test_a_database_that_cannot_be_used_is_said(tmp_path: Path, url: str) -> None:
    with pytest.raises(LibraryError):
        Library.open(tmp_path / "new", url)


def test_a_later_library_is_refused(library: Library, open_library: Opener) -> None:
    assert schema.version(library.store.engine) == schema.HEAD
    with library.store.writing() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(LibraryError, match="later posecheck"):
        open_library()


def test_the_first_version_of_the_tables_is_todays(library: Library) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with library.store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_landmarks_are_kept_to_the_last_digit(library: Library, client: Client, tmp_path: Path) -> None:
    recording = put(library, client, film("tree_left", tmp_path)).recording
    with library.recordings.file(recording.id).open() as stream:
        assert stream.read() == landmarks("tree_left")
    first, again = (library.results.checked(recording.id) for _ in range(2))
    assert [f.value for f in first.summary.findings] == pytest.approx(
        [f.value for f in again.summary.findings], abs=0.0, nan_ok=True
    )
