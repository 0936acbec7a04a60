"""What comes in: files, folders, pieces; duplicates, references, and what is refused."""

from __future__ import annotations

import os
import shutil
from datetime import date, datetime
from pathlib import Path

import av
import pytest
from shelves import SAMPLES, film, put, tiny_film

from posecheck.errors import InputError, LibraryError, MediaError
from posecheck.library.facts import Client, Kept
from posecheck.library.folders import Watch, folder_files
from posecheck.library.library import Library
from posecheck.library.work import Worker


def dated(folder: Path, **tags: str) -> Path:
    """A film whose container says something."""
    plain, path = tiny_film(folder), folder / "dated.mov"
    with av.open(str(plain)) as source, av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as target:
        target.metadata.update(tags)
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    return path


def test_the_same_content_is_taken_once_whatever_it_is_called(library: Library, client: Client, tmp_path: Path) -> None:
    path = tiny_film(tmp_path)
    first = library.intake.add(client.id, path, name="monday.mp4")
    copy = shutil.copy(path, tmp_path / "copy.mp4")
    again = library.intake.add(client.id, copy)
    assert (again.duplicate, again.recording) == (True, first.recording)
    assert len(library.vault.ids()) == 1
    other = library.clients.add("Client two")
    elsewhere = library.intake.add(other.id, copy)
    assert (elsewhere.duplicate, elsewhere.recording.client_id) == (True, client.id)
    anyway = library.intake.add(other.id, copy, anyway=True)
    assert (anyway.duplicate, anyway.recording.client_id) == (False, other.id)
    assert library.intake.add(other.id, copy, anyway=True).duplicate
    assert library.intake.add(client.id, tiny_film(tmp_path, 1)).duplicate is False


def test_a_removed_recording_can_come_back(library: Library, client: Client, tmp_path: Path) -> None:
    path = film("tadasana_level", tmp_path)
    recording = put(library, client, path).recording
    library.recordings.remove(recording.id)
    assert library.vault.ids() == set()
    assert library.recordings.find() == ()
    assert library.intake.add(client.id, path).duplicate is False


def test_a_referenced_recording_stays_where_it_is(library: Library, client: Client, tmp_path: Path) -> None:
    path = film("tree_left", tmp_path)
    recording = put(library, client, path, in_place=True).recording
    assert recording.kept is Kept.REFERENCED
    file = library.recordings.file(recording.id)
    assert file.read_bytes() == path.read_bytes()
    assert str(tmp_path) not in str(file)
    path.unlink()
    assert not file.exists()
    assert library.results.checked(recording.id).summary.holds  # the landmarks are the library's own
    library.queue.again(recording.id)
    Worker(library).run()
    told = library.recordings.get(recording.id)
    assert told.error
    assert str(tmp_path) not in told.error
    assert told.holds  # what was found before stays


@pytest.mark.parametrize("sealed", [False, True])
def test_a_recording_arrives_piece_by_piece(library: Library, client: Client, sealed: bool) -> None:
    if sealed:
        library = library.set_passphrase("x")
    data = (SAMPLES / "tadasana_level.mp4").read_bytes()
    with library.intake.receive(client.id, "../up/loaded.mp4") as arrival:
        for start in range(0, len(data), 30_000):
            assert arrival.size_bytes == start
            arrival.write(data[start : start + 30_000])
        recording = arrival.finish().recording
    assert (recording.name, recording.kind, recording.size_bytes) == ("loaded.mp4", "video", len(data))
    assert library.recordings.file(recording.id).read_bytes() == data
    with library.intake.receive(client.id, "again.mp4") as arrival:
        arrival.write(data)
        assert arrival.finish().duplicate
    with library.intake.receive(client.id, "broken.mp4") as arrival:
        arrival.write(data[:5000])
        with pytest.raises(MediaError):
            arrival.finish()
    with library.intake.receive(client.id, "stopped.mp4") as arrival:
        arrival.write(data)
    assert [one.id for one in library.recordings.find()] == [recording.id]
    assert len(library.vault.ids()) == 1
    library.close()


@pytest.mark.parametrize("data", [b"", b"just words, no film at all", b"\x00" * 5000])
@pytest.mark.parametrize("name", ["note.mp4", "note.npz", "note.jpg"])
def test_what_is_no_recording_is_refused_and_nothing_stays(
    library: Library, client: Client, tmp_path: Path, data: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    for in_place in (False, True):
        with pytest.raises(InputError):
            library.intake.add(client.id, path, in_place=in_place)
    for missing in (tmp_path / "none.mp4", tmp_path):
        with pytest.raises(InputError):
            library.intake.add(client.id, missing)
    assert library.vault.ids() == set()
    assert library.recordings.find() == ()


def test_the_day_of_filming_is_the_containers_own(library: Library, client: Client, tmp_path: Path) -> None:
    local = {"com.apple.quicktime.creationdate": "2024-02-29T23:30:00-0800", "creation_time": "2024-03-01T07:30:00Z"}
    path = dated(tmp_path, **local)
    assert library.intake.add(client.id, path).recording.filmed_on == date(2024, 2, 29)


@pytest.mark.parametrize("never", ["1904-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "soon"])
def test_a_container_that_says_nothing_sensible_is_not_believed(
    library: Library, client: Client, tmp_path: Path, never: str
) -> None:
    path = dated(tmp_path, creation_time=never)
    noon_s = datetime(2023, 5, 6, 12).timestamp()
    os.utime(path, (noon_s, noon_s))
    assert library.intake.add(client.id, path).recording.filmed_on == date(2023, 5, 6)


def test_a_day_that_is_given_counts(library: Library, client: Client, tmp_path: Path) -> None:
    day = date(2020, 1, 2)
    assert library.intake.add(client.id, tiny_film(tmp_path), filmed_on=day).recording.filmed_on == day


def test_a_file_that_changes_while_it_is_copied_is_refused(library: Library, client: Client, tmp_path: Path) -> None:
    path = tiny_film(tmp_path)

    def changing(done: int, total: int) -> None:
        with path.open("r+b") as stream:
            stream.seek(2 << 20)
            stream.write(b"other")

    with path.open("ab") as stream:
        stream.write(bytes(3 << 20))  # several pieces
    with pytest.raises(LibraryError, match="changes while it is copied"):
        library.intake.add(client.id, path, on_progress=changing)
    assert library.vault.ids() == set()
    assert library.recordings.find() == ()


def test_the_recordings_of_a_folder_are_found(tmp_path: Path) -> None:
    for name in (
        "b.MP4",
        "a.mov",
        "sub/c.jpg",
        "notes.txt",
        ".hidden.mp4",
        "._d.mp4",
        "sub/.trash/e.mp4",
        "x.mp4.part",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(b"x")
    assert [path.name for path in folder_files(tmp_path)] == ["a.mov", "b.MP4", "c.jpg"]
    with pytest.raises(LibraryError):
        folder_files(tmp_path / "a.mov")


def test_a_watched_folder_gives_each_file_once_it_has_come_to_rest(tmp_path: Path) -> None:
    watch, path = Watch(tmp_path), tmp_path / "new.mp4"
    assert watch.settled() == []
    for size in (0, 10, 20):
        path.write_bytes(bytes(size))
        assert watch.settled() == []
    assert watch.settled() == [path]
    assert watch.settled() == []
    path.write_bytes(bytes(30))
    assert watch.settled() == []
    assert watch.settled() == [path]


def test_a_client_that_was_deleted_meanwhile_gets_nothing(library: Library, client: Client) -> None:
    with library.intake.receive(client.id, "late.mp4") as arrival:
        arrival.write((SAMPLES / "tadasana_level.mp4").read_bytes())
        library.erasure.delete(client.id)
        with pytest.raises(LibraryError):
            arrival.finish()
    assert library.vault.ids() == set()
