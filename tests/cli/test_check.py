"""``posecheck check`` on recordings that can be read: the answer on the terminal and the files asked for."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import av
import films
import numpy as np
import pytest
from clips import NAMES, frames, repeated, sample, truth
from terminal import KINDS, ROOT, Batch, command, everything_into, networks, posecheck

from posecheck import words
from posecheck.poses import POSES

WORDS = [*words.VERDICT_WORDS.values(), words.MEASURED]
LINE = re.compile(rf"^({'|'.join(re.escape(f'{shape} {word}') for word, shape in WORDS)})\s\s+(\S.*)$")
VALUE = re.compile("([\N{MINUS SIGN}-]?[0-9.]+) ± ([0-9.]+)")


def rows(out: str) -> list[tuple[str, str]]:
    """Each verdict of a table, by shape and word, and the line behind it."""
    found = [LINE.match(line) for line in out.splitlines()]
    return [(match[1], match[2]) for match in found if match]


# One recording, everything asked for.


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """A sample with all result files, without a terminal."""
    folder = tmp_path_factory.mktemp("full")
    return Batch(posecheck("check", sample("tree_left"), *everything_into(folder, "tree_left")), folder)


def test_it_ends_well_and_quietly(full: Batch) -> None:
    assert full.done.returncode == 0
    assert full.done.stderr == ""


def test_the_table_names_pose_side_and_when(full: Batch) -> None:
    titles = [line for line in full.done.stdout.splitlines() if line.startswith("Hold ")]
    for title, hold in zip(titles, full.result("tree_left")["holds"], strict=True):
        assert POSES[hold["pose"]].title in title
        assert f"{hold['start_s']:.1f} s to {hold['end_s']:.1f} s" in title
        assert hold["side"] is None or f"standing leg: {hold['side']}" in title
        assert "from the front" in title


def test_the_table_says_every_finding(full: Batch) -> None:
    checks = [check for hold in full.result("tree_left")["holds"] for check in hold["checks"]]
    shown = rows(full.done.stdout)
    assert len(shown) == len(checks)
    for (verdict, line), check in zip(shown, checks, strict=True):
        informs = not check["graded"] and check["reason"] is None
        word, shape = words.MEASURED if informs else words.VERDICT_WORDS[check["verdict"]]
        assert verdict == f"{shape} {word}"
        assert line.startswith(check["title"])
        value = VALUE.search(line)
        if isinstance(check["value"], float):
            assert value, line
            size = abs(float(value[1].replace("\N{MINUS SIGN}", "-")))
            assert size == pytest.approx(abs(check["value"]), abs=0.5)
            assert float(value[2]) == pytest.approx(check["margin"], abs=0.5)
        else:
            assert not value, line


def test_the_table_says_what_to_do_and_why_not(full: Batch) -> None:
    told = " ".join(full.done.stdout.split())
    for check in full.result("tree_left")["checks"]:
        assert " ".join((check["cue"] or check["reason"] or "").split()) in told


def test_the_files_are_named_and_there(full: Batch) -> None:
    written = {path.name for path in full.folder.iterdir()}
    assert written == {f"tree_left{ending}" for ending in KINDS.values()}
    for kind, ending in KINDS.items():
        assert f"{kind:<10}{full.folder / ('tree_left' + ending)}" in full.done.stdout


def test_one_file_gives_what_many_gave(full: Batch, samples: Batch) -> None:
    assert full.result("tree_left") == samples.result("tree_left")
    assert full.table("tree_left") == samples.table("tree_left")


def test_a_remedy_is_told(samples: Batch) -> None:
    done = posecheck("check", samples.landmarks("tadasana_tilted"))
    (cue,) = [c["cue"] for c in samples.result("tadasana_tilted")["checks"] if c["key"] == "hands_obliquity_deg"]
    assert ("■ clearly off", True) in [(verdict, "Hands" in line) for verdict, line in rows(done.stdout)]
    assert cue in " ".join(done.stdout.split())


# The annotated video.


def video_facts(path: Path) -> dict[str, Any]:
    """What a video file is, and one of its frames."""
    with av.open(str(path)) as container:
        (stream,) = container.streams
        shown = list(container.decode(stream))
        return {
            "codec": stream.codec_context.name,
            "pix_fmt": stream.codec_context.pix_fmt,
            "length_s": container.duration / av.time_base,
            "frames": len(shown),
            "size_px": [shown[0].width, shown[0].height],
            "turned": shown[0].rotation,
            "pixels": shown[len(shown) // 2].to_ndarray(format="rgb24"),
        }


def test_the_video_plays_in_a_browser_and_is_as_long(full: Batch) -> None:
    facts, told = video_facts(full.folder / "tree_left.mp4"), truth("tree_left")
    assert (facts["codec"], facts["pix_fmt"]) == ("h264", "yuv420p")
    assert facts["size_px"] == told["size_px"]
    assert facts["frames"] == told["frames"]
    assert facts["length_s"] == pytest.approx(told["frames"] / told["fps"], abs=1 / told["fps"])
    # Its index stands in front, so that it starts before all of it is loaded.
    head = (full.folder / "tree_left.mp4").read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")


def test_the_video_shows_the_person_with_drawings(full: Batch) -> None:
    pixels = video_facts(full.folder / "tree_left.mp4")["pixels"].astype(int)
    before = frames("tree_left")[truth("tree_left")["frames"] // 2].astype(int)
    changed = (np.abs(pixels - before).max(-1) > 60).mean()
    assert 0.005 < changed < 0.6
    with np.load(full.landmarks("tree_left")) as clip:
        hips = np.median(clip["image"][len(clip["image"]) // 2, 23:25], 0)
    x, y = hips.astype(int)
    assert (np.abs(pixels - before)[y - 15 : y + 15, x - 30 : x + 30].max(-1) > 60).any()


def test_the_video_of_a_turned_file_stands_upright(tmp_path: Path) -> None:
    assert posecheck("check", sample("pigeon_rotated"), "--video", tmp_path / "out.mp4").returncode == 0
    facts = video_facts(tmp_path / "out.mp4")
    assert facts["size_px"] == truth("pigeon_rotated")["size_px"]
    assert facts["turned"] == 0
    assert facts["frames"] == truth("pigeon_rotated")["frames"]


# Landmarks judged again.


@pytest.fixture(scope="module")
def again(samples: Batch, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """The landmark recordings of all samples, judged again by one command."""
    folder = tmp_path_factory.mktemp("again")
    files = [samples.landmarks(name) for name in NAMES]
    return Batch(posecheck("check", *files, "--json", folder, "--csv", folder), folder)


@pytest.mark.parametrize("name", NAMES)
def test_landmarks_give_what_the_video_gave(samples: Batch, again: Batch, name: str) -> None:
    one, other = samples.result(name), again.result(name)
    assert other["source"]["kind"] == "landmarks"
    assert {**other, "source": None} == {**one, "source": None}
    assert again.table(name) == samples.table(name)


def test_landmarks_give_the_same_to_the_last_digit(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from posecheck.api import check_file
from posecheck.body.recording import save_recording
one = check_file(sys.argv[1])
save_recording(Path(sys.argv[2]), one.recording)
other = check_file(sys.argv[2])
for checked in (one, other):
    print([(f.check.key, f.value, f.margin, f.verdict.value) for h in checked.summary.holds for f in h.findings])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(sample("tadasana_tilted")), str(tmp_path / "clip.npz")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    one, other = done.stdout.splitlines()
    assert "pelvis_obliquity_deg" in one
    assert one == other


# Several recordings.


def test_several_files_get_a_line_each(samples: Batch) -> None:
    assert samples.done.stderr == ""
    lines = samples.done.stdout.splitlines()
    for line, name in zip(lines, NAMES, strict=True):
        result = samples.result(name)
        assert line.startswith(f"{name}.mp4  {POSES[result['pose']].title}")
        assert result["side"] is None or f": {result['side']}" in line
        for check in result["checks"]:
            if check["graded"] and check["verdict"] != "cant_tell":
                word, shape = words.VERDICT_WORDS[check["verdict"]]
                assert re.search(rf"{re.escape(check['title'])} .* {shape} {word}", line)


def test_a_folder_gets_a_file_for_each(samples: Batch) -> None:
    assert {path.name for path in samples.folder.iterdir()} == {n + e for n in NAMES for e in (".json", ".csv", ".npz")}


def test_a_folder_takes_one_file_too(samples: Batch, tmp_path: Path) -> None:
    assert posecheck("check", samples.landmarks("tree_left"), "--csv", tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["tree_left.csv"]


def test_files_of_one_stem_keep_their_results_apart(samples: Batch, tmp_path: Path) -> None:
    picture = tmp_path / "tree_left.png"
    picture.write_bytes(films.encoded(".png", frames("tree_left")[100]))
    out = tmp_path / "out"
    out.mkdir()
    assert posecheck("check", picture, samples.landmarks("tree_left"), "--json", out).returncode == 0
    kinds = {path.name: json.loads(path.read_text())["source"]["kind"] for path in out.iterdir()}
    assert kinds == {"tree_left.png.json": "picture", "tree_left.npz.json": "landmarks"}


def test_a_bad_file_does_not_stop_the_good_ones(samples: Batch, tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_text("no video")
    out = tmp_path / "out"
    out.mkdir()
    files = [
        samples.landmarks("tree_left"),
        tmp_path / "bad.mp4",
        tmp_path / "none.mp4",
        samples.landmarks("tadasana_level"),
    ]
    done = posecheck("check", *files, *everything_into(out)[:4])
    assert done.returncode == 2
    assert [line.split("  ")[0] for line in done.stdout.splitlines()] == ["tree_left.npz", "tadasana_level.npz"]
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["bad.mp4", "none.mp4"]
    assert sorted(path.stem for path in out.iterdir()) == ["tadasana_level"] * 2 + ["tree_left"] * 2


# What can be said on the command line.


def test_json_alone_goes_to_stdout() -> None:
    done = posecheck("check", sample("pigeon_rotated"), "--json", "-")
    assert done.returncode == 0
    assert json.loads(done.stdout)["pose"] == "pigeon"
    assert "Pigeon" in done.stderr


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_named_side_overrules(samples: Batch, side: str) -> None:
    done = posecheck("check", samples.landmarks("tree_left"), "--pose", "tree", "--side", side, "--json", "-")
    assert json.loads(done.stdout)["side"] == side


def test_a_named_pose_overrules_and_says_so(samples: Batch) -> None:
    done = posecheck("check", samples.landmarks("pigeon_back_left"), "--pose", "tadasana")
    assert done.returncode == 0
    assert done.stdout.startswith("Tadasana")
    assert words.unlike("Tadasana") in " ".join(done.stdout.split())


def test_many_files_are_told_what_is_unsure_too(samples: Batch) -> None:
    pigeon = samples.landmarks("pigeon_back_left")
    done = posecheck("check", pigeon, pigeon, "--pose", "tadasana")
    assert [words.unlike("Tadasana") in line for line in done.stdout.splitlines()] == [True, True]


def test_a_given_roll_is_taken_out(samples: Batch) -> None:
    def told(*options: str) -> dict[str, Any]:
        return json.loads(posecheck("check", samples.landmarks("tadasana_tilted"), "--json", "-", *options).stdout)

    found, given = told("--camera-roll", "0"), told("--camera-roll", "4")
    assert (found["camera_roll_deg"], given["camera_roll_deg"]) == (0.0, 4.0)
    values = [{check["key"]: check["value"] for check in one["checks"]} for one in (found, given)]
    assert values[1]["hands_obliquity_deg"] - values[0]["hands_obliquity_deg"] == pytest.approx(-4.0, abs=0.3)


@pytest.mark.parametrize(("options", "analysed"), [((), 2), (("--every-frame",), 10)], ids=["some", "all"])
def test_every_frame_may_be_analysed(options: tuple[str, ...], analysed: int, tmp_path: Path) -> None:
    film = films.write_video(tmp_path / "short.mp4", films.noise(10), fps=25)
    done = posecheck("check", film, "--json", "-", *options)
    assert json.loads(done.stdout)["source"]["frames_analysed"] == analysed


def test_the_native_log_is_shown_when_asked_for(still: Path) -> None:
    assert posecheck("check", still).stderr == ""
    assert posecheck("check", still, "--native-log").stderr != ""


# Honest answers to recordings that hold little.


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A frame of a sample as a picture."""
    path = tmp_path_factory.mktemp("still") / "still.png"
    path.write_bytes(films.encoded(".png", frames("tree_right_drop")[60]))
    return path


def test_nobody_in_it(tmp_path: Path) -> None:
    film = films.write_video(tmp_path / "grey.mp4", films.noise(30))
    done = posecheck("check", film, *everything_into(tmp_path, "out"))
    assert done.returncode == 0
    assert done.stderr == ""
    assert words.NOBODY in " ".join(done.stdout.split())
    result = json.loads((tmp_path / "out.json").read_text())
    assert (result["pose"], result["side"], result["holds"], result["checks"]) == (None, None, [], [])
    assert result["messages"] == [words.NOBODY]
    table = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text())))
    assert table[0] == ["time_s"]
    assert len(table) - 1 == result["source"]["frames_analysed"]
    assert video_facts(tmp_path / "out.mp4")["frames"] == 30
    assert posecheck("check", tmp_path / "out.npz").stdout == done.stdout.split("json  ")[0]


def test_nobody_in_a_named_pose(tmp_path: Path) -> None:
    film = films.write_video(tmp_path / "grey.mp4", films.noise(5))
    done = posecheck("check", film, "--pose", "tree", "--json", tmp_path / "out.json", "--csv", tmp_path / "out.csv")
    assert done.returncode == 0
    result = json.loads((tmp_path / "out.json").read_text())
    assert result["pose"] == "tree"
    assert [check["key"] for check in result["checks"]] == list(POSES["tree"].keys)
    assert {(check["verdict"], check["reason"]) for check in result["checks"]} == {("cant_tell", words.NOBODY)}
    table = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text())))
    assert {value for row in table for key, value in row.items() if key != "time_s"} == {""}


def test_a_single_frame(tmp_path: Path) -> None:
    film = films.write_video(tmp_path / "one.mp4", frames("tree_right_drop")[60:61])
    done = posecheck("check", film, *everything_into(tmp_path, "out"))
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads((tmp_path / "out.json").read_text())
    assert result["source"]["frames_analysed"] == 1
    assert (result["pose"], result["side"]) == ("tree", "right")
    assert video_facts(tmp_path / "out.mp4")["frames"] == 1


def test_a_still_picture(still: Path, tmp_path: Path) -> None:
    done = posecheck("check", still, *everything_into(tmp_path, "out"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Tree, standing leg: right, seen from the front")
    result = json.loads((tmp_path / "out.json").read_text())
    assert (result["source"]["kind"], result["source"]["duration_s"]) == ("picture", None)
    assert (result["pose"], result["side"]) == ("tree", "right")
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 2
    assert video_facts(tmp_path / "out.mp4")["codec"] == "h264"
    assert posecheck("check", tmp_path / "out.npz", "--json", "-").stdout.count('"right"') == 2


def test_a_file_that_ends_early(tmp_path: Path) -> None:
    half = films.cut(sample("tree_right_drop"), 0.5, tmp_path / "half.mp4")
    done = posecheck("check", half, *everything_into(tmp_path, "out"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "! The file ends early" in done.stdout
    result = json.loads((tmp_path / "out.json").read_text())
    assert (result["pose"], result["side"]) == ("tree", "right")
    assert result["holds"][0]["end_s"] < 4.0
    assert any("ends early" in message for message in result["messages"])
    assert any("ends early" in notice for notice in result["source"]["notices"])
    again = posecheck("check", tmp_path / "out.npz")
    assert "! The file ends early" in again.stdout
    both = posecheck("check", tmp_path / "out.npz", tmp_path / "out.npz")
    assert all("ends early" in line for line in both.stdout.splitlines())


# Stopping, and the progress bar.


def wait_until(true: Callable[[], bool], longest_s: float = 60.0) -> None:
    end = time.monotonic() + longest_s
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.005)


def stopped(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a process that is told to stop as Ctrl-C does."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    """A running command that can be interrupted, even where the tests themselves run in the background."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(command(*arguments), cwd=ROOT, preexec_fn=None if os.name == "nt" else heed, **pipes)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT for another process on Windows")
def test_ctrl_c_while_checking_leaves_nothing(samples: Batch, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    film = repeated("tree_right_drop", 20, tmp_path / "long.mp4")
    process = started("check", samples.landmarks("tree_left"), film, "--json", out, "--csv", out, "--landmarks", out)
    assert process.stdout
    assert process.stdout.readline().startswith("tree_left.npz")
    wait_until(lambda: networks(process.pid) != 0)
    time.sleep(1.0)  # among the pictures
    code, said, err = stopped(process)
    assert (code, said) == (130, "")
    assert len(err.splitlines()) == 1
    assert "long.mp4" in err
    assert {path.name for path in out.iterdir()} == {"tree_left.json", "tree_left.csv", "tree_left.npz"}


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT for another process on Windows")
def test_ctrl_c_while_drawing_leaves_no_video(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    process = started("check", sample("tree_left"), "--video", out)
    wait_until(lambda: any(out.iterdir()))
    code, said, err = stopped(process)
    assert (code, said) == (130, "")
    assert len(err.splitlines()) == 1
    assert list(out.iterdir()) == []


def test_the_bar_shows_any_name(still: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    film = tmp_path / "a [bold] film.png"
    film.write_bytes(still.read_bytes())
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen:
        process = subprocess.Popen(
            command("check", film), cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"}
        )
        os.close(theirs)
        shown = b""
        try:
            while part := screen.read(4096):
                shown += part
        except OSError:
            pass  # the other end is closed
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"Checking a [bold] film.png" in shown
    assert b"Tree" in out
