"""Moments of a hold: each check over the recording in the hold's setting, its readings in words, its scale as bands."""

from __future__ import annotations

from typing import Any

from posecheck import words
from posecheck.api import Checked
from posecheck.poses.checks import Band, Check, Steps, Verdict
from posecheck.session.grading import step_of
from posecheck.session.judge import Readings, read
from posecheck.session.prepared import Prepared
from posecheck.session.summary import Finding, Hold
from posecheck.session.wording import value_text


def readings_of(checked: Checked, hold: Hold) -> tuple[Readings, ...]:
    """Each check of a hold over the whole recording, in the setting of the hold."""
    if hold is checked.summary.longest:
        return checked.summary.series
    ready = Prepared(checked.recording.clip, hold.setting)
    return tuple(read(check, ready) for check in hold.pose.checks)


def moment_text(finding: Finding, value: float, margin: float, hold: Hold) -> str:
    """A reading of one moment as people read it; empty where it is not known."""
    scale = finding.check.scale
    if isinstance(scale, Steps):
        step = step_of(scale, value, margin)
        return step.title if step else ""
    return value_text(finding, value, margin, hold.side)


def bands_of(check: Check) -> list[dict[str, Any]]:
    """The stretches of a check's scale, lowest first; the ends are None where they are open."""
    if isinstance(check.scale, Steps):
        ends = [step.start for step in check.scale.steps[1:]]
        starts = [None, *ends]
        graded = not check.informs
        return [
            _band(start, end, step.verdict if graded else None, step.title)
            for step, start, end in zip(check.scale.steps, starts, [*ends, None], strict=True)
        ]
    if not isinstance(check.scale, Band):
        return []
    (low, high), clear = check.scale.good, check.scale.clear
    good = _band(low, high, Verdict.GOOD)
    if clear is None:
        return [_band(None, low, Verdict.SLIGHT), good, _band(high, None, Verdict.SLIGHT)]
    return [
        _band(None, clear[0], Verdict.CLEAR),
        _band(clear[0], low, Verdict.SLIGHT),
        good,
        _band(high, clear[1], Verdict.SLIGHT),
        _band(clear[1], None, Verdict.CLEAR),
    ]


def _band(low: float | None, high: float | None, verdict: Verdict | None, title: str | None = None) -> dict[str, Any]:
    word, shape = words.VERDICT_WORDS[verdict] if verdict else ("", "")
    name = f"{shape} {title or word}".strip()
    return {"low": low, "high": high, "verdict": verdict.value if verdict else "measured", "name": name}
