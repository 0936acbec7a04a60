"""The pelvis in Tree against the person's own Tadasana in the same recording."""

from __future__ import annotations

import numpy as np
import pytest
import seen

from posecheck.api import check_file
from posecheck.body.body import Body
from posecheck.measure.level import from_user
from posecheck.poses import POSES
from posecheck.session.baseline import change
from posecheck.session.judge import setting_of
from posecheck.session.session import Session

CHECK = POSES["tree"].check("free_hip_drop_deg")


def holds(clip: Body) -> tuple[Body, Body]:
    """Bodies of the Tadasana and of the Tree in the sample that shows both."""
    session = Session(level=from_user(0.0))
    session.feed(clip)
    spans = {hold.pose.key: (hold.start_s, hold.end_s) for hold in session.summary().holds}
    own, tree = (clip[(clip.time_s >= a) & (clip.time_s <= b)] for a, b in (spans["tadasana"], spans["tree"]))
    return own, tree


def test_a_camera_that_is_not_level_changes_nothing() -> None:
    own, tree = holds(seen.clip("tree_left"))
    setting = setting_of(POSES["tree"], tree, from_user(0.0))
    straight = change(CHECK, tree, own, setting)
    rolled = change(CHECK, tree.rolled(4.0), own.rolled(4.0), setting)
    assert straight
    assert rolled
    assert rolled[1] == pytest.approx(straight[1], abs=0.3)


def test_against_itself_a_hold_has_not_changed() -> None:
    _, tree = holds(seen.clip("tree_left"))
    found = change(CHECK, tree, tree, setting_of(POSES["tree"], tree, from_user(0.0)))
    assert found
    assert found[1] == 0.0


def test_the_finding_says_what_it_is_a_change_from() -> None:
    checked = check_file(seen.SAMPLES / "tree_left.mp4")
    (tree,) = [hold for hold in checked.summary.holds if hold.pose.key == "tree"]
    (finding,) = [f for f in tree.findings if f.check.key == CHECK.key]
    assert finding.against == "tadasana"
    assert np.isfinite(finding.value)
    assert finding.margin > 0


def test_without_a_hold_of_its_zero_the_value_is_told() -> None:
    checked = check_file(seen.SAMPLES / "tree_right_drop.mp4")
    for hold in checked.summary.holds:
        if not any(other.pose.key == "tadasana" for other in checked.summary.holds):
            assert all(finding.against is None for finding in hold.findings)
