"""Analyses of long recordings that are cut short: they go on, sealed as the library is, and leave nothing behind."""

from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path

import clips
import numpy as np
import pytest
from shelves import Opener

from posecheck import observe
from posecheck.api import check_file
from posecheck.body.body import Body, same
from posecheck.library import halfway
from posecheck.library.facts import Client, State
from posecheck.library.library import Library
from posecheck.library.work import Worker
from posecheck.media.source import Counts
from posecheck.parts import Part, Parts

pytestmark = pytest.mark.long


@pytest.fixture
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part is a dozen looks, and every film is long."""
    monkeypatch.setattr(observe, "LONG_S", 0.0)
    monkeypatch.setattr(observe, "PART_LOOKS", 10)


@pytest.fixture(params=["open", "sealed"])
def library(request: pytest.FixtureRequest, open_library: Opener) -> Library:
    """An open library, and a sealed one."""
    library = open_library()
    return library.set_passphrase("six words") if request.param == "sealed" else library


def parts(library: Library) -> list[Path]:
    """Files of finished parts."""
    return sorted((library.folder / "vault" / "parts").rglob("*.part"))


def cut_short(library: Library) -> None:
    """Has a worker begin with what waits, and stops it after its first part."""
    stopping = threading.Event()
    worker = threading.Thread(target=Worker(library, stopping).run)
    worker.start()
    deadline = time.monotonic() + 60.0
    while not parts(library):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    stopping.set()
    worker.join()


def test_it_goes_on_and_leaves_nothing(library: Library, short_parts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clips.sample("tadasana_tilted")
    client = library.clients.add("Client one")
    recording = library.intake.add(client.id, path, filmed_on=date(2026, 1, 1)).recording
    cut_short(library)
    assert library.recordings.get(recording.id).state is State.WAITING
    assert all((b"posecheck" in file.read_bytes()) is not library.sealed for file in parts(library))
    begin, found = Parts.begin, []

    def begun(self: Parts, path: Path, **told: object) -> list[Part]:
        found.append(begin(self, path, **told))
        return found[-1]

    monkeypatch.setattr(Parts, "begin", begun)
    Worker(library).run()
    assert library.recordings.get(recording.id).state is State.DONE
    assert parts(library) == []
    assert len(found[0]) > 0
    clip = library.results.checked(recording.id).recording.clip
    assert same(clip, check_file(path).recording.clip)
    library.close()


def one_part(library: Library, client: Client) -> str:
    """A recording that waits, and a part of it."""
    film = clips.sample("tadasana_tilted")
    recording = library.intake.add(client.id, film, filmed_on=date(2026, 1, 1)).recording
    kept = halfway.parts_of(library.vault, recording.id)
    kept.begin(film)
    kept.add(Part(Body.unseen(np.array([0.0, 1.0]), (8, 8)), Counts(), b"", b""))
    assert len(parts(library)) == 1
    return recording.id


def test_nothing_is_left_of_what_is_deleted(library: Library) -> None:
    client = library.clients.add("Client one")
    library.recordings.remove(one_part(library, client))
    assert parts(library) == []
    one_part(library, client)
    assert library.erasure.delete(client.id).traces == ()
    assert list((library.folder / "vault" / "parts").iterdir()) == []
    library.close()


def test_an_analysis_that_runs_while_its_client_is_deleted_leaves_nothing(library: Library, short_parts: None) -> None:
    client = library.clients.add("Client one")
    library.intake.add(client.id, clips.sample("tadasana_tilted"), filmed_on=date(2026, 1, 1))
    worker = threading.Thread(target=Worker(library, lease_s=1.0).run)
    worker.start()
    deadline = time.monotonic() + 60.0
    while not parts(library):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    library.erasure.delete(client.id)
    worker.join()
    assert parts(library) == []
    library.close()


def test_sealing_takes_no_plain_part_along(open_library: Opener) -> None:
    library = open_library()
    one_part(library, library.clients.add("Client one"))
    sealed = library.set_passphrase("six words")
    assert parts(sealed) == []
    sealed.close()


def test_opening_removes_the_parts_of_what_is_done_or_gone(open_library: Opener) -> None:
    library = open_library()
    waiting = one_part(library, library.clients.add("Client one"))
    gone = library.vault.folder / "parts" / "gone"
    gone.mkdir()
    (gone / "000000.part").write_bytes(b"of nobody")
    library.tidy()
    assert [file.parents[1].name for file in parts(library)] == [waiting]
