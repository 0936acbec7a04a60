"""What a change of one check amounts to: better, worse, changed, or no more than its margin."""

from __future__ import annotations

from enum import StrEnum

from posecheck.poses.checks import Band, Steps, Verdict
from posecheck.session.summary import Finding


class Trend(StrEnum):
    """What a change amounts to."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"
    WITHIN = "within_margin"
    CANT_TELL = "cant_tell"


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
