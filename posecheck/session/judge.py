"""Measure: from a clip of one pose to the value and margin of each check at each moment.

``canonical`` turns the body once, so that measures know one side (left works) and one up (the picture's
top). The margin of a value is put together from three independent parts:

* the error of the view: half-width that held 95 % of the errors on rendered people (``Line.error``);
* the level: how much the value changes when the camera's roll is off by its own margin;
* the jitter of the readings around their own course.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from posecheck import words
from posecheck.body.body import Array, Body
from posecheck.body.skeleton import MIRROR, Landmark, Side
from posecheck.measure.level import Level
from posecheck.measure.view import MIRRORED_VIEW, UNKNOWN, Seen, find_view
from posecheck.poses.checks import Check, Line, Pose
from posecheck.session.gates import Faults, faults_of, shut
from posecheck.session.grading import DEVIATIONS


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a stretch of time before its checks are measured.

    Attributes:
        side: the working side; None for poses without one, or where it can't be told.
        seen: the camera's place, in the person's own left and right.
        form: which of the pose's two forms is held ("top", "bottom"), None where it has none.
    """

    pose: Pose
    side: Side | None
    seen: Seen
    form: str | None
    level: Level

    @property
    def mirrored(self) -> bool:
        """Whether the canonical body is the mirrored one."""
        return self.side is Side.RIGHT


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """One check over a clip: ``value`` and ``margin`` ``(T,)`` in the check's unit (NaN unknown), and why not."""

    check: Check
    value: Array
    margin: Array
    line: Line | None
    reason: str | None


def levelled(body: Body, level: Level) -> Body:
    """The body in an upright picture; unchanged where the roll is unknown."""
    return body.rolled(level.roll_deg) if np.isfinite(level.roll_deg) and level.roll_deg else body


def setting_of(pose: Pose, clip: Body, level: Level, side: Side | None = None) -> Setting:
    """Side, view and form of a clip; a given side overrules the one found."""
    upright = levelled(clip, level)
    if pose.side is not None and side is None:
        side = find_side(pose, upright)
    if pose.side is None:
        side = None
    with np.errstate(all="ignore"):
        seen = find_view(upright[upright.seen], pose.posture) if upright.seen.any() else UNKNOWN
    form = None
    if pose.form is not None and side is not None:
        working = upright.mirrored() if side is Side.RIGHT else upright
        sign = np.nanmedian(pose.form.measure(working)) if working.seen.any() else np.nan
        form = None if np.isnan(sign) else pose.form.names[0] if sign > 0 else pose.form.names[1]
    return Setting(pose, side, seen, form, level)


#: The side is told when this share of the moments agrees, and their median is this far from zero.
_AGREE, _SURE = 0.8, 0.1


def find_side(pose: Pose, clip: Body) -> Side | None:
    """The working side of a clip, or None where the moments disagree or lie near zero."""
    assert pose.side is not None
    signs = pose.side(clip)
    signs = signs[np.isfinite(signs)]
    if not signs.size:
        return None
    usual = float(np.median(signs))
    if abs(usual) < _SURE or (np.sign(signs) == np.sign(usual)).mean() < _AGREE:
        return None
    return Side.LEFT if usual > 0 else Side.RIGHT


def line_for(check: Check, setting: Setting) -> Line | None:
    """How the check is read from this view and form; None when it can't answer from here."""
    view = MIRRORED_VIEW[setting.seen.view] if setting.mirrored else setting.seen.view
    in_form = check.lines.get((view, setting.form)) if setting.form else None
    return in_form or check.lines.get(view)


def real_needs(check: Check, setting: Setting) -> list[Landmark]:
    """The landmarks a check reads, as they are called on the person's own body."""
    return [Landmark(MIRROR[mark]) if setting.mirrored else mark for mark in check.needs]


def _why_not(check: Check, setting: Setting) -> str | None:
    if setting.pose.side is not None and setting.side is None:
        return words.NO_SIDE.format(working=setting.pose.working)
    if line_for(check, setting) is not None:
        return None
    wanted = [MIRRORED_VIEW[view] if setting.mirrored else view for view in check.views]
    if not wanted or setting.seen.view in wanted:
        return check.why_not or words.HIDDEN
    return words.wrong_view(setting.seen.view, wanted)


class Prepared:
    """A clip ``(T,)`` ready for the checks of a setting: what they share is worked out once, when first asked for."""

    def __init__(self, clip: Body, setting: Setting) -> None:
        self.clip = clip
        self.setting = setting

    @cached_property
    def faults(self) -> Faults:
        """What is wrong with the moments, whatever is measured."""
        return faults_of(self.clip)

    @cached_property
    def body(self) -> Body:
        """The canonical body: levelled, and the left side works."""
        body = levelled(self.clip, self.setting.level)
        return body.mirrored() if self.setting.mirrored else body

    @cached_property
    def ends(self) -> tuple[Body, Body]:
        """The canonical body as it would be if the camera's roll were off by its margin, either way."""
        margin_deg = self.setting.level.margin_deg
        return self.body.rolled(-margin_deg), self.body.rolled(margin_deg)


def _read(check: Check, line: Line, body: Body, usable: Array) -> Array:
    """``(T,)`` values; a check over the hold takes its usable moments and gives one value for all."""
    with np.errstate(all="ignore"):
        value = line.offset + line.gain * np.asarray(
            check.measure(body[usable] if check.over_hold else body), np.float64
        )
    return np.broadcast_to(value, usable.shape) if check.over_hold else np.where(usable, value, np.nan)


def _jitter(value: Array) -> float:
    """Standard deviation of the readings about a running median of nine; 0 where there are too few to tell."""
    known = value[np.isfinite(value)]
    if known.size < 9:
        return 0.0
    course = np.median(np.lib.stride_tricks.sliding_window_view(known, 9), -1)
    return float(np.std(known[4:-4] - course))


def read(check: Check, ready: Prepared) -> Readings:
    """One check over a clip ``(T,)``."""
    setting = ready.setting
    nothing = np.full(len(ready.clip), np.nan)
    bad, reason = shut(ready.clip, real_needs(check, setting), ready.faults)
    reason = reason or _why_not(check, setting)
    line, usable = line_for(check, setting), ~bad
    if reason or line is None:
        return Readings(check, nothing, nothing, line, reason or words.HIDDEN)
    value = _read(check, line, ready.body, usable)
    if np.isnan(value).mean() > 0.5:
        return Readings(check, nothing, nothing, line, check.why_not or words.HIDDEN)
    with np.errstate(all="ignore"):
        roll = np.maximum.reduce([np.abs(_read(check, line, end, usable) - value) for end in ready.ends])
        margin = np.sqrt(line.error**2 + roll**2 + (DEVIATIONS * _jitter(value)) ** 2)
    return Readings(check, value, np.where(np.isnan(value), np.nan, margin), line, None)
