"""A check read from landmarks that a person put right: its plain measure, and what all its landmarks may be off by.

The networks were not asked to look at what a hand has moved, and say nothing here. The margin adds up, as independent,
what each landmark that the measure reads may do to it: those that were placed by what people place apart, the others by
what the landmark network is off. So a line of which only one end was placed stays about as unsure as it was.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark
from posecheck.measure.anatomy import cm_per_px
from posecheck.poses.checks import Check

#: Half-width that holds 95 % of what people place a joint apart, along an axis of the picture.
#: Derived from the 95 % prediction intervals of knee and hip angles that two raters set by hand in video on one day
#: (3 to 8 deg wide; Damsted et al., Int J Sports Phys Ther 2015;10:147): 4 deg with segments of 0.4 m, three points
#: independent, leave 1.1 cm. What everybody sees wrong alike, as a joint under loose clothes, is not in it.
PLACED_CM = 1.2

#: Half-widths that hold 95 % of the landmark network's errors, cm, by pose and part: along an axis of the picture, and
#: in depth against mid-hip. Measured on 14,178 rendered stills (benchmarks/points.py); the head counts as the ears, the
#: hand as its index finger, and a pose that was not measured as the worst one that was.
_NETWORK_CM: dict[str, dict[str, tuple[float, float]]] = json.loads(
    (Path(__file__).parents[1] / "measure" / "points.json").read_text()
)["poses"]

_HEAD, _HAND = ("NOSE", "EYE", "MOUTH"), ("PINKY", "THUMB")


@dataclass(frozen=True, slots=True, eq=False)
class ByHand:
    """A check over a clip: value, the method's own margin, and what the camera's roll may add; ``(T,)``, NaN where no
    landmark that it reads was placed."""

    value: Array
    own: Array
    roll: Array


def placed_marks(body: Body, needs: Sequence[Landmark]) -> list[Landmark]:
    """Those of some landmarks that were placed by hand at any moment of a clip ``(T,)``."""
    if body.moved is None:
        return []
    placed = body.moved.marks.any(0)
    return [mark for mark in needs if placed[mark]]


def read_by_hand(check: Check, pose: str, body: Body, ends: Sequence[Body], usable: Array) -> ByHand | None:
    """A check from landmarks put right by hand; None where none of its landmarks was.

    Args:
        pose: key of the pose.
        body: the canonical body ``(T,)``, landmarks where they were put.
        ends: the same as it would be if the camera's roll were off by its margin, either way.
        usable: ``(T,)`` bool.
    """
    placed = placed_marks(body, check.needs)
    if not placed:
        return None
    assert body.moved is not None
    touched = usable & body.moved.marks[..., placed].any(-1)
    if not touched.any():
        return None

    def measured(one: Body) -> Array:
        """``(T,)``: what the touched moments say, NaN at the others."""
        value = np.asarray(check.measure(one[touched]), np.float64)
        told = np.full(usable.shape, np.nan)
        told[touched] = value
        return np.broadcast_to(value, usable.shape) if check.over_hold else told

    value = measured(body)
    squares = np.zeros(usable.shape)
    for mark in check.needs:
        for moved in _pushed(body, mark, pose):
            squares = squares + (measured(moved) - value) ** 2
    roll = np.maximum.reduce([np.abs(measured(end) - value) for end in ends])
    return ByHand(value, np.where(np.isfinite(value), np.sqrt(squares), np.nan), roll)


def _pushed(body: Body, mark: Landmark, pose: str) -> list[Body]:
    """The body with one landmark off by its half-width: along each axis of the picture, and in depth."""
    assert body.moved is not None
    across_cm, depth_cm = network_cm(pose, mark)
    across_cm = np.where(body.moved.marks[..., mark], PLACED_CM, across_cm)
    pixels = across_cm / cm_per_px(body)
    pushed = []
    for axis in range(3):
        image, world = body.image.copy(), body.world.copy()
        if axis < 2:
            image[..., mark, axis] += pixels
        world[..., mark, axis] += (across_cm if axis < 2 else depth_cm) / 100.0
        pushed.append(replace(body, image=image, world=world))
    return pushed


def network_cm(pose: str, mark: Landmark) -> tuple[float, float]:
    """What the landmark network is off by, cm, half-widths of 95 %: along an axis of the picture, and in depth."""
    name = mark.name.removeprefix("LEFT_").removeprefix("RIGHT_")
    part = "EAR" if name.startswith(_HEAD) else "INDEX" if name in _HAND else name
    tables = [_NETWORK_CM[pose]] if pose in _NETWORK_CM else list(_NETWORK_CM.values())
    return max(table[part][0] for table in tables), max(table[part][1] for table in tables)
