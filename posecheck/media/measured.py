"""The measured line in the picture: which landmarks it joins, and how it lies by what was measured.

MediaPipe's hip landmarks show a third of a tilt. A line drawn through them would contradict the number beside it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import MIRROR, Landmark
from posecheck.poses.checks import Check
from posecheck.session.setting import Setting, levelled
from posecheck.session.summary import Finding


def measured_bones(setting: Setting, check: Check | None = None) -> tuple[tuple[Landmark, Landmark], ...]:
    """The line that a check measures, on the person's own sides; without one that of the pose's first check.

    Empty where the working side is not known and would make a difference.
    """
    start, end = (check or setting.pose.checks[0]).drawn
    mirrored = Landmark(MIRROR[start]), Landmark(MIRROR[end])
    if setting.pose.side is not None and setting.side is None and {*mirrored} != {start, end}:
        return ()
    return (mirrored if setting.mirrored else (start, end),)


def as_measured(body: Body, setting: Setting, check: Check, value: Array | float) -> Body:
    """The bodies with the ends of the measured line moved up and down until it tilts by the value.

    Args:
        body: ``(...)``, as seen.
        value: ``(...)`` of the check; NaN leaves a body as it is, and so does a check that measures no tilt.
    """
    bones = measured_bones(setting, check)
    if check.lower_end is None or not bones:
        return body
    low = Landmark(MIRROR[check.lower_end]) if setting.mirrored else check.lower_end
    high = next(mark for mark in bones[0] if mark is not low)
    upright = levelled(body, setting.level)
    image = upright.image.copy()
    middle = image[..., [low, high], 1].mean(-1)
    fall = np.abs(image[..., low, 0] - image[..., high, 0]) / 2.0 * np.tan(np.radians(value))
    image[..., low, 1], image[..., high, 1] = middle + fall, middle - fall
    back = replace(upright, image=image).rolled(-np.nan_to_num(setting.level.roll_deg)).image
    return replace(body, image=np.where(np.isfinite(value)[..., None, None], back, body.image))


def as_told(body: Body, setting: Setting, finding: Finding, value: Array | float | None = None) -> Body:
    """The bodies with the line of a finding as it is told: a change from another hold is no tilt, and moves nothing.

    Args:
        body: ``(...)``, as seen.
        value: ``(...)`` of the moments; None is that of the finding.
    """
    if finding.against:
        return body
    return as_measured(body, setting, finding.check, finding.value if value is None else value)
