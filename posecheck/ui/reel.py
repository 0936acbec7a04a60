"""Reel: what the player shows of one hold, as plain data: bodies, frame times, and each check over time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from posecheck import words
from posecheck.api import Checked
from posecheck.body.body import Body
from posecheck.body.skeleton import BONES, Landmark
from posecheck.media.annotate import JOINED_S, NEAR_S
from posecheck.media.lettering import VERDICT_COLOURS
from posecheck.media.measured import as_told, measured_bones
from posecheck.poses.checks import Band
from posecheck.report.moments import bands_of, moment_text, readings_of
from posecheck.report.results import number
from posecheck.session.judge import Readings
from posecheck.session.summary import Finding, Hold, Stretch
from posecheck.session.wording import pose_text, told, verdict_words

#: The landmarks that are drawn.
_MARKS = sorted({mark for bone in BONES for mark in bone})


def reel(checked: Checked, frame_times_s: list[float], hold: Hold | None) -> dict[str, Any]:
    """What the player needs.

    Args:
        frame_times_s: of every frame of the source; ignored for landmarks without pictures.
        hold: the hold whose checks are shown; None where there is none.

    Returns:
        Ready for ``json``: unknown is None; places are shares of the picture's width and height.
    """
    clip = checked.recording.clip
    table = readings_of(checked, hold) if hold else ()
    return {
        "kind": checked.kind,
        "size": list(clip.size_px),
        "frames": frame_times_s if checked.kind == "video" else clip.time_s.tolist(),
        "times": clip.time_s.tolist(),
        "points": _points(_as_measured(clip, hold, table[0]) if hold else clip),
        "bones": [[_MARKS.index(a), _MARKS.index(b), _side(a, b)] for a, b in BONES],
        "marks": [[mark.name, words.landmark(mark)] for mark in _MARKS],
        "knees": [_MARKS.index(Landmark.LEFT_KNEE), _MARKS.index(Landmark.RIGHT_KNEE)],
        "joined_s": JOINED_S,
        "near_s": NEAR_S,
        "holds": [[h.start_s, h.end_s, pose_text(h.setting)] for h in checked.summary.holds],
        "hold": [hold.start_s, hold.end_s] if hold else None,
        "tracks": _tracks(checked, hold, table) if hold else [],
    }


def _as_measured(clip: Body, hold: Hold, readings: Readings) -> Body:
    """The bodies, in the hold with the line of its first check as it is measured at each moment."""
    held = (clip.time_s >= hold.start_s) & (clip.time_s <= hold.end_s)
    measured = np.where(held & (not readings.check.over_hold), readings.value, np.nan)
    return as_told(clip, hold.setting, hold.findings[0], measured)


def _points(clip: Body) -> list[list[float] | None]:
    size = np.array(clip.size_px, np.float64)
    places = np.round((clip.image[:, _MARKS] + 0.5) / size, 4)
    return [place.ravel().tolist() if seen else None for place, seen in zip(places, clip.seen, strict=True)]


def _side(a: Landmark, b: Landmark) -> str:
    """Bones of the right side are drawn otherwise; those across belong to neither."""
    return "right" if "RIGHT" in a.name and "RIGHT" in b.name else "left"


def _tracks(checked: Checked, hold: Hold, read_over: tuple[Readings, ...]) -> list[dict[str, Any]]:
    table = zip(hold.findings, hold.courses, read_over, strict=True)
    held = (checked.summary.time_s >= hold.start_s) & (checked.summary.time_s <= hold.end_s)
    return [
        _track(finding, course, readings, hold, held)
        for finding, course, readings in table
        if not finding.check.over_hold and np.isfinite(readings.value).any()
    ]


def _track(finding: Finding, course: Stretch, readings: Readings, hold: Hold, held: np.ndarray) -> dict[str, Any]:
    check, (word, shape) = finding.check, verdict_words(finding)
    line = measured_bones(hold.setting, check)
    bands = bands_of(check)
    low, high = span_of(readings, held, bands)
    return {
        "key": check.key,
        "title": check.title,
        "unit": {"deg": "°"}.get(check.unit, check.unit),
        "told": told(finding, hold.side),
        "colour": "rgb({}, {}, {})".format(*VERDICT_COLOURS[None if finding.measured else finding.verdict]),
        "verdict": "measured" if finding.measured else finding.verdict.value,
        "word": word,
        "shape": shape,
        "line": [_MARKS.index(mark) for mark in line[0]] if line else None,
        "values": [number(value) for value in readings.value],
        "margins": [number(margin) for margin in readings.margin],
        "texts": [
            moment_text(finding, float(value), float(margin), hold)
            for value, margin in zip(readings.value, readings.margin, strict=True)
        ],
        "bands": bands,
        "low": low,
        "high": high,
        "best_s": number(course.best_s),
        "worst_s": number(course.worst_s),
    }


def span_of(readings: Readings, held: np.ndarray, bands: list[dict[str, Any]]) -> tuple[float, float]:
    """The stretch of values a chart shows: the hold with its margins, and the nearest edges of the scale."""
    known = held & np.isfinite(readings.value) & np.isfinite(readings.margin)
    edges = [band[end] for band in bands for end in ("low", "high") if band[end] is not None]
    ends = [*(readings.value - readings.margin)[known], *(readings.value + readings.margin)[known]]
    if isinstance(readings.check.scale, Band) or not ends:
        ends += edges
    low, high = (float(min(ends)), float(max(ends))) if ends else (0.0, 1.0)
    room = 0.08 * (high - low) or 1.0
    return (low - room, high + room) if math.isfinite(low + high) else (0.0, 1.0)
