"""How far the camera is turned against gravity, from the long upright edges of the room.

Doors, corners, windows and frames are vertical. In the picture of a camera that looks up or down they
converge, so each edge alone says little; together they fix where all verticals meet, and gravity points
there from the middle of the picture. The focal length is not needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan, radians

import numpy as np

from posecheck.body.body import Array
from posecheck.body.skeleton import Landmark as L
from posecheck.errors import InputError


@dataclass(frozen=True, slots=True)
class Level:
    """The camera's roll against gravity.

    Attributes:
        roll_deg: + = camera turned clockwise seen from behind it, so that the picture turns anticlockwise;
            ``Body.rolled(roll_deg)`` levels it. NaN when unknown.
        margin_deg: half-width that holds 95 % of the errors. When the roll is unknown: how far cameras that
            nobody levelled are off.
        source: ``"edges"``, ``"user"`` or ``"none"``.
    """

    roll_deg: float
    margin_deg: float
    source: str


UNKNOWN = Level(nan, 5.0, "none")

_USER_MARGIN_DEG, _USER_MAX_DEG = 0.5, 45.0

#: Rolls and tilts that are looked for. Tilt is tan(elevation of the view) / (focal length / long side), + upwards.
#: Floor boards that run away from the camera look like the verticals of a camera that looks steeply up.
_MAX_ROLL_DEG, _TILTS = 15.0, (-2.0, 0.35)
_TILT_MEAN, _TILT_SD = -0.3, 0.45

_SIDE_PX = 960
_MIN_LENGTH = 0.04
_MOST = 60


def from_user(roll_deg: float) -> Level:
    """A roll that somebody measured or set.

    Args:
        roll_deg: degrees, sign as in :class:`Level`.

    Raises:
        InputError: not a number, or more than 45 deg either way.
    """
    if not isfinite(roll_deg) or abs(roll_deg) > _USER_MAX_DEG:
        raise InputError(f"The camera's roll must lie between -45 and 45 degrees, not {roll_deg}.")
    return Level(float(roll_deg), _USER_MARGIN_DEG, "user")


class LevelFinder:
    """Collects single pictures of a clip and finds the roll they agree on."""

    def __init__(self) -> None:
        self._found: list[tuple[float, float]] = []

    def add(self, pixels: Array, person: Array | None = None) -> None:
        """Looks for upright edges in one more picture.

        Args:
            pixels: ``(H, W, 3)`` uint8 RGB.
            person: ``(33, 2)`` pixels of one person's landmarks, or several below each other; NaN where unknown.
        """
        self._found.append(_roll(_edges(pixels, person)))

    def result(self) -> Level:
        found = np.array(self._found).reshape(-1, 2)
        return UNKNOWN


def _edges(pixels, person):
    """Straight segments ``(n, 2, 2)``: in long sides of the picture, from its middle."""
    import cv2
    h, w = pixels.shape[:2]
    scale = min(1.0, _SIDE_PX / max(h, w))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lines = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD, 0.8).detect(grey)[0]
    if lines is None:
        return np.zeros((0, 2, 2))
    ends = lines.reshape(-1, 2, 2).astype(float)
    side = max(grey.shape)
    flip = ends[:, 0, 1] > ends[:, 1, 1]
    ends[flip] = ends[flip][:, ::-1]
    d = ends[:, 1] - ends[:, 0]
    length = np.hypot(*d.T)
    keep = (length > _MIN_LENGTH * side) & (np.abs(d[:, 0]) < np.tan(radians(45)) * d[:, 1])
    ends, length = ends[keep], length[keep]
    if person is not None:
        mask = _person_mask(grey.shape, person * scale)
        t = np.linspace(0, 1, 9)[:, None, None]
        pts = (ends[None, :, 0] * (1 - t) + ends[None, :, 1] * t).round().astype(int)
        on = mask[np.clip(pts[..., 1], 0, mask.shape[0] - 1), np.clip(pts[..., 0], 0, mask.shape[1] - 1)] > 0
        keep = on.mean(0) < 0.35
        ends, length = ends[keep], length[keep]
    ends = ends[np.argsort(-length)[:_MOST]]
    return (ends - (np.array(grey.shape[::-1]) - 1) / 2) / side


_LIMBS = ((L.LEFT_SHOULDER, L.LEFT_ELBOW, L.LEFT_WRIST, L.LEFT_INDEX),
          (L.RIGHT_SHOULDER, L.RIGHT_ELBOW, L.RIGHT_WRIST, L.RIGHT_INDEX),
          (L.LEFT_HIP, L.LEFT_KNEE, L.LEFT_ANKLE, L.LEFT_FOOT_INDEX),
          (L.RIGHT_HIP, L.RIGHT_KNEE, L.RIGHT_ANKLE, L.RIGHT_FOOT_INDEX),
          (L.LEFT_EAR, L.RIGHT_EAR),)
_TRUNK = (L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.RIGHT_HIP, L.LEFT_HIP, L.LEFT_EAR, L.RIGHT_EAR)


def _person_mask(shape, person):
    import cv2
    mask = np.zeros(shape, np.uint8)
    for p in person.reshape(-1, 33, 2):
        if not np.isfinite(p).any():
            continue
        ok = np.isfinite(p).all(1)
        lengths = [np.linalg.norm(p[a] - p[b]) for c in _LIMBS for a, b in zip(c, c[1:], strict=False) if ok[a] and ok[b]]
        trunk = np.linalg.norm((p[11] + p[12] - p[23] - p[24]) / 2)
        size = np.nanmax([*lengths, trunk, 1.0])
        r = max(2, int(0.5 * size))
        q = np.where(ok[:, None], p, 0).round().astype(np.int32)
        for c in _LIMBS:
            c = [i for i in c if ok[i]]
            cv2.polylines(mask, [q[c]], False, 1, r)
        tr = [i for i in _TRUNK if ok[i]]
        if len(tr) > 2:
            hull = cv2.convexHull(q[tr])
            cv2.fillConvexPoly(mask, hull, 1)
            cv2.polylines(mask, [hull], True, 1, r)
        floor = int(np.nanmax(p[:, 1]))
        mask[max(0, floor):] = 1
    return mask


_SLACK, _END = radians(0.15), 0.0008


def _roll(ends, low=None, debug=None):
    """Roll and its standard deviation in degrees from segments; NaN when they do not say."""
    nothing = (nan, nan)
    if len(ends) < 2:
        return nothing
    mid = ends.mean(1)
    d = ends[:, 1] - ends[:, 0]
    length = np.hypot(*d.T)
    d = d / length[:, None]
    sigma = np.hypot(_SLACK, _END / length)
    weight = np.minimum(length, 0.35)

    lines = np.cross(np.c_[ends[:, 0], np.ones(len(ends))], np.c_[ends[:, 1], np.ones(len(ends))])
    i, j = np.triu_indices(len(ends), 1)
    meet = np.cross(lines[i], lines[j])
    meet *= -np.sign(meet[:, 1:2]) / np.maximum(np.hypot(meet[:, 0], meet[:, 1]), 1e-12)[:, None]
    roll, tilt = np.arcsin(np.clip(-meet[:, 0], -1, 1)), meet[:, 2]
    ok = (np.abs(roll) < radians(_MAX_ROLL_DEG)) & (tilt > _TILTS[0]) & (tilt < _TILTS[1])
    if low is not None:
        ok &= _over(low[None], roll, tilt) < -0.02
    if not ok.any():
        return nothing
    roll, tilt = roll[ok], tilt[ok]

    res = _residual(mid, d, roll[:, None], tilt[:, None])
    tol = 3 * sigma + radians(0.3)
    # height of the upper end over the horizon
    over = _over(ends[:, 0], roll[:, None], tilt[:, None])
    w8 = weight * np.where(over > -0.02, 1, LOW)
    prior = ((tilt - _TILT_MEAN) / _TILT_SD) ** 2 * 0.02 + (roll / radians(5)) ** 2 * 0.01
    score = (w8 * np.maximum(0, 1 - (res / tol) ** 2)).sum(1) - prior
    best = int(np.argmax(score))
    r, s = roll[best], tilt[best]
    rival = score[np.abs(roll - r) > radians(2)]
    rival = rival.max() if len(rival) else 0.0
    for _ in range(6):
        e = _residual(mid, d, r, s)
        w = weight_robust(e / (1.5 * sigma)) / sigma**2 * np.where(_over(ends[:, 0], r, s) > -0.02, 1, LOW)
        h = 1e-5
        jr = (_residual(mid, d, r + h, s) - e) / h
        js = (_residual(mid, d, r, s + h) - e) / h
        J = np.c_[jr, js]
        A = J.T @ (w[:, None] * J) + np.diag([radians(8) ** -2, _TILT_SD**-2])
        b = -J.T @ (w * e) - np.array([r / radians(8) ** 2, (s - _TILT_MEAN) / _TILT_SD**2])
        step = np.linalg.solve(A, b)
        r, s = r + step[0], s + step[1]
    e = _residual(mid, d, r, s)
    inl = np.abs(e) < tol
    cov = np.linalg.inv(A)
    chi = (w * e * e).sum() / max(1e-9, (w * sigma**2).sum())
    high = _over(ends[:, 0], r, s) > -0.02
    # distinct lines: where they cross the middle row
    x0 = mid[:, 0] - mid[:, 1] * d[:, 0] / d[:, 1]
    order = np.argsort(x0); order = order[inl[order]]
    groups = np.split(order, np.nonzero(np.diff(x0[order]) > 0.025)[0] + 1) if len(order) else []
    gsup = sum(min(0.35, (weight * np.where(high, 1, LOW))[g].sum()) for g in groups)
    nhigh = sum((weight * high)[g].sum() > 0.06 for g in groups)
    ghigh = sum(min(0.35, (weight * high)[g].sum()) for g in groups)
    if debug is not None:
        xs = x0[inl]
        debug.update(r=np.degrees(r), s=s, sd=np.degrees(np.sqrt(cov[0, 0])), n=int(inl.sum()), sup=weight[inl].sum(), sup_high=weight[inl & high].sum(),
                     share=weight[inl].sum() / weight.sum(), share_high=(weight * np.where(high, 1, LOW))[inl].sum()/(weight * np.where(high, 1, LOW)).sum(), score=score[best], rival=rival, chi=chi, span=np.ptp(xs) if len(xs) else 0,
                     longest=length[inl].max() if inl.any() else 0, inl=inl, neff=(w*sigma**2).sum(), groups=len(groups), gsup=gsup, ghigh=ghigh, nhigh=nhigh)
    return float(np.degrees(r)), float(np.degrees(np.sqrt(cov[0, 0])))


LOW = 0.3


def _over(points, roll, tilt, focal=0.75):
    """Height over the horizon in long sides."""
    return -np.sin(roll) * points[:, 0] - np.cos(roll) * points[:, 1] + focal**2 * tilt


def weight_robust(z):
    return 1 / (1 + z**2) ** 2


def _residual(mid, d, roll, tilt):
    """Angle in radians from where a vertical would point to each segment."""
    x, y = np.sin(roll) + tilt * mid[:, 0], np.cos(roll) + tilt * mid[:, 1]
    return np.arctan2(d[:, 0] * y - d[:, 1] * x, d[:, 0] * x + d[:, 1] * y)
