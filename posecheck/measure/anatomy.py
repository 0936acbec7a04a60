"""Parts of the body that two or more poses measure: torso axes, thighs, centre of mass, scale.

Everything here takes a ``Body`` of any leading shape ``(...)``. Axes are those of docs/conventions.md.
"""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.geometry import angle_between_deg, cross2, distance, dot, joint_angle_deg, middle, unit

#: MediaPipe's hip landmarks stand this many times as far apart in the picture as the hip joint centres
#: (mean over rendered people in Tadasana; spread 0.08).
HIP_SPACING_RATIO = 1.10

#: Share of body mass and place of the centre along the segment (from the first end), sexes averaged.
#: Source: de Leva, J Biomech 1996;29:1223-1230, table 4. Head and trunk are simplified to two points each.
SEGMENTS: tuple[tuple[float, float, tuple[L, ...], tuple[L, ...]], ...] = (
    (0.068, 0.5, (L.LEFT_EAR, L.RIGHT_EAR), (L.LEFT_EAR, L.RIGHT_EAR)),
    (0.430, 0.45, (L.LEFT_SHOULDER, L.RIGHT_SHOULDER), (L.LEFT_HIP, L.RIGHT_HIP)),
    *(
        segment
        for s in ("LEFT", "RIGHT")
        for segment in (
            (0.026, 0.58, (L[f"{s}_SHOULDER"],), (L[f"{s}_ELBOW"],)),
            (0.015, 0.46, (L[f"{s}_ELBOW"],), (L[f"{s}_WRIST"],)),
            (0.006, 0.50, (L[f"{s}_WRIST"],), (L[f"{s}_INDEX"],)),
            (0.145, 0.39, (L[f"{s}_HIP"],), (L[f"{s}_KNEE"],)),
            (0.046, 0.44, (L[f"{s}_KNEE"],), (L[f"{s}_ANKLE"],)),
            (0.013, 0.50, (L[f"{s}_HEEL"],), (L[f"{s}_FOOT_INDEX"],)),
        )
    ),
)


def mid_hip(body: Body) -> Array:
    """``(..., 2)`` pixels half way between the hips."""
    return middle(body.at(L.LEFT_HIP), body.at(L.RIGHT_HIP))


def mid_shoulder(body: Body) -> Array:
    """``(..., 2)`` pixels half way between the shoulders."""
    return middle(body.at(L.LEFT_SHOULDER), body.at(L.RIGHT_SHOULDER))


def torso_axes(body: Body) -> tuple[Array, Array, Array]:
    """Forward, left and cranial unit axes ``(..., 3)`` of the torso, in the camera's world axes.

    Cranial runs from mid-hip to mid-shoulder; left is the mean of the hip and the shoulder line made
    perpendicular to it. The plane of left and cranial is the frontal plane of the torso.
    """
    hips = body.world_at(L.LEFT_HIP) - body.world_at(L.RIGHT_HIP)
    shoulders = body.world_at(L.LEFT_SHOULDER) - body.world_at(L.RIGHT_SHOULDER)
    cranial = cranial_axis(body)
    both = unit(hips) + unit(shoulders)
    left = unit(both - dot(both, cranial)[..., None] * cranial)
    return np.cross(left, cranial), left, cranial


def cranial_axis(body: Body) -> Array:
    """``(..., 3)`` unit vector from mid-hip to mid-shoulder, in the camera's world axes."""
    top = middle(body.world_at(L.LEFT_SHOULDER), body.world_at(L.RIGHT_SHOULDER))
    return unit(top - middle(body.world_at(L.LEFT_HIP), body.world_at(L.RIGHT_HIP)))


def thigh(body: Body, side: str) -> Array:
    """``(..., 3)`` metres from a hip to its knee; side is "LEFT" or "RIGHT"."""
    return body.world_at(L[f"{side}_KNEE"]) - body.world_at(L[f"{side}_HIP"])


def knee_angle_deg(body: Body, side: str) -> Array:
    """``(...)`` deg in [0, 180] between thigh and shank in space; 180 is straight."""
    return joint_angle_deg(*(body.world_at(L[f"{side}_{part}"]) for part in ("HIP", "KNEE", "ANKLE")))


def hip_angle_deg(body: Body, side: str) -> Array:
    """``(...)`` deg in [0, 180] between thigh and trunk in space; 180 when the thigh continues the trunk."""
    return angle_between_deg(thigh(body, side), cranial_axis(body))


def hip_extension_deg(body: Body, side: str) -> Array:
    """``(...)`` deg in (-180, 180]: thigh against the torso in its sagittal plane; + is behind."""
    forward, _, cranial = torso_axes(body)
    bone = unit(thigh(body, side))
    return np.degrees(np.arctan2(-dot(bone, forward), -dot(bone, cranial)))


def extent_px(body: Body) -> tuple[Array, Array]:
    """Width and height ``(...)`` of the box about the landmarks, pixels."""
    x, y = np.ascontiguousarray(np.moveaxis(body.image, (-2, -1), (0, 1))).swapaxes(0, 1)  # reduced along whole rows
    return x.max(0) - x.min(0), y.max(0) - y.min(0)


def torso_px(body: Body) -> Array:
    """``(...)`` pixels from mid-hip to mid-shoulder."""
    return distance(mid_hip(body), mid_shoulder(body))


def lean_deg(body: Body) -> Array:
    """``(...)`` deg in [0, 180]: trunk against the vertical of the picture."""
    return angle_between_deg(mid_shoulder(body) - mid_hip(body), np.array([0.0, -1.0]))


def leg_px(body: Body, side: str) -> Array:
    """``(...)`` pixels along a leg, hip to knee to ankle."""
    hip, knee, ankle = (body.at(L[f"{side}_{part}"]) for part in ("HIP", "KNEE", "ANKLE"))
    return distance(hip, knee) + distance(knee, ankle)


def cm_per_px(body: Body) -> Array:
    """``(...)`` size of a pixel at the person, from the torso's length in space and in the picture.

    Uses the torso's extent in the plane of the picture only. The metric scale is that of MediaPipe's
    average person: about 8 % off for a given one. NaN where the torso points at the camera.
    """
    shoulders = middle(body.world_at(L.LEFT_SHOULDER), body.world_at(L.RIGHT_SHOULDER))
    hips = middle(body.world_at(L.LEFT_HIP), body.world_at(L.RIGHT_HIP))
    flat_m = np.linalg.norm((shoulders - hips)[..., :2], axis=-1)
    pixels = torso_px(body)
    return 100.0 * flat_m / np.where(pixels > 1.0, pixels, np.nan)


def centre_of_mass_px(body: Body) -> Array:
    """``(..., 2)`` pixels of the estimated centre of mass of the whole body."""
    total = sum(share for share, *_ in SEGMENTS)
    where = np.zeros(2)
    for share, along, first, last in SEGMENTS:
        start = body.image[..., list(first), :].mean(-2)
        end = body.image[..., list(last), :].mean(-2)
        where = where + share / total * (start + along * (end - start))
    return where


def behind_torso_px(body: Body, mark: L) -> Array:
    """Distance of a landmark behind the torso's long axis in the picture.

    The front is the side of the axis on which the nose lies. Meaningful where the camera looks
    along the line of the hips (a side view, or from above onto somebody lying on the side).

    Returns:
        ``(...)`` px, positive behind; NaN where the torso has no length in the picture.
    """
    start = mid_hip(body)
    axis = unit(mid_shoulder(body) - start)
    front = np.sign(cross2(axis, body.at(L.NOSE) - mid_shoulder(body)))
    return -cross2(axis, body.at(mark) - start) * np.where(front == 0, np.nan, front)
