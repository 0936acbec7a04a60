"""Tree, vrksasana: standing on one leg with the other foot on its inner side, seen from the front.

Measures are written for standing on the left leg; the lifted leg is the right one.
"""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.sight import Lead, Quantity
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.anatomy import (
    cm_per_px,
    hip_angle_deg,
    knee_angle_deg,
    lean_deg,
    leg_px,
    mid_hip,
    thigh,
    torso_axes,
    torso_px,
)
from posecheck.measure.geometry import cross2, dot, joint_angle_deg, picture_slope_deg, ramp
from posecheck.measure.view import Posture, View
from posecheck.poses.checks import Band, CardAngle, CardReading, Check, Line, Pose, Step, Steps, Verdict, by, hip_slope


def free_hip_drop_deg(body: Body) -> Array:
    """``(...)`` deg in [-90, 90]: slope of the hip line; + the lifted leg's hip is lower."""
    return picture_slope_deg(body.at(L.LEFT_HIP), body.at(L.RIGHT_HIP))


def hip_lean_pct(body: Body) -> Array:
    """``(...)`` %: standing hip sideways of its ankle, of the leg's length; + outward (leaning into the hip)."""
    hip, other, ankle = body.at(L.LEFT_HIP), body.at(L.RIGHT_HIP), body.at(L.LEFT_ANKLE)
    outward = np.sign(hip[..., 0] - other[..., 0])
    return 100.0 * outward * (hip[..., 0] - ankle[..., 0]) / leg_px(body, "LEFT")


def standing_knee_deg(body: Body) -> Array:
    """``(...)`` deg in (0, 360): angle of the standing knee in the picture; above 180 it bends backwards.

    The toes tell which way is forward, so this needs a view from the side.
    """
    hip, knee, ankle = body.at(L.LEFT_HIP), body.at(L.LEFT_KNEE), body.at(L.LEFT_ANKLE)
    ahead = np.sign(cross2(hip - ankle, body.at(L.LEFT_FOOT_INDEX) - body.at(L.LEFT_HEEL)))
    in_front = np.sign(cross2(hip - ankle, knee - ankle)) * ahead
    return 180.0 - in_front * (180.0 - joint_angle_deg(hip, knee, ankle))


def foot_place(body: Body) -> Array:
    """``(...)`` height of the lifted foot along the standing leg: 0 at the hip, 1 at the knee, 2 at the ankle."""
    foot = body.image[..., [L.RIGHT_ANKLE, L.RIGHT_HEEL, L.RIGHT_FOOT_INDEX], 1].mean(-1)
    hip, knee, ankle = (body.at(m)[..., 1] for m in (L.LEFT_HIP, L.LEFT_KNEE, L.LEFT_ANKLE))
    above = (foot - hip) / np.where(knee - hip > 1.0, knee - hip, np.nan)
    below = 1.0 + (foot - knee) / np.where(ankle - knee > 1.0, ankle - knee, np.nan)
    return np.where(foot < knee, above, below)


def thigh_open_deg(body: Body) -> Array:
    """``(...)`` deg in (-180, 180]: direction of the lifted knee seen from above; 0 forward, 90 out to the side."""
    forward, left, _ = torso_axes(body)
    bone = thigh(body, "RIGHT")
    return np.degrees(np.arctan2(-dot(bone, left), dot(bone, forward)))


def arms_overhead(body: Body) -> Array:
    """``(...)`` height of the lower wrist above its shoulder, in torso lengths."""
    wrists = body.image[..., [L.LEFT_WRIST, L.RIGHT_WRIST], 1]
    shoulders = body.image[..., [L.LEFT_SHOULDER, L.RIGHT_SHOULDER], 1]
    return (shoulders - wrists).min(-1) / torso_px(body)


def sway_cm(hold: Body) -> Array:
    """``()`` cm: full length of the long axis of the ellipse that holds 95 % of the mid-hip's places.

    In the plane of the picture, after a straight drift is left in; NaN with fewer than ten places.
    """
    points = mid_hip(hold)[hold.seen]
    if len(points) < 10:
        return np.array(np.nan)
    widest = float(np.linalg.eigvalsh(np.cov(points.T))[-1])
    # 5.991: the 95 % point of the chi-square distribution with two degrees of freedom
    return np.array(2.0 * np.sqrt(5.991 * max(widest, 0.0)) * np.nanmedian(cm_per_px(hold)))


def _lifted(body: Body) -> Array:
    """``(...)`` height of the left ankle above the right one in the picture, in torso lengths."""
    return (body.at(L.RIGHT_ANKLE)[..., 1] - body.at(L.LEFT_ANKLE)[..., 1]) / torso_px(body)


def side(body: Body) -> Array:
    """``(...)`` positive when the left foot is the lower one, so the left leg stands."""
    return -_lifted(body)


def likeness(body: Body) -> Array:
    """``(...)`` in [0, 1]: upright on one long leg, the other foot lifted to it with a bent knee."""
    left_stands = side(body) > 0

    def standing_free(left: Array, right: Array) -> tuple[Array, Array]:
        return np.where(left_stands, left, right), np.where(left_stands, right, left)

    straight, bent = standing_free(knee_angle_deg(body, "LEFT"), knee_angle_deg(body, "RIGHT"))
    hip, _ = standing_free(hip_angle_deg(body, "LEFT"), hip_angle_deg(body, "RIGHT"))
    length, _ = standing_free(leg_px(body, "LEFT"), leg_px(body, "RIGHT"))
    stand_x, free_x = standing_free(body.at(L.LEFT_ANKLE)[..., 0], body.at(L.RIGHT_ANKLE)[..., 0])
    below = (body.image[..., [L.LEFT_ANKLE, L.RIGHT_ANKLE], 1].max(-1) - mid_hip(body)[..., 1]) / torso_px(body)
    parts = [
        ramp(lean_deg(body), 32, 20),
        ramp(straight, 108, 130),
        ramp(straight - bent, 4, 16),
        ramp(hip, 125, 143),
        ramp(np.abs(_lifted(body)), 0.03, 0.09),
        ramp(np.abs(stand_x - free_x) / length, 0.40, 0.28),
        ramp(below, 0.9, 1.2),
    ]
    return np.stack(parts, -1).min(-1)


_DROP = "3 and 5 deg of drop are default edges, not from a study; a rise is usual in people who practise"
_ARTICLE = "the article's own words; default edges, not from a study"
_LEG = (L.LEFT_HIP, L.LEFT_KNEE, L.LEFT_ANKLE)

POSE = Pose(
    key="tree",
    title="Tree",
    posture=Posture.UPRIGHT,
    likeness=likeness,
    side=side,
    lead=Lead.STANDS,
    working="standing leg",
    camera="Camera straight in front, at the height of the hips, the whole body in view with room for raised arms.",
    camera_height_m=(0.7, 1.3),
    checks=(
        Check(
            key="free_hip_drop_deg",
            title="Pelvis level",
            meaning=(
                "The line through both hip joints against the horizontal: whether the hip of the lifted leg "
                "sinks or rises."
            ),
            unit="deg",
            measure=free_hip_drop_deg,
            lower_end=L.RIGHT_HIP,
            ways=("{other} hip higher", "{other} hip lower"),
            sight=hip_slope,
            card=CardReading(CardAngle.OBLIQUITY, zero="tadasana"),
            zero="tadasana",
            needs=(L.LEFT_HIP, L.RIGHT_HIP),
            lines={View.FRONT: Line(9.9, 0.62, 4.0), View.BACK: Line(9.1, 0.40, 1.9)},
            scale=Band((-8.0, 3.0), (-12.0, 5.0), _DROP),
            low="Your {other} hip is hitched up: let it sink until it is level with the {side} one.",
            high="Your {other} hip has dropped: press the {side} foot down and lift the {other} hip level.",
        ),
        Check(
            key="hip_lean_pct",
            title="Standing hip over its foot",
            meaning="How far the standing hip is pushed sideways of its ankle, in percent of the leg's length.",
            unit="%",
            measure=hip_lean_pct,
            ways=("inside the foot", "outside the foot"),
            sight=by(Quantity.HIP_LEAN_PCT),
            needs=(*_LEG, L.RIGHT_HIP),
            lines={
                View.FRONT: Line(5.1, 0.53, 2.8),
                View.BACK: Line(4.2, 0.66, 3.0),
                View.FRONT_LEFT: Line(5.5, 0.66, 5.9),
                View.FRONT_RIGHT: Line(4.5, 0.85, -4.4),
            },
            scale=Band((-4.0, 4.0), (-8.0, 8.0), _ARTICLE),
            low="Your {side} hip stands inside of its foot: bring the weight out over the {side} foot.",
            high="You lean into your {side} hip: draw it in, until it stands over the {side} foot.",
        ),
        Check(
            key="standing_knee_deg",
            title="Standing knee not locked",
            meaning="The angle of the standing knee; 180° is straight, more is bent backwards.",
            unit="deg",
            measure=standing_knee_deg,
            sight=by(Quantity.STANDING_KNEE_DEG),
            needs=(*_LEG, L.LEFT_HEEL, L.LEFT_FOOT_INDEX),
            lines={View.FRONT_LEFT: Line(10.9, 0.85, 25.3), View.FRONT_RIGHT: Line(8.0, 1.06, -16.7)},
            scale=Band((140.0, 180.0), None, "locked beyond 180 deg (the article: do not lock the standing knee)"),
            low="Your {side} knee is well bent: lengthen the standing leg.",
            high="Your {side} knee is locked back: soften it a little.",
        ),
        Check(
            key="foot_place",
            title="Place of the sole",
            meaning="Where on the standing leg the sole rests.",
            unit="",
            measure=foot_place,
            sight=by(Quantity.FOOT_PLACE),
            needs=(*_LEG, L.RIGHT_ANKLE, L.RIGHT_HEEL, L.RIGHT_FOOT_INDEX),
            lines={
                View.FRONT: Line(0.11, 0.97, 0.05),
                View.BACK: Line(0.25),
                View.FRONT_LEFT: Line(0.11, 0.94, 0.06),
                View.FRONT_RIGHT: Line(0.28, 0.72, 0.24),
            },
            scale=Steps(
                (
                    Step("thigh", "on the thigh", -0.5, Verdict.GOOD),
                    Step(
                        "knee",
                        "on the knee",
                        0.90,
                        Verdict.CLEAR,
                        "Your {other} sole presses on the knee: place it above or below it.",
                    ),
                    Step("calf", "on the calf", 1.15, Verdict.GOOD),
                    Step("ankle", "at the ankle", 1.70, Verdict.GOOD),
                ),
                reached=False,
                source="0 hip, 1 knee, 2 ankle; a sole with its middle this near to the knee presses on it",
            ),
        ),
        Check(
            key="thigh_open_deg",
            title="Lifted thigh turned out",
            meaning="Where the lifted knee points, seen from above: 0° ahead, 90° to the side.",
            unit="deg",
            measure=thigh_open_deg,
            sight=by(Quantity.THIGH_OPEN_DEG),
            needs=(L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP, L.RIGHT_KNEE),
            why_not="One camera does not show how far the lifted thigh is turned out.",
        ),
        Check(
            key="arms_overhead",
            title="Arms",
            meaning="Whether the arms are raised.",
            unit="",
            measure=arms_overhead,
            sight=by(Quantity.ARMS_OVERHEAD),
            needs=(L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP, L.LEFT_WRIST, L.RIGHT_WRIST),
            lines=dict.fromkeys(View, Line(0.2)),
            scale=Steps(
                (Step("down", "not overhead", -9.0, Verdict.GOOD), Step("overhead", "overhead", 0.45, Verdict.GOOD)),
                reached=False,
                source="wrists above the shoulders by about the head's height, in torso lengths",
            ),
        ),
        Check(
            key="sway_cm",
            title="Steadiness",
            meaning="The length of the ellipse that holds the middle of the hips for 95 % of the hold.",
            unit="cm",
            measure=sway_cm,
            needs=(L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP),
            lines={View.FRONT: Line(0.8), View.BACK: Line(0.8)},
            over_hold=True,
        ),
    ),
)
