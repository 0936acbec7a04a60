"""The CSV result: one row per analysed frame, described in docs/results.md."""

from __future__ import annotations

import csv
import io
import math

import numpy as np

from posecheck.api import Checked
from posecheck.poses.checks import Steps
from posecheck.session.grading import step_of
from posecheck.session.judge import Readings


def to_csv(checked: Checked) -> str:
    """``time_s``, then ``<key>`` and ``<key>_margin`` of each check; unknown is empty.

    Checks are read in the setting (side, view) of the longest hold. A check on a scale of steps gives the
    step's name and no margin; one that is measured over a hold as a whole is empty.
    """
    summary = checked.summary
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    keys = [check.key for check in summary.pose.checks] if summary.pose else []
    writer.writerow(["time_s", *(name for key in keys for name in (key, f"{key}_margin"))])
    columns = [_columns(readings) for readings in summary.series] or [[("", "")] * len(summary.time_s)] * len(keys)
    for index, time_s in enumerate(summary.time_s):
        writer.writerow([f"{time_s:.3f}", *(cell for column in columns for cell in column[index])])
    return stream.getvalue()


def _columns(readings: Readings) -> list[tuple[str, str]]:
    scale = readings.check.scale
    if readings.check.over_hold:
        return [("", "")] * len(readings.value)
    if isinstance(scale, Steps):
        steps = [step_of(scale, float(v), float(m)) for v, m in zip(readings.value, readings.margin, strict=True)]
        return [(step.name if step else "", "") for step in steps]
    return [(_cell(v), _cell(m)) for v, m in zip(readings.value, readings.margin, strict=True)]


def _cell(value: np.float64) -> str:
    return f"{value:.3f}" if math.isfinite(value) else ""
