"""The vault: files are whole or not there, and what nobody owns goes."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from disks import fill, small_disk

from posecheck.errors import LibraryError
from posecheck.library.library import Library
from posecheck.library.sealing import Seal
from posecheck.library.vault import Vault

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=[False, True], ids=["plain", "sealed"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    """An empty vault."""
    return Vault(tmp_path / "vault", Seal.new() if request.param else Seal())


def test_a_file_is_there_once_it_is_finished_and_settled(vault: Vault) -> None:
    with vault.incoming() as incoming:
        incoming.write(b"first ")
        assert not vault.place(incoming.id).exists()
        incoming.write(b"second")
        file = incoming.finish("notes.txt")
        assert file.read_bytes() == b"first second"
        incoming.settle()
    assert file.read_bytes() == b"first second"
    assert (file.name, file.suffix, file.stem, str(file), os.fspath(file)) == (
        "notes.txt", ".txt", "notes", "notes.txt", "notes.txt",
    )  # fmt: skip
    assert vault.ids() == {incoming.id}
    assert stat.S_IMODE(vault.place(incoming.id).stat().st_mode) == 0o600
    vault.remove([incoming.id, incoming.id])
    assert vault.ids() == set()
    assert not file.exists()


def test_what_is_not_settled_goes(vault: Vault) -> None:
    with pytest.raises(TypeError), vault.incoming() as incoming:
        incoming.write("no bytes")  # type: ignore[arg-type]
    with vault.incoming() as incoming:
        incoming.write(b"data")
        incoming.finish()
    with vault.incoming():
        pass
    assert vault.ids() == set()


def test_sweeping_leaves_what_is_named_and_what_is_being_written(vault: Vault) -> None:
    with vault.incoming() as named:
        named.finish()
        named.settle()
    with vault.incoming() as settled:
        settled.finish()
        settled.settle()
    with vault.incoming() as begun, vault.incoming() as finished:
        begun.write(b"data")
        finished.finish()
        assert vault.sweep(lambda: {named.id}) == [settled.id]
        assert vault.ids() == {named.id, finished.id, f"{begun.id}.part"}
        assert begun.write(b"more") == 4
        assert begun.finish().read_bytes() == b"datamore"


def test_what_is_settled_while_it_is_looked_at_stays(vault: Vault) -> None:
    """A row may come to name a file between the look at the rows and the lock."""
    with vault.incoming() as incoming:
        incoming.finish()
        incoming.settle()
    answers = iter([set(), {incoming.id}])
    assert vault.sweep(lambda: next(answers)) == []
    assert vault.ids() == {incoming.id}


@pytest.mark.skipif(os.name == "nt", reason="files can't be locked so there")
@pytest.mark.parametrize("finished", [False, True])
def test_what_a_killed_process_left_is_swept_at_once(tmp_path: Path, finished: bool) -> None:
    code = (
        "import sys, time; from pathlib import Path; from posecheck.library.vault import Vault;"
        "from posecheck.library.sealing import Seal; one = Vault(Path(sys.argv[1]), Seal()).incoming();"
        "one.write(b'data');" + ("one.finish();" if finished else "") + "print('ready', flush=True); time.sleep(60)"
    )
    vault = Vault(tmp_path / "vault", Seal())
    command = [sys.executable, "-c", code, str(vault.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        assert vault.sweep(set) == []
        assert len(vault.ids()) == 1
        process.kill()
        process.wait()
    assert len(vault.sweep(set)) == 1
    assert vault.ids() == set()


@pytest.mark.skipif(not hasattr(os, "getuid") or not os.getuid(), reason="root may write everywhere")
def test_a_vault_that_cannot_be_written_to_says_so(vault: Vault) -> None:
    vault.folder.chmod(0o500)
    try:
        with pytest.raises(LibraryError, match="cannot be written to"):
            vault.incoming()
    finally:
        vault.folder.chmod(0o700)


def test_a_full_disk_is_told_and_nothing_half_written_stays(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 2 << 20) as disk:
        film = tmp_path / "film.mp4"
        film.write_bytes((ROOT / "samples" / "tadasana_level.mp4").read_bytes() + bytes(3 << 20))
        with Library.open(disk / "library") as library:
            client = library.clients.add("a")
            with pytest.raises(LibraryError, match="make room"):
                library.intake.add(client.id, film)
            assert library.vault.ids() == set()
            assert library.recordings.find() == ()
            small = ROOT / "samples" / "tadasana_level.mp4"
            assert library.intake.add(client.id, small).recording.size_bytes == small.stat().st_size


@pytest.mark.parametrize("seal", [Seal(), Seal.new()], ids=["plain", "sealed"])
def test_what_failed_once_takes_nothing_more(tmp_path: Path, seal: Seal) -> None:
    """Room that is made later does not bring back the part that was lost."""
    with small_disk(tmp_path / "disk", 4 << 20) as disk:
        vault = Vault(disk / "vault", seal)
        with vault.incoming() as incoming:
            incoming.write(b"x" * 100_000)
            full = fill(disk)
            with pytest.raises(OSError, match="No space left"):
                incoming.write(b"y" * 1_000_000)
            full.unlink()
            with pytest.raises(OSError, match="not written"):
                incoming.write(b"z" * 1000)
            with pytest.raises(OSError, match="not written"):
                incoming.finish()
        assert vault.ids() == set()
