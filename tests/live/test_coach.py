"""Coach: from set-up to summary, by time alone."""

from __future__ import annotations

import bodies
import numpy as np
import pytest

from posecheck.body.body import Body
from posecheck.body.skeleton import Landmark as L
from posecheck.live.coach import BETWEEN_S, HAND_LEAD_S, LEFT_S, NEVER_S, Coach, Ended, Order, Phase, Seen, hand_raised
from posecheck.live.rounds import Wish

IN, OUT = Seen(True, True, False), Seen(True, False, False)
STEP_S = 0.1


class Clock:
    """Steps a coach through time."""

    def __init__(self, **wish: object) -> None:
        asked = Wish(**({"pose": "tadasana", "hold_s": 5.0, "lead_s": 3.0} | wish))
        self.coach, self.time_s = Coach(asked.steps(), asked.lead_s), 0.0
        self.states = []

    def go(self, seconds: float, seen: Seen = IN) -> Phase:
        for _ in range(round(seconds / STEP_S)):
            self.time_s += STEP_S
            self.states.append(self.coach.step(self.time_s, seen))
        return self.states[-1].phase

    def until(self, phase: Phase, seen: Seen = IN, most_s: float = 100.0) -> float:
        """Seconds until a phase; fails when it does not come."""
        start_s = self.time_s
        while self.go(STEP_S, seen) is not phase:
            assert self.time_s - start_s < most_s
        return self.time_s - start_s

    @property
    def ended(self) -> list[Ended]:
        return [state.ended for state in self.states if state.ended]


def test_a_round_by_the_button() -> None:
    clock = Clock()
    assert clock.go(60.0) is Phase.SETUP
    clock.coach.order(Order.START)
    assert clock.until(Phase.HOLD) == pytest.approx(3.0, abs=0.15)
    assert clock.until(Phase.SUMMARY) == pytest.approx(5.0, abs=0.15)
    assert clock.ended == [Ended.TIME]
    assert clock.states[-1].held_s == pytest.approx(5.0, abs=0.15)
    clock.coach.order(Order.START)
    assert clock.go(STEP_S) is Phase.COUNTDOWN


def test_only_the_first_moment_of_a_phase_is_entered() -> None:
    clock = Clock()
    clock.coach.order(Order.START)
    clock.until(Phase.SUMMARY)
    clock.go(5.0)
    entered = [state.phase for state in clock.states if state.entered]
    assert entered == [Phase.COUNTDOWN, Phase.HOLD, Phase.SUMMARY]


def test_a_hand_up_for_a_second_starts_and_ends_and_counts_once() -> None:
    clock, hand = Clock(hold_s=60.0), Seen(True, True, True)
    clock.go(0.8, hand)
    assert clock.go(1.0) is Phase.SETUP
    assert clock.until(Phase.COUNTDOWN, hand) == pytest.approx(1.1, abs=0.15)
    assert clock.until(Phase.HOLD, hand) == pytest.approx(HAND_LEAD_S, abs=0.15)
    assert clock.go(5.0, hand) is Phase.HOLD  # still the same raised hand
    clock.go(1.0)
    assert clock.until(Phase.SUMMARY, hand) == pytest.approx(1.1, abs=0.15)
    assert clock.ended == [Ended.ORDER]


def test_a_hand_starts_nothing_while_something_must_be_put_right() -> None:
    clock = Clock()
    assert clock.go(5.0, Seen(False, True, True)) is Phase.SETUP


def test_the_countdown_waits_at_zero_for_what_must_be_put_right() -> None:
    clock = Clock()
    clock.coach.order(Order.START)
    assert clock.go(20.0, Seen(False, True, False)) is Phase.COUNTDOWN
    assert clock.states[-1].left_s == 0.0
    assert clock.go(STEP_S) is Phase.HOLD


def test_only_time_in_the_pose_counts_and_a_wobble_does_not_end_it() -> None:
    clock = Clock()
    clock.coach.order(Order.START)
    clock.until(Phase.HOLD)
    clock.go(2.0)
    assert clock.go(LEFT_S - 0.5, OUT) is Phase.HOLD
    assert clock.until(Phase.SUMMARY) == pytest.approx(3.0, abs=0.3)
    assert clock.ended == [Ended.TIME]


def test_leaving_the_pose_ends_the_hold() -> None:
    clock = Clock()
    clock.coach.order(Order.START)
    clock.until(Phase.HOLD)
    clock.go(2.0)
    assert clock.until(Phase.SUMMARY, OUT) == pytest.approx(LEFT_S, abs=0.2)
    assert clock.ended == [Ended.LEFT]


def test_a_pose_that_never_comes_is_given_up() -> None:
    clock = Clock()
    clock.coach.order(Order.START)
    clock.until(Phase.HOLD, OUT)
    assert clock.until(Phase.SETUP, OUT) == pytest.approx(NEVER_S, abs=0.2)
    assert clock.ended == [Ended.NEVER]


def test_time_that_nobody_saw_is_not_held() -> None:
    clock = Clock()
    clock.coach.order(Order.START)
    clock.until(Phase.HOLD)
    clock.time_s += 60.0  # the page was hidden
    assert clock.go(STEP_S) is Phase.HOLD
    assert clock.states[-1].held_s < 1.0


def test_tree_comes_after_the_own_tadasana_and_on_both_legs() -> None:
    clock = Clock(pose="tree", both_sides=True, own_zero=True)
    clock.coach.order(Order.START)
    clock.until(Phase.SUMMARY, most_s=200.0)
    holds = [clock.coach.steps[state.number] for state in clock.states if state.entered and state.phase is Phase.HOLD]
    assert [(step.pose.key, step.zero, step.second) for step in holds] == [
        ("tadasana", True, False),
        ("tree", False, False),
        ("tree", False, True),
    ]
    assert clock.time_s == pytest.approx(3.0 + 6.0 + 5.0 + 5.0 + 2 * BETWEEN_S, abs=0.6)


def test_cancelling_between_two_holds_keeps_what_was_held() -> None:
    clock = Clock(pose="tree", both_sides=True, own_zero=False)
    clock.coach.order(Order.START)
    clock.go(1.0)
    clock.coach.order(Order.END)
    assert clock.go(STEP_S) is Phase.SETUP
    clock.coach.order(Order.START)
    clock.until(Phase.HOLD)
    clock.until(Phase.COUNTDOWN)
    clock.coach.order(Order.END)
    assert clock.go(STEP_S) is Phase.SUMMARY


def raised(*sides: str) -> Body:
    body = bodies.standing()
    image = body.image.copy()
    for side in sides:
        image[L[f"{side}_WRIST"]] = body.at(L.NOSE) - np.array([40.0, 250.0])
    return Body(body.time_s, image, body.depth, body.world, body.visibility, body.presence, body.size_px)


@pytest.mark.parametrize(("sides", "counts"), [((), False), (("LEFT",), True), (("RIGHT",), True)])
def test_one_raised_hand_counts(sides: tuple[str, ...], counts: bool) -> None:
    assert hand_raised(raised(*sides)) is counts
    assert hand_raised(raised(*sides).mirrored()) is counts


def test_both_hands_or_none_are_a_part_of_the_pose() -> None:
    assert not hand_raised(raised("LEFT", "RIGHT"))
    assert not hand_raised(bodies.tree(arms="overhead"))
    assert not hand_raised(bodies.standing(hands_on_hips=True))
    assert not hand_raised(bodies.nobody()[0])
    assert not np.any([hand_raised(body) for body in (bodies.tree(), bodies.standing())])
