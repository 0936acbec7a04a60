"""From where the camera sees the person: its name, the angles behind it, and how surely they are known.

For somebody upright the place around the vertical counts (yaw). For somebody lying on the side the
camera's place around the long axis of the body counts, and how high it looks down from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import erf, floor, hypot, isfinite, nan, sqrt

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.geometry import dot, unit
from posecheck.measure.level import UNKNOWN as UNLEVELLED
from posecheck.measure.level import Level
from posecheck.measure.refine import refined
from posecheck.measure.shape import lying_camera
from posecheck.measure.standpoint import Estimate, standpoint_of


class Posture(StrEnum):
    """How a pose carries the trunk; decides how views are named."""

    UPRIGHT = "upright"
    SIDE_LYING = "side_lying"


class View(StrEnum):
    """Where the camera stands, in the person's own left and right."""

    FRONT = "front"
    FRONT_LEFT = "front_left"
    LEFT = "left"
    BACK_LEFT = "back_left"
    BACK = "back"
    BACK_RIGHT = "back_right"
    RIGHT = "right"
    FRONT_RIGHT = "front_right"
    ABOVE = "above"
    FRONT_HIGH = "front_high"
    BACK_HIGH = "back_high"
    HEAD = "head"
    FEET = "feet"
    UNKNOWN = "unknown"


#: Views of somebody upright in the order of their yaw, from 0 in steps of 45 deg.
AROUND = (View.FRONT, View.FRONT_LEFT, View.LEFT, View.BACK_LEFT,
          View.BACK, View.BACK_RIGHT, View.RIGHT, View.FRONT_RIGHT)  # fmt: skip
#: Views of somebody lying in the order of their yaw, from 0 in steps of 90 deg; and those of them that are seen high.
QUARTERS = (View.FRONT, View.HEAD, View.BACK, View.FEET)
HIGH = {View.FRONT: View.FRONT_HIGH, View.BACK: View.BACK_HIGH}

#: Names of the views of a mirrored person.
MIRRORED_VIEW: dict[View, View] = {
    view: View(view.value.replace("left", "#").replace("right", "left").replace("#", "right")) for view in View
}

#: From these elevations on, a lying person is seen from high up, and from above. Below the first the picture shows
#: less than half of the knee's way behind the torso; from the second on nearly all of it (rendered people).
HIGH_DEG, ABOVE_DEG = 32.0, 50.0

#: The hip line that the landmarks' correction finds counts this many times the shoulder line. Best of 0.4 to infinity
#: on rendered people whom the correction had not learned from.
_HIPS_COUNT = 2.0

# Half-widths of 95 % margins, on rendered people whom nothing had learned from (benchmarks/view.py). Upright: at these
# yaws either way, beside how far hip and shoulder line disagree. Lying: of yaw and elevation, in front and behind.
_YAWS_DEG, _YAW_MARGINS_DEG = (0.0, 45.0, 90.0, 135.0, 180.0), (8.0, 10.0, 20.0, 13.0, 12.0)
_LYING_YAWS_DEG, _LYING_MARGINS_DEG, _ELEVATION_MARGINS_DEG = (60.0, 120.0), (19.0, 46.0), (18.0, 28.0)

#: A margin holds 95 % of the errors: this many standard deviations of a normal distribution.
_DEVIATIONS = 1.959964

#: A view that is less probable than this, against the most probable one, is not thought of.
_PLAUSIBLE = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """A camera's place: its name and what is behind it. Margins are half-widths that hold 95 % of the errors.

    Attributes:
        view: the name.
        yaw_deg: 0 in front, + towards the person's left (upright) or head (lying); in (-180, 180].
        elevation_deg: how far above the horizontal through the hips, in [-90, 90]; NaN where somebody is upright
            and the room does not show the camera's pitch.
        yaw_margin_deg, elevation_margin_deg: NaN unknown.
        height_m, height_margin_m: of the camera above the floor; NaN unknown.
        distance_m, distance_margin_m: from the camera to the hips, through a usual lens; NaN unknown.
    """

    view: View
    yaw_deg: float
    elevation_deg: float
    yaw_margin_deg: float = nan
    elevation_margin_deg: float = nan
    height_m: float = nan
    height_margin_m: float = nan
    distance_m: float = nan
    distance_margin_m: float = nan


UNKNOWN = Seen(View.UNKNOWN, nan, nan)


def _lateral(body: Body) -> Array:
    hips = unit(body.world_at(L.LEFT_HIP) - body.world_at(L.RIGHT_HIP))
    return unit(hips + unit(body.world_at(L.LEFT_SHOULDER) - body.world_at(L.RIGHT_SHOULDER)))


def top_side_left(body: Body) -> Array:
    """``(...)`` in [-1, 1]: how far the left side of the body faces up, for any camera that looks ahead or down."""
    up = np.array([0.0, -1.0, -1.0]) / np.sqrt(2.0)
    return dot(_lateral(body), up)


def yaw_of_line(line: Array) -> Array:
    """``(...)`` deg: the camera's place around somebody whose line from right to left, ``(..., 3)``, this is."""
    return np.degrees(np.arctan2(-line[..., 2], line[..., 0]))


def shoulder_yaw_deg(body: Body) -> Array:
    """``(...)`` deg: the yaw by the shoulders alone.

    In Tree and Pigeon the hip landmarks read up to 25 deg of turn that is not there, the shoulders less.
    """
    return yaw_of_line(body.world_at(L.LEFT_SHOULDER) - body.world_at(L.RIGHT_SHOULDER))


def _by_two_lines(body: Body) -> tuple[Array, Array]:
    """Yaw ``(...)`` of somebody upright by shoulders and hips together, and how far they disagree; deg."""
    shoulders, hips = np.radians(shoulder_yaw_deg(body)), np.radians(yaw_of_line(refined(body).line))
    both = np.angle(np.exp(1j * shoulders) + _HIPS_COUNT * np.exp(1j * hips))
    return np.degrees(both), np.degrees(np.abs(np.angle(np.exp(1j * (hips - shoulders)))))


def _lying(body: Body) -> tuple[Array, Array]:
    """Yaw and elevation ``(...)`` of somebody lying on the side, deg."""
    left_up = (top_side_left(body) > 0)[..., None]
    forward, up, head = np.moveaxis(np.where(left_up, lying_camera(body), lying_camera(body.mirrored())), -1, 0)
    return np.degrees(np.arctan2(head, forward)), np.degrees(np.arcsin(np.clip(up, -1.0, 1.0)))


def angles_deg(body: Body, posture: Posture) -> tuple[Array, Array]:
    """Yaw and elevation ``(...)`` deg of the camera in the terms of ``Seen``, by the landmarks alone; NaN unknown."""
    if posture is Posture.UPRIGHT:
        yaw, _ = _by_two_lines(body)
        return yaw, np.full_like(yaw, np.nan)
    return _lying(body)


def view_at(posture: Posture, yaw_deg: float, elevation_deg: float) -> View:
    """The name of a place; the elevation counts for somebody who lies only."""
    if posture is Posture.UPRIGHT:
        return AROUND[floor((yaw_deg + 22.5) / 45.0) % 8]
    if elevation_deg > ABOVE_DEG:
        return View.ABOVE
    quarter = QUARTERS[floor((yaw_deg + 45.0) / 90.0) % 4]
    return HIGH.get(quarter, quarter) if elevation_deg > HIGH_DEG else quarter


def find_view(body: Body, posture: Posture, level: Level = UNLEVELLED) -> Seen:
    """The view of a moment, or of a clip as a whole (circular mean of the yaw, median of the rest).

    Args:
        body: in an upright picture.
        level: of the camera; where it knows the pitch, that tells the elevation and the height.
    """
    upright = posture is Posture.UPRIGHT
    yaw, other = (np.atleast_1d(a) for a in (_by_two_lines(body) if upright else _lying(body)))
    good = np.isfinite(yaw)
    if not good.any():
        return UNKNOWN
    yaw_deg, other_deg = _mean_deg(yaw[good]), float(np.median(other[good]))

    def at(yaws_deg: Sequence[float], margins_deg: Sequence[float]) -> float:
        return float(np.interp(abs(yaw_deg), yaws_deg, margins_deg))

    if upright:
        yaw_margin_deg, by_body = hypot(at(_YAWS_DEG, _YAW_MARGINS_DEG), other_deg), None
    else:
        yaw_margin_deg = at(_LYING_YAWS_DEG, _LYING_MARGINS_DEG)
        by_body = Estimate(other_deg, at(_LYING_YAWS_DEG, _ELEVATION_MARGINS_DEG))
    stands = standpoint_of(body, level, by_body)
    elevation, height, distance = stands.elevation_deg, stands.height_m, stands.distance_m
    view = view_at(posture, yaw_deg, elevation.value)
    return Seen(view, yaw_deg, elevation.value, yaw_margin_deg, elevation.margin,
                height.value, height.margin, distance.value, distance.margin)  # fmt: skip


def _mean_deg(angles_deg: Array) -> float:
    return float(np.degrees(np.angle(np.exp(1j * np.radians(angles_deg)).mean())))


def _below(edge: float, value: float, margin: float) -> float:
    """Probability that the true value lies below an edge."""
    return 0.5 * (1.0 + erf((edge - value) * _DEVIATIONS / max(margin, 1e-6) / sqrt(2.0)))


def _within(middle_deg: float, half_deg: float, yaw_deg: float, margin_deg: float) -> float:
    """Probability that the true yaw lies within so much of a direction."""
    off = (yaw_deg - middle_deg + 180.0) % 360.0 - 180.0
    turns = (-360.0, 0.0, 360.0)
    return sum(_below(t + half_deg, off, margin_deg) - _below(t - half_deg, off, margin_deg) for t in turns)


def chances(seen: Seen, posture: Posture) -> dict[View, float]:
    """The views that the camera may really have, and their probabilities in (0, 1].

    Where no margins are known, the name stands for itself.
    """
    margins = [seen.yaw_margin_deg] + ([seen.elevation_margin_deg] if posture is Posture.SIDE_LYING else [])
    if not all(isfinite(margin) for margin in margins):
        return {seen.view: 1.0}
    names = AROUND if posture is Posture.UPRIGHT else QUARTERS
    step = 360.0 / len(names)
    around = {view: _within(step * k, step / 2, seen.yaw_deg, seen.yaw_margin_deg) for k, view in enumerate(names)}
    if posture is Posture.UPRIGHT:
        return around
    low, high = (_below(edge, seen.elevation_deg, seen.elevation_margin_deg) for edge in (HIGH_DEG, ABOVE_DEG))
    found = {View.ABOVE: 1.0 - high}
    for view, chance in around.items():
        found[view] = chance * (low if view in HIGH else high)
        if view in HIGH:
            found[HIGH[view]] = chance * (high - low)
    return found


def plausible(seen: Seen, posture: Posture) -> dict[View, float]:
    """View to weight in (0, 1], the most probable ones: 1 for the most probable, falling to 0 for what is unlikely."""
    table = chances(seen, posture)
    most = max(table.values())
    weights = {view: (chance / most - _PLAUSIBLE) / (1.0 - _PLAUSIBLE) for view, chance in table.items()}
    return {view: weight for view, weight in weights.items() if weight > 0.0}
