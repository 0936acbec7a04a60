"""The pelvis in Tree against the person's own Tadasana in the same recording."""

from __future__ import annotations

import numpy as np
import pytest
import seen

from posecheck.api import check_file
from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.measure.level import UNKNOWN, Level, from_user
from posecheck.measure.margin import change_margin
from posecheck.measure.view import View
from posecheck.poses import POSES
from posecheck.session.baseline import change
from posecheck.session.judge import setting_of
from posecheck.session.session import Session
from posecheck.session.summary import Finding
from posecheck.session.wording import told

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


def tree_findings(level: Level) -> list[Finding]:
    session = Session(level=level)
    session.feed(seen.clip("tree_left"))
    (tree,) = [hold for hold in session.summary().holds if hold.pose.key == "tree"]
    return [finding for finding in tree.findings if finding.check.key == CHECK.key]


def test_with_a_camera_that_nothing_levels_the_change_is_told_and_named() -> None:
    (finding,) = tree_findings(UNKNOWN)
    assert finding.against == "tadasana"
    assert np.isfinite(finding.value)
    assert told(finding, Side.LEFT).endswith(" than in your own Tadasana")


def test_the_change_is_told_only_where_it_is_surer() -> None:
    (loose,), (level,) = tree_findings(UNKNOWN), tree_findings(from_user(0.0))
    own = change_margin("both", "tree", CHECK.key, View.FRONT)
    assert own
    assert loose.margin == pytest.approx(own)
    assert level.margin <= own


def test_without_a_hold_of_its_zero_the_value_is_told() -> None:
    checked = check_file(seen.SAMPLES / "tree_right_drop.mp4")
    for hold in checked.summary.holds:
        if not any(other.pose.key == "tadasana" for other in checked.summary.holds):
            assert all(finding.against is None for finding in hold.findings)
