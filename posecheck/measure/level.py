"""How the camera is turned against gravity, over a clip: from the room, or as somebody measured it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import degrees, hypot, isfinite, nan, radians, sin

import numpy as np

from posecheck.body.body import Array
from posecheck.body.skeleton import COUNT
from posecheck.errors import InputError
from posecheck.measure.uprights import Turned, turned_against_edges


@dataclass(frozen=True, slots=True)
class Level:
    """How the camera is turned against gravity.

    Attributes:
        roll_deg: + = camera turned clockwise seen from behind it, so that the picture turns anticlockwise;
            ``Body.rolled(roll_deg)`` levels it. NaN when unknown.
        margin_deg: half-width that holds 95 % of the errors. When the roll is unknown: how far cameras that
            nobody levelled are off.
        source: where the roll comes from: ``"edges"``, ``"user"`` or ``"none"``.
        pitch_deg: + = the camera looks up. Always from the edges; NaN when unknown.
        pitch_margin_deg: as ``margin_deg``, of the pitch. It holds for fields of view from 53 to 80 deg.
    """

    roll_deg: float
    margin_deg: float
    source: str
    pitch_deg: float = nan
    pitch_margin_deg: float = 25.0

    def with_roll(self, other: Level) -> Level:
        """The roll of another level, the pitch of this one."""
        return replace(self, roll_deg=other.roll_deg, margin_deg=other.margin_deg, source=other.source)


UNKNOWN = Level(nan, 5.0, "none")

_USER_MARGIN_DEG, _USER_MAX_DEG = 0.5, 45.0

# On bare rendered rooms 0.9 deviations alone hold over 95 %. The floor is for what these lack: with it the margin
# holds 94 to 97 % in each pose when rendered rooms are put out of plumb by 0.15 deg and seen through lenses with
# radial distortion (k1) up to 0.04 either way whose middle lies 1 % off the picture's.
_FLOOR_DEG, _DEVIATIONS, _MAX_MARGIN_DEG, _MIN_AGREE = 0.35, 0.9, 2.0, 1.0 / 3.0

# The pitch: another lens than the usual one makes its tangent up to this much larger or smaller; the floor is for
# curved lenses, which bend upright edges as a pitch does. On 804 stills with views 50 to 78 deg wide the margin holds
# 94 % of the errors: 98 % behind straight lenses (|k1| < 0.04), 70 % behind the curved ones (k1 to -0.15).
_PITCH_FLOOR_DEG, _PITCH_DEVIATIONS, _LENS, _MAX_PITCH_MARGIN_DEG = 2.0, 1.5, 0.28, 12.0


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
    """Finds the roll and pitch on which a few pictures of one clip agree; five to eight spread over it are enough."""

    def __init__(self) -> None:
        self._found: list[Turned] = []

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
        self._found.append(turned_against_edges(pixels, people.reshape(-1, COUNT, 2)))

    def result(self) -> Level:
        """The level so far; :data:`UNKNOWN` when too few pictures show enough upright edges that agree."""
        found = np.array(self._found).reshape(-1, len(Turned._fields))
        known = found[np.isfinite(found[:, 0])]
        if not len(known) or len(known) < _MIN_AGREE * len(found):
            return UNKNOWN
        roll, sd, pitch, pitch_sd = np.median(known, 0)
        spread, _, pitch_spread, _ = known.std(0)
        margin = hypot(_FLOOR_DEG, _DEVIATIONS * sd, 2.0 * float(spread))
        if margin > _MAX_MARGIN_DEG:
            return UNKNOWN
        return Level(float(roll), margin, "edges", *_pitch(float(pitch), pitch_sd, pitch_spread))


def _pitch(pitch_deg: float, sd_deg: float, spread_deg: float) -> tuple[float, float]:
    """The pitch of a clip and its margin, from the median over its pictures, its own deviation and their spread."""
    lens_deg = degrees(_LENS * sin(radians(2.0 * pitch_deg)) / 2.0)
    margin_deg = hypot(_PITCH_FLOOR_DEG, _PITCH_DEVIATIONS * sd_deg, 2.0 * spread_deg, lens_deg)
    if margin_deg > _MAX_PITCH_MARGIN_DEG:
        return UNKNOWN.pitch_deg, UNKNOWN.pitch_margin_deg
    return pitch_deg, margin_deg
