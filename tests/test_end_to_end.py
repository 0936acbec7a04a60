"""From a video to an answer, against the truth of the sample clips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import films
import numpy as np
import pytest
from clips import NAMES, frames, truth
from terminal import Batch, posecheck

from posecheck.poses import POSES
from posecheck.poses.checks import Band

#: Seconds by which a hold may begin or end elsewhere than it truly does.
HOLD_S = 0.6

#: Quantities that a sample's view shows: saying "can't tell" without a value would be too little.
SHOWN = {
    "pelvis_obliquity_deg",
    "free_hip_drop_deg",
    "hip_lean_pct",
    "knee_behind_torso_cm",
    "front_hip_drop_deg",
}

#: How much another version of the same pictures may change a value.
SAME = {"deg": 1.5, "%": 3.0, "cm": 3.0}


def true_values() -> list[Any]:
    """Sample, number of the hold, key and true median of every quantity."""
    return [
        pytest.param(name, number, key, value, id=f"{name}-{hold['pose']}-{key}")
        for name in NAMES
        for number, hold in enumerate(truth(name)["holds"])
        for key, value in hold["median"].items()
    ]


def measured(samples: Batch, name: str, number: int, key: str) -> dict[str, Any]:
    """A check of a hold, as reported."""
    (check,) = [check for check in samples.result(name)["holds"][number]["checks"] if check["key"] == key]
    return check


def true_verdict(key: str, value: float) -> str | None:
    """The verdict that the true value deserves; None where the quantity has no good and bad."""
    (check,) = [check for pose in POSES.values() for check in pose.checks if check.key == key]
    band = check.scale
    if not isinstance(band, Band):
        return None
    if band.good[0] <= value <= band.good[1]:
        return "good"
    return "clear" if band.clear and not band.clear[0] <= value <= band.clear[1] else "slight"


@pytest.mark.parametrize("name", NAMES)
def test_pose_and_side_are_right(samples: Batch, name: str) -> None:
    result, told = samples.result(name), truth(name)
    assert (result["pose"], result["side"]) == (told["pose"], told["side"])


@pytest.mark.parametrize("name", NAMES)
def test_holds_are_where_they_are(samples: Batch, name: str) -> None:
    found, told = samples.result(name)["holds"], truth(name)["holds"]
    assert [(hold["pose"], hold["side"]) for hold in found] == [(hold["pose"], hold["side"]) for hold in told]
    for hold, true in zip(found, told, strict=True):
        assert hold["start_s"] == pytest.approx(true["start_s"], abs=HOLD_S)
        assert hold["end_s"] == pytest.approx(true["end_s"], abs=HOLD_S)


@pytest.mark.parametrize(("name", "number", "key", "value"), true_values())
def test_the_truth_lies_within_the_margin(samples: Batch, name: str, number: int, key: str, value: float) -> None:
    check = measured(samples, name, number, key)
    if check["value"] is None:
        assert key not in SHOWN
        assert check["verdict"] == "cant_tell"
        assert check["reason"]
        return
    assert abs(check["value"] - value) <= check["margin"]


@pytest.mark.parametrize(("name", "number", "key", "value"), true_values())
def test_no_verdict_is_the_opposite_of_the_truth(
    samples: Batch, name: str, number: int, key: str, value: float
) -> None:
    told, deserved = measured(samples, name, number, key)["verdict"], true_verdict(key, value)
    assert (told, deserved) not in {("good", "clear"), ("clear", "good")}


def test_a_tilted_pelvis_is_told_from_a_level_one(samples: Batch) -> None:
    level = measured(samples, "tadasana_level", 0, "hands_obliquity_deg")
    tilted = measured(samples, "tadasana_tilted", 0, "hands_obliquity_deg")
    assert level["verdict"] != "clear"
    assert tilted["verdict"] == "clear"
    assert tilted["value"] > 0
    assert "right hip is lower" in tilted["cue"]


@pytest.mark.parametrize(("name", "number", "zero"), [("pigeon_card", 0, None), ("pigeon_card_zero", 1, "tadasana")])
@pytest.mark.parametrize("key", ["front_hip_drop_deg", "front_hip_forward_deg"])
def test_a_worn_card_is_what_is_told(samples: Batch, name: str, number: int, zero: str | None, key: str) -> None:
    check = measured(samples, name, number, key)
    assert (check["method"], check["change_from"]) == ("card", zero)
    assert abs(check["value"] - truth(name)["holds"][number]["median"][key]) <= check["margin"]


def test_the_terminal_says_that_the_card_was_read(samples: Batch) -> None:
    assert "by the card" in samples.done.stdout


# Other versions of the same pictures.


def kept_in_a_stumble(count: int) -> list[int]:
    """Which frames a recording of uneven rhythm keeps: two in three, with gaps of up to a fifth of a second."""
    drop = np.random.default_rng(7).random(count) < 1 / 3
    drop[::25] = False
    return [index for index in range(count) if not drop[index]]


def written(kind: str, name: str, folder: Path) -> Path:
    """A version of a sample, as a file."""
    path, seen = folder / f"{name}-{kind}.mp4", frames(name)
    fine = {"crf": "14", "preset": "ultrafast"}
    if kind == "mirrored":
        return films.write_video(path, [pixels[:, ::-1] for pixels in seen], options=fine)
    if kind == "rotated":  # stored turned anticlockwise, with the mark that turns it back
        return films.write_video(path, [np.rot90(pixels) for pixels in seen], rotation_deg=90, options=fine)
    kept = kept_in_a_stumble(len(seen))
    return films.write_video(path, [seen[i] for i in kept], times=[i / 25 for i in kept], options=fine)


STORED = [
    ("rotated", "tree_right_drop"),
    ("uneven", "tree_right_drop"),
    ("uneven", "pigeon_back_left"),
]
MIRRORED = [
    ("mirrored", "tree_right_drop"),
    ("mirrored", "pigeon_back_left"),
    ("mirrored", "tadasana_tilted"),
]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """All versions, checked by one command."""
    folder = tmp_path_factory.mktemp("versions")
    files = [written(kind, name, folder) for kind, name in STORED + MIRRORED]
    done = posecheck("check", *files, "--json", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return Batch(done, folder)


def assert_same_values(one: dict[str, Any], other: dict[str, Any], share: float = 0.0) -> None:
    known = [check for check in one["checks"] if check["unit"] in SAME and check["value"] is not None]
    assert known
    values = {check["key"]: check["value"] for check in other["checks"]}
    for check in known:
        within = max(SAME[check["unit"]], share * (check["margin"] or 0.0))
        assert values[check["key"]] == pytest.approx(check["value"], abs=within), check["key"]


@pytest.mark.parametrize(("kind", "name"), STORED)
def test_how_a_file_is_stored_changes_nothing(samples: Batch, versions: Batch, kind: str, name: str) -> None:
    one, other = samples.result(name), versions.result(f"{name}-{kind}")
    assert (other["pose"], other["side"], other["view"]) == (one["pose"], one["side"], one["view"])
    assert other["source"]["size_px"] == one["source"]["size_px"]
    assert other["source"]["duration_s"] == pytest.approx(one["source"]["duration_s"], abs=0.15)
    assert_same_values(one, other)


@pytest.mark.parametrize(("name", "side"), [("tree_right_drop", "left"), ("pigeon_back_left", "right")])
def test_a_mirrored_video_gives_the_other_side(samples: Batch, versions: Batch, name: str, side: str) -> None:
    one, other = samples.result(name), versions.result(f"{name}-mirrored")
    assert other["pose"] == one["pose"]
    assert (one["side"], other["side"]) == (truth(name)["side"], side)
    # MediaPipe is not the same in a mirror: its hips shift by a degree, and the correction, which undoes their
    # shrinking, makes two of it. That is part of the margin, and may be a third of it here.
    assert_same_values(one, other, share=1 / 3)


def test_a_mirrored_tilt_goes_the_other_way(samples: Batch, versions: Batch) -> None:
    one = measured(samples, "tadasana_tilted", 0, "hands_obliquity_deg")
    other = measured(versions, "tadasana_tilted-mirrored", 0, "hands_obliquity_deg")
    assert other["value"] == pytest.approx(-one["value"], abs=SAME["deg"])
    assert other["verdict"] == "clear"
    assert "left hip is lower" in other["cue"]
    # The network itself is not symmetric, so the pelvis moves by some degrees; the margin must hold all the same.
    pelvis = measured(versions, "tadasana_tilted-mirrored", 0, "pelvis_obliquity_deg")
    tilt = truth("tadasana_tilted")["holds"][0]["median"]["pelvis_obliquity_deg"]
    assert pelvis["value"] < 0
    assert abs(pelvis["value"] + tilt) <= pelvis["margin"]
