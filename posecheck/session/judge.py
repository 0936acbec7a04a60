"""Measure: from a clip of one pose to the value and margin of each check at each moment.

``Prepared`` turns the body once, so that measures know one side (left works) and one up (the picture's
top). The margin of a value is put together from three independent parts:

* the error of the method from this view, or from those that it may be (``posecheck.session.methods``);
* the level: how much the value changes when the camera's roll is off by its own margin;
* the jitter of the readings around their own course.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import numpy as np

from posecheck import words
from posecheck.body.body import Array
from posecheck.body.worn import Shown
from posecheck.measure.view import MIRRORED_VIEW
from posecheck.poses.checks import Check, Line
from posecheck.session.by_hand import ByHand, placed_marks, read_by_hand
from posecheck.session.gates import shut
from posecheck.session.grading import DEVIATIONS
from posecheck.session.methods import Method, Told, across, by_network, methods_of, plainly, surest, views_of
from posecheck.session.prepared import Prepared
from posecheck.session.setting import Setting, real_marks, real_needs
from posecheck.session.worn import PLACES, mostly, read_card


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """One check over a clip.

    Attributes:
        value, margin: ``(T,)`` in the check's unit; NaN unknown.
        own: ``(T,)`` the part of the margin that a level camera and still landmarks would leave.
        levelled: ``(T,)`` the part that a level camera would leave.
        source: the method that was used; None where nothing could be read.
        reason: why nothing could be read; None otherwise.
        against: key of the pose that the value is a change from; None where it is the value itself.
        hint: what would make it surer, where that is known better than from the value; None otherwise.
    """

    check: Check
    value: Array
    margin: Array
    own: Array
    source: str | None
    reason: str | None
    against: str | None = None
    hint: str | None = None
    levelled: Array = field(default_factory=lambda: np.empty(0))


def _why_not(check: Check, setting: Setting) -> str | None:
    if setting.pose.side is not None and setting.side is None:
        return words.NO_SIDE.format(working=setting.pose.working)
    if methods_of(setting.pose, check, setting.view, setting.form):
        return None
    views = views_of(setting.pose, check)
    wanted = [MIRRORED_VIEW[view] if setting.mirrored else view for view in views]
    if not wanted or setting.seen.view in wanted:
        return check.why_not or words.HIDDEN
    return words.wrong_view(setting.seen.view, wanted)


def _margins(own: Array, roll: Array, value: Array) -> tuple[Array, Array]:
    """The margin: the method's own part, what the level adds, the jitter of the values; and what level ones have."""
    jitter, square = (DEVIATIONS * _jitter(value)) ** 2, own**2
    return np.sqrt(square + roll**2 + jitter), np.sqrt(square + jitter)


def _jitter(value: Array) -> float:
    """Standard deviation of the readings about a running median of nine; 0 where there are too few to tell."""
    known = value[np.isfinite(value)]
    if known.size < 9:
        return 0.0
    course = np.partition(np.lib.stride_tricks.sliding_window_view(known, 9), 4, -1)[:, 4]
    return float(np.std(known[4:-4] - course))


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What one network says of a check, from whichever view: value, its spread, what the roll may add; ``(T,)``."""

    value: Array
    spread: Array
    roll: Array


def _silent(value: Array, usable: Array) -> bool:
    return bool(np.isnan(value[usable]).mean() > 0.5)


def _furthest(value: Array, ends: Iterable[Array]) -> Array:
    return np.maximum.reduce([np.abs(end - value) for end in ends])


def _by_network(check: Check, ready: Prepared, usable: Array, source: str) -> _Said | None:
    """None where it is silent for more than half of the usable moments."""
    with np.errstate(all="ignore"):
        value, spread = by_network(check, ready.sights[source], usable)
        if _silent(value, usable):
            return None
        ends = (by_network(check, sights[source], usable)[0] for sights in ready.end_sights)
        return _Said(value, spread, _furthest(value, ends))


def _plain(check: Check, ready: Prepared, usable: Array) -> tuple[Array, ...] | None:
    """What the plain measure reads, as it is and with the roll off either way; None where it is silent likewise."""
    with np.errstate(all="ignore"):
        reading = plainly(check, ready.bare, usable)
        if _silent(reading, usable):
            return None
        return reading, *(plainly(check, body, usable) for body in ready.ends)


def _by_line(method: Method, line: Line, readings: Sequence[Array]) -> Told:
    with np.errstate(all="ignore"):
        value, *ends = (line.offset + line.gain * reading for reading in readings)
        return Told(method, value, np.full(value.shape, line.error), _furthest(value, ends))


def _hidden_card(check: Check, ready: Prepared) -> str | None:
    """The reason to give instead of another where most looks saw a part of the card only."""
    relevant = check.card is not None and ready.setting.view in PLACES
    return words.CARD_HIDDEN if relevant and mostly(Shown.PARTLY, ready.clip.card) else None


def _by_card(check: Check, ready: Prepared, usable: Array) -> Readings | None:
    """What the printed card says, which is preferred to all else; None where it says nothing."""
    setting, reading = ready.setting, check.card
    if reading is None or (setting.pose.side is not None and setting.side is None):
        return None
    zero = ready.zeros.get(reading.zero) if reading.zero else None
    with np.errstate(all="ignore"):
        told = read_card(reading, ready.body, zero, setting.level, setting.view, usable)
    if told is None:
        return None
    margin, level = _margins(told.own, told.roll, told.value)
    against = reading.zero if zero else None
    return Readings(check, told.value, margin, told.own, "card", None, against, levelled=level)


def read(check: Check, ready: Prepared) -> Readings:
    """One check over a clip ``(T,)``: by hand where a person put its landmarks right, else as it was seen."""
    bad, reason = shut(real_needs(check, ready.setting), ready.faults)
    seen = _read(check, ready, bad, reason)
    if ready.clip.moved is None or _why_not(check, ready.setting):
        return seen  # a hand says where a joint is; it makes no better view
    with np.errstate(all="ignore"):
        usable = ~ready.faults.unseen
        told = read_by_hand(check, ready.setting.pose.key, ready.placed, ready.off_level, usable)
    if told is None or not np.isfinite(told.value).any():
        return seen
    return _with_hand(check, ready, seen, told)


def _with_hand(check: Check, ready: Prepared, seen: Readings, told: ByHand) -> Readings:
    """What a hand says at the moments it touched, and what was seen at the others."""
    by_hand = np.isfinite(told.value)
    value = np.where(by_hand, told.value, seen.value)
    mine = told.own, *_margins(told.own, told.roll, told.value)
    theirs = seen.own, seen.margin, seen.levelled
    own, margin, level = (np.where(by_hand, one, other) for one, other in zip(mine, theirs, strict=True))
    placed = placed_marks(ready.placed, check.needs)
    left = [mark for mark in check.drawn if mark in check.needs and mark not in placed]
    hint = words.place_as_well(real_marks(left, ready.setting)) if left else None
    return Readings(check, value, margin, own, "hand", None, hint=hint, levelled=level)


def _read(check: Check, ready: Prepared, bad: Array, reason: str | None) -> Readings:
    """One check as the networks, the card or the plain line tell it."""
    setting = ready.setting
    if not reason and (from_card := _by_card(check, ready, ~bad)):
        return from_card
    if not reason and (why := _why_not(check, setting)):
        reason = _hidden_card(check, ready) or why
    if reason:
        return _unread(check, ready, reason)
    told = list(_told(check, ready, ~bad))
    if not told:
        reason = check.why_not or words.HIDDEN
        return _unread(check, ready, _hidden_card(check, ready) or reason)
    best = across(told)
    unknown = np.isnan(best.value)
    widths = best.own, *_margins(best.own, best.roll, best.value)
    own, margin, level = (np.where(unknown, np.nan, width) for width in widths)
    return Readings(check, best.value, margin, own, best.method.source, None, levelled=level)


def _unread(check: Check, ready: Prepared, reason: str) -> Readings:
    nothing = np.full(len(ready.clip), np.nan)
    return Readings(check, nothing, nothing, nothing, None, reason, levelled=nothing)


def _told(check: Check, ready: Prepared, usable: Array) -> Iterator[tuple[float, Told]]:
    """How plausible each view is that can answer, the likeliest first, and what the methods say as seen from there."""
    setting = ready.setting
    # a network says, and a measure reads, the same from whichever view that may be
    said = cache(partial(_by_network, check, ready, usable))
    read_plainly = cache(partial(_plain, check, ready, usable))

    def ask(method: Method) -> Told | None:
        if method.line:
            readings = read_plainly()
            return _by_line(method, method.line, readings) if readings else None
        assert method.trust
        heard = said(method.source)
        return Told(method, heard.value, method.trust.margin(heard.spread), heard.roll) if heard else None

    for view, weight in sorted(setting.views.items(), key=lambda pair: -pair[1]):
        methods = methods_of(setting.pose, check, view, setting.form)
        if told := [found for method in methods if (found := ask(method))]:
            yield weight, surest(told, ready.chosen)
