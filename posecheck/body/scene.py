"""``Scene``: what a look at the whole picture said: who is measured, who else is there, how the light falls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from posecheck.body.bundle import Array, Bundle


@dataclass(frozen=True, slots=True, eq=False)
class Scene(Bundle):
    """Each moment has what the last look said, with leading shape ``()`` or ``(T,)``; NaN where none was taken yet.

    Attributes:
        people: ``(...)`` people of comparable size in the picture, the one who is measured included.
        pictures: ``(...)`` people who never moved at all while another did: posters and screens, not counted above.
        who: ``(...)`` which person is measured, numbered in the order of being measured; NaN nobody.
        left: ``(...)`` number of somebody who was measured before, is there and is not measured now; NaN nobody.
        changed: ``(...)`` 1 where the landmarks went over from one person to another, else 0.
        close: ``(...)`` 1 while somebody else overlaps the person in the picture, else 0.
        light: ``(...)`` brightness of the body's lit parts over that of what surrounds it; small in a silhouette.
    """

    TAILS: ClassVar[Mapping[str, tuple[int, ...]]] = dict.fromkeys(
        ("people", "pictures", "who", "left", "changed", "close", "light"), ()
    )

    people: Array
    pictures: Array
    who: Array
    left: Array
    changed: Array
    close: Array
    light: Array

    @property
    def looked(self) -> Array:
        """``(...)`` bool: whether the picture was looked at, then or before."""
        return np.isfinite(self.people)
