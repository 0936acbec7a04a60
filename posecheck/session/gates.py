"""Gates: what must be true of a moment before any number of it is believed.

Visibility is no gate by itself: it stays above 0.97 on hips that are hidden. A gate names why it is
shut, in the words of ``posecheck.words``; the first shut gate is the one that is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from posecheck import words
from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark
from posecheck.measure.anatomy import extent_px

#: The body must span this many pixels; below it the landmarks' noise grows (the network sees 256 x 256).
SMALLEST_PX = 110.0

#: A point may lie this share of the picture outside of it: landmarks of a cut-off toe are still steady.
OUTSIDE = 0.03

#: Presence says whether a point lies in the picture. On a picture of one thigh the hips have 0.03.
PRESENT = 0.30

#: The hip line must be this share of the body's extent wide in the picture before its direction tells left from right.
WIDE_ENOUGH = 0.05

#: Darker than this against what surrounds it (``Scene.light``) a body is a silhouette. Eleven rendered ones had 0.04 to
#: 0.25, and some were taken for a person seen from behind. In ordinary light the least of 2,413 rendered stills had
#: 0.30, of 45 photographs 0.49. Black clothes and dark hair before a white wall, from behind, would come near.
SILHOUETTE = 0.28

#: Landmarks that go over to somebody else, or come near them, are not believed so long before and after.
UNSURE_S = 0.5


def cut_off(body: Body, needs: Iterable[Landmark]) -> Array:
    """``(...)`` bool: a needed landmark lies outside the picture."""
    return body.seen & _outside(body)[..., list(needs)].any(-1)


def _outside(body: Body) -> Array:
    """``(..., 33)`` bool: which landmarks lie outside the picture."""
    out = body.presence < PRESENT
    for axis, length_px in enumerate(body.size_px):
        where = body.image[..., axis] / length_px
        out |= (where < -OUTSIDE) | (where > 1.0 + OUTSIDE)
    return out


def swapped(clip: Body, diagonal_px: Array) -> Array:
    """``(T,)`` bool: moments whose left and right hip stand the other way round than in most of the clip."""
    across = clip.at(Landmark.LEFT_HIP)[..., 0] - clip.at(Landmark.RIGHT_HIP)[..., 0]
    clear = np.abs(across) > WIDE_ENOUGH * diagonal_px
    if not clear.any():
        return np.zeros(len(clip), bool)
    usual = np.sign(np.median(np.sign(across[clear])))
    return clear & (np.sign(across) == -usual)


def _about(moments: Array, time_s: Array) -> Array:
    """``(T,)`` bool: moments within ``UNSURE_S`` of one of these."""
    marked = time_s[moments]
    if not marked.size:
        return np.zeros(len(time_s), bool)
    after = np.searchsorted(marked, time_s)
    nearest = (marked[np.maximum(after - 1, 0)], marked[np.minimum(after, len(marked) - 1)])
    return np.minimum(*(np.abs(time_s - other) for other in nearest)) <= UNSURE_S + 1e-9


def strange(clip: Body) -> Array:
    """``(T,)`` bool: moments of somebody else than the one measured in most of the clip, and those about a change."""
    who = clip.scene.who
    other = np.isfinite(who) & (who != person_of(clip))
    return clip.seen & (other | _about(clip.scene.changed == 1.0, clip.time_s))


def person_of(clip: Body) -> float:
    """Number of the person measured in most of a clip ``(T,)``; -1 where that is not known."""
    who = clip.scene.who[np.isfinite(clip.scene.who)]
    numbers, counts = np.unique(who, return_counts=True)
    return float(numbers[counts.argmax()]) if who.size else -1.0


def without_bystanders(clip: Body) -> Body:
    """A whole recording ``(T,)`` in which nobody is seen at the moments of people who were left for somebody else.

    Whom a later look saw and did not choose was followed only until somebody came who counts more.
    """
    who, left = clip.scene.who, set[float]()
    for index in np.flatnonzero(np.isfinite(clip.scene.left)):
        left.add(float(clip.scene.left[index]))
        left.discard(float(who[index]))
    gone = np.isin(who, list(left))
    if not gone.any():
        return clip
    nobody = Body.unseen(clip.time_s, clip.size_px)
    blank = {name: getattr(nobody, name) for name in ("image", "depth", "world", "visibility", "presence")}
    shown = {
        name: np.where(gone.reshape(-1, *[1] * (array.ndim - 1)), array, getattr(clip, name))
        for name, array in blank.items()
    }
    return replace(clip, **shown)


def overlapped(clip: Body) -> Array:
    """``(T,)`` bool: moments in which, or about which, somebody else overlaps the person."""
    return clip.seen & _about(clip.scene.close == 1.0, clip.time_s)


def backlit(clip: Body) -> Array:
    """``(...)`` bool: a silhouette does not show front from back, so its left may be its right.

    It shuts every check: all but one in Tadasana need a side, if only that of the working leg.
    """
    return clip.seen & (clip.scene.light < SILHOUETTE)


@dataclass(frozen=True, slots=True, eq=False)
class Faults:
    """What is wrong with the moments of a clip: masks ``(T,)``, and ``outside`` ``(T, 33)`` of each landmark."""

    unseen: Array
    small: Array
    swapped: Array
    strange: Array
    overlapped: Array
    backlit: Array
    outside: Array


def faults_of(clip: Body) -> Faults:
    """The faults of a clip ``(T,)``."""
    diagonal_px = np.hypot(*extent_px(clip))
    small = clip.seen & (diagonal_px < SMALLEST_PX)
    masks = small, swapped(clip, diagonal_px), strange(clip), overlapped(clip), backlit(clip)
    return Faults(~clip.seen, *masks, _outside(clip))


def shut(needs: Iterable[Landmark], faults: Faults) -> tuple[Array, str | None]:
    """Which moments are unusable for a check, and why the most of them are.

    Returns:
        ``(T,)`` bool, and the reason when half of the moments or more are unusable, else None.
    """
    told = (
        (faults.unseen, words.NOBODY),
        (faults.strange, words.SOMEBODY_ELSE),
        (faults.overlapped, words.OVERLAPPED),
        (faults.backlit, words.BACKLIT),
        (faults.small, words.TOO_SMALL),
        (~faults.unseen & faults.outside[:, list(needs)].any(-1), words.CUT_OFF),
        (faults.swapped, words.SWAPPED),
    )
    bad = np.logical_or.reduce([mask for mask, _ in told])
    if bad.mean() < 0.5:
        return bad, None
    return bad, max(told, key=lambda fault: float(fault[0].mean()))[1]
