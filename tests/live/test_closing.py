"""The end of a hold: told against the person's own zero where there is one."""

from __future__ import annotations

import pytest
import seen

from posecheck.body.body import Body
from posecheck.live.closing import sum_up
from posecheck.live.rounds import Step, Wish
from posecheck.measure.level import UNKNOWN
from posecheck.poses import POSES
from posecheck.session.session import Session

TREE = Step(POSES["tree"], 20.0)


@pytest.fixture(scope="module")
def parts() -> tuple[Body, Body]:
    """Bodies of a Tadasana and of the Tree that followed, by a camera that nobody levelled."""
    clip = seen.clip("tree_left")
    session = Session(level=UNKNOWN)
    session.feed(clip)
    spans = {hold.pose.key: (hold.start_s, hold.end_s) for hold in session.summary().holds}
    zero, tree = (clip[(clip.time_s >= a) & (clip.time_s <= b)] for a, b in (spans["tadasana"], spans["tree"]))
    return zero, tree


def fed(clip: Body) -> Session:
    session = Session(TREE.pose, None, UNKNOWN)
    session.feed(clip)
    return session


def test_without_a_zero_it_is_what_the_session_says(parts: tuple[Body, Body]) -> None:
    _, tree = parts
    held, messages = sum_up(TREE, fed(tree), None)
    summary = fed(tree).summary()
    assert held
    assert summary.longest
    assert [f.value for f in held.findings[:4]] == pytest.approx([f.value for f in summary.findings[:4]], nan_ok=True)
    assert messages == summary.messages


def test_with_a_zero_the_pelvis_is_told_as_a_change_and_surer(parts: tuple[Body, Body]) -> None:
    zero, tree = parts
    alone, _ = sum_up(TREE, fed(tree), None)
    held, _ = sum_up(TREE, fed(tree), zero)
    assert alone
    assert held
    assert (alone.findings[0].against, held.findings[0].against) == (None, "tadasana")
    assert held.findings[0].margin < alone.findings[0].margin
    assert held.pose is TREE.pose
    assert held.side is alone.side


def test_a_zero_that_shows_nothing_changes_nothing(parts: tuple[Body, Body]) -> None:
    zero, tree = parts
    held, _ = sum_up(TREE, fed(tree), Body.unseen(zero.time_s, zero.size_px))
    assert held
    assert held.findings[0].against is None


def test_a_round_has_the_zero_first_and_both_sides_last() -> None:
    def steps(**wish: object) -> list[tuple[str, bool, bool]]:
        return [(step.pose.key, step.zero, step.second) for step in Wish(**wish).steps()]

    assert steps(pose="tadasana", both_sides=True, own_zero=True) == [("tadasana", False, False)]
    assert steps(pose="tree") == [("tree", False, False)]
    both = [("tadasana", True, False), ("tree", False, False), ("tree", False, True)]
    assert steps(pose="tree", both_sides=True, own_zero=True) == both
