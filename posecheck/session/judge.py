"""Measure: from a clip of one pose to the value and margin of each check at each moment.

``canonical`` turns the body once, so that measures know one side (left works) and one up (the picture's
top). The margin of a value is put together from three independent parts:

* the error of the method from this view, or from those that it may be (``posecheck.session.methods``);
* the level: how much the value changes when the camera's roll is off by its own margin;
* the jitter of the readings around their own course.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from posecheck import words
from posecheck.body.body import Array, Body
from posecheck.body.placed import as_seen
from posecheck.body.sight import Sight
from posecheck.body.worn import Shown, Worn
from posecheck.measure.view import MIRRORED_VIEW
from posecheck.poses.checks import Check
from posecheck.session.by_hand import ByHand, placed_marks, read_by_hand
from posecheck.session.gates import Faults, faults_of, shut
from posecheck.session.grading import DEVIATIONS
from posecheck.session.methods import Method, Told, across, methods_of, sights_of, surest, views_of
from posecheck.session.setting import Setting, levelled, real_marks, real_needs
from posecheck.session.worn import PLACES, mostly, read_card


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """One check over a clip.

    Attributes:
        value, margin: ``(T,)`` in the check's unit; NaN unknown.
        own: ``(T,)`` the part of the margin that a level camera and still landmarks would leave.
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


class Prepared:
    """A clip ``(T,)`` ready for the checks of a setting: what they share is worked out once, when first asked for.

    ``zeros``: pose to the printed card as the same camera saw it worn in that pose.
    """

    def __init__(self, clip: Body, setting: Setting, zeros: Mapping[str, Worn] | None = None) -> None:
        self.clip = clip
        self.setting = setting
        self._zeros = zeros or {}

    def as_if_level_known(self) -> Prepared:
        """The same with a level whose margin is zero; what does not depend on it is shared."""
        known = replace(self.setting, level=replace(self.setting.level, margin_deg=0.0))
        other = Prepared(self.clip, known, self._zeros)
        other.__dict__ |= {name: getattr(self, name) for name in ("faults", "body", "zeros", "sights")}
        return other

    @cached_property
    def faults(self) -> Faults:
        """What is wrong with the moments, whatever is measured."""
        return faults_of(as_seen(self.clip))

    def canonical(self, clip: Body) -> Body:
        """A clip levelled, and turned so that the left side works."""
        body = levelled(clip, self.setting.level)
        return body.mirrored() if self.setting.mirrored else body

    @cached_property
    def body(self) -> Body:
        """The canonical body, as the networks saw it."""
        return self.canonical(as_seen(self.clip))

    @cached_property
    def placed(self) -> Body:
        """The canonical body with landmarks where they were put by hand."""
        return self.canonical(self.clip)

    @property
    def off_level(self) -> tuple[Body, Body]:
        """``placed`` as it would be if the camera's roll were off by its margin, either way."""
        margin_deg = self.setting.level.margin_deg
        return self.placed.rolled(-margin_deg), self.placed.rolled(margin_deg)

    @cached_property
    def zeros(self) -> dict[str, Worn]:
        """The zeros, levelled and mirrored as the canonical body."""
        roll_deg = self.setting.level.roll_deg
        upright = {pose: card.rolled(np.nan_to_num(roll_deg)) for pose, card in self._zeros.items()}
        return {pose: card.mirrored() if self.setting.mirrored else card for pose, card in upright.items()}

    @cached_property
    def ends(self) -> tuple[Body, Body]:
        """The canonical body as it would be if the camera's roll were off by its margin, either way."""
        margin_deg = self.setting.level.margin_deg
        return self.body.rolled(-margin_deg), self.body.rolled(margin_deg)

    @cached_property
    def sights(self) -> dict[str, Sight]:
        """What each source saw of the canonical body."""
        return sights_of(self.body)

    @cached_property
    def end_sights(self) -> tuple[dict[str, Sight], ...]:
        """The same of the two ends."""
        margin_deg = self.setting.level.margin_deg
        return tuple(
            {source: sight.rolled(deg) for source, sight in self.sights.items()} for deg in (-margin_deg, margin_deg)
        )


def _whole(own: Array, roll: Array, value: Array) -> Array:
    """The margin: the method's own part, what the level adds, and the jitter of the values."""
    return np.sqrt(own**2 + roll**2 + (DEVIATIONS * _jitter(value)) ** 2)


def _jitter(value: Array) -> float:
    """Standard deviation of the readings about a running median of nine; 0 where there are too few to tell."""
    known = value[np.isfinite(value)]
    if known.size < 9:
        return 0.0
    course = np.median(np.lib.stride_tricks.sliding_window_view(known, 9), -1)
    return float(np.std(known[4:-4] - course))


def _ask(method: Method, check: Check, ready: Prepared, usable: Array) -> Told | None:
    """What a method says of a clip; None where it is silent for more than half of the usable moments."""
    source = method.source
    with np.errstate(all="ignore"):
        value, own = method.read(check, ready.body, ready.sights.get(source), usable)
        if np.isnan(value[usable]).mean() > 0.5:
            return None
        # only the plain line reads the body itself, and turning it takes longer than reading it
        bodies = ready.ends if method.line else (ready.body, ready.body)
        ends = [
            method.read(check, body, sights.get(source), usable)[0]
            for body, sights in zip(bodies, ready.end_sights, strict=True)
        ]
        return Told(method, value, own, np.maximum.reduce([np.abs(end - value) for end in ends]))


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
    margin = _whole(told.own, told.roll, told.value)
    return Readings(check, told.value, margin, told.own, "card", None, reading.zero if zero else None)


def read(check: Check, ready: Prepared) -> Readings:
    """One check over a clip ``(T,)``: by hand where a person put its landmarks right, else as it was seen."""
    bad, reason = shut(as_seen(ready.clip), real_needs(check, ready.setting), ready.faults)
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
    own, whole = (
        np.where(by_hand, mine, other)
        for mine, other in ((told.own, seen.own), (_whole(told.own, told.roll, told.value), seen.margin))
    )
    placed = placed_marks(ready.placed, check.needs)
    left = [mark for mark in check.drawn if mark in check.needs and mark not in placed]
    hint = words.place_as_well(real_marks(left, ready.setting)) if left else None
    return Readings(check, value, whole, own, "hand", None, hint=hint)


def _read(check: Check, ready: Prepared, bad: Array, reason: str | None) -> Readings:
    """One check as the networks, the card or the plain line tell it."""
    setting = ready.setting
    nothing = np.full(len(ready.clip), np.nan)
    if not reason and (from_card := _by_card(check, ready, ~bad)):
        return from_card
    if not reason and (why := _why_not(check, setting)):
        reason = _hidden_card(check, ready) or why
    if reason:
        return Readings(check, nothing, nothing, nothing, None, reason)
    told = list(_told(check, ready, ~bad))
    if not told:
        reason = check.why_not or words.HIDDEN
        return Readings(check, nothing, nothing, nothing, None, _hidden_card(check, ready) or reason)
    best = across(told)
    unknown = np.isnan(best.value)
    margin = _whole(best.own, best.roll, best.value)
    own, margin = (np.where(unknown, np.nan, width) for width in (best.own, margin))
    return Readings(check, best.value, margin, own, best.method.source, None)


def _told(check: Check, ready: Prepared, usable: Array) -> Iterator[tuple[float, Told]]:
    """How plausible each view is that can answer, the likeliest first, and what the methods say as seen from there."""
    setting = ready.setting
    for view, weight in sorted(setting.views.items(), key=lambda pair: -pair[1]):
        methods = methods_of(setting.pose, check, view, setting.form)
        if told := [found for method in methods if (found := _ask(method, check, ready, usable))]:
            yield weight, surest(told)
