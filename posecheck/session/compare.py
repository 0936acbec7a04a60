"""Compare: holds of one pose, before against after, or left against right, check by check.

A change is told with a margin of its own (``posecheck.session.change``). Better or worse is told as a verdict is: when
its opposite is excluded, whatever the error that both values share.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from posecheck import words
from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.measure.margin import Pairing
from posecheck.poses.checks import Band, Check, Steps, Verdict
from posecheck.session.baseline import span
from posecheck.session.change import Taken, Taker, difference, one_view
from posecheck.session.summary import Finding, Hold, Summary
from posecheck.session.worn import zeros_of


class Trend(StrEnum):
    """What a change amounts to."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"
    WITHIN = "within_margin"
    CANT_TELL = "cant_tell"


@dataclass(frozen=True, slots=True, eq=False)
class Filmed:
    """A recording to compare: its name, everything seen in it ``(T,)``, and what it says."""

    name: str
    clip: Body
    summary: Summary


@dataclass(frozen=True, slots=True)
class Change:
    """One check, compared.

    Attributes:
        before, after: as ``posecheck check`` tells them, but the values where it tells a change from an own zero.
        value: after minus before, in the check's unit (for named steps, of the measure); NaN unknown.
        margin: half-width of its 95 % margin; NaN unknown.
        reason: why it can't be told; None otherwise.
    """

    check: Check
    before: Finding
    after: Finding
    value: float
    margin: float
    trend: Trend
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two holds of one pose and what has changed; of different sides the left one comes first.

    Attributes:
        names: of the recordings they are from.
    """

    pairing: Pairing
    before: Hold
    after: Hold
    names: tuple[str, str]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs, in the order in which their poses are first held, and what else there is to say."""

    pairs: tuple[Pair, ...]
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """A hold and where it is shown."""

    hold: Hold
    film: Filmed
    number: int

    @property
    def kind(self) -> tuple[str, str | None]:
        """What must be alike in both holds whatever is compared: pose and form."""
        return self.hold.pose.key, self.hold.setting.form

    def taken(self) -> tuple[Taken, ...]:
        """Its checks, with the card's zeros of its own recording."""
        holds = [(h.pose.key, h.setting.seen.view, span(h, self.film.clip)) for h in self.film.summary.holds]
        taker = Taker(holds[self.number][2], self.hold.setting, zeros_of(holds, self.number))
        return tuple(taker(check) for check in self.hold.pose.checks)

    def plain(self, taken: Taken) -> Taken:
        """A check without zeros: what it is compared with has none."""
        return Taker(span(self.hold, self.film.clip), self.hold.setting)(taken.finding.check)


def compare(before: Filmed, after: Filmed | None = None) -> Comparison:
    """Two recordings, or the sides held in one.

    Of each pose and form: the same side in both recordings, else the left one against the right one. In one recording:
    left against right, else the first hold against the last. Among several holds the longest seen from one view are
    taken; where there is no such view, the longest ones, with a wider margin.
    """
    first = _shown(before)
    second = first if after is None else _shown(after)
    messages: list[str] = []
    pairs = []
    for kind in dict.fromkeys(shown.kind for shown in [*first, *second]):
        here, there = ([shown for shown in side if shown.kind == kind] for side in (first, second))
        found = list(_matched(here, there, after is not None))
        pairs += [_pair(*one) for one in found]
        if not found:
            messages.append(_why_alone(here, there, before.name, after.name if after else None))
        messages += [_seen_apart(one, other) for _, one, other in found if not _near(one, other)]
    unlevelled = [film.name for film in (before, after) if film and not math.isfinite(film.summary.level.roll_deg)]
    messages += [words.unlevelled_in(name) for name in (unlevelled if pairs else ())]
    return Comparison(tuple(pairs), tuple(messages))


def _shown(film: Filmed) -> list[_Shown]:
    return [_Shown(hold, film, number) for number, hold in enumerate(film.summary.holds)]


def _matched(here: Sequence[_Shown], there: Sequence[_Shown], apart: bool) -> Iterator[tuple[Pairing, _Shown, _Shown]]:
    """The pairs to be made of holds of one pose and form."""
    if not (here and there):
        return
    if here[0].hold.pose.side is None:
        sides: list[Side | None] = [None]
    else:
        sides = [side for side in Side if _of(here, side) and _of(there, side)]
    left, right = (_of([*here, *there] if apart else here, side) for side in (Side.LEFT, Side.RIGHT))
    if apart and sides:
        yield from ((Pairing.TIMES_APART, *_best(_of(here, side), _of(there, side))) for side in sides)
    elif left and right:
        yield (Pairing.SIDES_APART if apart else Pairing.SIDES, *_best(left, right))
    elif not apart and sides and len(_of(here, sides[0])) > 1:
        same = _of(here, sides[0])
        yield Pairing.TIMES, same[0], same[-1]


def _of(shown: Sequence[_Shown], side: Side | None) -> list[_Shown]:
    return [one for one in shown if one.hold.side is side]


def _best(before: Sequence[_Shown], after: Sequence[_Shown]) -> tuple[_Shown, _Shown]:
    """The longest two that are seen from the same view, else the longest two."""
    choices = [(one, other) for one in before for other in after]
    return max(choices, key=lambda two: (_near(*two), two[0].hold.length_s + two[1].hold.length_s))


def _near(one: _Shown, other: _Shown) -> bool:
    return one_view(one.hold.setting, other.hold.setting)


def _seen_apart(one: _Shown, other: _Shown) -> str:
    return words.seen_apart(one.hold.pose.title, one.hold.setting.seen.view, other.hold.setting.seen.view)


def _why_alone(here: Sequence[_Shown], there: Sequence[_Shown], name: str, other: str | None) -> str:
    """Why the holds of one pose and form are not compared."""
    only = (here or there)[0]
    title = words.form_title(only.hold.pose, only.hold.setting.form)
    if here and there and any(one.hold.side is None for one in (*here, *there) if one.hold.pose.side):
        return words.side_unclear(only.hold.pose)
    if other is None:
        return words.held_once(title, only.hold.side.value if only.hold.side else None, name)
    return words.only_in(title, name if here else other)


def _pair(pairing: Pairing, before: _Shown, after: _Shown) -> Pair:
    near, changes = _near(before, after), []
    for one, other in zip(before.taken(), after.taken(), strict=True):
        if one.finding.against != other.finding.against:
            one, other = before.plain(one), after.plain(other)
        told = difference(one, other, pairing, before.hold.pose.key, near)
        changes.append(_change(one.finding, other.finding, *told))
    return Pair(pairing, before.hold, after.hold, (before.film.name, after.film.name), tuple(changes))


def _change(before: Finding, after: Finding, value: float, margin: float) -> Change:
    reason = next((finding.reason for finding in (before, after) if not math.isfinite(finding.value)), None)
    if reason:
        return Change(before.check, before, after, math.nan, math.nan, Trend.CANT_TELL, reason)
    return Change(before.check, before, after, value, margin, trend(before, after, value, margin))


def trend(before: Finding, after: Finding, value: float, margin: float) -> Trend:
    """What a change amounts to. A check that only informs has changed or not: no value of it is better."""
    check = after.check
    if abs(value) <= margin:
        return Trend.WITHIN
    if check.informs:
        return Trend.CHANGED
    if isinstance(check.scale, Steps):
        return _stepped(check.scale, before, after)
    assert isinstance(check.scale, Band)
    # the error that both values share moves both: better is told if it is so at either end of what that may be
    shared = (before.margin + after.margin) / 2
    gains = [
        _off(check.scale, before.value + error) - _off(check.scale, after.value + error)
        for error in (0.0, -shared, shared)
    ]
    if gains[0] > 0 and min(gains) >= 0:
        return Trend.BETTER
    return Trend.WORSE if gains[0] < 0 and max(gains) <= 0 else Trend.CHANGED


def _off(scale: Band, value: float) -> float:
    """How far a value lies outside the good range, in the check's unit; 0 in it."""
    return max(scale.good[0] - value, value - scale.good[1], 0.0)


_RANKS = (Verdict.CLEAR, Verdict.SLIGHT, Verdict.GOOD)


def _stepped(scale: Steps, before: Finding, after: Finding) -> Trend:
    """By the order of the steps of a progression, else by their verdicts; changed where a step is not known."""
    if before.step is None or after.step is None:
        return Trend.CHANGED
    ranks = [
        scale.steps.index(step) if scale.reached else _RANKS.index(step.verdict) for step in (before.step, after.step)
    ]
    if ranks[0] == ranks[1]:
        return Trend.CHANGED
    return Trend.BETTER if ranks[1] > ranks[0] else Trend.WORSE
