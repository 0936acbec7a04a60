"""``posecheck compare`` and ``--own-tadasana``: what is printed, the JSON, and what can't be compared."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from clips import sample
from terminal import Batch, posecheck, refused

from posecheck import words
from posecheck.poses import POSES

TREND_WORDS = words.TREND_WORDS | {f"sides_{key}": word for key, word in words.SIDES_WORDS.items()}
LINE = re.compile(rf"^({'|'.join(re.escape(f'{shape} {word}') for word, shape in TREND_WORDS.values())})\s\s+(\S.*)$")


@pytest.fixture(scope="module")
def sides(samples: Batch, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """Pigeon on the left in one recording and on the right in another: what is printed, and the JSON."""
    path = tmp_path_factory.mktemp("sides") / "c.json"
    files = samples.landmarks("pigeon_back_left"), samples.landmarks("pigeon_rotated")
    done = posecheck("compare", *files, "--json", path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout, json.loads(path.read_text("utf-8"))


def test_every_check_of_the_pose_is_compared(sides: tuple[str, dict[str, Any]]) -> None:
    out, result = sides
    assert result["schema"] == "posecheck.comparison/1"
    (pair,) = result["pairs"]
    assert (pair["compared"], pair["pose"], pair["form"]) == ("sides_apart", "pigeon", None)
    assert [check["key"] for check in pair["checks"]] == list(POSES["pigeon"].keys)
    shown = [match for line in out.splitlines() if (match := LINE.match(line))]
    assert len(shown) == len(pair["checks"])
    for match, check in zip(shown, pair["checks"], strict=True):
        word, shape = words.SIDES_WORDS[check["trend"]]
        assert match[1] == f"{shape} {word}"
        assert match[2].startswith(check["title"])


def test_both_holds_are_named(sides: tuple[str, dict[str, Any]]) -> None:
    out, result = sides
    for label, hold, file in (("left", "before", "pigeon_back_left.npz"), ("right", "after", "pigeon_rotated.npz")):
        told = result["pairs"][0][hold]
        assert (told["file"], told["side"], told["view"]) == (file, label, "back")
        assert re.search(rf"^  {label} +{re.escape(file)}, held .* seen from behind$", out, re.MULTILINE)


def test_the_change_is_after_minus_before_and_its_trend_follows_its_margin(sides: tuple[str, dict[str, Any]]) -> None:
    for check in sides[1]["pairs"][0]["checks"]:
        if check["change"] is None:
            assert check["trend"] == "cant_tell"
            assert check["reason"]
            continue
        assert check["change"] == pytest.approx(check["after"]["value"] - check["before"]["value"], abs=0.002)
        assert (check["trend"] == "within_margin") == (abs(check["change"]) <= check["margin"])
        assert 0.0 < check["margin"] <= 1.5 * (check["before"]["margin"] + check["after"]["margin"])
        assert check["graded"] or check["trend"] not in ("better", "worse")


def test_before_and_after_is_said_of_one_pose(samples: Batch) -> None:
    done = posecheck("compare", samples.landmarks("tadasana_tilted"), samples.landmarks("tadasana_level"))
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Tadasana"
    assert lines[1].startswith("  before  tadasana_tilted.npz, held ")
    assert lines[2].startswith("  after   tadasana_level.npz, held ")


def test_the_json_alone_goes_to_stdout(samples: Batch) -> None:
    files = samples.landmarks("tadasana_tilted"), samples.landmarks("tadasana_level")
    done = posecheck("compare", *files, "--json", "-")
    assert json.loads(done.stdout)["pairs"]
    assert "Tadasana" in done.stderr


def test_video_and_recording_are_compared_alike(samples: Batch) -> None:
    recorded = posecheck("compare", samples.landmarks("tadasana_tilted"), samples.landmarks("tadasana_level"))
    filmed = posecheck("compare", sample("tadasana_tilted"), samples.landmarks("tadasana_level"))
    assert filmed.stdout == recorded.stdout.replace("tadasana_tilted.npz", "tadasana_tilted.mp4")


def test_the_holds_can_be_chosen(samples: Batch) -> None:
    twice = samples.landmarks("tree_left"), samples.landmarks("tree_left")
    found = json.loads(posecheck("compare", *twice, "--json", "-").stdout)
    assert [pair["pose"] for pair in found["pairs"]] == ["tadasana", "tree"]
    for number, pair in enumerate(found["pairs"], 1):
        chosen = json.loads(posecheck("compare", *twice, "--holds", number, number, "--json", "-").stdout)
        assert chosen["pairs"] == [pair]


def test_the_camera_s_tilt_can_be_said(samples: Batch) -> None:
    files = samples.landmarks("tadasana_tilted"), samples.landmarks("tadasana_level")

    def tilts(*options: object) -> list[float]:
        (pair,) = json.loads(posecheck("compare", *files, *options, "--json", "-").stdout)["pairs"]
        return [pair["checks"][0][name]["value"] for name in ("before", "after")]

    turned = tilts("--camera-roll", 3)
    assert turned == pytest.approx([value - 3.0 for value in tilts("--camera-roll", 0)], abs=0.2)


# What can't be compared.


def test_holds_that_are_not_there_or_of_two_poses_are_refused(samples: Batch) -> None:
    file = samples.landmarks("tree_left")
    assert refused(posecheck("compare", file, "--holds", 1, 3)) == (
        "There is no hold 3 in tree_left.npz, which shows 2 holds."
    )
    assert refused(posecheck("compare", file, "--holds", 1, 2)) == (
        "Tadasana and Tree can't be compared: choose two holds of one pose."
    )


def test_one_side_alone_is_refused_with_what_to_do(samples: Batch) -> None:
    said = refused(posecheck("compare", samples.landmarks("tree_right_drop")))
    assert said == (
        "Tree is held only on the right side in tree_right_drop.npz: show both sides in it, or name a second recording."
    )


def test_different_poses_are_refused(samples: Batch) -> None:
    said = refused(posecheck("compare", samples.landmarks("tree_right_drop"), samples.landmarks("tadasana_level")))
    assert "only tree_right_drop.npz shows it" in said
    assert "only tadasana_level.npz shows it" in said


def test_a_missing_file_is_refused(samples: Batch, tmp_path: Path) -> None:
    assert "does not exist" in refused(posecheck("compare", samples.landmarks("tree_left"), tmp_path / "none.npz"))


def test_a_source_is_not_written_over(samples: Batch) -> None:
    file = samples.landmarks("tadasana_level")
    before = file.read_bytes()
    said = refused(posecheck("compare", samples.landmarks("tadasana_tilted"), file, "--json", file))
    assert "would overwrite" in said
    assert file.read_bytes() == before


# The own Tadasana of another recording.


def test_the_own_tadasana_is_used_or_said_to_be_less_sure(samples: Batch, tmp_path: Path) -> None:
    own, path = samples.landmarks("tadasana_level"), tmp_path / "r.json"
    done = posecheck("check", samples.landmarks("tree_right_drop"), "--own-tadasana", own, "--json", path)
    assert done.returncode == 0, done.stderr
    result = json.loads(path.read_text("utf-8"))
    (level,) = [check for check in result["checks"] if check["key"] == "free_hip_drop_deg"]
    alone = samples.result("tree_right_drop")["checks"][0]
    if level["change_from"]:
        assert level["change_from_file"] == "tadasana_level.npz"
        assert "compared with your own Tadasana in tadasana_level.npz" in " ".join(done.stdout.split())
        assert level["margin"] < alone["margin"]
    else:
        assert level == alone
        assert "Not compared with your own Tadasana in tadasana_level.npz" in " ".join(done.stdout.split())


def test_the_own_tadasana_is_not_written_over(samples: Batch) -> None:
    own = samples.landmarks("tadasana_level")
    before = own.read_bytes()
    tree = samples.landmarks("tree_right_drop")
    assert "would overwrite" in refused(posecheck("check", tree, "--own-tadasana", own, "--landmarks", own))
    assert own.read_bytes() == before


def test_a_recording_without_tadasana_is_no_zero(samples: Batch) -> None:
    tree = samples.landmarks("tree_right_drop")
    said = refused(posecheck("check", tree, "--own-tadasana", samples.landmarks("pigeon_back_left")))
    assert said.startswith("pigeon_back_left.npz shows no Tadasana held still")
