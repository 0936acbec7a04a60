"""``posecheck check`` on what it can't use: one sentence that says what to do, exit code 2, and no file left."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import films
import numpy as np
import pytest
from clips import frames, sample
from terminal import ROOT, Batch, everything_into, posecheck, refused


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder for results, beside the bad file."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def left(folder: Path) -> list[str]:
    """Names of all files in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


# Files.


def missing(folder: Path) -> Path:
    return folder / "none.mp4"


def in_no_folder(folder: Path) -> Path:
    return folder / "nowhere" / "clip.mp4"


def a_folder(folder: Path) -> Path:
    return folder


def an_address(folder: Path) -> str:
    return "https://example.org/film.mp4"


def empty(folder: Path) -> Path:
    (folder / "empty.mp4").touch()
    return folder / "empty.mp4"


def text(folder: Path) -> Path:
    (folder / "text.mp4").write_text("This is no film.\n" * 100)
    return folder / "text.mp4"


def sound_only(folder: Path) -> Path:
    return films.write_sound(folder / "sound.mp4")


def without_index(folder: Path) -> Path:
    whole = films.write_video(folder / "whole.mp4", films.grey_levels(20))
    return films.cut(whole, 0.5, folder / "cut.mp4")


def cut_before_the_first_frame(folder: Path) -> Path:
    return films.cut(sample("tree_left"), 0.01, folder / "start.mp4")


def cut_picture(folder: Path) -> Path:
    whole = folder / "whole.png"
    whole.write_bytes(films.encoded(".png", frames("tree_right_drop")[0]))
    return films.cut(whole, 0.3, folder / "cut.png")


def playlist(folder: Path) -> Path:
    (folder / "list.m3u8").write_text(f"#EXTM3U\n{sample('tree_left')}\n")
    return folder / "list.m3u8"


FILES = {
    "missing": (missing, "no file .*check the name"),
    "in no folder": (in_no_folder, "no file .*check the name"),
    "a folder": (a_folder, "is a folder; name a video"),
    "an address": (an_address, "is an address.*save it as a file"),
    "zero bytes": (empty, "is empty.*copy or record it again"),
    "text": (text, "not a readable video or picture; choose another"),
    "sound only": (sound_only, "no picture in it.*choose a video"),
    "without index": (without_index, "cut off before its index.*record it again"),
    "cut before the first frame": (cut_before_the_first_frame, "cut off before its index.*record it again"),
    "cut picture": (cut_picture, "PNG picture .*damaged or cut off; copy or save it again"),
    "playlist": (playlist, "points to other files; name the video itself"),
}


def told_each(done: subprocess.CompletedProcess[str], bad: list[Path], wanted: list[str]) -> None:
    """Each of several files is refused in one sentence, in their order."""
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for path, says, line in zip(bad, wanted, done.stderr.splitlines(), strict=True):
        assert line.startswith(f"{path.name}: ")
        assert line.endswith(".")
        assert_says(line, says)


def test_bad_files_are_each_told_in_a_sentence(tmp_path: Path, out: Path) -> None:
    bad = [Path(make(tmp_path)) for make, _ in FILES.values()]
    done = posecheck("check", *bad, *everything_into(out))
    told_each(done, bad, [says for _, says in FILES.values()])
    assert done.stdout == ""
    assert left(out) == []


@pytest.mark.parametrize("kind", ["missing", "text", "an address"])
def test_a_bad_file_alone(kind: str, tmp_path: Path, out: Path) -> None:
    make, says = FILES[kind]
    assert_says(refused(posecheck("check", make(tmp_path), *everything_into(out, "result"))), says)
    assert left(out) == []


def assert_says(sentence: str, pattern: str) -> None:
    assert re.search(pattern, sentence), sentence


# Landmark recordings.


def rewritten(recording: Path, to: Path, **changed: object) -> Path:
    """A recording whose arrays, or facts about it, are others."""
    with np.load(recording) as archive:
        arrays = dict(archive)
    about = json.loads(str(arrays["about"]))
    for name, value in changed.items():
        if name in arrays:
            arrays[name] = value
        else:
            about[name] = value
    np.savez(to, **{**arrays, "about": np.array(json.dumps(about))})
    return to


def no_archive(recording: Path, to: Path) -> Path:
    to.write_text("not an archive")
    return to


def other_arrays(recording: Path, to: Path) -> Path:
    np.savez(to, points=np.zeros((3, 2)))
    return to


def other_archive(recording: Path, to: Path) -> Path:
    with zipfile.ZipFile(to, "w") as archive:
        archive.writestr("letter.txt", "Dear reader")
    return to


def cut_short(recording: Path, to: Path) -> Path:
    return films.cut(recording, 0.6, to)


def scrambled(recording: Path, to: Path) -> Path:
    """A recording of which a part was overwritten, so that it does not unpack."""
    data = bytearray(recording.read_bytes())
    start = data.index(b"image.npy") + len(b"image.npy")
    data[start : start + 100] = b"\xff" * 100
    to.write_bytes(data)
    return to


def later_schema(recording: Path, to: Path) -> Path:
    return rewritten(recording, to, schema="posecheck.landmarks/3")


def times_that_fall(recording: Path, to: Path) -> Path:
    with np.load(recording) as archive:
        return rewritten(recording, to, time_s=archive["time_s"][::-1])


def times_that_are_no_numbers(recording: Path, to: Path) -> Path:
    with np.load(recording) as archive:
        return rewritten(recording, to, time_s=np.full_like(archive["time_s"], np.nan))


def half_the_landmarks(recording: Path, to: Path) -> Path:
    with np.load(recording) as archive:
        return rewritten(recording, to, image=archive["image"][:, :16])


def no_size(recording: Path, to: Path) -> Path:
    return rewritten(recording, to, size_px=[0, 0])


DAMAGED = "not a landmark recording.*make it again with --landmarks"
RECORDINGS = {
    "no archive": (no_archive, DAMAGED),
    "other arrays": (other_arrays, DAMAGED),
    "other archive": (other_archive, DAMAGED),
    "cut short": (cut_short, DAMAGED),
    "scrambled": (scrambled, DAMAGED),
    "times that fall": (times_that_fall, DAMAGED),
    "times that are no numbers": (times_that_are_no_numbers, DAMAGED),
    "half the landmarks": (half_the_landmarks, DAMAGED),
    "no size": (no_size, DAMAGED),
    "later schema": (later_schema, r"another version \(posecheck.landmarks/3\): update posecheck"),
    "missing": (lambda recording, to: to, "does not exist: check the name"),
}


def test_bad_recordings_are_each_told_in_a_sentence_and_stop_no_other(
    samples: Batch, tmp_path: Path, out: Path
) -> None:
    good = samples.landmarks("tadasana_level")
    bad = [make(good, tmp_path / f"{name}.npz") for name, (make, _) in RECORDINGS.items()]
    done = posecheck("check", *bad, good, "--json", out, "--csv", out, "--landmarks", out)
    told_each(done, bad, [says for _, says in RECORDINGS.values()])
    assert done.stdout.startswith("tadasana_level.npz")
    assert left(out) == [f"tadasana_level.{kind}" for kind in ("csv", "json", "npz")]


def test_landmarks_have_no_picture_to_draw_on(samples: Batch, out: Path) -> None:
    sentence = refused(posecheck("check", samples.landmarks("tree_left"), *everything_into(out, "result")))
    assert_says(sentence, "no picture to draw on: leave out --video")
    assert left(out) == []


# Options.

OPTIONS = {
    "unknown pose": (["--pose", "lotus"], "lotus.*tadasana, tree, side_lying_stretch, pigeon"),
    "unknown side": (["--side", "up"], "no side 'up'. Choose left or right"),
    "side of Tadasana": (["--pose", "tadasana", "--side", "left"], "no working side: leave out --side"),
    "roll that is no number": (["--camera-roll", "nan"], "from -45 to 45, not nan"),
    "roll without end": (["--camera-roll", "inf"], "from -45 to 45, not inf"),
    "roll of a quarter turn": (["--camera-roll", "90"], "from -45 to 45, not 90"),
    "no model": (["--model", "/nowhere/model.task"], "no model at .*check the name"),
    "a folder as model": (["--model", "."], "is a folder; name the .task file"),
    "a text as model": (["--model", __file__], "not a pose landmarker bundle; name a .task file"),
}


@pytest.mark.parametrize(("options", "says"), OPTIONS.values(), ids=list(OPTIONS))
def test_a_bad_option_is_told_once(options: list[str], says: str, out: Path) -> None:
    files = [sample("tree_left"), sample("tree_right_drop")]
    sentence = refused(posecheck("check", *files, *options, *everything_into(out)))
    assert_says(sentence, says)
    assert left(out) == []


@pytest.mark.parametrize(
    "arguments", [(), (sample("tree_left"), "--camera-roll", "level"), (sample("tree_left"), "--jsom", "x")],
    ids=["no file", "a word for a number", "unknown option"],
)  # fmt: skip
def test_a_mistyped_command_shows_how_it_is_used(arguments: tuple[str | Path, ...]) -> None:
    done = posecheck("check", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Usage: posecheck check ")
    assert "Traceback" not in done.stderr


# Places for the results.


def test_a_result_never_overwrites_a_source(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(sample("pigeon_rotated").read_bytes())
    (tmp_path / "link.mp4").symlink_to(film)
    for target in (film, tmp_path, tmp_path / "link.mp4", tmp_path / "." / "film.mp4"):
        assert_says(refused(posecheck("check", film, "--video", target)), "would overwrite .*name another file")
    other = ["check", sample("tree_left"), film, "--json", tmp_path, "--video", tmp_path]
    assert_says(refused(posecheck(*other)), "would overwrite .*name another file")
    assert film.read_bytes() == sample("pigeon_rotated").read_bytes()
    assert left(tmp_path) == ["film.mp4", "link.mp4"]


def test_two_results_never_go_to_one_path(out: Path) -> None:
    one = refused(posecheck("check", sample("tree_left"), "--json", out / "result", "--csv", out / "result"))
    assert_says(one, "Two results .*give each its own name")
    twice = refused(posecheck("check", sample("tree_left"), sample("tree_left"), "--json", out))
    assert_says(twice, "Two results .*give each its own name")
    assert left(out) == []


def test_several_files_need_a_folder(out: Path) -> None:
    several = [sample("tree_left"), sample("tree_right_drop")]
    for target in (out / "result.json", out / "new"):
        assert_says(refused(posecheck("check", *several, "--json", target)), "--json must name a folder that exists")
    assert_says(refused(posecheck("check", *several, "--json", "-")), "name a folder for several")
    assert left(out) == []


@pytest.mark.parametrize("kind", ["json", "csv", "video", "landmarks"])
def test_the_folder_must_be_there(kind: str, tmp_path: Path) -> None:
    for target in (tmp_path / "none" / "result", f"{tmp_path}/none/"):
        sentence = refused(posecheck("check", sample("tree_left"), f"--{kind}", target))
        assert_says(sentence, f"The folder {tmp_path}/none does not exist: make it first")
    assert left(tmp_path) == []


def test_a_device_is_never_replaced(out: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes in folders")
    os.mkfifo(out / "pipe")
    sentence = refused(posecheck("check", sample("tree_left"), "--json", out / "pipe"))
    assert_says(sentence, "not a file: choose another name")
    assert (out / "pipe").is_fifo()


def test_a_name_may_be_too_long(out: Path) -> None:
    sentence = refused(posecheck("check", sample("tree_left"), "--json", out / ("x" * 300)))
    assert_says(sentence, "cannot be written .*choose another place")
    assert left(out) == []


@pytest.mark.parametrize(
    ("mode", "says"),
    [(0o555, "may not be written to: choose another one"), (0o000, "cannot be written .*choose another place")],
    ids=["may not be written to", "may not be looked into"],
)
def test_a_folder_that_is_closed(mode: int, says: str, out: Path) -> None:
    out.chmod(mode)
    try:
        if os.access(out, os.W_OK):
            pytest.skip("nothing is forbidden to this user, or on this system")
        sentence = refused(posecheck("check", sample("tree_left"), "--json", out / "result.json"))
    finally:
        out.chmod(0o755)
    assert_says(sentence, says)
    assert left(out) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no /proc")
@pytest.mark.parametrize("kind", ["json", "video"])
def test_a_disk_that_takes_no_files(kind: str, samples: Batch) -> None:
    source = sample("pigeon_rotated") if kind == "video" else samples.landmarks("pigeon_rotated")
    done = posecheck("check", source, f"--{kind}", "/proc/result")
    assert_says(refused(done), "cannot be written.*choose another")


@pytest.mark.parametrize("kind", ["json", "csv", "landmarks", "video"])
def test_a_full_disk_leaves_no_part_of_a_file(kind: str, samples: Batch, out: Path) -> None:
    pytest.importorskip("resource", reason="this system has no limit to the size of files")
    code = (
        "import resource, sys; from posecheck.cli import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); sys.exit(main(sys.argv[1:]))"
    )
    source = sample("pigeon_rotated") if kind == "video" else samples.landmarks("tree_left")
    done = subprocess.run(
        [sys.executable, "-c", code, "check", source, f"--{kind}", out / "result"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert_says(refused(done), "cannot be written.*choose another")
    assert left(out) == []
