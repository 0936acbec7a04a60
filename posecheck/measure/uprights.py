"""Upright edges of a room in one picture, and how the camera is turned against them.

Doors, corners, windows and frames are vertical. In the picture of a camera that looks up or down they
converge, so one edge alone says little; several fix where all verticals meet, and gravity points there from
the middle of the picture. No focal length is needed for that. What could be mistaken for a vertical is mostly
on the floor: boards, tiles and the mat. They lie wholly below the horizon, and meet above it.

Lengths in here are in long sides of the picture, points count from its middle, y down. *Tilt* is the tangent
of the view's elevation over the focal length: + when the camera looks up. Its pitch follows from a usual lens.
"""

from __future__ import annotations

from math import atan, degrees, nan, radians
from typing import NamedTuple

import numpy as np

from posecheck.body.body import Array
from posecheck.body.skeleton import Landmark as L

# Segments: the longest so many, from 4 % of the long side, up to 45 deg from upright, at most a third on a person.
_SIDE_PX, _SHORTEST, _MOST, _ON_PERSON = 960, 0.04, 60, 0.35
# Bars beside a narrow picture and its own borders: exactly upright, however the camera is turned.
_BORDER, _BAR_HEIGHT, _BAR_OFF_PX = 0.01, 0.6, 0.5

# A segment's direction is uncertain by how plumb and straight things are built and seen, and by its ends; the place
# of the lens' middle by 1 % either way, counted twice because it does not average out.
_PLUMB, _END, _OFF_MIDDLE = radians(0.15), 0.0008, 0.02
_TOLERANCE = radians(0.3)

# Looked for, and mildly expected. A camera that looks up by more than about 15 deg is not looked for: floor boards
# would pass for its verticals.
_MAX_ROLL, _MIN_TILT, _MAX_TILT = radians(15.0), -2.0, 0.35
_ROLL_SD, _TILT_MEAN, _TILT_SD = radians(8.0), -0.3, 0.45
# Focal lengths of phones and webcams in long sides: views 53 to 80 deg wide.
_FOCAL, _FOCALS = 0.75, (0.6, 1.0)
#: The focal length for which the pitch is told, in long sides of the picture: a view 65 deg wide.
FOCAL_OF_PITCH = 0.785

# Trust, set on 1360 stills of rendered rooms, where it leaves no answer wrong by more than 1.1 deg.
# Edges closer than the gap are two sides of one frame; what reaches less high than the reach below the horizon is low.
_LOW_WEIGHT, _LONG, _GAP, _REACH = 0.3, 0.35, 0.025, 0.02
_MIN_SUPPORT, _MIN_SHARE, _MAX_RIVAL, _MAX_SD = 0.3, 0.65, 0.8, radians(1.2)
_MIN_HIGH, _MIN_LOW = 2, 4
_RIVAL_OFF = radians(2.0)

_LIMBS = (
    (L.LEFT_SHOULDER, L.LEFT_ELBOW, L.LEFT_WRIST, L.LEFT_INDEX),
    (L.RIGHT_SHOULDER, L.RIGHT_ELBOW, L.RIGHT_WRIST, L.RIGHT_INDEX),
    (L.LEFT_HIP, L.LEFT_KNEE, L.LEFT_ANKLE, L.LEFT_FOOT_INDEX),
    (L.RIGHT_HIP, L.RIGHT_KNEE, L.RIGHT_ANKLE, L.RIGHT_FOOT_INDEX),
)
_TRUNK = (L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.RIGHT_HIP, L.LEFT_HIP, L.LEFT_EAR, L.RIGHT_EAR)


class Turned(NamedTuple):
    """How the camera is turned against the room's upright edges; all NaN when they do not say.

    Attributes:
        roll_deg: + = clockwise, seen from behind the camera.
        roll_sd_deg: its standard deviation.
        pitch_deg: + = the camera looks up, by a lens whose view is 65 deg wide.
        pitch_sd_deg: its standard deviation through that lens; another lens is not counted.
    """

    roll_deg: float
    roll_sd_deg: float
    pitch_deg: float
    pitch_sd_deg: float


UNTOLD = Turned(nan, nan, nan, nan)


def turned_against_edges(pixels: Array, people: Array) -> Turned:
    """How the camera is turned against the room's upright edges.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB.
        people: ``(n, 33, 2)`` pixels of landmarks, NaN where unknown. Edges on people and in front of them are
            left out.

    Returns:
        NaN when too few edges agree, or others contradict.
    """
    return _turned(*_segments(pixels, people))


def _segments(pixels: Array, people: Array) -> tuple[Array, Array]:
    """Straight segments off the people, and where the people touch the floor.

    Returns:
        ``(n, 2, 2)`` upper and lower ends of the longest segments within 45 deg of upright, and ``(m, 2)``
        lowest points of the people that are seen whole.
    """
    import cv2

    scale = min(1.0, _SIDE_PX / max(pixels.shape[:2]))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if scale < 1.0:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    side, middle = max(grey.shape), (np.array(grey.shape[::-1]) - 1.0) / 2.0
    people = np.clip(people * scale, -4.0 * side, 4.0 * side)
    whole = people[np.isfinite(people).all((1, 2))]
    lowest = whole[np.arange(len(whole)), whole[..., 1].argmax(1)] if len(whole) else np.empty((0, 2))
    lines = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    ends = np.empty((0, 2, 2)) if lines is None else lines.reshape(-1, 2, 2).astype(np.float64)
    ends = np.take_along_axis(ends, ends[..., 1].argsort(1)[..., None], 1)
    ends = ends[_usable(ends, grey.shape)]
    if len(people) and len(ends):
        mask = _mask(grey.shape, people)
        along = np.linspace(ends[:, 0], ends[:, 1], 9).round().astype(int)
        x, y = (np.clip(along[..., k], 0, grey.shape[1 - k] - 1) for k in (0, 1))
        ends = ends[mask[y, x].mean(0) < _ON_PERSON]
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    return (ends[np.argsort(-length)[:_MOST]] - middle) / side, (lowest - middle) / side


def _usable(ends: Array, shape: tuple[int, int]) -> Array:
    """``(n,)`` bool: long and steep enough, and not part of the picture's own border."""
    across, down = (ends[:, 1] - ends[:, 0]).T
    border = _BORDER * max(shape)
    inside = (ends[..., 0].max(1) > border) & (ends[..., 0].min(1) < shape[1] - 1.0 - border)
    bar = (down > _BAR_HEIGHT * shape[0]) & (np.abs(across) < _BAR_OFF_PX)
    return (np.hypot(across, down) > _SHORTEST * max(shape)) & (np.abs(across) < down) & inside & ~bar


def _mask(shape: tuple[int, int], people: Array) -> Array:
    """``shape`` uint8, 1 on the people with some clothes around, and on the floor in front of them."""
    import cv2

    mask = np.zeros(shape, np.uint8)
    for points in people:
        seen = np.isfinite(points).all(1)
        if not seen.any():
            continue
        limbs = [points[[i for i in limb if seen[i]]] for limb in _LIMBS]
        longest = max((np.linalg.norm(np.diff(limb, axis=0), axis=1).max(initial=0.0) for limb in limbs), default=0.0)
        thick = int(np.clip(0.5 * longest, 2, 255))
        for limb in limbs:
            cv2.polylines(mask, [limb.round().astype(np.int32)], False, 1, thick)
        trunk = points[[i for i in _TRUNK if seen[i]]].round().astype(np.int32)
        if len(trunk) > 2:
            hull = cv2.convexHull(trunk)
            cv2.fillConvexPoly(mask, hull, 1)
            cv2.polylines(mask, [hull], True, 1, thick)
        mask[max(0, int(points[seen, 1].max())) :] = 1
    return mask


def _turned(ends: Array, lowest: Array) -> Turned:
    """What the segments say."""
    guess = _guess(ends, lowest)
    if guess is None:
        return UNTOLD
    roll, tilt, sd, tilt_sd = _refined(ends, *guess)
    inside = abs(roll) < _MAX_ROLL and _MIN_TILT < tilt < _MAX_TILT
    if not inside or sd > _MAX_SD or not _trusted(ends, roll, tilt):
        return UNTOLD
    slope = FOCAL_OF_PITCH * tilt
    return Turned(
        degrees(roll), degrees(sd), degrees(atan(slope)), degrees(FOCAL_OF_PITCH * tilt_sd / (1.0 + slope**2))
    )


def _guess(ends: Array, lowest: Array) -> tuple[float, float] | None:
    """The roll and tilt that most segments follow, out of all that two of them define; None without a clear one."""
    lines = np.cross(*np.moveaxis(np.concatenate([ends, np.ones((len(ends), 2, 1))], -1), 1, 0))
    i, j = np.triu_indices(len(ends), 1)
    x, y, w = np.cross(lines[i], lines[j]).T
    far = np.copysign(np.maximum(np.hypot(x, y), 1e-12), -y)
    roll, tilt = np.arcsin(np.clip(-x / far, -1.0, 1.0)), w / far
    fits = (np.abs(roll) < _MAX_ROLL) & (tilt > _MIN_TILT) & (tilt < _MAX_TILT)
    for point in lowest:
        fits &= np.minimum(*(_above_horizon(point, roll, tilt, focal) for focal in _FOCALS)) < 0.0
    if not fits.any():
        return None
    roll, tilt = roll[fits], tilt[fits]
    off, sigma = _off(ends, roll[:, None], tilt[:, None])
    near = np.maximum(0.0, 1.0 - (off / (3.0 * sigma + _TOLERANCE)) ** 2)
    likely = 0.004 * ((tilt - _TILT_MEAN) ** 2 / _TILT_SD**2 + roll**2 / _ROLL_SD**2)
    support = (_weight(ends, roll[:, None], tilt[:, None]) * near).sum(1) - likely
    best = int(support.argmax())
    rival = support[np.abs(roll - roll[best]) > _RIVAL_OFF].max(initial=0.0)
    if support[best] < _MIN_SUPPORT or rival > _MAX_RIVAL * support[best]:
        return None
    return float(roll[best]), float(tilt[best])


def _refined(ends: Array, roll: float, tilt: float) -> tuple[float, float, float, float]:
    """Roll and tilt by least squares that disregard strays, and their standard deviations."""
    prior = np.array([_ROLL_SD, _TILT_SD]) ** -2.0
    now, step = np.array([roll, tilt]), 1e-5
    for _ in range(6):
        off, sigma = _off(ends, *now)
        slopes = np.stack([(_off(ends, *(now + d))[0] - off) / step for d in step * np.eye(2)], -1)
        weight = (1.0 + (off / (1.5 * sigma)) ** 2) ** -2.0 / sigma**2
        weight *= np.where(_is_high(ends, *now), 1.0, _LOW_WEIGHT)
        normal = slopes.T @ (weight[:, None] * slopes) + np.diag(prior)
        now = now - np.linalg.solve(normal, slopes.T @ (weight * off) + prior * (now - (0.0, _TILT_MEAN)))
    # Gravity points to where verticals meet from the lens' middle, which lies off the picture's.
    spread = np.linalg.inv(normal)
    variance = spread[0, 0] + (_OFF_MIDDLE * now[1]) ** 2
    return float(now[0]), float(now[1]), float(variance**0.5), float(spread[1, 1] ** 0.5)


def _trusted(ends: Array, roll: float, tilt: float) -> bool:
    """Whether enough separate edges follow, and few others contradict.

    Two edges that reach over the horizon are enough, nothing on the floor does. Below it, it takes more.
    """
    off, sigma = _off(ends, roll, tilt)
    follows = np.abs(off) < 3.0 * sigma + _TOLERANCE
    weight = _weight(ends, roll, tilt)
    if weight[follows].sum() < _MIN_SHARE * weight.sum():
        return False
    way = ends[:, 1] - ends[:, 0]
    place = ends[:, 0, 0] - ends[:, 0, 1] * way[:, 0] / way[:, 1]

    def count(which: Array) -> int:
        return int((np.diff(np.sort(place[which])) > _GAP).sum()) + bool(which.any())

    return count(follows & _is_high(ends, roll, tilt)) >= _MIN_HIGH or count(follows) >= _MIN_LOW


def _off(ends: Array, roll: Array | float, tilt: Array | float) -> tuple[Array, Array]:
    """By how many radians segments differ from the vertical at their place, and how far they may."""
    (x, y), (across, down) = ends.mean(1).T, (ends[:, 1] - ends[:, 0]).T
    to_x, to_y = np.sin(roll) + tilt * x, np.cos(roll) + tilt * y
    off = np.arctan2(across * to_y - down * to_x, across * to_x + down * to_y)
    return off, np.hypot(_PLUMB, _END / np.hypot(across, down))


def _above_horizon(point: Array, roll: Array | float, tilt: Array | float, focal: float = _FOCAL) -> Array:
    return focal**2 * tilt - np.sin(roll) * point[..., 0] - np.cos(roll) * point[..., 1]


def _is_high(ends: Array, roll: Array | float, tilt: Array | float) -> Array:
    """Whether a segment reaches over the horizon, as nothing on the floor does."""
    return _above_horizon(ends[:, 0], roll, tilt) > -_REACH


def _weight(ends: Array, roll: Array | float, tilt: Array | float) -> Array:
    length = np.minimum(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=-1), _LONG)
    return length * np.where(_is_high(ends, roll, tilt), 1.0, _LOW_WEIGHT)
