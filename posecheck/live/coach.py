"""``Coach``: set-up, countdown, hold, summary, again. A state machine without clock: time comes with the data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

import numpy as np

from posecheck.body.body import Body
from posecheck.body.skeleton import Landmark as L
from posecheck.live.rounds import Step
from posecheck.measure.anatomy import torso_px

#: A hand must be up for this long.
HAND_S = 1.0

#: From a raised hand, and from one hold, to the next hold: time to come into the pose.
HAND_LEAD_S, BETWEEN_S = 5.0, 10.0

#: A hold of which so much was held ends when the pose is left for this long.
HELD_S, LEFT_S = 1.0, 3.0

#: A hold that does not begin within this long is given up.
NEVER_S = 30.0

#: Time between two moments that counts at most: what lies in a longer gap was not seen.
_GAP_S = 0.5

#: How far above the eyes a raised wrist is at least, and the other one below its shoulder, in torso lengths.
_ABOVE, _BELOW = 0.2, 0.1

#: Presence below this is a guess.
_PRESENT = 0.5


class Phase(StrEnum):
    """What the coach is about."""

    SETUP = "setup"
    COUNTDOWN = "countdown"
    HOLD = "hold"
    SUMMARY = "summary"


class Order(StrEnum):
    """What a button asks for."""

    START = "start"
    END = "end"


class Ended(StrEnum):
    """Why a hold ended."""

    TIME = "time"
    ORDER = "order"
    LEFT = "left"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the coach is told of a moment: whether anything stops it, the pose is taken, one hand is up."""

    ready: bool
    in_pose: bool
    hand: bool


@dataclass(frozen=True, slots=True)
class State:
    """Where the coach is.

    Attributes:
        round: counts the rounds; 0 before the first.
        number: of the step that is counted down or held, or was last.
        left_s: of the countdown, or of the hold; 0 otherwise.
        held_s: how long the pose was held so far.
        entered: whether the phase, or the step, began at this moment.
        ended: why the hold ended at this moment; None otherwise.
    """

    phase: Phase
    round: int
    number: int
    left_s: float
    held_s: float
    entered: bool = False
    ended: Ended | None = None


def hand_raised(body: Body) -> bool:
    """Whether exactly one hand of a moment is above the head: both are a part of some poses."""
    if not body.seen:
        return False
    torso, eyes_y = float(torso_px(body)), float(body.image[[L.LEFT_EYE, L.RIGHT_EYE], 1].min())
    sides = ((L.LEFT_WRIST, L.LEFT_SHOULDER), (L.RIGHT_WRIST, L.RIGHT_SHOULDER))
    up = [bool(body.at(wrist)[1] < eyes_y - _ABOVE * torso and body.presence[wrist] > _PRESENT) for wrist, _ in sides]
    down = [bool(body.at(wrist)[1] > body.at(shoulder)[1] + _BELOW * torso) for wrist, shoulder in sides]
    return bool(np.any([up[0] and down[1], up[1] and down[0]]))


class Coach:
    """Leads through rounds of holds.

    Args:
        steps: one round.
        lead_s: countdown after the button: time to walk into place.
    """

    def __init__(self, steps: tuple[Step, ...], lead_s: float) -> None:
        self.steps, self.lead_s = steps, lead_s
        self._phase, self._number = Phase.SETUP, 0
        self._until_s = self._hand_s = inf
        self._held_s = self._left_s = self._tried_s = 0.0
        self._last_s = -inf
        self._done, self._round, self._counted = 0, 0, False
        self._order: Order | None = None

    def order(self, order: Order) -> None:
        """Takes a button; it acts at the next step."""
        self._order = order

    def step(self, time_s: float, seen: Seen) -> State:
        """The state at a moment; times rise."""
        order, self._order = self._order, None
        by_hand = self._raised(time_s, seen.hand)
        act = {
            Phase.SETUP: self._waiting,
            Phase.COUNTDOWN: self._counting,
            Phase.HOLD: self._holding,
            Phase.SUMMARY: self._waiting,
        }[self._phase]
        before = self._phase, self._number
        ended = act(time_s, seen, order, by_hand)
        if self._phase is Phase.COUNTDOWN and before[0] is not Phase.COUNTDOWN and time_s >= self._until_s:
            self._counting(time_s, seen, None, False)
        self._last_s = time_s
        left_s = {
            Phase.COUNTDOWN: max(self._until_s - time_s, 0.0),
            Phase.HOLD: max(self.steps[self._number].hold_s - self._held_s, 0.0),
        }.get(self._phase, 0.0)
        entered = before != (self._phase, self._number)
        return State(self._phase, self._round, self._number, left_s, self._held_s, entered, ended)

    def _raised(self, time_s: float, hand: bool) -> bool:
        """True once for each time that a hand stays up long enough."""
        if not hand:
            self._hand_s, self._counted = inf, False
            return False
        self._hand_s = min(self._hand_s, time_s)
        counts = not self._counted and time_s - self._hand_s >= HAND_S
        self._counted |= counts
        return counts

    def _waiting(self, time_s: float, seen: Seen, order: Order | None, by_hand: bool) -> None:
        if order is Order.START or (by_hand and seen.ready):
            self._round += 1
            self._number = self._done = 0
            self._count(time_s, self.lead_s if order else HAND_LEAD_S)

    def _count(self, time_s: float, lead_s: float) -> None:
        self._phase, self._until_s, self._held_s = Phase.COUNTDOWN, time_s + lead_s, 0.0

    def _counting(self, time_s: float, seen: Seen, order: Order | None, by_hand: bool) -> None:
        if order is Order.END:
            self._phase = Phase.SUMMARY if self._done else Phase.SETUP
        elif time_s >= self._until_s and seen.ready:
            self._phase = Phase.HOLD
            self._held_s = self._left_s = self._tried_s = 0.0

    def _holding(self, time_s: float, seen: Seen, order: Order | None, by_hand: bool) -> Ended | None:
        passed_s = min(time_s - self._last_s, _GAP_S)
        self._tried_s += passed_s
        self._held_s += passed_s if seen.in_pose else 0.0
        self._left_s = 0.0 if seen.in_pose else self._left_s + passed_s
        ended = None
        if order is Order.END or by_hand:
            ended = Ended.ORDER
        elif self._held_s >= self.steps[self._number].hold_s:
            ended = Ended.TIME
        elif self._held_s >= HELD_S and self._left_s >= LEFT_S:
            ended = Ended.LEFT
        elif self._held_s < HELD_S and self._tried_s >= NEVER_S:
            ended = Ended.NEVER
        if ended:
            self._end(time_s, ended)
        return ended

    def _end(self, time_s: float, ended: Ended) -> None:
        if ended is Ended.NEVER:
            self._phase = Phase.SUMMARY if self._done else Phase.SETUP
            return
        self._done += 1
        if self._number + 1 < len(self.steps):
            self._number += 1
            self._count(time_s, BETWEEN_S)
        else:
            self._phase = Phase.SUMMARY
