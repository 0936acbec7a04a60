"""From where the camera sees the person, found from the landmarks in space.

For somebody upright the place around the vertical counts (yaw). For somebody lying on the side the
camera's place around the long axis of the body counts, and how high it looks down from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.geometry import dot, unit
from posecheck.measure.shape import lying_camera


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


_AROUND = (View.FRONT, View.FRONT_LEFT, View.LEFT, View.BACK_LEFT,
           View.BACK, View.BACK_RIGHT, View.RIGHT, View.FRONT_RIGHT)  # fmt: skip

#: Names of the views of a mirrored person.
MIRRORED_VIEW: dict[View, View] = {
    view: View(view.value.replace("left", "#").replace("right", "left").replace("#", "right")) for view in View
}

#: From these elevations on, a lying person is seen from high up, and from above. Below the first the picture shows
#: less than half of the knee's way behind the torso; from the second on nearly all of it (rendered people).
HIGH_DEG, ABOVE_DEG = 32.0, 50.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A camera's place: its name and the angles behind it.

    Attributes:
        view: the name.
        yaw_deg: 0 in front, + towards the person's left (upright) or head (lying); in (-180, 180].
        elevation_deg: how far above the horizontal through the person, in [-90, 90]; NaN when upright.
    """

    view: View
    yaw_deg: float
    elevation_deg: float


UNKNOWN = Seen(View.UNKNOWN, float("nan"), float("nan"))


def _lateral(body: Body) -> Array:
    hips = unit(body.world_at(L.LEFT_HIP) - body.world_at(L.RIGHT_HIP))
    return unit(hips + unit(body.world_at(L.LEFT_SHOULDER) - body.world_at(L.RIGHT_SHOULDER)))


def top_side_left(body: Body) -> Array:
    """``(...)`` in [-1, 1]: how far the left side of the body faces up, for any camera that looks ahead or down."""
    up = np.array([0.0, -1.0, -1.0]) / np.sqrt(2.0)
    return dot(_lateral(body), up)


def angles_deg(body: Body, posture: Posture) -> tuple[Array, Array]:
    """Yaw and elevation ``(...)`` deg of the camera in the terms of ``Seen``."""
    if posture is Posture.UPRIGHT:
        # the shoulders: in Tree and Pigeon the hip landmarks read up to 25 deg of turn that is not there
        line = body.world_at(L.LEFT_SHOULDER) - body.world_at(L.RIGHT_SHOULDER)
        yaw = np.degrees(np.arctan2(-line[..., 2], line[..., 0]))
        return yaw, np.full_like(yaw, np.nan)
    left_up = (top_side_left(body) > 0)[..., None]
    forward, up, head = np.moveaxis(np.where(left_up, lying_camera(body), lying_camera(body.mirrored())), -1, 0)
    return np.degrees(np.arctan2(head, forward)), np.degrees(np.arcsin(np.clip(up, -1.0, 1.0)))


def _name(posture: Posture, yaw_deg: float, elevation_deg: float) -> View:
    if posture is Posture.UPRIGHT:
        return _AROUND[int(np.floor((yaw_deg + 22.5) / 45.0)) % 8]
    if elevation_deg > ABOVE_DEG:
        return View.ABOVE
    quarter = int(np.floor((yaw_deg + 45.0) / 90.0)) % 4
    level = (View.FRONT, View.HEAD, View.BACK, View.FEET)[quarter]
    high = {View.FRONT: View.FRONT_HIGH, View.BACK: View.BACK_HIGH}
    return high.get(level, level) if elevation_deg > HIGH_DEG else level


def find_view(body: Body, posture: Posture) -> Seen:
    """The view of a moment, or of a clip as a whole (circular mean of the yaw, median of the elevation)."""
    yaw, elevation = (np.atleast_1d(a) for a in angles_deg(body, posture))
    good = np.isfinite(yaw)
    if not good.any():
        return UNKNOWN
    turn = np.exp(1j * np.radians(yaw[good])).mean()
    yaw_deg = float(np.degrees(np.angle(turn)))
    high = elevation[good]
    elevation_deg = float(np.median(high)) if np.isfinite(high).any() else float("nan")
    return Seen(_name(posture, yaw_deg, elevation_deg), yaw_deg, elevation_deg)
