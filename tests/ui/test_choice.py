"""A recording judged as somebody sets it: nothing set changes nothing, and what is set is what a file would give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from terminal import Batch

from posecheck.api import Checked, check_file
from posecheck.errors import InputError
from posecheck.poses import POSES
from posecheck.poses.checks import Band, Verdict
from posecheck.report.results import result
from posecheck.ui.choice import Choice, judged, poses_of
from posecheck.ui.items import Analysed, Item
from posecheck.ui.jobs import Job


@pytest.fixture(scope="module")
def tilted(samples: Batch) -> Checked:
    """Tadasana with the right hip lower, from stored landmarks."""
    return check_file(samples.landmarks("tadasana_tilted"))


def verdict(checked: Checked, key: str) -> Verdict:
    return next(finding.verdict for finding in checked.summary.findings if finding.check.key == key)


@pytest.mark.parametrize("name", ["tadasana_tilted", "tree_left", "side_lying_above", "pigeon_card_zero"])
def test_nothing_set_is_the_same_to_the_last_digit(samples: Batch, name: str) -> None:
    checked = check_file(samples.landmarks(name))
    assert result(judged(checked, Choice())) == result(checked)


@pytest.mark.parametrize(
    ("name", "choice", "options"),
    [
        ("tree_left", Choice(pose="tadasana"), {"pose": "tadasana"}),
        ("tree_left", Choice(side="right"), {"side": "right"}),
        ("tadasana_tilted", Choice(camera_roll_deg=6.0), {"camera_roll_deg": 6.0}),
    ],
    ids=["pose", "side", "roll"],
)
def test_what_is_set_is_what_the_file_gives_with_that_option(
    samples: Batch, name: str, choice: Choice, options: dict
) -> None:
    file = samples.landmarks(name)
    again = result(judged(check_file(file), choice))
    assert again == result(check_file(file, **options))
    assert again != result(check_file(file))


def test_moved_thresholds_change_the_verdict_and_no_number(tilted: Checked) -> None:
    wide = Choice().with_band("tadasana", "pelvis_obliquity_deg", Band.even(20.0, 30.0, "mine"))
    moved = judged(tilted, wide)
    assert verdict(tilted, "pelvis_obliquity_deg") is Verdict.CLEAR
    assert verdict(moved, "pelvis_obliquity_deg") is Verdict.GOOD
    assert [f.value for f in moved.summary.findings[:1]] == [f.value for f in tilted.summary.findings[:1]]
    assert [f.verdict for f in moved.summary.findings[1:]] == [f.verdict for f in tilted.summary.findings[1:]]
    assert POSES["tadasana"].check("pelvis_obliquity_deg").title in moved.summary.messages[-1]


def test_thresholds_put_back_are_no_choice() -> None:
    band = Band.even(1.0, 2.0, "mine")
    choice = Choice().with_band("tree", "hip_lean_pct", band)
    assert choice.band("tree", "hip_lean_pct") is band
    assert choice.with_band("tree", "hip_lean_pct", None) == Choice()
    assert poses_of(Choice()) == POSES


def test_an_impossible_choice_is_refused(tilted: Checked) -> None:
    with pytest.raises(InputError, match="no working side"):
        judged(tilted, Choice(pose="tadasana", side="left"))


def test_the_recording_itself_stays_as_it_is(tilted: Checked) -> None:
    before = result(tilted)
    judged(tilted, replace(Choice(), camera_roll_deg=-9.0))
    assert result(tilted) == before


def test_a_hold_is_read_once_until_something_is_set_otherwise(samples: Batch, tmp_path: Path) -> None:
    item = Item(tmp_path / "a.npz", tmp_path, Job.ended(Analysed(check_file(samples.landmarks("tree_left")), [])))
    first, second = item.judged().summary.holds
    shorter = min(first, second, key=lambda hold: hold.length_s)
    read = item.readings(shorter)
    assert [one.check for one in read] == list(shorter.pose.checks)
    assert item.readings(shorter) is read
    assert item.readings(first) is not item.readings(second)
    item.choice = Choice(camera_roll_deg=6.0)
    again = min(item.judged().summary.holds, key=lambda hold: hold.length_s)
    assert item.readings(again) is not read
