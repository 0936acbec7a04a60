"""How far the camera is turned against gravity, over a clip: from the room, or as somebody measured it."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, isfinite, nan

import numpy as np

from posecheck.body.body import Array
from posecheck.body.skeleton import COUNT
from posecheck.errors import InputError
from posecheck.measure.uprights import roll_against_edges


@dataclass(frozen=True, slots=True)
class Level:
    """The camera's roll against gravity.

    Attributes:
        roll_deg: + = camera turned clockwise seen from behind it, so that the picture turns anticlockwise;
            ``Body.rolled(roll_deg)`` levels it. NaN when unknown.
        margin_deg: half-width that holds 95 % of the errors. When the roll is unknown: how far cameras that
            nobody levelled are off.
        source: ``"edges"``, ``"user"`` or ``"none"``.
    """

    roll_deg: float
    margin_deg: float
    source: str


UNKNOWN = Level(nan, 5.0, "none")

_USER_MARGIN_DEG, _USER_MAX_DEG = 0.5, 45.0

# On bare rendered rooms 0.9 deviations alone hold over 95 %. The floor is for what these lack: with it the margin
# holds 94 to 97 % in each pose when rendered rooms are put out of plumb by 0.15 deg and seen through lenses with
# radial distortion (k1) up to 0.04 either way whose middle lies 1 % off the picture's.
_FLOOR_DEG, _DEVIATIONS, _MAX_MARGIN_DEG, _MIN_AGREE = 0.35, 0.9, 2.0, 1.0 / 3.0


def from_user(roll_deg: float) -> Level:
    """A roll that somebody measured or set.

    Args:
        roll_deg: degrees in [-45, 45], sign as in :class:`Level`.

    Raises:
        InputError: not a finite number, or more than 45 deg either way.
    """
    if not isfinite(roll_deg) or abs(roll_deg) > _USER_MAX_DEG:
        raise InputError(f"The camera's roll must be a number of degrees from -45 to 45, not {roll_deg}.")
    return Level(float(roll_deg), _USER_MARGIN_DEG, "user")


class LevelFinder:
    """Finds the roll on which a few pictures of one clip agree; five to eight spread over it are enough."""

    def __init__(self) -> None:
        self._found: list[tuple[float, float]] = []

    def add(self, pixels: Array, person: Array | None = None) -> None:
        """Looks for the room's upright edges in one more picture.

        Args:
            pixels: ``(H, W, 3)`` uint8 RGB.
            person: ``(33, 2)`` pixels of a person's landmarks, ``(33 n, 2)`` of several; NaN where unknown.
                Edges on and in front of a person are left out.

        Raises:
            ValueError: another shape.
        """
        if pixels.ndim != 3 or pixels.shape[2] != 3:
            raise ValueError(f"pixels have shape {pixels.shape}, expected (H, W, 3)")
        people = np.empty((0, COUNT, 2)) if person is None else np.asarray(person, np.float64)
        if people.ndim < 2 or people.shape[-1] != 2 or people.size % (2 * COUNT):
            raise ValueError(f"person has shape {people.shape}, expected (33, 2) or a multiple")
        self._found.append(roll_against_edges(pixels, people.reshape(-1, COUNT, 2)))

    def result(self) -> Level:
        """The level so far; :data:`UNKNOWN` when too few pictures show enough upright edges that agree."""
        found = np.array(self._found).reshape(-1, 2)
        known = found[np.isfinite(found[:, 0])]
        if not len(known) or len(known) < _MIN_AGREE * len(found):
            return UNKNOWN
        roll, sd = np.median(known, 0)
        margin = hypot(_FLOOR_DEG, _DEVIATIONS * sd, 2.0 * float(known[:, 0].std()))
        return Level(float(roll), margin, "edges") if margin <= _MAX_MARGIN_DEG else UNKNOWN
