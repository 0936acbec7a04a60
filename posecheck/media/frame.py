"""``Frame``: one upright picture with the time at which the source shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """One picture.

    Attributes:
        time_s: seconds from the start of the source, from the source's own clock (never index / fps).
        pixels: ``(H, W, 3)`` uint8 RGB, upright, square pixels, C-contiguous.
    """

    time_s: float
    pixels: np.ndarray

    def turned_over(self) -> Frame:
        """The picture's mirror image."""
        return Frame(self.time_s, np.ascontiguousarray(self.pixels[:, ::-1]))
