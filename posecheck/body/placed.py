"""Landmarks put right by hand: a person says where a landmark is at a moment, and the hold around it follows.

Somebody who holds still is off by the same everywhere: so a landmark that was moved at one moment is moved by as much
over the whole hold. Where the network saw it is kept: the views, sides and holds are found from that, as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from posecheck.body.bundle import Array, Bundle
from posecheck.body.skeleton import COUNT, MIRROR, Landmark
from posecheck.errors import InputError

if TYPE_CHECKING:
    from posecheck.body.body import Body

#: A landmark may be put this share of the picture outside of it: a foot may be cut off, a knee is not metres away.
OUTSIDE = 0.25


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a person put a landmark.

    Attributes:
        time_s: of the picture that was shown.
        image: (x, y) pixels of the upright picture; x right, y down, pixel centres at integers.
    """

    time_s: float
    landmark: Landmark
    image: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Moved(Bundle):
    """Where the network saw the landmarks that a hand moved, with leading shape ``()`` or ``(T,)``; NaN the others.

    Attributes:
        image: ``(..., 33, 2)`` pixels.
        world: ``(..., 33, 3)`` metres.
    """

    TAILS: ClassVar[Mapping[str, tuple[int, ...]]] = {"image": (COUNT, 2), "world": (COUNT, 3)}

    image: Array
    world: Array

    @property
    def marks(self) -> Array:
        """``(..., 33)`` bool: which landmarks were moved."""
        return np.isfinite(self.image).all(-1)

    def mirrored(self, width_px: int) -> Moved:
        """The same in a mirror."""
        swap = list(MIRROR)
        image = self.image[..., swap, :] * (-1.0, 1.0) + (width_px - 1.0, 0.0)
        return Moved(image, self.world[..., swap, :] * (-1.0, 1.0, 1.0))


def as_seen(body: Body) -> Body:
    """The body ``(...)`` as the network saw it; the same object where nobody moved anything."""
    moved = body.moved
    if moved is None:
        return body
    there = moved.marks[..., None]
    image, world = np.where(there, moved.image, body.image), np.where(there, moved.world, body.world)
    return replace(body, image=image, world=world, moved=None)


def put_right(clip: Body, spans: Iterable[tuple[float, float]], placed: Sequence[Placed]) -> Body:
    """A clip ``(T,)`` with landmarks put where a person says they are; of one landmark in a hold the last word counts.

    Args:
        clip: as seen, or put right before; what was said then no longer counts.
        spans: start and end in seconds of each hold. A landmark placed outside of them moves at that moment only.

    Raises:
        InputError: a time or a place that is none, far outside the picture, or where nobody was seen.
    """
    clip = as_seen(clip)
    if not placed:
        return clip
    spans = list(spans)
    image, world = clip.image.copy(), clip.world.copy()
    moved = np.zeros(image.shape[:-1], bool)
    for one in placed:
        at = _moment(clip, one)
        held = next((span for span in spans if span[0] <= one.time_s <= span[1]), None)
        start_s, end_s = held or (clip.time_s[at], clip.time_s[at])
        moments = (clip.time_s >= start_s) & (clip.time_s <= end_s) & clip.seen
        shift_px = np.array(one.image) - clip.image[at, one.landmark]
        shift_m = shift_px * _m_per_px(clip[moments])[:, None]  # nothing in depth, which a picture does not show
        # to the digits that a recording keeps, so that it is judged alike when read again
        image[moments, one.landmark] = np.float32(clip.image[moments, one.landmark] + shift_px)
        world[moments, one.landmark, :2] = np.float32(clip.world[moments, one.landmark, :2] + shift_m)
        moved[moments, one.landmark] = True
    before = (np.where(moved[..., None], seen, np.nan) for seen in (clip.image, clip.world))
    return replace(clip, image=image, world=world, moved=Moved(*before))


def _moment(clip: Body, one: Placed) -> int:
    """Index of the moment of the picture in which a landmark was placed."""
    size = np.array(clip.size_px, np.float64)
    where = np.array(one.image, np.float64)
    if not (np.isfinite(one.time_s) and np.isfinite(where).all()):
        raise InputError("A landmark is placed at a time in seconds and at x and y in pixels: give three numbers.")
    if (where < -OUTSIDE * size).any() or (where > (1.0 + OUTSIDE) * size).any():
        raise InputError(f"{one.image} lies outside of the picture ({clip.size_px[0]} x {clip.size_px[1]} pixels).")
    at = int(np.abs(clip.time_s - one.time_s).argmin())
    if not clip.seen[at]:
        raise InputError(f"Nobody was found at {one.time_s:.2f} s: place landmarks where the figure is drawn.")
    return at


def _m_per_px(clip: Body) -> Array:
    """``(T,)`` metres a pixel at the person, in the plane of the picture: how far the landmarks spread in both."""
    spread_m = np.linalg.norm((clip.world[..., :2] - clip.world[..., :2].mean(-2, keepdims=True)), axis=(-2, -1))
    spread_px = np.linalg.norm(clip.image - clip.image.mean(-2, keepdims=True), axis=(-2, -1))
    return spread_m / np.where(spread_px > 1.0, spread_px, np.nan)
