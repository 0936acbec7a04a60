"""The pelvis in Tree against the person's own Tadasana, in the same recording or in another one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import seen

from posecheck.api import check_file
from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.measure.level import UNKNOWN, Level, from_user
from posecheck.measure.view import View
from posecheck.poses import POSES
from posecheck.session.baseline import Zero, change, stored_zero
from posecheck.session.prepared import Prepared
from posecheck.session.session import Session
from posecheck.session.setting import setting_of
from posecheck.session.summary import Finding, Summary
from posecheck.session.wording import told

CHECK = POSES["tree"].check("free_hip_drop_deg")


def judged(level: Level, zero: Zero | None = None, clip: Body | None = None) -> Summary:
    session = Session(level=level, zero=zero)
    session.feed(seen.clip("tree_left") if clip is None else clip)
    return session.summary()


def holds(clip: Body) -> tuple[Body, Body]:
    """Bodies of the Tadasana and of the Tree in the sample that shows both."""
    spans = {hold.pose.key: (hold.start_s, hold.end_s) for hold in judged(from_user(0.0)).holds}
    own, tree = (clip[(clip.time_s >= a) & (clip.time_s <= b)] for a, b in (spans["tadasana"], spans["tree"]))
    return own, tree


def zero_of(bodies: Body, level: Level, file: str | None = None) -> Zero:
    return Zero(bodies, "tadasana", View.FRONT, level, file)


def drop(summary: Summary) -> Finding:
    (tree,) = [hold for hold in summary.holds if hold.pose.key == "tree"]
    (finding,) = [finding for finding in tree.findings if finding.check.key == CHECK.key]
    return finding


def test_a_camera_that_is_not_level_changes_nothing() -> None:
    own, tree = holds(seen.clip("tree_left"))
    setting = setting_of(POSES["tree"], tree, UNKNOWN)
    straight = change(CHECK, Prepared(tree, setting), zero_of(own, UNKNOWN))
    rolled = change(CHECK, Prepared(tree.rolled(4.0), setting), zero_of(own.rolled(4.0), UNKNOWN))
    assert straight
    assert rolled
    assert rolled[1:] == pytest.approx(straight[1:], abs=0.3)


def test_against_itself_a_hold_has_not_changed() -> None:
    _, tree = holds(seen.clip("tree_left"))
    ready = Prepared(tree, setting_of(POSES["tree"], tree, from_user(0.0)))
    found = change(CHECK, ready, zero_of(tree, from_user(0.0)))
    assert found
    assert found[1] == 0.0


def test_with_a_camera_that_nothing_levels_the_change_is_told_and_named() -> None:
    finding = drop(judged(UNKNOWN))
    assert (finding.against, finding.against_file) == ("tadasana", None)
    assert np.isfinite(finding.value)
    assert told(finding, Side.LEFT).endswith(" than in your own Tadasana")


def test_the_change_is_told_only_where_it_is_surer() -> None:
    loose, level = drop(judged(UNKNOWN)), drop(judged(from_user(0.0)))
    own, tree = holds(seen.clip("tree_left"))
    ready = Prepared(tree, setting_of(POSES["tree"], tree, from_user(0.0)))
    found = change(CHECK, ready, zero_of(own, from_user(0.0)))
    assert found
    assert level.margin <= loose.margin
    assert level.margin <= found[2]
    assert (level.against is None) == (level.margin < found[2])


def test_without_a_hold_of_its_zero_the_value_is_told() -> None:
    checked = check_file(seen.SAMPLES / "tree_right_drop.mp4")
    for hold in checked.summary.holds:
        if not any(other.pose.key == "tadasana" for other in checked.summary.holds):
            assert all(finding.against is None for finding in hold.findings)


# A Tadasana of another recording.


def alone() -> Body:
    """The sample's Tree without its Tadasana, which is then of another recording."""
    clip = seen.clip("tree_left")
    (tree,) = [hold for hold in judged(UNKNOWN).holds if hold.pose.key == "tree"]
    return clip[(clip.time_s >= tree.start_s) & (clip.time_s <= tree.end_s)]


def test_the_roll_of_both_cameras_goes_into_the_margin() -> None:
    own, tree = holds(seen.clip("tree_left"))
    setting = setting_of(POSES["tree"], tree, from_user(0.0))

    def margin(here: Level, there: Level) -> float:
        found = change(CHECK, Prepared(tree, replace(setting, level=here)), zero_of(own, there, "own.npz"))
        assert found
        return found[2]

    known = margin(from_user(0.0), from_user(0.0))
    one, both = margin(from_user(0.0), UNKNOWN), margin(UNKNOWN, UNKNOWN)
    assert np.sqrt(one**2 - known**2) == pytest.approx(UNKNOWN.margin_deg, abs=0.4)
    assert np.sqrt(both**2 - known**2) == pytest.approx(np.hypot(UNKNOWN.margin_deg, UNKNOWN.margin_deg), abs=0.6)


def test_a_stored_zero_is_levelled_by_its_own_camera() -> None:
    own, tree = holds(seen.clip("tree_left"))
    setting = setting_of(POSES["tree"], tree, from_user(0.0))
    ready = Prepared(tree, setting)
    straight = change(CHECK, ready, zero_of(own, from_user(0.0), "own.npz"))
    rolled = change(CHECK, ready, zero_of(own.rolled(-4.0), from_user(4.0), "own.npz"))
    assert straight
    assert rolled
    assert rolled[1:] == pytest.approx(straight[1:], abs=0.3)


def test_a_stored_zero_is_used_where_it_is_surer_and_named() -> None:
    stored = stored_zero("tadasana", judged(from_user(0.0)), seen.clip("tree_left"), "own.npz")
    assert stored
    value, finding = drop(judged(UNKNOWN, clip=alone())), drop(judged(UNKNOWN, stored, alone()))
    _, tree = holds(seen.clip("tree_left"))
    found = change(CHECK, Prepared(tree, setting_of(POSES["tree"], tree, UNKNOWN)), stored)
    assert found
    if found[2] < value.margin:
        assert (finding.against, finding.against_file) == ("tadasana", "own.npz")
        assert told(finding, Side.LEFT).endswith(", compared with your own Tadasana in own.npz")
    else:
        assert (finding.value, finding.margin, finding.against) == (value.value, value.margin, None)


@pytest.mark.parametrize(
    ("view", "sample", "said"),
    [
        (View.BACK, "tree_left", "Film both from the same place."),
        (View.FRONT, "tadasana_level", "Nothing here is compared"),
    ],
)
def test_why_a_stored_zero_was_not_used_is_said(view: View, sample: str, said: str) -> None:
    own, _ = holds(seen.clip("tree_left"))
    clip = alone() if sample == "tree_left" else seen.clip(sample)
    told = judged(UNKNOWN, replace(zero_of(own, UNKNOWN, "own.npz"), view=view), clip)
    assert any(said in message and "own.npz" in message for message in told.messages)
