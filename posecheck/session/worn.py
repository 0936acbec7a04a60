"""How a check is read from the printed card: turn and obliquity of the pelvis under it, and how far to trust them.

The margin of the method has parts of its own: what was measured with a known camera, what the camera's unknown pitch
can do (a pelvis turned away by t takes sin(t) of it as obliquity), and, for a turn, how well the camera was set up in
line with the body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.bundle import last_known
from posecheck.body.worn import Shown, Worn
from posecheck.eyes.card import Card, CardState, Place, levelling, mount, pelvis_angles
from posecheck.measure.level import UNKNOWN, Level
from posecheck.measure.view import View
from posecheck.poses.checks import CardAngle, CardReading
from posecheck.session.methods import CARRIED_S

#: Where the card is worn when it is seen from there.
PLACES: dict[View, Place] = {
    View.BACK: Place.BACK,
    View.BACK_LEFT: Place.BACK,
    View.BACK_RIGHT: Place.BACK,
    View.FRONT: Place.FRONT,
    View.FRONT_LEFT: Place.FRONT,
    View.FRONT_RIGHT: Place.FRONT,
}

#: Views from which a turn against the camera is one against the direction in which the person faces.
SQUARELY = (View.BACK, View.FRONT)

#: Half-width that holds 95 % of the errors with roll and pitch as the room tells them: worn as it is, and zeroed by a
#: Tadasana of somebody who stands level to 1.5 deg. Measured on 180 rendered stills with benchmarks/card.py.
ERROR_DEG: dict[CardAngle, tuple[float, float]] = {CardAngle.TURN: (3.7, 3.0), CardAngle.OBLIQUITY: (3.6, 2.3)}

#: A turn counts against the camera's direction, and a camera set up by eye is as far out of line. Not measured.
OUT_OF_LINE_DEG = 5.0

#: Where the pitch is not known, nothing is said of the obliquity of a pelvis turned away by more than this.
MOST_TURN_DEG = 20.0

_STEEPEST_DEG = 80.0


@dataclass(frozen=True, slots=True, eq=False)
class FromCard:
    """What the card says of a check over a clip: value, the method's own margin, what the roll adds; ``(T,)`` deg."""

    value: Array
    own: Array
    roll: Array


def mostly(shown: Shown, card: Worn) -> bool:
    """Whether more than half of the looks showed so much of the card."""
    return card.share(shown) > 0.5


def zeros_of(holds: Sequence[tuple[str, View, Body]]) -> list[dict[str, Worn]]:
    """For each hold, pose to the card as it was worn at the same place in the nearest hold of that pose.

    Only what was seen squarely counts: a card seen askew may be worn so, or the person may stand so.

    Args:
        holds: pose, view and bodies ``(T,)`` of each hold of a recording.
    """
    squarely = [
        (float(bodies.time_s[0]), pose, PLACES[seen], bodies.card)
        for pose, seen, bodies in holds
        if seen in SQUARELY and mostly(Shown.WHOLE, bodies.card)
    ]

    def nearest(view: View, start_s: float) -> dict[str, Worn]:
        fit = [(abs(when_s - start_s), pose, card) for when_s, pose, at, card in squarely if at is PLACES.get(view)]
        # the nearest comes last, and stays
        return {pose: card for _, pose, card in sorted(fit, key=lambda one: -one[0])}

    return [nearest(view, float(bodies.time_s[0])) for _, view, bodies in holds]


def read_card(
    reading: CardReading, body: Body, zero: Worn | None, level: Level, view: View, usable: Array
) -> FromCard | None:
    """A check over a clip ``(T,)`` from the card; None where the card, or the view, does not tell.

    Args:
        body: the canonical body.
        zero: the card in the pose that counts as straight, turned and mirrored as the body; None where there is none.
        view: of the canonical body.
        usable: ``(T,)`` bool.
    """
    place = PLACES.get(view)
    if (
        place is None
        or not mostly(Shown.WHOLE, body.card)
        or (reading.angle is CardAngle.TURN and view not in SQUARELY)
    ):
        return None
    knows_pitch = bool(np.isfinite(level.pitch_deg))
    pitch_deg = level.pitch_deg if knows_pitch else 0.0

    def told(angle: CardAngle, roll_off_deg: float = 0.0, pitch_off_deg: float = 0.0) -> Array:
        tilt_deg = float(np.clip(pitch_deg + pitch_off_deg, -_STEEPEST_DEG, _STEEPEST_DEG))
        return _angles(angle, body.card.rolled(roll_off_deg), zero, roll_off_deg, place, tilt_deg)

    def widest(value: Array, *ends: Array) -> Array:
        return np.maximum.reduce([np.abs(end - value) for end in ends])

    value = told(reading.angle)
    if reading.angle is CardAngle.OBLIQUITY and not knows_pitch:
        value = np.where(np.abs(told(CardAngle.TURN)) > MOST_TURN_DEG, np.nan, value)
    last, fresh = last_known(np.isfinite(value), body.time_s, CARRIED_S)
    fresh &= usable
    if np.isnan(value[body.card.found]).mean() > 0.5 or not fresh.any():
        return None
    off_deg = level.pitch_margin_deg
    pitch = widest(value, told(reading.angle, pitch_off_deg=-off_deg), told(reading.angle, pitch_off_deg=off_deg))
    off_deg = level.margin_deg
    roll = widest(value, told(reading.angle, -off_deg), told(reading.angle, off_deg))
    line_deg = OUT_OF_LINE_DEG if reading.angle is CardAngle.TURN else 0.0
    own = np.sqrt(ERROR_DEG[reading.angle][zero is not None] ** 2 + line_deg**2 + pitch**2)
    return FromCard(*(np.where(fresh, part[last], np.nan) for part in (reading.sign * value, own, roll)))


def _angles(
    angle: CardAngle, card: Worn, zero: Worn | None, roll_off_deg: float, place: Place, pitch_deg: float
) -> Array:
    """``(T,)`` deg: an angle of the pelvis at each look that found the card; NaN at other moments."""
    level_from_camera = levelling(UNKNOWN, pitch_deg)
    seat = None if zero is None else mount(_mean(zero.rolled(roll_off_deg)), place, level_from_camera)
    told = np.full(card.shown.shape, np.nan)
    for index in np.flatnonzero(card.found):
        told[index] = getattr(pelvis_angles(card.rotation[index], place, level_from_camera, seat), angle.value)
    return told


def _mean(card: Worn) -> Card:
    """One card in the middle of the looks that found it."""
    left, _, right = np.linalg.svd(card.rotation[card.found].mean(0))
    centre_m = np.median(card.centre_m[card.found], 0)
    return Card(CardState.FOUND, left @ right, centre_m, np.nan, np.full((2, 4, 2), np.nan))
