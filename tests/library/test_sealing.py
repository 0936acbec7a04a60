"""A sealed library: nothing plain on the disk, and everything as before for who has the passphrase."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from pathlib import Path

import pytest
from shelves import NAME, SAMPLES, Opener, film, put, tiny_film

from posecheck.errors import LibraryError, PassphraseError
from posecheck.library import place, sealing
from posecheck.library.facts import Practice
from posecheck.library.library import Library
from posecheck.library.sealing import PIECE_BYTES, Seal
from posecheck.library.vault import File, Vault
from posecheck.media.source import readable
from posecheck.media.times import frame_times
from posecheck.media.video import open_media

SECRETS = {
    "client": NAME,
    "consent": "agreed to be filmed by Wilhelmina",
    "tag": "hummingbird",
    "note": "left heel wanders off at breakfast",
    "reviewer": "Bartholomew",
    "file": "zebra_crossing.npz",
    "practice": "Studio Marigold",
}
PASSPHRASE = "tall grass by the river"


def filled(library: Library, folder: Path) -> str:
    """Puts every secret into a library; the recording's id."""
    client = library.clients.add(SECRETS["client"], consent_note=SECRETS["consent"], tags=[SECRETS["tag"]])
    recording = put(library, client, film("tadasana_level", folder, SECRETS["file"])).recording
    library.notes.add(recording.id, SECRETS["note"], 1.0, SECRETS["reviewer"])
    library.recordings.mark_reviewed(recording.id, SECRETS["reviewer"])
    library.recordings.change(recording.id, tags=[SECRETS["tag"]])
    library.correct(recording.id, 1.0, 23, (211.25, 222.75), SECRETS["reviewer"])
    library.practice.set(Practice(SECRETS["practice"]))
    library.intake.add(client.id, SAMPLES / "tree_left.mp4")
    library.intake.add(client.id, tiny_film(folder))
    return recording.id


def on_disk(folder: Path) -> bytes:
    """Everything that lies in a folder, names included."""
    return b"\n".join(path.name.encode() + path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def plain_in(data: bytes) -> set[str]:
    """Which secrets, kinds of files and words of results can be read in some data."""
    found = {name for name, text in SECRETS.items() if text.encode() in data or text.encode("utf-16-le") in data}
    heads = {"film": b"ftyp", "index": b"moov", "jpeg": b"JFIF", "archive": b"PK\x03\x04"}
    heads |= {"result": b"tadasana", "verdict": b"cant_tell", "place": b"222.75"}
    return found | {name for name, head in heads.items() if head in data}


def test_nothing_can_be_read_on_the_disk_of_a_sealed_library(open_library: Opener, tmp_path: Path) -> None:
    library = open_library().set_passphrase(PASSPHRASE)
    filled(library, tmp_path)
    assert (tmp_path / "library" / "library.db-wal").stat().st_size > 0  # entries lie there first
    assert plain_in(on_disk(tmp_path / "library")) == set()
    library.close()
    assert plain_in(on_disk(tmp_path / "library")) == set()


def test_an_unsealed_one_shows_all_of_it(open_library: Opener, tmp_path: Path) -> None:
    library = open_library()
    filled(library, tmp_path)
    library.close()
    assert plain_in(on_disk(tmp_path / "library")) >= {*SECRETS, "film", "archive", "result", "place"}


def told(library: Library, recording_id: str) -> list[object]:
    """All that a library says of its recording."""
    result = library.results.of(recording_id)
    assert result
    values = [finding.value for finding in library.results.checked(recording_id).summary.findings]
    clients = library.clients.all(SECRETS["client"], [SECRETS["tag"]])
    return [
        clients,
        library.recordings.find(),
        library.notes.of(recording_id),
        library.corrections(recording_id),
        repr((result.data, values, library.timeline.of(clients[0].id))),
        library.practice.get(),
        sorted(library.recordings.file(one.id).read_bytes() for one in library.recordings.find()),
    ]


def test_a_library_is_sealed_opened_up_and_says_the_same(open_library: Opener, tmp_path: Path) -> None:
    library = open_library()
    recording_id = filled(library, tmp_path)
    before = told(library, recording_id)
    library = library.set_passphrase(PASSPHRASE)
    assert library.sealed
    assert plain_in(on_disk(tmp_path / "library")) == set()
    assert told(library, recording_id) == before
    library.close()
    library = open_library(passphrase=PASSPHRASE)
    assert told(library, recording_id) == before
    assert library.intake.add(library.clients.all()[0].id, film("tadasana_level", tmp_path)).duplicate
    library = library.set_passphrase(None)
    assert not library.sealed
    assert told(library, recording_id) == before
    library.close()
    assert told(open_library(), recording_id) == before


def test_the_passphrase_is_needed_and_can_be_changed(
    open_library: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library().set_passphrase("one")
    client = library.clients.add(NAME)
    library.close()
    for wrong in (None, "", "two", "One", "one "):
        with pytest.raises(PassphraseError):
            open_library(passphrase=wrong)
    library = open_library(passphrase="one")
    with pytest.raises(PassphraseError):
        library.set_passphrase("")
    files = {path: path.read_bytes() for path in (tmp_path / "library" / "vault").rglob("*") if path.is_file()}
    library.set_passphrase("two").close()
    assert files == {path: path.read_bytes() for path in files}
    with pytest.raises(PassphraseError):
        open_library(passphrase="one")
    monkeypatch.setenv("POSECHECK_PASSPHRASE", "two")
    assert open_library().clients.get(client.id).name == NAME


def test_a_library_that_is_open_elsewhere_is_not_sealed(open_library: Opener) -> None:
    library, other = open_library(), open_library()
    client = library.clients.add(NAME)
    with pytest.raises(LibraryError, match="open elsewhere"):
        library.set_passphrase(PASSPHRASE)
    assert other.clients.get(client.id).name == NAME
    other.close()
    with library.set_passphrase(PASSPHRASE) as sealed:
        assert sealed.clients.get(client.id).name == NAME


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
def test_a_conversion_that_was_cut_short_goes_on(
    open_library: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    library = open_library()
    recording_id = filled(library, tmp_path)
    before = told(library, recording_id)
    if passphrase is None:
        library = library.set_passphrase(PASSPHRASE)
    steps = 0
    finish = sealing.SealingWriter.finish if passphrase else File.open

    def cut(*arguments: object) -> object:
        nonlocal steps
        steps += 1
        if steps == 3:
            raise KeyboardInterrupt
        return finish(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(*((sealing.SealingWriter, "finish") if passphrase else (File, "open")), cut)
        with pytest.raises(KeyboardInterrupt):
            library.set_passphrase(passphrase)
    library.close()
    assert place.read_about(tmp_path / "library").turning
    with pytest.raises(PassphraseError):
        open_library()
    library = open_library(passphrase=PASSPHRASE)
    assert library.sealed is (passphrase is not None)
    assert told(library, recording_id) == before
    assert place.read_about(tmp_path / "library").turning is None
    named = {row[0] for row in sqlite3.connect(tmp_path / "library" / "library.db").execute("select id from files")}
    assert library.vault.ids() == named
    library.close()
    assert (plain_in(on_disk(tmp_path / "library")) == set()) is (passphrase is not None)


def sealed_file(folder: Path, data: bytes, seal: Seal | None = None) -> File:
    """Some data as a sealed file."""
    vault = Vault(folder / "vault", seal or Seal.new())
    with vault.incoming() as incoming:
        for start in range(0, len(data), 1000):
            incoming.write(data[start : start + 1000])
        file = incoming.finish("data.bin")
        incoming.settle()
    return file


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES, 200_001])
def test_any_part_of_a_sealed_file_can_be_read(tmp_path: Path, size: int) -> None:
    rng = random.Random(size)
    data = rng.randbytes(size)
    file = sealed_file(tmp_path, data)
    assert (file.read_bytes(), file.stat().st_size) == (data, size)
    with file.open() as stream:
        for _ in range(50):
            start, length = rng.randrange(size + 10), rng.randrange(2 * PIECE_BYTES)
            stream.seek(start)
            assert stream.read(length) == data[start : start + length]
        assert stream.seek(-min(size, 5), os.SEEK_END) == size - min(size, 5)
        assert stream.read() == data[size - min(size, 5) :]


def test_a_sealed_file_that_was_touched_is_refused(tmp_path: Path) -> None:
    seal = Seal.new()
    file = sealed_file(tmp_path, bytes(3 * PIECE_BYTES + 7), seal)
    whole = file.path.read_bytes()
    piece = PIECE_BYTES + 16
    head = len(whole) - 3 * piece - 7 - 16
    swapped = (
        whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece] + whole[head + 2 * piece :]
    )
    damaged = {
        "cut off": whole[:-1],
        "whole pieces cut off": whole[: head + 2 * piece],
        "only the head": whole[:head],
        "empty": b"",
        "a bit": whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:],
        "swapped": swapped,
        "longer": whole + b"x",
        "plain": b"just a file",
    }
    for name, data in damaged.items():
        file.path.write_bytes(data)
        with pytest.raises(LibraryError):
            print(name, len(file.read_bytes()))
    file.path.write_bytes(whole)
    with pytest.raises(LibraryError):
        File(file.name, file.path, Seal.new()).read_bytes()
    assert len(file.read_bytes()) == 3 * PIECE_BYTES + 7


def test_a_film_is_read_sealed_as_it_is_read_plain(tmp_path: Path) -> None:
    source = SAMPLES / "tadasana_level.mp4"
    file = sealed_file(tmp_path, source.read_bytes())
    file = File("tadasana_level.mp4", file.path, file.seal)
    assert readable(file) is file
    assert frame_times(file) == frame_times(source)  # type: ignore[arg-type]
    with open_media(file) as sealed, open_media(source) as plain:  # type: ignore[arg-type]
        assert sealed.info.duration_s == plain.info.duration_s
        for one, other in zip(sealed.frames(1.0), plain.frames(1.0), strict=True):
            assert one.time_s == other.time_s
            assert (one.pixels == other.pixels).all()


def test_texts_are_sealed_differently_each_time_and_bound_to_their_key() -> None:
    seal = Seal.new()
    for text in ("", "Ω", "x" * 10_000):
        stored = {seal.text(text) for _ in range(5)}
        assert len(stored) == 5
        assert {seal.plain(one) for one in stored} == {text}
    with pytest.raises(LibraryError):
        Seal.new().plain(seal.text("x"))
    with pytest.raises(LibraryError):
        Seal().plain(seal.text("x"))
    assert seal.plain(Seal().text("~not sealed")) == "~not sealed"  # while a library is being converted
    assert seal.fingerprint("ab") != "ab"
    assert seal.fingerprint("ab") == Seal(seal.key).fingerprint("ab")


def test_the_key_is_on_the_disk_only_behind_the_passphrase(open_library: Opener, tmp_path: Path) -> None:
    library = open_library().set_passphrase(PASSPHRASE)
    key = library.opening.key
    assert key
    about = json.loads((tmp_path / "library" / "library.json").read_text())
    library.close()
    assert key not in on_disk(tmp_path / "library")
    assert (about["key"]["kdf"], about["key"]["n"]) == ("scrypt", 2**17)
    assert sealing.unwrap(about["key"], PASSPHRASE) == key
    assert (tmp_path / "library").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "library" / "vault").rglob("*"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "posecheck.library/1"}', '{"schema": "x/2", "id": "1"}'])
def test_a_damaged_or_later_description_is_refused(open_library: Opener, tmp_path: Path, text: str) -> None:
    open_library().close()
    (tmp_path / "library" / "library.json").write_text(text)
    with pytest.raises(LibraryError, match=r"library\.json|later posecheck"):
        open_library()


def test_a_library_without_its_key_is_not_taken_for_an_open_one(open_library: Opener, tmp_path: Path) -> None:
    open_library().set_passphrase(PASSPHRASE).close()
    (tmp_path / "library" / "library.json").unlink()
    with pytest.raises(LibraryError, match="missing"):
        open_library(passphrase=PASSPHRASE)
