"""What leaves the library: a client as a zip, the whole of it as JSON and CSV."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shelves import NAME, SAMPLES, film, put

from posecheck.api import check_file
from posecheck.errors import LibraryError, OutputError
from posecheck.library.facts import Client
from posecheck.library.library import Library
from posecheck.report.results import result


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Client:
    """A client with a film, landmarks, a note, a correction, and a consent."""
    client = library.clients.add(NAME, consent_note="yes to all", consent_on=date(2025, 1, 2))
    library.clients.add("somebody else")
    put(library, client, film("tadasana_level", tmp_path, "a.npz"), filmed_on=date(2025, 1, 3))
    put(library, client, SAMPLES / "tadasana_tilted.mp4", filmed_on=date(2025, 1, 4), name="b: ü?.mp4")
    recording = library.recordings.named("a.npz")
    library.notes.add(recording.id, "look here", 1.5, "Dana")
    library.correct(recording.id, 1.0, 23, (200.0, 210.0), "Dana")
    return library.clients.get(client.id)


def opened(library: Library, client: Client) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    """A client's archive and its manifest."""
    stream = io.BytesIO()
    library.archive.client(client.id, stream)
    archive = zipfile.ZipFile(stream)
    return archive, json.loads(archive.read("manifest.json"))


@pytest.mark.parametrize("sealed", [False, True])
def test_everything_about_a_client_is_in_the_archive(library: Library, filled: Client, sealed: bool) -> None:
    library = library.set_passphrase("x") if sealed else library
    archive, manifest = opened(library, filled)
    assert archive.testzip() is None
    names = set(archive.namelist())
    assert {one["name"] for one in manifest["files"]} == names - {"manifest.json"}
    for one in manifest["files"]:
        data = archive.read(one["name"])
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (one["sha256"], one["size_bytes"])
    folders = "recordings/001-2025-01-03-a.npz", "recordings/002-2025-01-04-b_ ü_.mp4"
    assert archive.read(f"{folders[1]}/b_ ü_.mp4") == (SAMPLES / "tadasana_tilted.mp4").read_bytes()
    for folder in folders:
        assert {f"{folder}/{name}" for name in ("landmarks.npz", "result.json", "result.csv")} <= names
    assert {f"{folders[1]}/hold1-{moment}.jpg" for moment in ("best", "worst")} <= names
    told = json.loads(archive.read("client.json"))
    assert (told["name"], told["consent_note"], told["consent_on"]) == (NAME, "yes to all", "2025-01-02")
    (recording,) = (one for one in told["recordings"] if one["name"] == "a.npz")
    assert [note["text"] for note in recording["notes"]] == ["look here"]
    assert [(one["after"], one["made_by"]) for one in recording["corrections"]] == [([200.0, 210.0], "Dana")]
    assert recording["result"]["posecheck"]
    assert "somebody else" not in archive.read("client.json").decode()
    library.close()


def test_the_landmarks_in_an_archive_say_what_the_library_says(
    library: Library, filled: Client, tmp_path: Path
) -> None:
    archive, _ = opened(library, filled)
    archive.extract("recordings/001-2025-01-03-a.npz/landmarks.npz", tmp_path)
    stored = check_file(tmp_path / "recordings" / "001-2025-01-03-a.npz" / "landmarks.npz")
    told = library.results.of(library.recordings.named("a.npz").id)
    assert told
    assert json.loads(json.dumps(result(stored)["holds"])) == told.data["holds"]  # corrections included


def test_a_referenced_file_that_has_gone_is_named(library: Library, client: Client, tmp_path: Path) -> None:
    path = film("tree_left", tmp_path)
    put(library, client, path, in_place=True)
    path.unlink()
    archive, manifest = opened(library, client)
    assert manifest["missing"] == ["tree_left.npz"]
    assert any(name.endswith("landmarks.npz") for name in archive.namelist())


def test_an_archive_is_written_whole_or_not_at_all(library: Library, filled: Client, tmp_path: Path) -> None:
    target = tmp_path / "client.zip"
    library.archive.client(filled.id, target)
    before = target.read_bytes()
    recording = library.recordings.named("a.npz")
    file = library.recordings.file(recording.id)
    file.path.write_bytes(b"x" + file.path.read_bytes()[1:])
    with pytest.raises(LibraryError, match="not what was put into the library"):
        library.archive.client(filled.id, target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".posecheck")] == []
    with pytest.raises(OutputError):
        library.archive.client(filled.id, tmp_path / "no such folder" / "x.zip")


def test_the_whole_library_is_told_as_json_and_as_a_table(library: Library, filled: Client) -> None:
    told = json.loads(library.archive.json())
    assert [client["name"] for client in told["clients"]] == [NAME, "somebody else"]
    table = list(csv.DictReader(io.StringIO(library.archive.csv())))
    checks = sum(len(held.verdicts) for recording in library.recordings.find() for held in recording.holds)
    assert len(table) == checks
    tilts = [row for row in table if row["check"] == "pelvis_obliquity_deg"]
    assert [row["filmed_on"] for row in tilts] == ["2025-01-04", "2025-01-03"]
    points = next(one for one in library.timeline.of(filled.id) if one.check == "pelvis_obliquity_deg").points
    assert [float(row["value"]) for row in reversed(tilts)] == pytest.approx([p.value for p in points], abs=0.001)
    assert {row["client"] for row in table} == {NAME}
    assert library.archive.csv(filled.id) == library.archive.csv()
    assert all(row["value"] == "" for row in table if row["check"] == "hands_obliquity_deg" and not row["method"])
