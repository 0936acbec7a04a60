"""Before against after, and left against right, on real landmarks of rendered people."""

from __future__ import annotations

import dataclasses
import math

import pytest
import seen

from posecheck.body.body import Body
from posecheck.errors import InputError
from posecheck.measure.level import Level, from_user
from posecheck.measure.margin import Pairing
from posecheck.measure.view import View
from posecheck.poses import POSES
from posecheck.poses.checks import Verdict
from posecheck.session.compare import Comparison, Filmed, Pair, Trend, compare, compare_holds, trend
from posecheck.session.session import Session
from posecheck.session.summary import Finding
from posecheck.session.wording import both_text, change_text

LEVEL = from_user(0.0)
OPPOSITE = {Trend.BETTER: Trend.WORSE, Trend.WORSE: Trend.BETTER}


def filmed(clip: Body, name: str = "film", level: Level = LEVEL) -> Filmed:
    session = Session(level=level)
    session.feed(clip)
    return Filmed(name, clip, session.summary())


def then(*clips: Body) -> Body:
    """Clips one after the other with a second between them, as one recording."""
    moments, start_s = [], 0.0
    for clip in clips:
        moved = dataclasses.replace(clip, time_s=clip.time_s - clip.time_s[0] + start_s)
        moments += [moved[index] for index in range(len(moved))]
        start_s = float(moved.time_s[-1]) + 1.0
    return Body.stack(moments)


def only(found: Comparison) -> Pair:
    (pair,) = found.pairs
    return pair


def told(pair: Pair, key: str) -> tuple[float, float]:
    (change,) = [change for change in pair.changes if change.check.key == key]
    return change.value, change.margin


# Which holds are compared.


def test_a_recording_has_not_changed_against_itself() -> None:
    film = filmed(seen.clip("tree_right_drop"))
    pair = only(compare(film, film))
    assert pair.pairing is Pairing.TIMES_APART
    for change in pair.changes:
        assert change.trend in (Trend.WITHIN, Trend.CANT_TELL)
        assert change.value == 0.0 or math.isnan(change.value)


def test_the_mirror_image_is_the_other_side_and_does_not_differ() -> None:
    clip = seen.clip("pigeon_back_left")
    pair = only(compare(filmed(clip.mirrored(), "right"), filmed(clip, "left")))
    assert pair.pairing is Pairing.SIDES_APART
    assert pair.names == ("left", "right")
    assert (pair.before.side, pair.after.side) == ("left", "right")
    for change in pair.changes:
        assert change.value == pytest.approx(0.0, abs=1e-6) or math.isnan(change.value)


def test_both_sides_in_one_recording_are_compared() -> None:
    clip = seen.clip("pigeon_back_left")
    pair = only(compare(filmed(then(clip.mirrored(), clip))))
    assert pair.pairing is Pairing.SIDES
    assert pair.before.start_s > pair.after.end_s
    assert all(change.trend in (Trend.WITHIN, Trend.CANT_TELL) for change in pair.changes)


def test_one_side_held_twice_in_one_recording_is_compared_with_itself() -> None:
    clip = seen.clip("tadasana_level")
    pair = only(compare(filmed(then(clip, clip))))
    assert pair.pairing is Pairing.TIMES
    assert pair.before.end_s < pair.after.start_s


def test_the_longest_hold_is_taken() -> None:
    clip = seen.clip("tadasana_level")
    twice = filmed(then(clip[: len(clip) // 2], clip))
    pair = only(compare(twice, filmed(clip)))
    assert pair.before.length_s == max(hold.length_s for hold in twice.summary.holds)


def test_what_only_one_shows_is_said() -> None:
    found = compare(filmed(seen.clip("tree_left"), "a"), filmed(seen.clip("tree_right_drop"), "b"))
    assert only(found).pairing is Pairing.SIDES_APART
    assert found.messages == ("Tadasana is not compared: only a shows it.",)


def test_nothing_to_compare_is_said() -> None:
    found = compare(filmed(seen.clip("tree_right_drop"), "a"))
    assert not found.pairs
    assert found.messages == (
        "Tree is held only on the right side in a: show both sides in it, or name a second recording.",
    )


def test_forms_are_not_compared_with_each_other() -> None:
    found = compare(filmed(seen.clip("side_lying_above")), filmed(seen.clip("side_lying_bottom")))
    assert not found.pairs
    assert len(found.messages) == 2


def test_other_views_are_said_and_widen_the_margin() -> None:
    here, there = filmed(seen.clip("tree_left"), "a"), filmed(seen.clip("tree_left"), "b")
    same = compare(here, there)
    hold = there.summary.holds[-1]
    behind = dataclasses.replace(
        hold.setting, seen=dataclasses.replace(hold.setting.seen, view=View.BACK, yaw_deg=180.0)
    )
    elsewhere = dataclasses.replace(
        there.summary,
        holds=tuple(dataclasses.replace(h, setting=behind) if h is hold else h for h in there.summary.holds),
    )
    moved = compare(here, dataclasses.replace(there, summary=elsewhere))
    pair = moved.pairs[-1]
    said = f"{pair.before.pose.title} was seen once from the front, once from behind, so the margins are wider"
    assert any(message.startswith(said) for message in moved.messages)
    assert not any("wider" in message for message in same.messages)


# Which were chosen.


def test_two_holds_that_were_chosen_are_compared_as_those_that_were_found() -> None:
    clip = seen.clip("pigeon_back_left")
    both = filmed(then(clip.mirrored(), clip))
    right, left = range(2)
    assert both.summary.holds[right].side == "right"
    for chosen in ((right, left), (left, right)):
        found = compare_holds(both, chosen[0], both, chosen[1])
        assert only(found) == only(compare(both))
        assert found.messages == compare(both).messages


def test_a_chosen_hold_needs_not_be_the_longest_nor_the_first() -> None:
    clip = seen.clip("tadasana_level")
    half = filmed(then(clip[: len(clip) // 2], clip), "a")
    pair = only(compare_holds(half, 1, half, 0))
    assert pair.pairing is Pairing.TIMES
    assert (pair.before, pair.after) == (half.summary.holds[1], half.summary.holds[0])
    other = filmed(seen.clip("tadasana_tilted"), "b")
    pair = only(compare_holds(half, 0, other, 0))
    assert (pair.pairing, pair.names) == (Pairing.TIMES_APART, ("a", "b"))
    assert pair.before.length_s < max(hold.length_s for hold in half.summary.holds)


def test_holds_that_can_t_be_compared_are_refused() -> None:
    film = filmed(seen.clip("tree_left"), "tree_left.mp4")
    tadasana, tree = range(2)
    with pytest.raises(InputError, match="Tadasana and Tree can't be compared"):
        compare_holds(film, tadasana, film, tree)
    with pytest.raises(InputError, match="one and the same"):
        compare_holds(film, tree, film, tree)
    for number in (-1, 2):
        with pytest.raises(InputError, match=f"There is no hold {number + 1} in tree_left.mp4, which shows 2 holds"):
            compare_holds(film, number, film, tree)
    with pytest.raises(InputError, match="bottom leg"):
        compare_holds(filmed(seen.clip("side_lying_above")), 0, filmed(seen.clip("side_lying_bottom")), 0)


# How much has changed.


def test_a_known_change_lies_within_its_margin() -> None:
    tilted, level = filmed(seen.clip("tadasana_tilted")), filmed(seen.clip("tadasana_level"))
    value, margin = told(only(compare(tilted, level)), "pelvis_obliquity_deg")
    assert value == pytest.approx(-8.0, abs=margin)


def test_a_known_difference_of_sides_lies_within_its_margin() -> None:
    left, right = filmed(seen.clip("pigeon_back_left")), filmed(seen.clip("pigeon_rotated"))
    value, margin = told(only(compare(left, right)), "front_hip_drop_deg")
    assert value == pytest.approx(-9.0, abs=margin)


def test_what_is_before_and_what_after_turns_everything_over() -> None:
    one, other = filmed(seen.clip("tadasana_tilted")), filmed(seen.clip("tadasana_level"))
    forth, back = only(compare(one, other)), only(compare(other, one))
    for there, here in zip(forth.changes, back.changes, strict=True):
        assert here.value == pytest.approx(-there.value, nan_ok=True)
        assert here.margin == pytest.approx(there.margin, nan_ok=True)
        assert here.trend is OPPOSITE.get(there.trend, there.trend)


def test_the_values_add_up_to_the_change() -> None:
    for pair in compare(filmed(seen.clip("tree_left")), filmed(seen.clip("tree_right_drop"))).pairs:
        for change in pair.changes:
            if math.isfinite(change.value):
                assert change.value == change.after.value - change.before.value


# What it amounts to.

LEVEL_CHECK = POSES["tadasana"].check("pelvis_obliquity_deg")  # good within 2 deg of zero


def finding(value: float, margin: float, key: str = "") -> Finding:
    check = POSES["tree"].check(key) if key else LEVEL_CHECK
    return Finding(check, value, margin, None, Verdict.CANT_TELL, None, None)


@pytest.mark.parametrize(
    ("before", "after", "margin", "expected"),
    [
        (9.0, 1.0, 3.0, Trend.BETTER),
        (1.0, 9.0, 3.0, Trend.WORSE),
        (-9.0, -1.0, 3.0, Trend.BETTER),
        (9.0, 7.0, 3.0, Trend.WITHIN),
        (4.0, -4.0, 3.0, Trend.CHANGED),  # as far off on the other side
        (6.0, 1.0, 4.0, Trend.CHANGED),  # if both read 4 deg too high, it was good and is not any more
        (6.0, 1.0, 3.0, Trend.BETTER),
        (1.5, -1.5, 0.4, Trend.CHANGED),  # good before and after
    ],
)
def test_better_is_told_where_worse_is_excluded(before: float, after: float, margin: float, expected: Trend) -> None:
    assert trend(finding(before, margin), finding(after, margin), after - before, margin) is expected


def test_a_check_that_informs_has_changed_and_is_neither_better_nor_worse() -> None:
    for far in (-30.0, 30.0):
        before, after = finding(60.0, 5.0, "thigh_open_deg"), finding(60.0 + far, 5.0, "thigh_open_deg")
        assert trend(before, after, far, 7.0) is Trend.CHANGED


def test_places_are_better_by_their_verdict_and_stages_by_their_order() -> None:
    place = POSES["tree"].check("foot_place")
    thigh, knee = (
        dataclasses.replace(finding(value, 0.1, "foot_place"), step=step)
        for value, step in zip((0.5, 1.0), place.scale.steps[:2], strict=True)  # type: ignore[union-attr]
    )
    assert trend(thigh, knee, 0.5, 0.2) is Trend.WORSE
    assert trend(knee, thigh, -0.5, 0.2) is Trend.BETTER
    stage = POSES["side_lying_stretch"].check("stage")
    line, behind = (
        Finding(stage, value, 2.0, step, step.verdict, None, None)
        for value, step in zip((0.0, 8.0), stage.scale.steps[1:3], strict=True)  # type: ignore[union-attr]
    )
    assert trend(line, behind, 8.0, 4.0) is Trend.BETTER
    assert trend(line, behind, 8.0, 9.0) is Trend.WITHIN


def test_the_words_name_the_way_and_never_a_sign() -> None:
    pair = only(compare(filmed(seen.clip("tadasana_tilted")), filmed(seen.clip("tadasana_level"))))
    change = dataclasses.replace(pair.changes[0], value=-7.0, margin=4.0, trend=Trend.BETTER)
    assert change_text(change, pair) == 'by 7 ± 4°, away from "right hip lower"'
    further = dataclasses.replace(change, value=7.0)
    assert change_text(further, pair) == 'by 7 ± 4°, towards "right hip lower"'
    uncertain = dataclasses.replace(further, trend=Trend.CHANGED)
    assert change_text(uncertain, pair).endswith("whether that is better is not certain")
    within = dataclasses.replace(change, trend=Trend.WITHIN)
    assert change_text(within, pair) == "7 ± 4°: no change larger than the margin"
    assert both_text(change, pair).startswith("before ")
    assert "-" not in both_text(change, pair)
