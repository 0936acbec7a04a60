"""A long source that is cut short goes on from its last finished part, and gives what it would have given."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import clips
import numpy as np
import pytest
from terminal import ROOT

from posecheck import memory, observe
from posecheck.api import check_file
from posecheck.body.body import Body, same
from posecheck.body.recording import load_recording
from posecheck.cache import remove_old
from posecheck.media.source import Counts
from posecheck.parts import Part, Parts

#: In these tests a source is long from so many seconds on, and a part is so many looks.
LONG_S, LOOKS = 5.0, 12

#: The command with these numbers.
CODE = (
    f"import sys, posecheck.observe as o; o.LONG_S, o.PART_LOOKS = {LONG_S}, {LOOKS};"
    "from posecheck.cli import main; sys.exit(main(sys.argv[1:]))"
)


class Run:
    """``posecheck check`` on the long film, in a process of its own."""

    def __init__(self, folder: Path, film: Path, results: str) -> None:
        self.cache, self.results = folder / "cache" / "parts", folder / results
        self.results.mkdir()
        options = ["--json", str(self.results), "--landmarks", str(self.results)]
        command = [sys.executable, "-c", CODE, "check", str(film), *options]
        environment = {**os.environ, "POSECHECK_CACHE": str(folder / "cache")}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    def after(self, parts: int, number: int) -> str:
        """Sends a signal once so many parts are finished; what it had said."""
        deadline = time.monotonic() + 60.0
        while len(self.parts) < parts:
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        self.process.send_signal(number)
        return self.process.communicate(timeout=60.0)[1]

    def ended(self) -> str:
        """Waits for the end; what it said."""
        errors = self.process.communicate(timeout=60.0)[1]
        assert self.process.returncode == 0, errors
        return errors

    @property
    def parts(self) -> list[Path]:
        return sorted(self.cache.glob("*/*.part"))

    @property
    def told(self) -> tuple[dict[str, Any], Body]:
        """What it wrote: the JSON result and the landmarks."""
        (result,), (landmarks,) = self.results.glob("*.json"), self.results.glob("*.npz")
        return json.loads(result.read_text()), load_recording(landmarks).clip


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.repeated("tadasana_tilted", 3, tmp_path_factory.mktemp("film") / "long.mp4")


@pytest.fixture(scope="module")
def whole(film: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Body]:
    """What a run says that is not cut short."""
    run = Run(tmp_path_factory.mktemp("whole"), film, "results")
    assert run.ended() == ""
    assert run.parts == []
    return run.told


def assert_alike(one: tuple[dict[str, Any], Body], other: tuple[dict[str, Any], Body]) -> None:
    assert one[0] == other[0]
    assert same(one[1], other[1])


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
@pytest.mark.long
def test_killed_stopped_and_damaged_it_ends_with_the_same_digits(
    film: Path, whole: tuple[dict[str, Any], Body], tmp_path: Path
) -> None:
    killed = Run(tmp_path, film, "killed")
    assert killed.after(1, signal.SIGKILL) == ""
    (folder,) = killed.cache.iterdir()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *killed.parts))
    # of 12 looks; the smallest picture that anything works with has 500 kB
    assert max(path.stat().st_size for path in killed.parts) < 250_000
    assert str(film).encode() not in b"".join(path.read_bytes() for path in killed.parts)

    stopped = Run(tmp_path, film, "stopped")
    said = stopped.after(len(killed.parts) + 1, signal.SIGINT).splitlines()
    assert said[0].startswith("long.mp4: resumed at 0:0")
    assert said[1].endswith("is kept: the same command goes on from there.")
    assert stopped.process.returncode == 130
    assert list(stopped.results.iterdir()) == []

    *sound, last = stopped.parts
    last.write_bytes(last.read_bytes()[:-1])
    resumed = Run(tmp_path, film, "resumed")
    assert "resumed at" in resumed.ended()
    assert sound
    assert list(resumed.cache.iterdir()) == []
    assert_alike(resumed.told, whole)


class Enough(Exception):
    pass


@pytest.mark.long
def test_every_frame_of_a_mirror_image_goes_on_as_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(observe, "LONG_S", 0.0)
    monkeypatch.setattr(observe, "PART_LOOKS", 25)
    path, looked = clips.RAISED_HAND, {"every_frame": True, "mirrored": True}

    def stop(done_s: float, total_s: float | None) -> None:
        if done_s > 3.5:
            raise Enough

    with pytest.raises(Enough):
        check_file(path, parts=Parts(tmp_path), on_progress=stop, **looked)  # type: ignore[arg-type]
    at: list[float] = []
    parts = Parts(tmp_path, on_resume=at.append)
    went_on, plain = check_file(path, parts=parts, **looked), check_file(path, **looked)  # type: ignore[arg-type]
    assert len(at) == 1
    assert 1.0 < at[0] <= 3.5
    assert same(went_on.recording.clip, plain.recording.clip)
    assert went_on.recording.notices == plain.recording.notices
    parts.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_short_film_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun: list[float] = []

    def hurry(done_s: float, total_s: float | None) -> None:
        begun.append(done_s)

    monkeypatch.setattr(observe, "PART_LOOKS", 2)
    check_file(clips.RAISED_HAND, parts=Parts(tmp_path / "parts"), on_progress=hurry)
    assert len(begun) > 10
    assert not (tmp_path / "parts").exists()


def part(time_s: float = 1.0) -> Part:
    return Part(Body.unseen(np.array([time_s - 0.5, time_s]), (8, 8)), Counts(1, 2, 3, 4), b"following", b"looking")


def kept(folder: Path, film: Path, count: int = 2, **told: object) -> Parts:
    parts = Parts(folder)
    parts.begin(film, **told)
    for number in range(count):
        parts.add(part(number + 1.0))
    return parts


def test_what_is_kept_is_found_again(film: Path, tmp_path: Path) -> None:
    kept(tmp_path, film, mirrored=False)
    parts = Parts(tmp_path)
    found = parts.begin(film, mirrored=False)
    assert [one.time_s for one in found] == [1.0, 2.0]
    assert (found[1].counts, found[1].following, found[1].looking) == (Counts(1, 2, 3, 4), b"following", b"looking")
    assert parts.until_s == 2.0


def test_other_options_and_another_film_do_not_take_it(film: Path, tmp_path: Path) -> None:
    kept(tmp_path / "parts", film, mirrored=False)
    longer, touched = tmp_path / "longer.mp4", tmp_path / "touched.mp4"
    longer.write_bytes(film.read_bytes() + b"0")
    middle = bytearray(film.read_bytes())
    middle[len(middle) // 2] ^= 1
    touched.write_bytes(middle)
    os.utime(touched, (film.stat().st_mtime, film.stat().st_mtime))
    assert Parts(tmp_path / "parts").begin(film, mirrored=True) == []
    assert Parts(tmp_path / "parts").begin(longer, mirrored=False) == []
    assert Parts(tmp_path / "parts").begin(touched, mirrored=False) == []
    assert len(Parts(tmp_path / "parts").begin(film, mirrored=False)) == 2


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "foreign"])
def test_a_damaged_part_is_thrown_away_with_all_after_it(film: Path, tmp_path: Path, damage: str) -> None:
    kept(tmp_path, film, 3)
    files = sorted(tmp_path.glob("*/*.part"))
    data = bytearray(files[1].read_bytes())
    data[-10] ^= 1
    bad = {"flipped": bytes(data), "cut": bytes(data[:100]), "empty": b"", "foreign": pickle.dumps(os.getcwd)}
    files[1].write_bytes(bad[damage])
    assert [one.time_s for one in Parts(tmp_path).begin(film)] == [1.0]
    assert sorted(tmp_path.glob("*/*.part")) == files[:1]


def test_a_missing_part_ends_what_is_known(film: Path, tmp_path: Path) -> None:
    kept(tmp_path, film, 3)
    sorted(tmp_path.glob("*/*.part"))[1].unlink()
    assert len(Parts(tmp_path).begin(film)) == 1


def test_where_nothing_can_be_written_nothing_is_kept(film: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    parts = kept(tmp_path / "file", film)
    assert np.isnan(parts.until_s)
    gone = kept(tmp_path / "parts", film, 1)
    next((tmp_path / "parts").glob("*/*.part")).unlink()
    next((tmp_path / "parts").iterdir()).rmdir()
    gone.add(part())
    assert list((tmp_path / "parts").iterdir()) == []


def test_what_nobody_has_come_back_for_goes_after_a_week(film: Path, tmp_path: Path) -> None:
    kept(tmp_path, film, mirrored=True)
    (old,) = tmp_path.iterdir()
    kept(tmp_path, film, mirrored=False)
    week_ago = time.time() - 8 * 24 * 3600
    os.utime(old, (week_ago, week_ago))
    remove_old(tmp_path)
    assert not old.exists()
    assert len(list(tmp_path.iterdir())) == 1


#: What modules of posecheck import is not theirs, and what runs on import is no memory.
BORROWED = (b"cposecheck.parts\nPath\n.", b"cposecheck.__main__\nmain\n.", b"cposecheck.memory\nimportlib\n.")


@pytest.mark.parametrize("data", [*map(pickle.dumps, (os.system, eval, subprocess.Popen)), *BORROWED])
def test_a_memory_holds_nothing_that_acts(data: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError):
        memory.loaded(data)
