"""Summary: what is reported of a recording. Holds, and per check its median, margin, verdict, best and worst moment."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from posecheck import words
from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Side
from posecheck.measure.level import Level
from posecheck.poses.checks import Band, Check, Pose, Step, Steps, Verdict
from posecheck.session.advice import Advice, advise
from posecheck.session.grading import DEVIATIONS, chances, grade, step_of
from posecheck.session.judge import Readings, read
from posecheck.session.prepared import Prepared
from posecheck.session.setting import Setting
from posecheck.session.shares import deviation, durations, mean, median, quantiles


@dataclass(frozen=True, slots=True)
class Finding:
    """One check, at one moment or over a hold.

    Attributes:
        value: in the check's unit (for named steps, in the unit of the measure); NaN unknown.
        margin: half-width of the 95 % margin of the value; NaN unknown.
        step: the named step, for a check on a scale of steps; None where it can't be told.
        reason: why it can't be told; None otherwise.
        cue: what to change, in one sentence; None where nothing is to be changed.
        way: what the value's sign means, in words; None where it has none.
        source: how it was read: "hand", "card", "eyes", "landmarks", "both" or "plain"; None where it was not.
        chances: probabilities that the true value is good, slight, clear; None where it is not graded so.
        against: key of the pose that the value is a change from; None where it is the value itself.
        against_file: name of the other recording that shows that pose; None where it is the same one.
        advice: from where it would be told, or told much better; None where that is not worth it.
    """

    check: Check
    value: float
    margin: float
    step: Step | None
    verdict: Verdict
    reason: str | None
    cue: str | None
    way: str | None = None
    source: str | None = None
    chances: tuple[float, float, float] | None = None
    against: str | None = None
    against_file: str | None = None
    advice: Advice | None = None

    @property
    def measured(self) -> bool:
        """Whether the check only informs, and was measured: there is no good or bad to tell."""
        return self.check.informs and self.reason is None


@dataclass(frozen=True, slots=True)
class Stretch:
    """How a check went over a hold.

    Attributes:
        spread: half the distance between the 10th and 90th percentile of the values; NaN with fewer than two.
        share_good: share in [0, 1] of the moments whose value lies in the good range; NaN without a range.
        best_s, worst_s: times of the values nearest to and furthest from the good range; NaN without one.
    """

    spread: float = math.nan
    share_good: float = math.nan
    best_s: float = math.nan
    worst_s: float = math.nan


@dataclass(frozen=True, slots=True)
class Hold:
    """One pose kept still: times in seconds of the source, setting, and a finding and its course for each check."""

    start_s: float
    end_s: float
    setting: Setting
    findings: tuple[Finding, ...]
    courses: tuple[Stretch, ...]

    @property
    def pose(self) -> Pose:
        """The pose held."""
        return self.setting.pose

    @property
    def side(self) -> Side | None:
        """The working side."""
        return self.setting.side

    @property
    def length_s(self) -> float:
        """Duration."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """Everything a recording says.

    Attributes:
        pose, setting: of the longest hold; None where none was found and none was named.
        holds: in the order of time.
        findings: those of the longest hold, or "can't tell" for each check where there is no hold.
        series: each check over the whole clip ``(T,)``, in the setting of the longest hold.
        time_s: ``(T,)``.
    """

    pose: Pose | None
    setting: Setting | None
    level: Level
    holds: tuple[Hold, ...]
    findings: tuple[Finding, ...]
    series: tuple[Readings, ...]
    time_s: Array
    messages: tuple[str, ...]

    @property
    def longest(self) -> Hold | None:
        """The longest hold."""
        return max(self.holds, key=lambda hold: hold.length_s, default=None)


def cannot_tell(check: Check, reason: str, value: float = math.nan, margin: float = math.nan) -> Finding:
    """A finding that says why there is no verdict."""
    return Finding(check, value, margin, None, Verdict.CANT_TELL, reason, None)


def find(readings: Readings, value: float, margin: float, own: float, setting: Setting) -> Finding:
    """Grades a value read by ``readings`` and puts the words to it; ``own`` as in ``Readings``."""
    found = _graded(readings, value, margin, own, setting)
    return replace(found, advice=advise(found.check, setting, found.margin, own))


def _graded(readings: Readings, value: float, margin: float, own: float, setting: Setting) -> Finding:
    check, side = readings.check, setting.side.value if setting.side else None
    if readings.reason or not (math.isfinite(value) and math.isfinite(margin)):
        return cannot_tell(check, words.fill(readings.reason or words.HIDDEN, side) or words.HIDDEN)
    way = words.way(check, value, side)
    plain = Finding(check, value, margin, None, Verdict.GOOD, None, None, way, readings.source, None, readings.against)
    if check.scale is None:
        return plain
    if isinstance(check.scale, Steps):
        step = step_of(check.scale, value, margin)
        if step is None:
            why = readings.hint or (words.TOO_WIDE if check.scale.reached else words.BETWEEN)
            return replace(plain, verdict=Verdict.CANT_TELL, reason=why, way=None)
        return replace(plain, step=step, verdict=step.verdict, cue=words.fill(step.cue, side), way=None)
    verdict, likely = grade(check.scale, value, margin), chances(check.scale, value, margin)
    if verdict is Verdict.CANT_TELL:
        reason = readings.hint or _too_wide(check.scale, value, margin, own, setting)
        return replace(plain, verdict=verdict, reason=reason, chances=likely)
    low = value < check.scale.middle
    cue = None if verdict is Verdict.GOOD else words.fill(check.low if low else check.high, side)
    return replace(plain, verdict=verdict, cue=cue, chances=likely)


def _too_wide(scale: Band, value: float, margin: float, own: float, setting: Setting) -> str:
    """Whether a levelled camera would have been enough for a verdict, else what is likely."""
    knows_level = math.isfinite(setting.level.roll_deg)
    if not knows_level and margin > 1.15 * own and grade(scale, value, own) is not Verdict.CANT_TELL:
        return words.UNLEVELLED
    return words.likely(chances(scale, value, margin))


def course(readings: Readings, time_s: Array) -> Stretch:
    """Spread, share of good moments, best and worst moment of one check over a hold."""
    known = np.isfinite(readings.value)
    if readings.check.over_hold or known.sum() < 2:
        return Stretch()
    value, when, lasts_s = readings.value[known], time_s[known], durations(time_s)[known]
    spread = float(np.subtract(*quantiles(value, lasts_s, np.array([0.9, 0.1]))) / 2)
    scale = readings.check.scale
    if not isinstance(scale, Band):
        return Stretch(spread)
    off = np.abs(value - scale.middle)
    good = (value >= scale.good[0]) & (value <= scale.good[1])
    return Stretch(spread, mean(good, lasts_s), float(when[off.argmin()]), float(when[off.argmax()]))


def over_hold(readings: Readings, hold: Body) -> tuple[float, float, float]:
    """Value, margin and own margin of one check over a hold; NaN where it was not read.

    The value is the median of the moments, whose jitter averages out over the seconds.
    """
    known = np.isfinite(readings.value)
    if not known.any():
        return math.nan, math.nan, math.nan
    value, margin, lasts_s = readings.value[known], readings.margin[known], durations(hold.time_s)[known]
    own = median(readings.own[known], lasts_s)
    if readings.check.over_hold:
        return float(value[0]), float(margin[0]), own
    seconds = max(float(hold.time_s[-1] - hold.time_s[0]), 1.0)
    wander = DEVIATIONS * deviation(value, lasts_s) / math.sqrt(seconds)
    return median(value, lasts_s), math.hypot(median(margin, lasts_s), wander), own


def hold_finding(readings: Readings, hold: Body, setting: Setting) -> Finding:
    """One check over a hold, graded and worded."""
    return find(readings, *over_hold(readings, hold), setting)


def summarise_hold(ready: Prepared) -> Hold:
    """A hold from the bodies seen in it."""
    hold, setting = ready.clip, ready.setting
    table = [read(check, ready) for check in setting.pose.checks]
    return Hold(
        float(hold.time_s[0]),
        float(hold.time_s[-1]),
        setting,
        tuple(hold_finding(readings, hold, setting) for readings in table),
        tuple(course(readings, hold.time_s) for readings in table),
    )
