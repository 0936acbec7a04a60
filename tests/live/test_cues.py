"""Cues: what is said of findings, and when."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import pytest

from posecheck import words as common
from posecheck.live import words
from posecheck.live.cues import APART_S, REPEAT_S, SETTLED_S, Cue, Cues, Sound, wanted
from posecheck.poses import POSES
from posecheck.poses.checks import Verdict
from posecheck.session.summary import Finding, cannot_tell

TADASANA, TREE = POSES["tadasana"], POSES["tree"]
FIX, OTHER, GOOD = Cue("Lift it.", Sound.FIX), Cue("Lower it.", Sound.FIX), Cue("Good.", Sound.GOOD)


def finding(number: int, verdict: Verdict, cue: str | None = None) -> Finding:
    check = TADASANA.checks[number]
    return Finding(check, 1.0, 1.0, None, verdict, None, cue)


def run(wishes: list[tuple[float, Cue | None]], until_s: float) -> list[tuple[float, str]]:
    """What is said when each wish holds from its time on, asked ten times a second."""
    cues, said = Cues(), []
    for tick in range(round(10 * until_s)):
        time_s = tick / 10
        wish = [cue for start_s, cue in wishes if start_s <= time_s][-1]
        if given := cues(time_s, wish):
            said.append((time_s, given.say))
    return said


def test_a_wish_is_said_once_and_only_after_it_has_settled() -> None:
    assert run([(0.0, None), (1.0, FIX)], 30.0) == [(pytest.approx(1.0 + SETTLED_S, abs=0.11), FIX.say)]


def test_what_flickers_is_never_said() -> None:
    assert run([(n * 0.3, (FIX, GOOD)[n % 2]) for n in range(100)], 30.0) == []


def test_cues_keep_apart_and_the_one_that_waited_is_the_newest() -> None:
    said = run([(0.0, FIX), (1.0, OTHER), (1.5, GOOD)], 10.0)
    assert [text for _, text in said] == [FIX.say, GOOD.say]
    assert said[1][0] - said[0][0] >= APART_S - 1e-9


def test_a_long_sentence_is_not_cut_off_by_the_next() -> None:
    long = Cue(" ".join(["word"] * 20), Sound.FIX)
    (first_s, _), (second_s, _) = run([(0.0, long), (2.0, GOOD)], 20.0)
    assert second_s - first_s >= 8.0


def test_the_same_is_said_again_only_after_it_had_ceased_and_not_soon() -> None:
    assert len(run([(0.0, FIX), (4.0, None), (6.0, FIX)], 11.0)) == 1
    again = run([(0.0, FIX), (4.0, None), (6.0, FIX)], 40.0)
    assert [text for _, text in again] == [FIX.say] * 2
    assert again[1][0] - again[0][0] >= REPEAT_S


def test_an_announcement_is_given_at_once_and_keeps_the_rest_away() -> None:
    cues = Cues()
    assert cues.announce(5.0, GOOD) is GOOD
    assert cues(5.1, FIX) is None
    assert cues(6.0, FIX) is None
    assert cues(8.0, FIX) is FIX


def test_the_gravest_is_wanted_first_and_praise_is_for_the_first_check() -> None:
    slight, clear = finding(0, Verdict.SLIGHT, "a"), finding(1, Verdict.CLEAR, "b")
    assert wanted([slight, clear], TADASANA) == Cue("b", Sound.FIX)
    assert wanted([slight, finding(1, Verdict.GOOD)], TADASANA) == Cue("a", Sound.FIX)
    assert wanted([finding(0, Verdict.GOOD), finding(1, Verdict.CANT_TELL)], TADASANA) == Cue(words.GOOD, Sound.GOOD)
    assert wanted([finding(0, Verdict.CANT_TELL), finding(1, Verdict.GOOD)], TADASANA) is None


def test_cant_tell_says_what_to_move_only_where_nothing_was_read() -> None:
    unread = cannot_tell(TADASANA.checks[0], common.CUT_OFF)
    assert wanted([unread], TADASANA) == Cue(common.CUT_OFF, Sound.FIX)
    wide = replace(unread, reason=common.TOO_WIDE, value=3.0, margin=5.0)
    assert wanted([wide], TADASANA) is None
    assert wanted([], TADASANA) is None


def test_no_spoken_reason_speaks_of_the_command_line() -> None:
    no_side = common.NO_SIDE.format(working=TREE.working)
    for reason in (no_side, common.UNLEVELLED):
        told = wanted([cannot_tell(TREE.checks[0], reason, nan)], TREE)
        assert told
        assert "--" not in told.say
