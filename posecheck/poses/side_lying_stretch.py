"""Side-lying stretch: lying on a side, one ankle held in the hand, that knee drawn back.

Either leg may be the stretched one: the bottom leg (the basic form) or the top leg. Measures are written
for the left leg being stretched.
"""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.sight import Lead, Quantity
from posecheck.body.skeleton import Landmark as L
from posecheck.measure import anatomy
from posecheck.measure.anatomy import behind_torso_px, cm_per_px, knee_angle_deg, thigh, torso_axes, torso_px
from posecheck.measure.geometry import distance, dot, middle, ramp
from posecheck.measure.shape import OUTLINE, learned, learned_likeness, lying_camera
from posecheck.measure.view import Posture, View, top_side_left
from posecheck.poses.checks import Band, Check, Form, Line, Pose, Step, Steps, Verdict, by

#: Height of a knee over the middle of the hips while lying: half the spacing of the hip joints, cm (rendered people).
_HALF_HIPS_CM = 9.0

#: Below this much of "up" in the camera's direction (20 deg), the picture hides the way behind the torso.
_LOWEST_UP = 0.34


def knee_behind_torso_cm(body: Body) -> Array:
    """``(...)`` cm: knee behind the torso's frontal plane; + behind; NaN where the camera looks along the floor.

    The picture shows the way behind the torso's long axis shortened, and mixed with how far the knee lies above
    or below the middle of the hips. Both are undone with the direction to the camera. (The landmarks in space
    err more: their depth is a guess for somebody lying down.)
    """
    left_up = top_side_left(body) > 0
    camera = np.where(left_up[..., None], lying_camera(body), lying_camera(body.mirrored()))
    ahead, up = camera[..., 0], np.where(camera[..., 1] > _LOWEST_UP, camera[..., 1], np.nan)
    over = np.where(left_up, _HALF_HIPS_CM, -_HALF_HIPS_CM)
    shown = behind_torso_px(body, L.LEFT_KNEE) * cm_per_px(body)
    return (shown * np.hypot(ahead, up) - over * ahead) / up


def hip_extension_deg(body: Body) -> Array:
    """``(...)`` deg: thigh behind (+) or in front of the torso's line, in its sagittal plane."""
    return anatomy.hip_extension_deg(body, "LEFT")


def knee_lift_deg(body: Body) -> Array:
    """``(...)`` deg: thigh lifted sideways out of the torso's sagittal plane; + away from the other leg."""
    forward, left, cranial = torso_axes(body)
    bone = thigh(body, "LEFT")
    return np.degrees(np.arctan2(dot(bone, left), np.hypot(dot(bone, forward), dot(bone, cranial))))


def leg_features(body: Body, side: str) -> Array:
    """``(..., 9)`` numbers of order one that tell a leg held by the upper (left) hand from one at rest.

    For somebody whose left side is up: bend of the knee, knee and ankle forward and towards the head, ankle to
    the upper wrist in space and in the picture, knee and ankle behind the torso in the picture.
    """
    forward, _, cranial = torso_axes(body)
    hips = middle(body.world_at(L.LEFT_HIP), body.world_at(L.RIGHT_HIP))
    knee, ankle = body.world_at(L[f"{side}_KNEE"]) - hips, body.world_at(L[f"{side}_ANKLE"]) - hips
    torso = torso_px(body)
    return np.stack(
        [
            knee_angle_deg(body, side) / 60.0,
            dot(knee, forward) / 0.3,
            dot(ankle, forward) / 0.3,
            dot(knee, cranial) / 0.3,
            dot(ankle, cranial) / 0.3,
            distance(body.world_at(L[f"{side}_ANKLE"]), body.world_at(L.LEFT_WRIST)) / 0.3,
            distance(body.at(L[f"{side}_ANKLE"]), body.at(L.LEFT_WRIST)) / torso,
            behind_torso_px(body, L[f"{side}_KNEE"]) / torso,
            behind_torso_px(body, L[f"{side}_ANKLE"]) / torso,
        ],
        -1,
    )


def form_features(body: Body) -> Array:
    """``(..., 19)``: both legs of somebody whose left side is up, upper leg first, and 1."""
    upper, lower = leg_features(body, "LEFT"), leg_features(body, "RIGHT")
    return np.concatenate([upper, lower, np.ones_like(upper[..., :1])], -1)


def side(body: Body) -> Array:
    """``(...)`` positive when the left ankle is the held one; a log-odds (see ``leg_features``)."""
    weights = learned()["side_lying_stretch.top_form"]
    top_left, top_right = form_features(body) @ weights, form_features(body.mirrored()) @ weights
    return np.where(top_side_left(body) > 0, top_left, -top_right)


def not_measured(body: Body) -> Array:
    """``(...)`` NaN: the landmarks do not hold this quantity, from no view."""
    return np.full(body.time_s.shape, np.nan)


def likeness(body: Body) -> Array:
    """``(...)`` in [0, 1]: one side faces up, a hand is near an ankle, and the whole looks like it.

    The whole is learned (see ``posecheck.measure.shape``); the two plain conditions keep out people who lie on
    their back or front in ways it was never shown.
    """
    hands = [distance(body.world_at(wrist), body.world_at(ankle)) for wrist in _WRISTS for ankle in _ANKLES]
    near = np.minimum.reduce(hands)
    parts = [
        learned_likeness(body, "side_lying_stretch"),
        ramp(np.abs(top_side_left(body)), 0.30, 0.50),
        ramp(near, 1.4, 1.2),
    ]
    return np.minimum.reduce(parts)


_WRISTS, _ANKLES = (L.LEFT_WRIST, L.RIGHT_WRIST), (L.LEFT_ANKLE, L.RIGHT_ANKLE)
_TORSO = (L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP)
_BEHIND: dict[View | tuple[View, str], Line] = {
    (View.ABOVE, "top"): Line(10.8, 0.88, -6.7),
    (View.FRONT_HIGH, "top"): Line(12.6, 0.83, -9.3),
    (View.BACK_HIGH, "top"): Line(12.3, 0.59, -2.5),
    (View.ABOVE, "bottom"): Line(21.2, 0.46, 3.9),
}
_FURTHER = "Draw your {side} knee further back, towards the line of your back, only as far as is free of pain."
_HIDDEN_KNEE = "The other leg hides the bottom knee: film from above for this form."

POSE = Pose(
    key="side_lying_stretch",
    title="Side-lying stretch",
    posture=Posture.SIDE_LYING,
    likeness=likeness,
    side=side,
    lead=Lead.STRETCHED,
    form=Form(Lead.TOP, top_side_left, ("top", "bottom")),
    working="stretched leg",
    camera="Camera in front of the belly, at 1.5 m or higher, tilted down; or straight above.",
    camera_height_m=(1.5, 2.6),
    checks=(
        Check(
            key="knee_behind_torso_cm",
            title="Knee behind the line of the back",
            meaning="How far the knee is behind the plane that the back lies in, through both hips and both shoulders.",
            unit="cm",
            measure=knee_behind_torso_cm,
            ways=("in front", "behind"),
            sight=by(Quantity.KNEE_BEHIND_TORSO_CM),
            needs=OUTLINE,
            drawn=(L.LEFT_HIP, L.LEFT_KNEE),
            lines=_BEHIND,
            why_not=_HIDDEN_KNEE,
        ),
        Check(
            key="stage",
            title="Stage reached",
            meaning="The furthest of four stages that the knee has certainly reached.",
            unit="",
            measure=knee_behind_torso_cm,
            sight=by(Quantity.KNEE_BEHIND_TORSO_CM),
            needs=OUTLINE,
            drawn=(L.LEFT_HIP, L.LEFT_KNEE),
            lines=_BEHIND,
            scale=Steps(
                (
                    Step("in_front", "knee in front of the back", -90.0, Verdict.SLIGHT, _FURTHER),
                    Step("in_line", "knee in line with the back", -3.0, Verdict.GOOD),
                    Step("behind_back", "knee behind the line of the back", 3.0, Verdict.GOOD),
                    Step("behind_buttock", "knee further back than the buttock", 12.0, Verdict.GOOD),
                ),
                reached=True,
                source="order of the article's goals; the skin of the buttock lies 10.7 cm (sd 1.3) behind the plane "
                "through hips and shoulders of rendered people",
            ),
            why_not=_HIDDEN_KNEE,
        ),
        Check(
            key="hip_extension_deg",
            title="Hip extension",
            meaning="The thigh against the pelvis.",
            unit="deg",
            measure=hip_extension_deg,
            ways=("in front", "behind"),
            sight=by(Quantity.HIP_EXTENSION_DEG),
            needs=(*_TORSO, L.LEFT_KNEE),
            lines={(View.ABOVE, "top"): Line(27.7, 1.02, 6.5), (View.FRONT_HIGH, "top"): Line(30.1, 1.11, 1.0)},
            why_not=_HIDDEN_KNEE,
        ),
        Check(
            key="pelvis_roll_back_deg",
            title="Pelvis not rolled",
            meaning=(
                "How far the upper hip has rolled back or forward of the lower one: a stretch gained so does not count."
            ),
            unit="deg",
            measure=not_measured,
            ways=("rolled forward", "rolled back"),
            sight=by(Quantity.PELVIS_ROLL_BACK_DEG),
            needs=_TORSO,
            scale=Band.even(10.0, 20.0, "a stretch gained by rolling is not counted; default edges, not from a study"),
            low="Your upper hip has rolled forward: stack it over the lower one.",
            high="Your upper hip has rolled back: stack it over the lower one, even if the knee comes less far.",
            why_not="The landmarks do not show how far the pelvis rolls when you lie on your side.",
        ),
        Check(
            key="trunk_roll_back_deg",
            title="Chest not rolled",
            meaning=(
                "How far the upper shoulder has rolled back or forward of the lower one: a stretch gained so "
                "does not count."
            ),
            unit="deg",
            measure=not_measured,
            ways=("rolled forward", "rolled back"),
            sight=by(Quantity.TRUNK_ROLL_BACK_DEG),
            needs=_TORSO,
            scale=Band.even(10.0, 20.0, "a stretch gained by rolling is not counted; default edges, not from a study"),
            low="Your upper shoulder has rolled forward: stack it over the lower one.",
            high="Your upper shoulder has rolled back: stack it over the lower one.",
            why_not="The landmarks do not show how far the chest rolls when you lie on your side.",
        ),
        Check(
            key="arch_deg",
            title="Low back not arched",
            meaning="How far the pelvis is tilted forward under the trunk.",
            unit="deg",
            measure=not_measured,
            sight=by(Quantity.ARCH_DEG),
            needs=_TORSO,
            why_not="The landmarks do not show how the pelvis tilts under the trunk.",
        ),
        Check(
            key="knee_lift_deg",
            title="Knee in line, not lifted",
            meaning="How far the thigh is lifted sideways, away from the other leg.",
            unit="deg",
            measure=knee_lift_deg,
            ways=("crossed over", "lifted"),
            sight=by(Quantity.KNEE_LIFT_DEG),
            needs=(*_TORSO, L.LEFT_KNEE),
            lines={(View.FRONT, "top"): Line(9.8, 0.41, 5.7), (View.BACK_HIGH, "top"): Line(12.8, 0.19, 5.9)},
            scale=Band.even(15.0, None, "default edge, not from a study"),
            low="Your {side} knee crosses over: keep it in line with the hip.",
            high="Your {side} knee is lifted: lower it until it is in line with the hip.",
        ),
    ),
)
