"""The square around the hips in which both networks see a person, and the landmarks as numbers in it.

It has a fixed size at the person, is centred between the hips and turned so that the trunk points up: wherever the
person stands in the picture, however large and however turned, what lies in it looks alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.anatomy import mid_hip, mid_shoulder

#: Edge of the square at the person, in metres of MediaPipe's average person.
WIDTH_M = 1.25

#: A trunk that points at the camera has no direction in the picture: this much "up" is mixed in, metres.
_UPWARD_M = 0.03

_TRUNK = [L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP, L.LEFT_KNEE, L.RIGHT_KNEE]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where the square lies in the picture.

    Attributes:
        centre_px: ``(..., 2)``; NaN where nobody is seen.
        width_px: ``(...)`` its edge.
        turn_deg: ``(...)`` the picture is turned clockwise by this much to set it upright, as ``Body.rolled`` does.
    """

    centre_px: Array
    width_px: Array
    turn_deg: Array


def px_per_m(body: Body) -> Array:
    """``(...)`` pixels of the picture for a metre at the person, over shoulders, hips and knees."""
    flat, space = body.image[..., _TRUNK, :], body.world[..., _TRUNK, :2]
    flat, space = (points - points.mean(-2, keepdims=True) for points in (flat, space))
    return np.sqrt((flat**2).sum((-1, -2)) / np.maximum((space**2).sum((-1, -2)), 1e-9))


def place_of(body: Body) -> Place:
    """The square of each moment."""
    scale, hips = px_per_m(body), mid_hip(body)
    along = (mid_shoulder(body) - hips) / np.maximum(scale, 1e-9)[..., None] + (0.0, -_UPWARD_M)
    return Place(hips, WIDTH_M * scale, -np.degrees(np.arctan2(along[..., 0], -along[..., 1])))


def landmark_numbers(body: Body, place: Place) -> Array:
    """``(..., 231)`` numbers of order one: the landmarks as they lie in the square."""
    turned = body.bare().rolled(place.turn_deg)
    half = place.width_px[..., None, None] / 2
    flat = (turned.image - mid_hip(turned)[..., None, :]) / half
    parts = flat, turned.depth[..., None] / half, turned.world * 2.0, turned.visibility[..., None]
    numbers = np.concatenate(parts, -1)
    return numbers.reshape(*numbers.shape[:-2], -1)
