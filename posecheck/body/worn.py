"""``Worn``: the printed card that a person wears, as it is seen in the camera's frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

import numpy as np

from posecheck.body.bundle import Array, Bundle


class Shown(IntEnum):
    """How much of the card a look showed."""

    NOTHING = 0
    PARTLY = 1
    WHOLE = 2


_SIDEWAYS = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Worn(Bundle):
    """Looks for the card, with leading shape ``()`` or ``(T,)``. The camera's frame: right, down, ahead.

    Attributes:
        shown: ``(...)`` a ``Shown``; NaN where nothing looked.
        rotation: ``(..., 3, 3)`` the card's right, up and out axes, as somebody reads it, as columns in the camera's
            frame; NaN unless the whole card is shown.
        centre_m: ``(..., 3)`` its middle in the camera's frame, metres; NaN unless the whole card is shown.
    """

    TAILS: ClassVar[Mapping[str, tuple[int, ...]]] = {"shown": (), "rotation": (3, 3), "centre_m": (3,)}

    shown: Array
    rotation: Array
    centre_m: Array

    @property
    def looked(self) -> Array:
        """``(...)`` bool: whether the card was looked for at the moment."""
        return np.isfinite(self.shown)

    @property
    def found(self) -> Array:
        """``(...)`` bool: whether the whole card was seen at the moment."""
        return self.shown == Shown.WHOLE

    def share(self, shown: Shown) -> float:
        """Share in [0, 1] of the looks that showed so much; 0 without a look."""
        return float((self.shown[self.looked] == shown).mean()) if self.looked.any() else 0.0

    def mirrored(self) -> Worn:
        """The same in a mirror: what was the card's right is its left, as the person's is."""
        return Worn(self.shown, _SIDEWAYS[:, None] * self.rotation * _SIDEWAYS, self.centre_m * _SIDEWAYS)

    def rolled(self, deg: float | Array) -> Worn:
        """The picture turned clockwise, see ``Body.rolled``."""
        if not self.found.any():
            return self
        angle = np.radians(np.asarray(deg, np.float64))
        cos, sin, zero, one = np.cos(angle), np.sin(angle), np.zeros_like(angle), np.ones_like(angle)
        rows = [[cos, -sin, zero], [sin, cos, zero], [zero, zero, one]]
        turn = np.stack([np.stack(row, -1) for row in rows], -2)
        return Worn(self.shown, turn @ self.rotation, (turn @ self.centre_m[..., None])[..., 0])
