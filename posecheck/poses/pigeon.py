"""Pigeon, eka pada rajakapotasana in its modified form: one leg folded in front, the other straight behind.

Best seen from behind. Measures are written for the left leg in front.
"""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.sight import Lead, Quantity
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.anatomy import hip_angle_deg, knee_angle_deg, mid_hip, mid_shoulder, torso_axes
from posecheck.measure.geometry import angle_between_deg, dot, middle, picture_slope_deg, ramp, turn_about_deg, unit
from posecheck.measure.shape import learned, learned_likeness
from posecheck.measure.view import Posture, View
from posecheck.poses.checks import Band, CardAngle, CardReading, Check, Line, Pose, by, hip_slope_left


def front_hip_forward_deg(body: Body) -> Array:
    """``(...)`` deg: hip line turned about the vertical against the back leg; + front-leg hip further forward."""
    hips = body.world_at(L.LEFT_HIP) - body.world_at(L.RIGHT_HIP)
    back = body.world_at(L.RIGHT_HIP) - body.world_at(L.RIGHT_ANKLE)
    flat = np.array([1.0, 0.0, 1.0])
    ahead = unit(back * flat)
    along = dot(hips * flat, ahead)
    over = np.linalg.norm(hips * flat - along[..., None] * ahead, axis=-1)
    return np.degrees(np.arctan2(along, over))


def front_hip_drop_deg(body: Body) -> Array:
    """``(...)`` deg in [-90, 90]: slope of the hip line; + the front leg's hip is lower."""
    return -picture_slope_deg(body.at(L.LEFT_HIP), body.at(L.RIGHT_HIP))


def pelvis_twist_deg(body: Body) -> Array:
    """``(...)`` deg: hip line turned against the shoulder line about the trunk; + front-leg hip forward."""
    _, _, cranial = torso_axes(body)
    shoulders = body.world_at(L.LEFT_SHOULDER) - body.world_at(L.RIGHT_SHOULDER)
    hips = body.world_at(L.LEFT_HIP) - body.world_at(L.RIGHT_HIP)
    return -turn_about_deg(shoulders, hips, cranial)


def back_leg_deg(body: Body) -> Array:
    """``(...)`` deg >= 0: the larger of the back knee's bend and the leg's way off straight behind."""
    forward, left, _ = torso_axes(body)
    bend = 180.0 - knee_angle_deg(body, "RIGHT")
    leg = body.world_at(L.RIGHT_ANKLE) - body.world_at(L.RIGHT_HIP)
    off = np.degrees(np.arctan2(np.abs(dot(leg, left)), np.hypot(dot(leg, forward), leg[..., 1])))
    return np.maximum(bend, off)


def leg_features(body: Body, side: str) -> Array:
    """``(..., 6)`` numbers of order one that tell a leg folded in front from one stretched behind.

    Bend of knee and hip; knee and ankle forward of the hips, and sideways out from the body's middle.
    """
    forward, left, _ = torso_axes(body)
    out = left if side == "LEFT" else -left
    hips = middle(body.world_at(L.LEFT_HIP), body.world_at(L.RIGHT_HIP))
    knee, ankle = body.world_at(L[f"{side}_KNEE"]) - hips, body.world_at(L[f"{side}_ANKLE"]) - hips
    return np.stack(
        [
            knee_angle_deg(body, side) / 60.0,
            hip_angle_deg(body, side) / 60.0,
            dot(knee, forward) / 0.3,
            dot(ankle, forward) / 0.3,
            dot(knee, out) / 0.3,
            dot(ankle, out) / 0.3,
        ],
        -1,
    )


def side(body: Body) -> Array:
    """``(...)`` positive when the left leg is the one in front; a log-odds (see ``leg_features``)."""
    return (leg_features(body, "LEFT") - leg_features(body, "RIGHT")) @ learned()["pigeon.front_leg"]


def arc_deg(body: Body) -> Array:
    """``(...)`` deg in [0, 180]: bend between the trunk and the neck in the picture."""
    hips, shoulders = mid_hip(body), mid_shoulder(body)
    head = (body.at(L.LEFT_EAR) + body.at(L.RIGHT_EAR)) / 2
    return angle_between_deg(shoulders - hips, head - shoulders)


def likeness(body: Body) -> Array:
    """``(...)`` in [0, 1]: the chest is above the hips, and the whole looks like it.

    The whole is learned, see ``posecheck.measure.shape``.
    """
    _, _, cranial = torso_axes(body)
    return np.minimum(learned_likeness(body, "pigeon"), ramp(-cranial[..., 1], 0.05, 0.25))


_TORSO = (L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP)
_UNSEEN = "The landmarks do not show a turn of the pelvis in Pigeon, from no view."

POSE = Pose(
    key="pigeon",
    title="Pigeon",
    posture=Posture.UPRIGHT,
    likeness=likeness,
    side=side,
    lead=Lead.FRONT,
    working="front leg",
    camera="Camera behind the mat, in line with the back leg, half a metre to a metre high.",
    camera_height_m=(0.5, 1.0),
    checks=(
        Check(
            key="front_hip_forward_deg",
            title="Hips square",
            meaning="How far the line through the hips is turned about the vertical, against the leg behind.",
            unit="deg",
            measure=front_hip_forward_deg,
            sight=by(Quantity.FRONT_HIP_FORWARD_DEG),
            # against the camera's direction: true where the camera stands in line with the back leg
            card=CardReading(CardAngle.TURN, -1.0, zero="tadasana"),
            ways=("{side} hip further back", "{side} hip further forward"),
            needs=(L.LEFT_HIP, L.RIGHT_HIP, L.RIGHT_ANKLE),
            scale=Band.even(5.0, 10.0, "first estimate; no finer than the quantity can be measured"),
            low="Your {side} hip is turned back: bring it forward until both hips face ahead.",
            high="Your {side} hip is turned forward: draw it back, a folded blanket under the {side} sitting bone.",
            why_not=_UNSEEN,
        ),
        Check(
            key="front_hip_drop_deg",
            title="Hips level",
            meaning=(
                "The line through both hip joints against the horizontal: whether the hip of the leg in front sinks."
            ),
            unit="deg",
            measure=front_hip_drop_deg,
            lower_end=L.LEFT_HIP,
            sight=hip_slope_left,
            card=CardReading(CardAngle.OBLIQUITY, -1.0, zero="tadasana"),
            ways=("{side} hip higher", "{side} hip lower"),
            needs=(L.LEFT_HIP, L.RIGHT_HIP),
            lines={View.BACK: Line(9.4, 0.19, 1.6)},
            scale=Band.even(3.0, 6.0, "default edges, not from a study"),
            low="Your {other} hip is lower: shift the weight towards the {side} side until the hips are level.",
            high="Your {side} hip has dropped: put a bolster or a folded blanket under the {side} sitting bone.",
        ),
        Check(
            key="pelvis_twist_deg",
            title="Pelvis not turned against the shoulders",
            meaning="How far the line through the hips is turned against the line through the shoulders.",
            unit="deg",
            measure=pelvis_twist_deg,
            sight=by(Quantity.PELVIS_TWIST_DEG),
            ways=("{other} hip ahead", "{side} hip ahead"),
            needs=_TORSO,
            scale=Band.even(10.0, None, "default edge, not from a study"),
            low="Your pelvis is turned towards the {other} side: let hips and shoulders face the same way.",
            high="Your pelvis is turned with the {side} hip ahead: let hips and shoulders face the same way.",
            why_not=_UNSEEN,
        ),
        Check(
            key="back_leg_deg",
            title="Back leg straight behind",
            meaning=(
                "The leg behind: the bend of its knee, or how far it points off straight behind, whichever is more."
            ),
            unit="deg",
            measure=back_leg_deg,
            sight=by(Quantity.BACK_LEG_DEG),
            needs=(*_TORSO, L.RIGHT_KNEE, L.RIGHT_ANKLE),
            scale=Band((-1.0, 15.0), None, "default edge, not from a study"),
            high="Let your {other} leg lie straight behind you, the knee facing down.",
            why_not="The landmarks of the back leg are not steady enough in Pigeon, from no view.",
        ),
        Check(
            key="arc_deg",
            title="One even arc",
            meaning="The bend between trunk and neck.",
            unit="deg",
            measure=arc_deg,
            needs=(*_TORSO, L.LEFT_EAR, L.RIGHT_EAR),
            why_not="The landmarks end at the shoulders and hips: the bend of the back between them is not seen.",
        ),
    ),
)
