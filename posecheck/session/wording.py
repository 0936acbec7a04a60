"""Word: findings and settings as people read them, the same on the terminal, in the picture and on a page."""

from __future__ import annotations

import math

from posecheck import words
from posecheck.body.skeleton import Side
from posecheck.poses.checks import Steps
from posecheck.session.judge import Setting
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
    unit = {"deg": "°", "": ""}.get(check.unit, f" {check.unit}")
    size = abs(value) if check.ways else value
    told = f"{size:.{digits}f} ± {margin:.{digits}f}{unit}"
    if not check.ways or float(f"{size:.{digits}f}") == 0.0:
        return told.replace("-", "\N{MINUS SIGN}")
    return f"{told}, {words.way(check, value, side.value if side else None)}"


def told(finding: Finding, side: Side | None) -> str:
    """A finding's own value as people read it; empty where it is not known."""
    text = value_text(finding, finding.value, finding.margin, side)
    if not text:
        return text
    return text + (words.than(finding.against) if finding.against else "") + words.by(finding.source)


def verdict_words(finding: Finding) -> tuple[str, str]:
    """Word and shape of a finding's verdict; "measured" where there is no good or bad."""
    return words.MEASURED if finding.measured else words.VERDICT_WORDS[finding.verdict]
