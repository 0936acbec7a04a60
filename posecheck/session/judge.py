"""Measure: from a clip of one pose to the value and margin of each check at each moment.

``canonical`` turns the body once, so that measures know one side (left works) and one up (the picture's
top). The margin of a value is put together from three independent parts:

* the error of the view: half-width that held 95 % of the errors on rendered people (``Line.error``);
* the level: how much the value changes when the camera's roll is off by its own margin;
* the jitter of the readings around their own course.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck import words
from posecheck.body.body import Array, Body
from posecheck.body.skeleton import MIRROR, Landmark, Side
from posecheck.measure.level import Level
from posecheck.measure.view import MIRRORED_VIEW, UNKNOWN, Seen, find_view
from posecheck.poses.checks import Check, Line, Pose
from posecheck.session.gates import shut
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
    wanted = [key[0] if isinstance(key, tuple) else key for key in check.lines]
    if setting.mirrored:
        wanted = [MIRRORED_VIEW[view] for view in wanted]
    if not wanted or setting.seen.view in wanted:
        return check.why_not or words.HIDDEN
    return words.wrong_view(setting.seen.view, wanted)


def _read(check: Check, line: Line, body: Body, size: int) -> Array:
    with np.errstate(all="ignore"):
        value = line.offset + line.gain * np.asarray(check.measure(body), np.float64)
    return np.broadcast_to(value, (size,)) if check.over_hold else value


def _roll_part(check: Check, line: Line, body: Body, value: Array, level: Level) -> Array:
    """``(T,)`` the most that the value changes when the camera's roll is off by its margin, either way."""
    ends = [_read(check, line, body.rolled(sign * level.margin_deg), len(value)) for sign in (-1.0, 1.0)]
    return np.maximum(np.abs(ends[0] - value), np.abs(ends[1] - value))


def _jitter(value: Array) -> float:
    """Standard deviation of the readings about a running median of nine; 0 where there are too few to tell."""
    known = value[np.isfinite(value)]
    if known.size < 9:
        return 0.0
    course = np.median(np.lib.stride_tricks.sliding_window_view(known, 9), -1)
    return float(np.std(known[4:-4] - course))


def read(check: Check, clip: Body, setting: Setting) -> Readings:
    """One check over a clip ``(T,)``."""
    size = len(clip)
    nothing = np.full(size, np.nan)
    bad, reason = shut(clip, real_needs(check, setting))
    reason = reason or _why_not(check, setting)
    line = line_for(check, setting)
    if reason or line is None:
        return Readings(check, nothing, nothing, line, reason or words.HIDDEN)
    body = levelled(clip, setting.level)
    body = body.mirrored() if setting.mirrored else body
    if check.over_hold:
        body, bad = body[~bad], np.zeros(size, bool)
    value = np.where(bad, np.nan, _read(check, line, body, size))
    if np.isnan(value).mean() > 0.5:
        return Readings(check, nothing, nothing, line, check.why_not or words.HIDDEN)
    with np.errstate(all="ignore"):
        roll = _roll_part(check, line, body, value, setting.level)
        margin = np.sqrt(line.error**2 + roll**2 + (DEVIATIONS * _jitter(value)) ** 2)
    return Readings(check, value, np.where(np.isnan(value), np.nan, margin), line, None)
