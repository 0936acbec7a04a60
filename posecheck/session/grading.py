"""Grade: from a value and its margin to a verdict. Knows neither poses nor words."""

from __future__ import annotations

import math

from posecheck.poses.checks import Band, Step, Steps, Verdict

#: A verdict is given when its opposite has less than this probability (one side of a 95 % margin).
OPPOSITE = 0.025

#: A margin holds 95 % of the errors: this many standard deviations of a normal distribution.
DEVIATIONS = 1.959964


def _below(edge: float, value: float, margin: float) -> float:
    """Probability that the true value lies below an edge."""
    if margin <= 0.0:
        return float(value < edge)
    return 0.5 * math.erfc((value - edge) / (margin / DEVIATIONS) / math.sqrt(2.0))


def _outside(low: float, high: float, value: float, margin: float) -> float:
    return _below(low, value, margin) + 1.0 - _below(high, value, margin)


def chances(band: Band, value: float, margin: float) -> tuple[float, float, float]:
    """Probabilities in [0, 1] that the true value is good, slight and clear; they add up to 1. NaN unknown."""
    if not (math.isfinite(value) and math.isfinite(margin)):
        return math.nan, math.nan, math.nan
    not_good = _outside(*band.good, value, margin)
    clear = _outside(*band.clear, value, margin) if band.clear else 0.0
    return 1.0 - not_good, not_good - clear, clear


def grade(band: Band, value: float, margin: float) -> Verdict:
    """The verdict for a value in the unit of the band.

    Good when "clear" is excluded, clear when "good" is excluded, slight when both are; can't tell
    when neither is, or when the value or the margin is not finite. A band without a clear range
    knows good and slight only, each the opposite of the other.
    """
    if not (math.isfinite(value) and math.isfinite(margin)):
        return Verdict.CANT_TELL
    good, slight, clear = chances(band, value, margin)
    if band.clear is None:
        if slight < OPPOSITE:
            return Verdict.GOOD
        return Verdict.SLIGHT if good < OPPOSITE else Verdict.CANT_TELL
    if clear < OPPOSITE and good < OPPOSITE:
        return Verdict.SLIGHT
    if clear < OPPOSITE or good < OPPOSITE:
        return Verdict.GOOD if clear < OPPOSITE else Verdict.CLEAR
    return Verdict.CANT_TELL


def step_of(scale: Steps, value: float, margin: float) -> Step | None:
    """The step that a value certainly lies on, or has certainly reached; None when that can't be told."""
    if not (math.isfinite(value) and math.isfinite(margin)):
        return None
    at_least = [step for step in scale.steps if step.start <= value - margin]
    at_most = [step for step in scale.steps if step.start <= value + margin]
    if not at_most:
        return None
    if scale.reached and at_least and at_least[-1] is not scale.steps[0]:
        return at_least[-1]
    return at_most[-1] if at_least and at_least[-1] is at_most[-1] else None
