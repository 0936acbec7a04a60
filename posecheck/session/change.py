"""How sure a change is: what two readings of one body get wrong alike drops out of their difference.

The margin of a difference is put together from what both methods get wrong (``change_factor`` says how much of it is
left), from the jitter of both, and from the level. A camera that stays where it is tilts both alike: that drops out. It
tilts left and right oppositely: that adds up. Two cameras are off independently of each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from posecheck.measure.margin import WORST, Pairing, change_factor
from posecheck.measure.view import UNKNOWN, Posture
from posecheck.poses.checks import Check
from posecheck.session.judge import read
from posecheck.session.prepared import Prepared
from posecheck.session.setting import Setting
from posecheck.session.summary import Finding, hold_finding, over_hold

#: A camera this near counts as one that was set up again at the same place, whatever the names of the two views: what
#: a hand is off by, and what the angles themselves are off by. ``benchmarks/change.py`` measures up to here.
SAME_YAW_DEG, SAME_ELEVATION_DEG = 30.0, 20.0


def one_view(one: Setting, other: Setting) -> bool:
    """Whether two holds of one pose are seen from the same place, in the terms of the canonical body."""
    if one.view is other.view:
        return True
    if UNKNOWN.view in (one.view, other.view):
        return False
    yaws_deg = [_yaw_deg(setting) for setting in (one, other)]
    around_deg = abs((yaws_deg[0] - yaws_deg[1] + 180.0) % 360.0 - 180.0)
    higher_deg = np.nan_to_num(abs(one.seen.elevation_deg - other.seen.elevation_deg))
    return bool(around_deg <= SAME_YAW_DEG and higher_deg <= SAME_ELEVATION_DEG)


def _yaw_deg(setting: Setting) -> float:
    """Of the canonical body; for somebody lying it does not turn over in a mirror."""
    turns = setting.mirrored and setting.pose.posture is Posture.UPRIGHT
    return -setting.seen.yaw_deg if turns else setting.seen.yaw_deg


@dataclass(frozen=True, slots=True)
class Taken:
    """One check of a hold, and the parts of its margin: half-widths in the check's unit, NaN unknown.

    Attributes:
        own: what the method gets wrong with a level camera and still landmarks.
        roll: what the camera's unknown roll may do.
        rest: jitter and wandering of the readings.
    """

    finding: Finding
    own: float
    roll: float
    rest: float


def _left(whole: float, part: float) -> float:
    """What is left of a margin without one of its independent parts."""
    return math.sqrt(max(whole**2 - part**2, 0.0))


def take(check: Check, hold: Prepared) -> Taken:
    """A check of a hold as it is told, and what its margin would be if the level were known exactly."""
    readings = read(check, hold)
    told = hold_finding(readings, hold.clip, hold.setting)
    _, level, _ = over_hold(replace(readings, margin=readings.levelled), hold.clip)
    known = np.isfinite(readings.own)
    own = float(np.median(readings.own[known])) if known.any() else math.nan
    return Taken(told, own, _left(told.margin, level), _left(level, own))


def difference(before: Taken, after: Taken, pairing: Pairing, pose: str, near: bool = True) -> tuple[float, float]:
    """After minus before, and the half-width of its 95 % margin, in the check's unit; NaN where either is not known.

    Args:
        pose: key of the pose whose check it is.
        near: whether both are seen from one view; how alike their errors are was measured only there.
    """
    otherwise = {"card", "hand"} & {before.finding.source, after.finding.source}  # nor was it for these
    factor = change_factor(pairing, pose, after.finding.check.key) if near and not otherwise else WORST
    own = factor * math.hypot(before.own, after.own)
    one_camera = before.roll + after.roll if pairing.sides else 0.0
    roll = math.hypot(before.roll, after.roll) if pairing.apart else one_camera
    margin = math.hypot(own, roll, before.rest, after.rest)
    return after.finding.value - before.finding.value, margin
