"""Side-lying stretch: lying on a side, one ankle held in the hand, that knee drawn back.

Either leg may be the stretched one: the bottom leg (the basic form) or the top leg. Measures are written
for the left leg being stretched.
"""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L
from posecheck.measure import anatomy
from posecheck.measure.anatomy import behind_torso_px, cm_per_px, knee_angle_deg, thigh, torso_axes, torso_px
from posecheck.measure.geometry import distance, dot, middle
from posecheck.measure.shape import learned, learned_likeness
from posecheck.measure.view import Posture, View, top_side_left
from posecheck.poses.checks import Check, Form, Line, Pose, Step, Steps, Verdict


def knee_behind_torso_picture_cm(body: Body) -> Array:
    """``(...)`` cm in the picture: knee behind the torso's long axis; + behind."""
    return behind_torso_px(body, L.LEFT_KNEE) * cm_per_px(body)


def knee_behind_torso_space_cm(body: Body) -> Array:
    """``(...)`` cm in space: knee behind the torso's frontal plane; + behind."""
    forward, _, _ = torso_axes(body)
    hips = middle(body.world_at(L.LEFT_HIP), body.world_at(L.RIGHT_HIP))
    return -100.0 * dot(body.world_at(L.LEFT_KNEE) - hips, forward)


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
