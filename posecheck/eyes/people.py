"""People as pixels: hiding somebody to find who else is there, telling a picture from a person, and a silhouette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import BONES
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.company import box, same_place
from posecheck.measure.hips import px_per_m

#: Half-widths of a limb with its clothes, and of a head, in metres.
_LIMB_M, _HEAD_M = 0.16, 0.17

#: Limbs without clothes and air about them, for what is seen of the person only.
_INNER_M = 0.10

_GREY = 127

#: A finding that lies on hidden people by more than this is their grey shape: on 876 rendered stills of one person
#: such findings had 0.7 and more, while of people beside and behind one another all but one had 0.4 at most.
_SHAPE = 0.5

#: Landmarks lie this share of the way along a bone, for sampling.
_ALONG = np.linspace(0.0, 1.0, 8)[:, None, None]

#: Long side of the small grey pictures in which stillness is judged, and how much the noise is smoothed, px.
_SMALL_PX, _SMOOTH_PX = 480, 1.0

#: Looks this far apart are compared; nobody is called a picture before so many comparisons.
_APART_S, _ENOUGH = 1.0, 4

#: Somebody moved: the 97th percentile of the change on the body is that of the room times so much, plus grey levels.
#: Posters had 0.8 to 1.1 times at every look; swaying people 1.0 to 14, and each of them 2 or more within four looks.
_MOVED_TIMES, _MOVED_PLUS = 1.35, 0.1

#: Where the room itself changes more than this (a moving camera, a cloud), nothing is said. Grey levels.
_ROOM_STILL = 6.0


def mask(body: Body, shape: tuple[int, int], limb_m: float = _LIMB_M, scale: float = 1.0) -> Array:
    """``shape`` bool: where a person is in the picture, or in one that is ``scale`` times as large."""
    drawn = np.zeros(shape, np.uint8)
    points = np.clip(np.nan_to_num(body.image) * scale, -10_000, 10_000).astype(np.int32)
    px = float(px_per_m(body)) * scale
    cv2.fillConvexPoly(drawn, cv2.convexHull(points[[L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.RIGHT_HIP, L.LEFT_HIP]]), 1)
    for start, end in BONES:
        cv2.line(drawn, points[start].tolist(), points[end].tolist(), 1, int(np.clip(2 * limb_m * px, 2, 255)))
    head = points[: L.MOUTH_RIGHT + 1].mean(0).astype(int)
    cv2.circle(drawn, head.tolist(), int(np.clip(_HEAD_M * px, 1, 10_000)), 1, -1)
    return drawn > 0


def hidden(pixels: Array, people: Sequence[Body]) -> Array:
    """A copy of the picture ``(H, W, 3)`` uint8 in which these people are grey."""
    left = pixels.copy()
    for person in people:
        left[mask(person, pixels.shape[:2])] = _GREY
    return left


def is_shape(found: Body, people: Sequence[Body]) -> bool:
    """Whether somebody found in a picture in which these people are hidden is nothing but their grey shape."""
    width_px, height_px = found.size_px
    x, y = np.clip(np.round(found.image).astype(int), 0, (width_px - 1, height_px - 1)).T
    return any(mask(person, (height_px, width_px))[y, x].mean() > _SHAPE for person in people)


def light(pixels: Array, body: Body) -> float:
    """Brightness of the lit parts of a body over the median of what surrounds it.

    Lit are the upper quartile along its bones, or the middle of the face's landmarks where that is brighter, as clothes
    may be dark. Grey levels of the picture as they are, >= 0; NaN where the picture shows no surroundings. What is
    little stands in ``posecheck.session.gates``.
    """
    size = np.array(body.size_px)
    grey = cv2.blur(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (3, 3))
    start, end = np.moveaxis(body.image[np.array(BONES)], 1, 0)
    bones = _at(grey, (start + _ALONG * (end - start)).reshape(-1, 2))
    face = _at(grey, body.image[: L.MOUTH_RIGHT + 1])
    reach = np.ptp(box(body), axis=0) / 4
    left, top = np.clip(box(body)[0] - reach, 0, size - 1).astype(int)
    right, bottom = np.clip(box(body)[1] + reach, 1, size).astype(int)
    around = grey[top:bottom, left:right][~mask(body, grey.shape)[top:bottom, left:right]]
    if not (len(bones) and len(around)):
        return float("nan")
    lit = max(float(np.percentile(bones, 75)), float(np.median(face)) if len(face) else 0.0)
    return lit / max(float(np.median(around)), 1.0)


def _at(grey: Array, points: Array) -> Array:
    """Grey levels at those of the points ``(N, 2)`` that lie in the picture."""
    nearest = np.round(points).astype(int)
    x, y = nearest[((nearest >= 0) & (nearest < grey.shape[::-1])).all(-1)].T
    return grey[y, x]


@dataclass(slots=True)
class _Place:
    """Somebody at a place: how often looks at it were compared, and whether anything ever moved there."""

    body: Body
    compared: int = 0
    alive: bool = False


class Stillness:
    """Tells pictures of people (posters, screens) from people: as still as the wall while somebody else moves.

    Whoever moved once is a person as long as they stay there; a camera that moves calls nobody a picture.
    """

    def __init__(self) -> None:
        self._small: list[tuple[float, Array]] = []
        self._places: list[_Place] = []

    def __getstate__(self) -> dict[str, object]:
        """What is written down of it: what it found out, no picture."""
        return {**vars(self), "_small": []}

    def __call__(self, pixels: Array, people: Sequence[Body], time_s: float) -> list[bool]:
        """Takes a look; for each of the people whether they are a picture, as far as is known."""
        scale = min(_SMALL_PX / max(pixels.shape[:2]), 1.0)
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), _SMOOTH_PX)
        self._small = [(when, then) for when, then in self._small[-9:] if then.shape == small.shape]
        before = [then for when, then in self._small if time_s - when >= _APART_S - 1e-6]
        self._small.append((time_s, small))
        self._places = [self._place(person) for person in people]
        if before and people:
            self._compare(cv2.absdiff(small, before[-1]), scale)
        alive = any(place.alive for place in self._places)
        return [alive and not place.alive and place.compared >= _ENOUGH for place in self._places]

    def _place(self, person: Body) -> _Place:
        for place in self._places:
            if same_place(place.body, person):
                place.body = person
                return place
        return _Place(person)

    def _compare(self, change: Array, scale: float) -> None:
        shape = (change.shape[0], change.shape[1])
        room = change[~np.any([mask(place.body, shape, 2 * _LIMB_M, scale) for place in self._places], axis=0)]
        room_change = float(np.percentile(room, 97)) if room.size else np.inf
        if room_change > _ROOM_STILL:
            return
        for place in self._places:
            inside = change[mask(place.body, shape, _INNER_M, scale)]
            if inside.size:
                place.compared += 1
                place.alive |= float(np.percentile(inside, 97)) > _MOVED_TIMES * room_change + _MOVED_PLUS
