"""Compare: holds of one pose, before against after, or left against right, check by check.

A change is told with a margin of its own (``posecheck.session.change``). Better or worse is told as a verdict is: when
its opposite is excluded, whatever the error that both values share.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posecheck import words
from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.errors import InputError
from posecheck.measure.margin import Pairing
from posecheck.poses.checks import Check
from posecheck.session.baseline import span
from posecheck.session.change import Taken, difference, one_view, take
from posecheck.session.prepared import Prepared
from posecheck.session.summary import Finding, Hold, Summary
from posecheck.session.trend import Trend, trend
from posecheck.session.worn import zeros_of


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
        ready = Prepared(holds[self.number][2], self.hold.setting, zeros_of(holds)[self.number])
        return tuple(take(check, ready) for check in self.hold.pose.checks)

    def plain(self, taken: Taken) -> Taken:
        """A check without zeros: what it is compared with has none."""
        return take(taken.finding.check, Prepared(span(self.hold, self.film.clip), self.hold.setting))


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
    messages += _unlevelled(before, after) if pairs else []
    return Comparison(tuple(pairs), tuple(messages))


def compare_holds(before: Filmed, first: int, after: Filmed, second: int) -> Comparison:
    """Two holds that somebody chose, of one recording or of two.

    Args:
        before, after: one and the same object where both holds are of one recording.
        first, second: places of the holds in the summaries, from 0.

    Raises:
        InputError: there is no such hold, it is the same one twice, the poses differ, or a side is not known.
    """
    one, other = _chosen(before, first), _chosen(after, second)
    if one.film is other.film and one.number == other.number:
        raise InputError(words.SAME_HOLD)
    if one.kind != other.kind:
        titles = (words.form_title(shown.hold.pose, shown.hold.setting.form) for shown in (one, other))
        raise InputError(words.poses_differ(*titles))
    if one.hold.pose.side and None in (one.hold.side, other.hold.side):
        raise InputError(words.side_unclear(one.hold.pose))
    apart, sides = before is not after, one.hold.side is not other.hold.side
    pairing = _PAIRINGS[apart, sides]
    if sides and one.hold.side is Side.RIGHT:
        one, other = other, one
    messages = [] if _near(one, other) else [_seen_apart(one, other)]
    return Comparison((_pair(pairing, one, other),), (*messages, *_unlevelled(before, after if apart else None)))


#: Of two recordings, and of two sides: what is compared.
_PAIRINGS = {
    (False, False): Pairing.TIMES,
    (False, True): Pairing.SIDES,
    (True, False): Pairing.TIMES_APART,
    (True, True): Pairing.SIDES_APART,
}


def _chosen(film: Filmed, number: int) -> _Shown:
    shown = _shown(film)
    if not 0 <= number < len(shown):
        raise InputError(words.no_such_hold(film.name, number + 1, len(shown)))
    return shown[number]


def _unlevelled(before: Filmed, after: Filmed | None) -> list[str]:
    films = [film for film in (before, after) if film and not math.isfinite(film.summary.level.roll_deg)]
    return [words.unlevelled_in(film.name) for film in films]


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
