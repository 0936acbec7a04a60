"""Gates: what must be true of a moment before any number of it is believed.

Visibility is no gate by itself: it stays above 0.97 on hips that are hidden. A gate names why it is
shut, in the words of ``posecheck.words``; the first shut gate is the one that is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from posecheck import words
from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark

#: The body must span this many pixels; below it the landmarks' noise grows (the network sees 256 x 256).
SMALLEST_PX = 110.0

#: A point may lie this share of the picture outside of it: landmarks of a cut-off toe are still steady.
OUTSIDE = 0.03

#: Presence says whether a point lies in the picture. On a picture of one thigh the hips have 0.03.
PRESENT = 0.30

#: The hip line must be this share of the body's extent wide in the picture before its direction tells left from right.
WIDE_ENOUGH = 0.05


def small(body: Body) -> Array:
    """``(...)`` bool: the person spans too few pixels."""
    span = np.linalg.norm(body.image.max(-2) - body.image.min(-2), axis=-1)
    return body.seen & (span < SMALLEST_PX)


def cut_off(body: Body, needs: Iterable[Landmark]) -> Array:
    """``(...)`` bool: a needed landmark lies outside the picture."""
    marks = list(needs)
    where = body.image[..., marks, :] / np.array(body.size_px, np.float64)
    out = ((where < -OUTSIDE) | (where > 1.0 + OUTSIDE)).any((-1, -2))
    return body.seen & (out | (body.presence[..., marks] < PRESENT).any(-1))


def swapped(clip: Body) -> Array:
    """``(T,)`` bool: moments whose left and right hip stand the other way round than in most of the clip."""
    across = clip.at(Landmark.LEFT_HIP)[..., 0] - clip.at(Landmark.RIGHT_HIP)[..., 0]
    extent = np.linalg.norm(clip.image.max(-2) - clip.image.min(-2), axis=-1)
    clear = np.abs(across) > WIDE_ENOUGH * extent
    if not clear.any():
        return np.zeros(len(clip), bool)
    usual = np.sign(np.median(np.sign(across[clear])))
    return clear & (np.sign(across) == -usual)


@dataclass(frozen=True, slots=True, eq=False)
class Faults:
    """What is wrong with the moments of a clip, whatever is measured: masks ``(T,)``."""

    unseen: Array
    small: Array
    swapped: Array


def faults_of(clip: Body) -> Faults:
    """The faults of a clip ``(T,)``."""
    return Faults(~clip.seen, small(clip), swapped(clip))


def shut(clip: Body, needs: Iterable[Landmark], faults: Faults) -> tuple[Array, str | None]:
    """Which moments of a clip are unusable for a check, and why the most of them are.

    Returns:
        ``(T,)`` bool, and the reason when half of the moments or more are unusable, else None.
    """
    told = (
        (faults.unseen, words.NOBODY),
        (faults.small, words.TOO_SMALL),
        (cut_off(clip, needs), words.CUT_OFF),
        (faults.swapped, words.SWAPPED),
    )
    bad = np.logical_or.reduce([mask for mask, _ in told])
    if bad.mean() < 0.5:
        return bad, None
    return bad, max(told, key=lambda fault: float(fault[0].mean()))[1]
