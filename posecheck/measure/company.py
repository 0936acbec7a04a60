"""Who of several people in the picture is measured, and when the landmarks have gone over to somebody else.

Pure geometry. Lengths are metres at the person: pixels over ``px_per_m``, which is also how near somebody stands.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.hips import px_per_m

#: Somebody this much smaller than the largest person is background.
COMPARABLE = 0.4

#: The middle of the trunk moves less than this, and its size changes by less, while somebody stays where they are.
HERE_M, HERE_RATIO = 0.35, 1.3

#: No trunk moves faster than this in the picture, nor grows so much within ``JUMP_S``: it is somebody else's.
#: People walk at up to 1.5 m/s; entering a pose the trunk stays below that (rendered people).
JUMP_M, JUMP_M_PER_S, JUMP_RATIO, JUMP_S = 0.5, 2.2, 1.22, 0.3

#: No corner of the trunk lies further apart in two findings of one person in one picture: half the width of the hips.
ALIKE_M = 0.1

#: How much less somebody counts at the edge of the picture than in its middle.
_AT_EDGE = 0.3

#: The one who is measured is left for another who counts so much more: at once, and after this many seconds.
_KEPT, _KEPT_LONG, _LONG_S = 1.2, 1.4, 5.0

_TRUNK = [L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP]


def _trunk(body: Body) -> Array:
    return body.image[_TRUNK].mean(0)


def box(body: Body) -> Array:
    """``(2, 2)`` px: the upper left and lower right corner about the landmarks of a moment."""
    return np.stack([body.image.min(0), body.image.max(0)])


def importance(body: Body) -> float:
    """How much a person asks to be measured: how near, how much in the picture, how central. > 0, in px per metre."""
    size = np.array(body.size_px)
    inside = float(((body.image > -0.5) & (body.image < size - 0.5)).all(-1).mean())
    off = min(abs((float(_trunk(body)[0]) + 0.5) / size[0] - 0.5) * 2.0, 1.0)
    return float(px_per_m(body)) * inside * (1.0 - (1.0 - _AT_EDGE) * off)


def continuity(measured_s: float) -> float:
    """The factor by which somebody counts more who has been measured for so long; 1 never measured."""
    if measured_s <= 0.0:
        return 1.0
    return _KEPT + (_KEPT_LONG - _KEPT) * min(measured_s / _LONG_S, 1.0)


def _change(before: Body, after: Body) -> tuple[float, float] | None:
    """How far the middle of the trunk went in metres, and by which factor (>= 1) the size changed; None: not seen."""
    there, here = _stand(before), _stand(after)
    if there is None or here is None:
        return None
    (x0, y0, scale), (x1, y1, now) = there, here
    ratio = max(now / scale, scale / now) if min(now, scale) > 0.0 else math.inf
    return math.hypot(x1 - x0, y1 - y0) / max(scale, 1e-9), ratio


@lru_cache(maxsize=64)  # each moment is compared with a dozen before and after it
def _stand(body: Body) -> tuple[float, float, float] | None:
    """Where the middle of somebody's trunk is, and how many pixels a metre is there; None where nobody is seen."""
    if not body.seen:
        return None
    x, y = _trunk(body).tolist()
    return x, y, float(px_per_m(body))


def same_place(before: Body, after: Body) -> bool:
    """Whether two moments show somebody at the same place and of the same size; False where nobody is seen."""
    change = _change(before, after)
    return change is not None and change[0] < HERE_M and change[1] < HERE_RATIO


def same_trunk(one: Body, other: Body) -> bool:
    """Whether two findings in one picture are of the same person with the same left and right."""
    if not same_place(one, other):
        return False
    apart = np.linalg.norm(one.image[_TRUNK] - other.image[_TRUNK], axis=-1)
    return bool(apart.max() < ALIKE_M * float(px_per_m(one)))


def jumped(before: Body, after: Body) -> bool:
    """Whether the landmarks moved as no single person can; False where nobody is seen."""
    change = _change(before, after)
    if change is None:
        return False
    apart_s = float(after.time_s - before.time_s)
    moved_m, ratio = change
    return moved_m > max(JUMP_M, JUMP_M_PER_S * apart_s) or ratio > JUMP_RATIO ** max(apart_s / JUMP_S, 1.0)


def overlapping(body: Body, other: Body) -> bool:
    """Whether the boxes about two people overlap in the picture."""
    (low, high), (other_low, other_high) = box(body), box(other)
    return bool((np.minimum(high, other_high) > np.maximum(low, other_low)).all())
