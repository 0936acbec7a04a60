"""Plane and space geometry on arrays of any leading shape ``(...)``. Knows nothing of people.

NaN in gives NaN out; vectors without a direction (zero length) give NaN, never zero.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def unit(vector: Array) -> Array:
    """``(..., n)`` vectors of length one; NaN where the length is zero."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    return vector / np.where(length > 1e-12, length, np.nan)


def dot(a: Array, b: Array) -> Array:
    """``(...)`` inner product over the last axis."""
    return (a * b).sum(-1)


def middle(a: Array, b: Array) -> Array:
    """``(..., n)`` point half way between two points."""
    return (a + b) / 2.0


def distance(a: Array, b: Array) -> Array:
    """``(...)`` distance between two points, in their unit."""
    return np.linalg.norm(a - b, axis=-1)


def across(vector: Array, axis: Array) -> Array:
    """``(..., n)`` the part of a vector that is perpendicular to a unit axis."""
    return vector - dot(vector, axis)[..., None] * axis


def angle_between_deg(a: Array, b: Array) -> Array:
    """``(...)`` unsigned angle in [0, 180] deg between two vectors of the plane or of space."""
    a, b = unit(a), unit(b)
    # arctangent of half-chords: exact near 0 and 180, where the arccosine is not
    return np.degrees(2.0 * np.arctan2(np.linalg.norm(a - b, axis=-1), np.linalg.norm(a + b, axis=-1)))


def joint_angle_deg(before: Array, joint: Array, after: Array) -> Array:
    """``(...)`` angle in [0, 180] deg at a joint; 180 is straight."""
    return angle_between_deg(before - joint, after - joint)


def turn_about_deg(start: Array, end: Array, axis: Array) -> Array:
    """``(...)`` signed angle in (-180, 180] deg from one vector to another about a unit axis (right-hand rule)."""
    start, end = unit(across(start, axis)), unit(across(end, axis))
    return np.degrees(np.arctan2(dot(np.cross(start, end), axis), dot(start, end)))


def picture_slope_deg(left: Array, right: Array) -> Array:
    """Slope of the line between a left and a right point of the picture, whichever way the person faces.

    Args:
        left: ``(..., 2)`` pixels, y down.
        right: ``(..., 2)`` pixels.

    Returns:
        ``(...)`` deg in [-90, 90]; positive when the right point is lower; NaN where the points coincide.
    """
    down, over = right[..., 1] - left[..., 1], np.abs(right[..., 0] - left[..., 0])
    return np.where(np.hypot(down, over) > 1e-12, np.degrees(np.arctan2(down, over)), np.nan)


def cross2(a: Array, b: Array) -> Array:
    """``(...)`` z-component of the cross product of two plane vectors."""
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def ramp(value: Array, none: float, full: float) -> Array:
    """``(...)`` 0 at ``none`` and beyond, 1 at ``full`` and beyond, straight between; NaN stays NaN."""
    return np.clip((value - none) / (full - none), 0.0, 1.0)
