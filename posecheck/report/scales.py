"""Scales: what a value is judged by, as bands to be drawn and as a sentence."""

from __future__ import annotations

import math

from posecheck.body.skeleton import Side
from posecheck.poses import checks
from posecheck.poses.checks import Check, Steps, Verdict
from posecheck.report import words
from posecheck.report.moments import bands_of
from posecheck.report.sheet import Band, Scale
from posecheck.session.summary import Finding
from posecheck.words import UNITS, way

#: Room beside what must be seen of a scale, of its length.
_ROOM = 0.12


def bands(check: Check) -> tuple[Band, ...]:
    """The stretches of a check's scale, lowest first; open ends are infinite."""
    return tuple(
        Band(
            -math.inf if band["low"] is None else band["low"],
            math.inf if band["high"] is None else band["high"],
            band["verdict"],
            _name(band["name"]),
        )
        for band in bands_of(check)
    )


def _name(name: str) -> str:
    """Without the shape, which the page draws itself."""
    shape, _, rest = name.partition(" ")
    return rest if rest and len(shape) == 1 and not shape.isalnum() else name


def scale_of(finding: Finding, side: Side | None) -> Scale | None:
    """The scale of a check, wide enough for its value and margin; None where there is no value, or no scale."""
    if finding.check.scale is None or not (math.isfinite(finding.value) and math.isfinite(finding.margin)):
        return None
    ends = [finding.value - finding.margin, finding.value + finding.margin]
    return spanned(finding.check, ends, side)


def spanned(check: Check, values: list[float], side: Side | None) -> Scale:
    """The scale of a check that shows some values and all its edges."""
    found = bands(check)
    edges = [edge for band in found for edge in (band.low, band.high) if math.isfinite(edge)]
    low, high = min([*values, *edges]), max([*values, *edges])
    room = _ROOM * (high - low) or 1.0
    words_of = tuple(way(check, sign, side.value if side else None) for sign in (-1.0, 1.0))
    ends = (words_of[0], words_of[1]) if words_of[0] and words_of[1] else None
    return Scale(found, low - room, high + room, ends, isinstance(check.scale, Steps))


def bands_text(check: Check) -> str:
    """By what a check is judged, in words; empty where it only informs."""
    scale = check.scale
    if isinstance(scale, Steps):
        good = [step.title for step in scale.steps if step.verdict is Verdict.GOOD]
        return "" if check.informs else words.bands(", ".join(good), None, scale.source)
    if not isinstance(scale, checks.Band):
        return ""
    clear = _ends(check, scale.clear, "below {} or above {}") if scale.clear else None
    return words.bands(_ends(check, scale.good, "{} to {}"), clear, scale.source)


def _ends(check: Check, ends: tuple[float, float], form: str) -> str:
    unit = UNITS.get(check.unit, f" {check.unit}")
    return form.format(*(f"{end:g}{unit}".replace("-", "\N{MINUS SIGN}") for end in ends))
