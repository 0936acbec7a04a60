"""Tadasana, the mountain: standing on both feet, seen from the front."""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.sight import Quantity
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.anatomy import (
    HIP_SPACING_RATIO,
    centre_of_mass_px,
    hip_angle_deg,
    knee_angle_deg,
    lean_deg,
    mid_hip,
    torso_px,
)
from posecheck.measure.geometry import distance, joint_angle_deg, picture_slope_deg, ramp
from posecheck.measure.view import Posture, View
from posecheck.poses.checks import Band, CardAngle, CardReading, Check, Line, Pose, by, hip_slope


def pelvis_obliquity_deg(body: Body) -> Array:
    """``(...)`` deg in [-90, 90]: slope of the line through the hips; + right hip lower."""
    return picture_slope_deg(body.at(L.LEFT_HIP), body.at(L.RIGHT_HIP))


def _hand_rests_on_hip(body: Body, side: str) -> Array:
    shoulder, elbow, wrist, hip = (body.at(L[f"{side}_{part}"]) for part in ("SHOULDER", "ELBOW", "WRIST", "HIP"))
    torso = torso_px(body)
    other = body.at(L["RIGHT_HIP" if side == "LEFT" else "LEFT_HIP"])
    outward = np.sign(hip[..., 0] - other[..., 0]) * (wrist[..., 0] - hip[..., 0]) / torso
    above = (hip[..., 1] - wrist[..., 1]) / torso
    bent = joint_angle_deg(shoulder, elbow, wrist) < 140.0
    return bent & (outward > -0.12) & (above > -0.10) & (above < 0.45) & (distance(wrist, hip) < 0.60 * torso)


def hands_obliquity_deg(body: Body) -> Array:
    """``(...)`` deg: slope of the line through both wrists; + right lower; NaN unless both hands rest on the hips."""
    resting = _hand_rests_on_hip(body, "LEFT") & _hand_rests_on_hip(body, "RIGHT")
    return np.where(resting, picture_slope_deg(body.at(L.LEFT_WRIST), body.at(L.RIGHT_WRIST)), np.nan)


def weight_offset_pct(body: Body) -> Array:
    """``(...)`` %: centre of mass sideways of the middle between the ankles, of their spacing; + to the left."""
    left, right = body.at(L.LEFT_ANKLE)[..., 0], body.at(L.RIGHT_ANKLE)[..., 0]
    spacing = np.where(np.abs(left - right) > 1.0, left - right, np.nan)
    return 100.0 * (centre_of_mass_px(body)[..., 0] - (left + right) / 2) / spacing


def feet_offset_pct(body: Body) -> Array:
    """``(...)`` %: the ankle further from under its hip, of the hip spacing; + outward of the hip."""
    left, right = body.at(L.LEFT_HIP)[..., 0], body.at(L.RIGHT_HIP)[..., 0]
    middle, joint = (left + right) / 2, (left - right) / HIP_SPACING_RATIO
    joint = np.where(np.abs(joint) > 1.0, joint, np.nan)
    offsets = np.stack(
        [
            (body.at(L.LEFT_ANKLE)[..., 0] - (middle + joint / 2)) / joint,
            ((middle - joint / 2) - body.at(L.RIGHT_ANKLE)[..., 0]) / joint,
        ],
        -1,
    )
    worse = np.where(np.isnan(offsets), 0.0, np.abs(offsets)).argmax(-1)
    return 100.0 * np.take_along_axis(offsets, worse[..., None], -1)[..., 0]


def likeness(body: Body) -> Array:
    """``(...)`` in [0, 1]: upright, both legs long and under the trunk, feet together at one height."""
    left, right = body.at(L.LEFT_ANKLE), body.at(L.RIGHT_ANKLE)
    torso = torso_px(body)
    hips = mid_hip(body)[..., 1]
    parts = [
        ramp(lean_deg(body), 30, 15),
        ramp(np.abs(left[..., 0] - right[..., 0]) / torso, 1.1, 0.8),
        ramp(np.abs(left[..., 1] - right[..., 1]) / torso, 0.22, 0.12),
        ramp((np.minimum(left[..., 1], right[..., 1]) - hips) / torso, 0.9, 1.15),
        *(ramp(knee_angle_deg(body, s), 108, 130) for s in ("LEFT", "RIGHT")),
        *(ramp(hip_angle_deg(body, s), 125, 143) for s in ("LEFT", "RIGHT")),
    ]
    return np.stack(parts, -1).min(-1)


_RIM = "the article: the rim of the pelvis parallel to the floor; 2 and 4 deg are default edges, not from a study"
_LEFT_LOWER = "Your left hip is lower: press the left foot down, and check that both knees are equally straight."
_RIGHT_LOWER = "Your right hip is lower: press the right foot down, and check that both knees are equally straight."
_HIPS = (L.LEFT_HIP, L.RIGHT_HIP)
_TORSO = (L.LEFT_SHOULDER, L.RIGHT_SHOULDER, *_HIPS)
_FEET = (L.LEFT_ANKLE, L.RIGHT_ANKLE)
_MASS = (
    L.LEFT_EAR, L.RIGHT_EAR, *_TORSO, L.LEFT_ELBOW, L.RIGHT_ELBOW, L.LEFT_WRIST, L.RIGHT_WRIST, L.LEFT_INDEX,
    L.RIGHT_INDEX, L.LEFT_KNEE, L.RIGHT_KNEE, *_FEET, L.LEFT_HEEL, L.RIGHT_HEEL, L.LEFT_FOOT_INDEX, L.RIGHT_FOOT_INDEX,
)  # fmt: skip

POSE = Pose(
    key="tadasana",
    title="Tadasana",
    posture=Posture.UPRIGHT,
    likeness=likeness,
    camera="Camera straight in front, at the height of the hips, the whole body in view.",
    camera_height_m=(0.7, 1.3),
    checks=(
        Check(
            key="pelvis_obliquity_deg",
            title="Pelvis level",
            meaning="The line through both hip joints, seen from the front, against the horizontal.",
            unit="deg",
            measure=pelvis_obliquity_deg,
            lower_end=L.RIGHT_HIP,
            ways=("left hip lower", "right hip lower"),
            sight=hip_slope,
            card=CardReading(CardAngle.OBLIQUITY),
            needs=_HIPS,
            lines={View.FRONT: Line(6.9, 1.39), View.BACK: Line(7.5, 1.05)},
            scale=Band.even(2.0, 4.0, _RIM),
            low=_LEFT_LOWER,
            high=_RIGHT_LOWER,
            odd=True,
        ),
        Check(
            key="hands_obliquity_deg",
            title="Hands on the hips level",
            meaning="The line through both wrists while the hands rest on the hips, against the horizontal.",
            unit="deg",
            measure=hands_obliquity_deg,
            ways=("left hand lower", "right hand lower"),
            needs=(*_TORSO, L.LEFT_ELBOW, L.RIGHT_ELBOW, L.LEFT_WRIST, L.RIGHT_WRIST),
            lines={View.FRONT: Line(3.9), View.BACK: Line(6.0)},
            scale=Band.even(2.0, 4.0, _RIM),
            low=_LEFT_LOWER,
            high=_RIGHT_LOWER,
            why_not="Put both hands on top of your hips for this second reading.",
            odd=True,
        ),
        Check(
            key="weight_offset_pct",
            title="Weight on both feet",
            meaning=(
                "How far the middle of the body's mass stands sideways of the middle between the ankles, in "
                "percent of the ankles' spacing."
            ),
            unit="%",
            measure=weight_offset_pct,
            ways=("to the right", "to the left"),
            sight=by(Quantity.WEIGHT_OFFSET_PCT),
            needs=_MASS,
            lines={View.FRONT: Line(17.2, 0.59), View.BACK: Line(11.6, 0.80)},
            scale=Band.even(8.0, 15.0, "of the ankle spacing; first estimate, to be checked against force plates"),
            low="Your weight is over your right foot: shift it to the left until both feet carry the same.",
            high="Your weight is over your left foot: shift it to the right until both feet carry the same.",
            odd=True,
        ),
        Check(
            key="feet_offset_pct",
            title="Feet under the hips",
            meaning=(
                "How far the ankle that is further off stands sideways of its hip joint, in percent of the hip "
                "joints' spacing."
            ),
            unit="%",
            measure=feet_offset_pct,
            ways=("inside the hip", "outside the hip"),
            sight=by(Quantity.FEET_OFFSET_PCT),
            needs=(*_HIPS, *_FEET),
            lines={View.FRONT: Line(29.1, 0.85, 3.7), View.BACK: Line(29.1, 0.84, -6.5)},
            scale=Band.even(
                25.0, None, "of the hip spacing; the article asks for the feet directly under the hip sockets"
            ),
            low="Your feet are closer together than your hip sockets: step them a little apart.",
            high="Your feet are wider than your hip sockets: bring them closer together.",
        ),
    ),
)
