"""Where the camera stands, in metres and above the horizontal: from the person's size in the picture, and the room.

The lens is not known, so all of this is rough: how rough is in the margins.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, hypot, isfinite, nan, radians, sin

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.measure.anatomy import mid_hip
from posecheck.measure.hips import px_per_m
from posecheck.measure.level import Level
from posecheck.measure.uprights import FOCAL_OF_PITCH

#: The lens that is assumed shows 65 deg along the long side. Of lenses spread evenly from 45 to 80 deg, 95 % have a
#: focal length within 0.47 of its. People are a tenth larger or smaller than MediaPipe's.
_LENS, _SIZE = 0.47, 0.10

#: The pitch's own margin holds 86 % of the elevation's errors in Pigeon, whose hips lie low in the picture and are not
#: where they seem; this many times it holds 95 % (rendered people).
_PITCH_COUNTS = 1.5

#: Hips nearer to the lowest landmark than the first are those of somebody on the floor, and the second above it: on
#: rendered people 99 % of who stands, and 95 % of Pigeon, lie on the right side of it.
_SITTING_M, _ON_FLOOR_M = 0.7, 0.15

#: Half-width of what the height of the hips above the floor may be off.
_HIPS_M = 0.15


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and the half-width that holds 95 % of its errors; both NaN where it is not known."""

    value: float = nan
    margin: float = nan


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A camera's place: how far above the horizontal through the hips, from the floor, and from the hips."""

    elevation_deg: Estimate
    height_m: Estimate
    distance_m: Estimate


def _median(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else nan


def _ray(body: Body) -> Array:
    """``(..., 3)`` from the camera to the middle of the hips, 1 ahead: right, down, ahead."""
    focal_px = FOCAL_OF_PITCH * max(body.size_px)
    flat = (mid_hip(body) - (np.array(body.size_px) - 1.0) / 2.0) / focal_px
    return np.concatenate([flat, np.ones_like(flat[..., :1])], -1)


def _hips_above_floor_m(body: Body, elevation_deg: float) -> float:
    """Height of the hips above what stands on the floor, seen by a camera that looks down on them so."""
    down = radians(elevation_deg)
    low = _median((body.world @ np.array([0.0, cos(down), sin(down)])).max(-1))
    return low if low > _SITTING_M else _ON_FLOOR_M


def standpoint_of(body: Body, level: Level, by_body: Estimate | None = None) -> Standpoint:
    """Where the camera stands that sees a clip, or a moment, in an upright picture.

    Args:
        level: where it knows the pitch, that tells the elevation; the landmarks are further off.
        by_body: the elevation in degrees as the landmarks tell it, where they do.
    """
    ray = _ray(body)
    ahead = np.linalg.norm(ray, axis=-1)
    distance = _median(FOCAL_OF_PITCH * max(body.size_px) / px_per_m(body) * ahead)
    elevation = by_body or Estimate()
    if isfinite(level.pitch_deg):
        pitch = radians(level.pitch_deg)
        up = _median(ray @ np.array([0.0, -cos(pitch), sin(pitch)]) / ahead)
        elevation = Estimate(-degrees(asin(up)), _PITCH_COUNTS * level.pitch_margin_deg)
    away = Estimate(distance, hypot(_LENS, _SIZE) * distance)
    return Standpoint(elevation, _height(elevation, away, _hips_above_floor_m(body, elevation.value)), away)


def _height(elevation: Estimate, away: Estimate, hips_m: float) -> Estimate:
    """The camera's height above the floor."""
    above = radians(elevation.value)
    turned, further = cos(above) * away.value * radians(elevation.margin), sin(above) * away.margin
    return Estimate(hips_m + away.value * sin(above), hypot(turned, further, _HIPS_M))
