"""``Sight``: what a network makes of a body: the hip line in space, the quantities the poses ask for, which leg works.

Two networks speak this language: one sees the landmarks only, at every moment; the other sees the picture of the hips
as well, at some moments. A moment that was not looked at is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

import numpy as np

from posecheck.body.bundle import Array, Bundle, kept, last_known


class Quantity(IntEnum):
    """A number that is read directly, in the unit its name ends in, with the signs of the check of that name."""

    HIP_LEAN_PCT = 0
    THIGH_OPEN_DEG = 1
    STANDING_KNEE_DEG = 2
    FOOT_PLACE = 3
    ARMS_OVERHEAD = 4
    WEIGHT_OFFSET_PCT = 5
    FEET_OFFSET_PCT = 6
    KNEE_BEHIND_TORSO_CM = 7
    HIP_EXTENSION_DEG = 8
    PELVIS_ROLL_BACK_DEG = 9
    TRUNK_ROLL_BACK_DEG = 10
    ARCH_DEG = 11
    KNEE_LIFT_DEG = 12
    FRONT_HIP_FORWARD_DEG = 13
    PELVIS_TWIST_DEG = 14
    BACK_LEG_DEG = 15


class Lead(IntEnum):
    """A question of side: is it the left leg that stands, is in front, is stretched, lies on top?"""

    STANDS = 0
    FRONT = 1
    STRETCHED = 2
    TOP = 3


#: Quantities whose sign turns over in a mirror. All others are told of the working side.
ODD = [Quantity.WEIGHT_OFFSET_PCT]
_MIRROR_SIGN = np.where(np.isin(np.arange(len(Quantity)), ODD), -1.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Sight(Bundle):
    """What was seen, with leading shape ``()`` or ``(T,)``; read-only.

    Attributes:
        line: ``(..., 3)`` unit vector from the right to the left hip joint: x right, y down, z away from the camera.
        line_spread_deg: ``(...)`` standard deviation that the network gives the slope of the line.
        value, spread: ``(..., 16)`` each quantity and its own standard deviation.
        lead: ``(..., 4)`` log-odds that the answer to a question of side is "left".
    """

    TAILS: ClassVar[Mapping[str, tuple[int, ...]]] = {
        "line": (3,),
        "line_spread_deg": (),
        "value": (len(Quantity),),
        "spread": (len(Quantity),),
        "lead": (len(Lead),),
    }

    line: Array
    line_spread_deg: Array
    value: Array
    spread: Array
    lead: Array

    @property
    def looked(self) -> Array:
        """``(...)`` bool: whether anything looked at the moment."""
        return np.isfinite(self.line_spread_deg)

    @property
    def slope_deg(self) -> Array:
        """``(...)`` deg in [-90, 90]: slope of the hip line against the horizontal; + right hip lower."""
        return -np.degrees(np.arcsin(np.clip(self.line[..., 1], -1.0, 1.0)))

    def mirrored(self) -> Sight:
        """The same in a mirror."""
        line, value = kept(self.line * (1.0, -1.0, -1.0)), kept(self.value * _MIRROR_SIGN)
        return Sight(line, self.line_spread_deg, value, self.spread, kept(-self.lead))

    def rolled(self, deg: float | Array) -> Sight:
        """The picture turned clockwise, see ``Body.rolled``. The quantities are of the body, not of the picture."""
        angle = np.radians(np.asarray(deg, np.float64))
        cos, sin = np.cos(angle), np.sin(angle)
        x, y, z = np.moveaxis(self.line, -1, 0)
        line = kept(np.stack([cos * x - sin * y, sin * x + cos * y, z], -1))
        return Sight(**{**self.arrays(), "line": line})

    def carried(self, time_s: Array, longest_s: float) -> Sight:
        """A clip in which a moment that was not looked at has what the last look within ``longest_s`` saw."""
        last, fresh = last_known(self.looked, time_s, longest_s)
        arrays = self[last].arrays()
        wide = {name: fresh.reshape(-1, *[1] * (array.ndim - 1)) for name, array in arrays.items()}
        return Sight(**{name: kept(np.where(wide[name], array, np.nan)) for name, array in arrays.items()})
