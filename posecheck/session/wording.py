"""Word: findings and settings as people read them, the same on the terminal, in the picture and on a page."""

from __future__ import annotations

import math

from posecheck import words
from posecheck.body.skeleton import Side
from posecheck.poses.checks import Check, Steps, Verdict
from posecheck.session.compare import Change, Pair, Trend
from posecheck.session.setting import Setting
from posecheck.session.summary import Finding


def pose_text(setting: Setting) -> str:
    """Pose and working side, as in "Tree, standing leg: left"."""
    if setting.pose.working is None:
        return setting.pose.title
    side = setting.side.value if setting.side else "not clear which"
    form = f", the {setting.form} leg" if setting.form else ""
    return f"{setting.pose.title}, {setting.pose.working}: {side}{form}"


def value_text(finding: Finding, value: float, margin: float, side: Side | None) -> str:
    """A value as people read it: "6 ± 4°, right hip lower", or a step's title; empty where it is not known.

    What a sign means is told in words, and no digit is shown that the margin makes worthless.
    """
    check = finding.check
    if isinstance(check.scale, Steps):
        return finding.step.title if finding.step else ""
    if not (math.isfinite(value) and math.isfinite(margin)):
        return ""
    digits = 0 if margin >= 2.0 else 1
    size = abs(value) if check.ways else value
    told = size_text(check, size, margin)
    if not check.ways or float(f"{size:.{digits}f}") == 0.0:
        return told.replace("-", "\N{MINUS SIGN}")
    return f"{told}, {words.way(check, value, side.value if side else None)}"


def told(finding: Finding, side: Side | None) -> str:
    """A finding's own value as people read it; empty where it is not known."""
    text = value_text(finding, finding.value, finding.margin, side)
    if not text:
        return text
    than = words.than(finding.against, finding.against_file) if finding.against else ""
    return text + than + words.by(finding.source)


def verdict_words(finding: Finding) -> tuple[str, str]:
    """Word and shape of a finding's verdict; "measured" where there is no good or bad."""
    return words.MEASURED if finding.measured else words.VERDICT_WORDS[finding.verdict]


def size_text(check: Check, size: float, margin: float) -> str:
    """A number of a check with its margin and unit: "6 ± 4°"."""
    digits = 0 if margin >= 2.0 else 1
    unit = {"deg": "°", "": ""}.get(check.unit, f" {check.unit}")
    return f"{size:.{digits}f} ± {margin:.{digits}f}{unit}"


def change_text(change: Change, pair: Pair) -> str:
    """How much has changed and which way, or why that can't be told; empty where the two values say it all."""
    check, sides = change.check, pair.pairing.sides
    named = isinstance(check.scale, Steps)
    if change.trend is Trend.CANT_TELL:
        side = pair.after.side
        return words.fill(change.reason, side.value if side else None) or ""
    if change.trend is Trend.WITHIN:
        return words.within(None if named else size_text(check, abs(change.value), change.margin), sides)
    if named:
        return ""
    text = words.amount(size_text(check, abs(change.value), change.margin), *_direction(change, pair))
    if change.trend is not Trend.CHANGED or check.informs:
        return text
    return text + words.neither(all(f.verdict is Verdict.GOOD for f in (change.before, change.after)))


def _direction(change: Change, pair: Pair) -> tuple[str | None, bool]:
    """What something has changed towards, or away from where it was surely so before; else whether it is more now."""
    check, rises = change.check, change.value > 0
    if not check.ways:
        return None, rises
    before = change.before
    away = not pair.pairing.sides and abs(before.value) > before.margin and rises is not (before.value > 0)
    side = (pair.before if away else pair.after).side
    return words.way(check, before.value if away else change.value, side.value if side else None), not away


def both_text(change: Change, pair: Pair) -> str:
    """Both values side by side; empty where one is not known."""
    if not (math.isfinite(change.before.value) and math.isfinite(change.after.value)):
        return ""
    before, after = told(change.before, pair.before.side), told(change.after, pair.after.side)
    return words.both(before, after, pair.pairing.sides)


def trend_words(change: Change, pair: Pair) -> tuple[str, str]:
    """Word and shape of what a change amounts to."""
    return (words.SIDES_WORDS if pair.pairing.sides else words.TREND_WORDS)[change.trend]
