"""``posecheck library``: everything the app's library can do, from a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from shelves import NAME, film, tiny_film
from terminal import ROOT, command, refused

from posecheck.cli import main


class Shelf:
    """A library in a folder, and the command line to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("POSECHECK_")}

    def __call__(self, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of the library to its end, in this process, with nobody at the keyboard."""
        told = ["library", "--folder", str(self.folder), *map(str, arguments)]
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in {name for name in os.environ if name.startswith("POSECHECK_")} | environment.keys():
                patch.delenv(name, raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            code = main(told)
        return subprocess.CompletedProcess(told, code, out.getvalue(), err.getvalue())

    def said(self, *arguments: str | Path, **environment: str) -> str:
        """What a command that goes well says."""
        done = self(*arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""
        return done.stdout


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """No library yet."""
    return Shelf(tmp_path / "library")


@pytest.fixture
def filled(shelf: Shelf, tmp_path: Path) -> Shelf:
    """A client with two dates: level, then tilted."""
    folder = tmp_path / "films"
    folder.mkdir()
    film("tadasana_level", folder, "first.npz")
    shelf.said("import", folder, "--client", NAME, "--new", "--filmed-on", "2025-01-06")
    later = film("tadasana_tilted", tmp_path, "later.npz")
    shelf.said("import", later, "--client", NAME, "--filmed-on", "2025-02-03")
    return shelf


def test_without_a_library_it_says_how_to_begin(shelf: Shelf) -> None:
    for arguments in (("clients",), ("list",), ("client", NAME), ("retention",), ("passphrase",)):
        assert "--new" in refused(shelf(*arguments))
    assert not shelf.folder.exists()


def test_a_client_is_made_shown_and_changed(shelf: Shelf) -> None:
    shelf.said("client", NAME, "--new", "--consent", "on paper", "--consent-on", "2025-01-02", "--tag", "hip")
    told = shelf.said("client", NAME, "--keep-until", "2035-01-01", "--tag", "monday", "--untag", "hip")
    assert re.search(r"^consent +2025-01-02 on paper$", told, re.MULTILINE)
    assert re.search(r"^keep until +2035-01-01$", told, re.MULTILINE)
    assert re.search(r"^tags +monday$", told, re.MULTILINE)
    assert "keep until" not in shelf.said("client", NAME, "--keep-until", "open")
    assert "Quill" in shelf.said("client", NAME, "--rename", "Quill").splitlines()[0]
    assert refused(shelf("client", NAME)).startswith("There is no client")
    assert refused(shelf("client", "Quill", "--keep-until", "soon")).startswith("'soon' is no day")
    assert "Quill" in refused(shelf("client", "quill", "--new"))


def test_recordings_come_in_are_analysed_and_listed(filled: Shelf, tmp_path: Path) -> None:
    rows = [line.split() for line in filled.said("list").splitlines()]
    assert rows[0] == ["id", "filmed", "client", "file", "poses", "state", "tags"]
    assert [(row[1], row[4], row[5]) for row in rows[1:]] == [
        ("2025-02-03", "later.npz", "tadasana"),
        ("2025-01-06", "first.npz", "tadasana"),
    ]
    again = filled.said("import", tmp_path / "films" / "first.npz", "--client", NAME)
    assert f"is there already, as first.npz of {NAME}, filmed 2025-01-06" in again
    _, row = filled.said("clients").splitlines()
    assert row.split() == [*NAME.split(), "2", "2", "2025-02-03"]


def test_what_has_changed_is_said_with_its_margin(filled: Shelf) -> None:
    told = filled.said("client", NAME)
    dates = r"  2025-01-06  \+ good  \d ± \d°.*\n  2025-02-03  . clearly off  \d+ ± \d+°, right hip lower\n"
    assert re.search(
        r"Pelvis level\n" + dates + r'  since then: . worse  by \d+ ± \d+°, towards "right hip lower"\n', told
    )
    assert re.search(r"since then: . within margin  .*: no change larger than the margin\n", told)


def test_one_that_cannot_be_read_does_not_stop_the_others(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").write_text("no film")
    good = tiny_film(tmp_path)
    done = shelf("import", tmp_path / "broken.mp4", good, "--client", "a", "--new", "--no-analyse")
    assert done.returncode == 2
    assert done.stderr.startswith("broken.mp4: ")
    assert "Traceback" not in done.stderr
    assert "film0.mp4" in shelf.said("list", "--state", "waiting")
    assert "film0.mp4: no hold" in shelf.said("analyse")
    assert "film0.mp4" in shelf.said("list", "--unreviewed")


def test_a_recording_is_shown_reviewed_and_noted(filled: Shelf) -> None:
    recording = filled.said("list").splitlines()[1].split()[0]
    assert filled.said("review", recording, "later.npz", "--by", "Dana", "--tag", "seen") == (
        "later.npz: reviewed\n" * 2
    )
    assert len(filled.said("list", "--unreviewed").splitlines()) == 2
    assert filled.said("list", "--tag", "seen").count("later.npz") == 1
    filled.said("note", recording, "mind the left foot", "--at", "1.5", "--by", "Dana")
    told = filled.said("show", recording)
    assert "Note at 1.5 s (Dana): mind the left foot" in told
    assert "Pelvis level" in told
    filled.said("review", recording, "--undo")
    assert len(filled.said("list", "--unreviewed").splitlines()) == 3
    assert refused(filled("show", "nothing")).startswith("There is no recording 'nothing'")


def test_a_correction_is_made_shown_and_undone(filled: Shelf) -> None:
    before = filled.said("show", "later.npz")
    filled.said("correct", "later.npz", "--at", "2", "--landmark", "left_hip", "--to", "240,250", "--by", "Dana")
    told = filled.said("show", "later.npz")
    found = re.search(r"^Correction (\w+): left hip at 2\.0 s put to 240, 250 by Dana", told, re.MULTILINE)
    assert found
    assert "(by hand)" in filled.said("list")
    filled.said("correct", "later.npz", "--undo", found[1])
    again = filled.said("show", "later.npz")
    assert again.startswith(before)
    assert re.search(r"Correction .*, undone$", again, re.MULTILINE)
    assert "needs --at" in refused(filled("correct", "later.npz", "--at", "2"))
    for landmark, to in (("tail", "1,2"), ("left_hip", "here"), ("left_hip", "999999,2")):
        refused(filled("correct", "later.npz", "--at", "2", "--landmark", landmark, "--to", to))


def test_reports_are_written(filled: Shelf, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"r.{kind}" for kind in ("pdf", "html", "fhir", "json", "csv")}
    filled.said("report", "later.npz", *(part for kind, file in files.items() for part in (f"--{kind}", file)))
    assert files["pdf"].read_bytes().startswith(b"%PDF")
    assert NAME in files["html"].read_text("utf-8")
    assert json.loads(files["fhir"].read_text("utf-8"))["resourceType"] == "Bundle"
    assert json.loads(files["json"].read_text("utf-8"))["pose"] == "tadasana"
    assert files["csv"].read_text("utf-8").startswith("time_s,")
    assert "Name a file" in refused(filled("report", "later.npz"))
    refused(filled("report", "later.npz", "--pdf", tmp_path / "x.pdf", "--pose", "tree"))
    refused(filled("report", "later.npz", "--pdf", tmp_path / "none" / "x.pdf"))


def test_a_client_and_the_library_are_exported(filled: Shelf, tmp_path: Path) -> None:
    archive, whole, table = (tmp_path / name for name in ("a.zip", "all.json", "all.csv"))
    filled.said("export", "--client", NAME, "--zip", archive)
    filled.said("export", "--json", whole, "--csv", table)
    with zipfile.ZipFile(archive) as opened:
        assert "manifest.json" in opened.namelist()
    assert [client["name"] for client in json.loads(whole.read_text("utf-8"))["clients"]] == [NAME]
    with table.open(encoding="utf-8") as stream:
        assert {row["recording"] for row in csv.DictReader(stream)} == {"first.npz", "later.npz"}
    refused(filled("export", "--zip", archive))
    refused(filled("export"))
    refused(filled("export", "--client", NAME, "--json", whole))


def test_nothing_is_deleted_unasked(filled: Shelf, tmp_path: Path) -> None:
    assert "--yes" in refused(filled("delete", NAME))
    assert "--yes" in refused(filled("delete", "--recording", "later.npz"))
    assert len(filled.said("list").splitlines()) == 3
    assert filled.said("delete", "--recording", "later.npz", "--yes") == "later.npz: deleted\n"
    receipt = tmp_path / "receipt.json"
    told = filled.said("delete", NAME, "--yes", "--receipt", receipt)
    assert "A search afterwards found nothing of it." in told
    assert json.loads(receipt.read_text())["traces"] == []
    assert filled.said("clients").splitlines()[1:] == []
    left = b"".join(path.read_bytes() for path in filled.folder.rglob("*") if path.is_file())
    assert NAME.encode() not in left
    assert b"later.npz" not in left
    refused(filled("delete", NAME, "--yes"))
    refused(filled("delete"))


def test_retention_lists_and_deletes_after_asking(filled: Shelf) -> None:
    assert filled.said("retention") == "No recordings are kept too long.\n"
    filled.said("client", NAME, "--keep-until", "2025-03-01")
    assert filled.said("retention") == f"{NAME}: 2 recordings, to be kept until 2025-03-01\n"
    done = filled("retention", "--delete")
    assert done.returncode == 2
    assert len(filled.said("clients").splitlines()) == 2
    assert "Deleted: " in filled.said("retention", "--delete", "--yes")
    assert filled.said("clients").splitlines()[1:] == []


def test_a_sealed_library_asks_for_its_passphrase(filled: Shelf) -> None:
    filled.said("passphrase", POSECHECK_NEW_PASSPHRASE="one two")
    assert "POSECHECK_PASSPHRASE" in refused(filled("clients"))
    assert "not the passphrase" in refused(filled("clients", POSECHECK_PASSPHRASE="two one"))
    assert NAME in filled.said("clients", POSECHECK_PASSPHRASE="one two")
    filled.said("passphrase", POSECHECK_PASSPHRASE="one two", POSECHECK_NEW_PASSPHRASE="three")
    refused(filled("clients", POSECHECK_PASSPHRASE="one two"))
    filled.said("passphrase", "--remove", POSECHECK_PASSPHRASE="three")
    assert NAME in filled.said("clients")


def test_a_passphrase_is_asked_for_without_showing_it(filled: Shelf) -> None:
    filled.said("passphrase", POSECHECK_NEW_PASSPHRASE="one two")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command("library", "--folder", filled.folder, "clients"),
        cwd=ROOT, env=filled.environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=_take_terminal,
    ) as process:  # fmt: skip
        os.close(theirs)
        seen = _until(ours, b"Passphrase: ")
        os.write(ours, b"one two\n")
        seen += _until(ours, NAME.encode())
        assert process.wait(30) == 0
    os.close(ours)
    assert b"one two" not in seen


def _take_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _until(terminal: int, text: bytes) -> bytes:
    seen, end_s = b"", time.monotonic() + 30
    while text not in seen:
        assert time.monotonic() < end_s, seen
        seen += os.read(terminal, 4096)
    return seen


def test_a_watched_folder_is_taken_as_it_fills(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    tiny_film(folder)
    options = ("--client", "a", "--new", "--watch", "--no-analyse")
    with subprocess.Popen(
        command("library", "--folder", shelf.folder, "import", folder, *options),
        cwd=ROOT, env=shelf.environment | {"PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline().startswith("film0.mp4: taken")
        tiny_film(folder, 1)
        assert process.stdout.readline().startswith("film1.mp4: taken")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    assert len(shelf.said("list").splitlines()) == 3


def test_the_practice_is_set(filled: Shelf, tmp_path: Path) -> None:
    assert filled.said("practice") == "No name\n"
    assert filled.said("practice", "--name", "Studio Nord") == "Studio Nord\n"
    (tmp_path / "logo.png").write_text("no picture")
    refused(filled("practice", "--logo", tmp_path / "logo.png"))
    refused(filled("practice", "--logo", tmp_path / "none.png"))
    assert filled.said("practice") == "Studio Nord\n"


def test_the_help_of_posecheck_does_not_wait_for_the_library() -> None:
    heavy = {"sqlalchemy", "alembic", "numpy", "cryptography", "posecheck.library.library"}
    code = f"import sys, posecheck.cli.commands; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
