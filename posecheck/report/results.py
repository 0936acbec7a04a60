"""The JSON result: a contract for other programs, described in docs/results.md.

Numbers are rounded to a thousandth, far below every margin. Unknown is null, never zero.
"""

from __future__ import annotations

import json
import math
from typing import Any

from posecheck import __version__
from posecheck.api import Checked
from posecheck.measure.view import chances
from posecheck.poses.checks import Steps
from posecheck.session.advice import sentence
from posecheck.session.setting import Setting
from posecheck.session.summary import Finding, Hold, Stretch

SCHEMA = "posecheck.result/1"


def number(value: float) -> float | None:
    """A rounded number; None where it is unknown."""
    return round(float(value), 3) + 0.0 if math.isfinite(value) else None


def result(checked: Checked) -> dict[str, Any]:
    """The result of one source, ready for ``json``."""
    summary, recording = checked.summary, checked.recording
    setting = summary.setting
    return {
        "schema": SCHEMA,
        "posecheck": __version__,
        "source": {
            "file": checked.path.name,
            "kind": checked.kind,
            "duration_s": None if checked.duration_s is None else number(checked.duration_s),
            "frames_analysed": len(recording.clip),
            "size_px": list(recording.clip.size_px),
            "model_sha256": recording.model_sha256,
            "notices": list(recording.notices),
        },
        "pose": summary.pose.key if summary.pose else None,
        "side": _side(setting),
        "view": setting.seen.view.value if setting else "unknown",
        "view_yaw_deg": number(setting.seen.yaw_deg) if setting else None,
        "camera_roll_deg": number(summary.level.roll_deg),
        "camera_roll_margin_deg": number(summary.level.margin_deg),
        "camera_pitch_deg": number(summary.level.pitch_deg),
        "camera_pitch_margin_deg": number(summary.level.pitch_margin_deg),
        "camera": _camera(setting) if setting else None,
        "holds": [_hold(hold) for hold in summary.holds],
        "checks": _checks(summary.findings, summary.longest),
        "messages": [*recording.notices, *summary.messages],
    }


def _camera(setting: Setting) -> dict[str, Any]:
    """Where the camera stands, with margins, and which views it may be."""
    seen = setting.seen
    names = ("yaw_deg", "yaw_margin_deg", "elevation_deg", "elevation_margin_deg", "height_m", "height_margin_m",
             "distance_m", "distance_margin_m")  # fmt: skip
    views = {
        view.value: number(chance) for view, chance in chances(seen, setting.pose.posture).items() if chance >= 0.01
    }
    return {"view": seen.view.value, **{name: number(getattr(seen, name)) for name in names}, "chances": views}


def _advice(finding: Finding) -> dict[str, Any] | None:
    """From where a check would be told, or told better; null where that is not worth it."""
    told = finding.advice
    if told is None:
        return None
    numbers = {name: number(getattr(told, name)) for name in ("turn_deg", "height_m", "margin", "margin_now")}
    return {"view": told.view.value, **numbers, "text": sentence(told, finding.check)}


def to_json(checked: Checked) -> str:
    """The result as text."""
    return json.dumps(result(checked), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _side(setting: Setting | None) -> str | None:
    return setting.side.value if setting and setting.side else None


def _hold(hold: Hold) -> dict[str, Any]:
    return {
        "start_s": number(hold.start_s),
        "end_s": number(hold.end_s),
        "pose": hold.pose.key,
        "side": _side(hold.setting),
        "form": hold.setting.form,
        "view": hold.setting.seen.view.value,
        "checks": _checks(hold.findings, hold),
    }


def _checks(findings: tuple[Finding, ...], hold: Hold | None) -> list[dict[str, Any]]:
    courses = hold.courses if hold else (Stretch(),) * len(findings)
    return [_check(finding, course) for finding, course in zip(findings, courses, strict=True)]


def _check(finding: Finding, course: Stretch) -> dict[str, Any]:
    check = finding.check
    named = isinstance(check.scale, Steps)
    return {
        "key": check.key,
        "title": check.title,
        "value": (finding.step.name if finding.step else None) if named else number(finding.value),
        "margin": None if named else number(finding.margin),
        "unit": check.unit,
        "verdict": finding.verdict.value,
        "graded": not check.informs,
        "chances": _chances(finding),
        "method": finding.source,
        "change_from": finding.against,
        "change_from_file": finding.against_file,
        "reason": finding.reason,
        "cue": finding.cue,
        "advice": _advice(finding),
        "spread": None if named else number(course.spread),
        "share_good": number(course.share_good),
        "best_s": number(course.best_s),
        "worst_s": number(course.worst_s),
    }


def _chances(finding: Finding) -> dict[str, float | None] | None:
    names = "good", "slight", "clear"
    return dict(zip(names, map(number, finding.chances), strict=True)) if finding.chances else None
