"""From a judged recording to what is kept beside it: its holds for lists, its points for charts, its pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np

from posecheck.api import Checked
from posecheck.library.facts import Held
from posecheck.library.vault import File
from posecheck.media.annotate import body_at
from posecheck.media.figure import draw_skeleton
from posecheck.media.lettering import look_of
from posecheck.media.measured import as_told, measured_bones
from posecheck.media.moments import frames_at
from posecheck.session.summary import Finding, Hold

_JPEG_QUALITY = 85


def holds(checked: Checked) -> list[dict[str, Any]]:
    """Each hold as ``facts.Held``, ready for JSON."""
    return [asdict(_held(hold)) for hold in checked.summary.holds]


def _held(hold: Hold) -> Held:
    return Held(
        pose=hold.pose.key,
        side=hold.side.value if hold.side else None,
        form=hold.setting.form,
        view=hold.setting.seen.view.value,
        start_s=hold.start_s,
        end_s=hold.end_s,
        verdicts=tuple((finding.check.key, _verdict(finding)) for finding in hold.findings),
        by_hand=tuple(finding.check.key for finding in hold.findings if finding.source == "hand"),
    )


def points(checked: Checked) -> list[dict[str, Any]]:
    """Each check of each hold as ``facts.Point`` and ``facts.Series`` have it, ready for JSON: NaN is None."""
    return [
        {
            "hold": number,
            "pose": hold.pose.key,
            "form": hold.setting.form,
            "side": hold.side.value if hold.side else None,
            "check": finding.check.key,
            "unit": finding.check.unit,
            "value": _number(finding.value),
            "margin": _number(finding.margin),
            "verdict": _verdict(finding),
            "step": finding.step.name if finding.step else None,
            "source": finding.source,
            "against": finding.against,
        }
        for number, hold in enumerate(checked.summary.holds)
        for finding in hold.findings
    ]


def _verdict(finding: Finding) -> str:
    return "measured" if finding.measured else finding.verdict.value


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a hold, as ``facts.Picture``, and its JPEG."""

    hold: int
    moment: str
    check: str
    time_s: float
    jpeg: bytes


def shots(file: File, checked: Checked) -> Iterator[Shot]:
    """The best and the worst moment of each hold, by the first check that has one, with the line it measures drawn.

    Raises:
        MediaError: the recording can't be read.
    """
    if checked.kind == "landmarks":
        return
    moments = list(_moments(checked))
    times_s = [time_s for *_, time_s in moments]
    for shown_s, frame in frames_at(file, times_s, mirrored=checked.recording.unmirrored):  # type: ignore[arg-type]
        for number, moment, check, time_s in moments:
            if time_s == shown_s:
                drawn = _drawn(frame.pixels, checked, checked.summary.holds[number], check, time_s)
                yield Shot(number, moment, check, time_s, drawn)


def _moments(checked: Checked) -> Iterator[tuple[int, str, str, float]]:
    """Hold, "best" or "worst", check and time of each picture."""
    for number, hold in enumerate(checked.summary.holds):
        for finding, course in zip(hold.findings, hold.courses, strict=True):
            if math.isfinite(course.best_s) and math.isfinite(course.worst_s):
                yield number, "best", finding.check.key, course.best_s
                yield number, "worst", finding.check.key, course.worst_s
                break


def _drawn(pixels: np.ndarray, checked: Checked, hold: Hold, key: str, time_s: float) -> bytes:
    """A JPEG with the skeleton, and the line that a check measures as it was measured then."""
    canvas = np.ascontiguousarray(pixels).copy()
    finding = next(finding for finding in hold.findings if finding.check.key == key)
    body = body_at(checked.recording.clip, time_s)
    if body is not None and body.seen:
        colour = look_of(None if finding.measured else finding.verdict).colour
        bones = measured_bones(hold.setting, finding.check)
        told = as_told(body, hold.setting, finding, _value_at(checked, hold, finding, time_s))
        draw_skeleton(canvas, told, bones, colour)
    _, data = cv2.imencode(".jpg", canvas[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return data.tobytes()


def _value_at(checked: Checked, hold: Hold, finding: Finding, time_s: float) -> float:
    """The value at a moment where the recording's series are of this hold's setting, else that of the hold."""
    summary = checked.summary
    if summary.longest is hold:
        for readings in summary.series:
            if readings.check.key == finding.check.key:
                value = float(readings.value[int(np.abs(summary.time_s - time_s).argmin())])
                return value if math.isfinite(value) else finding.value
    return finding.value
