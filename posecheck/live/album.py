"""The pictures of a hold, kept in memory until it is summed up, and never longer."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from posecheck.body.body import Array, Body

#: One picture in so many seconds at first; twice as seldom each time that so many are kept.
EVERY_S, MOST = 0.25, 160

#: A picture stands for the moments within this time of it, as long as pictures are dense.
NEAR_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One picture: the encoded bytes as they came, uint8 ``(n,)``, and the body seen in it."""

    jpeg: Array
    body: Body


class Album:
    """Keeps pictures of one hold, evenly spread over it however long it lasts."""

    def __init__(self) -> None:
        self._shots: list[Shot] = []
        self._every_s = EVERY_S

    def add(self, jpeg: Array, body: Body) -> None:
        """Keeps a picture, if the last one kept is old enough and somebody is seen."""
        if not body.seen or (self._shots and float(body.time_s) - self._last_s < self._every_s):
            return
        self._shots.append(Shot(jpeg, body))
        if len(self._shots) >= MOST:
            self._shots, self._every_s = self._shots[::2], 2.0 * self._every_s

    @property
    def _last_s(self) -> float:
        return float(self._shots[-1].body.time_s)

    def __len__(self) -> int:
        return len(self._shots)

    def nearest(self, time_s: float) -> Shot | None:
        """The picture taken nearest to a time; None where none is near, or the time is not known."""
        if not self._shots or not isfinite(time_s):
            return None
        away_s = np.abs(np.array([float(shot.body.time_s) for shot in self._shots]) - time_s)
        nearest = int(away_s.argmin())
        return self._shots[nearest] if away_s[nearest] <= max(NEAR_S, self._every_s) else None
