"""The printed card in a picture: how it is turned against the camera, and with it the pelvis that wears it.

Landmarks hardly know how a pelvis is turned. A card that is clipped to it does: two markers on one flat sheet, solved
together from their eight corners.

Three frames, each right-handed. *Card*: right and up as somebody reads it, out of the paper. *Camera*: right, down in
the picture, ahead. *Level*: right, straight down, horizontally ahead. A levelling takes the camera's frame to the level
one; a mount says how the card sits on the pelvis, whose axes are forward, left and up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, nan, radians, tan

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.errors import InputError
from posecheck.eyes.layout import corners_m
from posecheck.eyes.markers import find_markers
from posecheck.measure.level import Level

#: Horizontal field of view over the longer side of the picture that phones and webcams come near.
USUAL_VIEW_DEG = 65.0
# Corners that miss a flat card by more than this are partly covered or belong to something else.
_MAX_RMS_PX = 0.6
# Somebody whose hip line is this steep lies on a side, and "turned against the camera" means nothing.
_MAX_OBLIQUITY_DEG = 60.0
# How far the skin under the card leans forward in people who stand at ease: the mean over ten rendered bodies.
_SLOPE_DEG = {"back": 22.0, "front": 5.0}


class CardState(StrEnum):
    """What is seen of the card."""

    FOUND = "found"
    PARTLY_HIDDEN = "partly hidden"
    NOT_SEEN = "not seen"


class Place(StrEnum):
    """Where the card is worn: over the sacrum, or below the navel."""

    BACK = "back"
    FRONT = "front"


@dataclass(frozen=True, eq=False, slots=True)
class Card:
    """The card in one picture. Only a card of which both markers are seen and fit one flat sheet is answered.

    Attributes:
        state: found; partly hidden when one marker is missing, or the two do not fit a flat card; not seen.
        rotation: ``(3, 3)`` the card's right, up and out axes as columns in the camera's frame; NaN unless found.
        centre_m: ``(3,)`` the card's middle in the camera's frame, metres; NaN unless found. Its distance is as wrong
            as the field of view that was assumed.
        rms_px: how far, root mean square, the corners are from those of a card turned so; NaN when no marker or one
            is seen.
        corners: ``(2, 4, 2)`` pixels, as :func:`posecheck.eyes.markers.find_markers`.
    """

    state: CardState
    rotation: Array
    centre_m: Array
    rms_px: float
    corners: Array


@dataclass(frozen=True, slots=True)
class PelvisAngles:
    """How the pelvis is turned. All NaN when the card is not known, or the person lies on a side.

    Attributes:
        turn_deg: about the vertical, against the camera's direction. 0 = the pelvis is seen squarely from behind (card
            on the back) or from the front; + = turned to the person's own left, so that the right hip is forward.
        obliquity_deg: + = right hip lower. As ``pelvis_obliquity_deg``.
        tilt_deg: + = anterior tilt, 0 = standing at ease. Without a mount the skin is taken to slope as it does on
            most, which leaves this up to 15 deg off.
    """

    turn_deg: float
    obliquity_deg: float
    tilt_deg: float


def find_card(pixels: Array, body: Body | None = None, view_deg: float = USUAL_VIEW_DEG) -> Card:
    """Finds the card near a person's hips.

    Args:
        pixels: ``(H, W, 3)`` uint8 RGB, upright.
        body: the person at that moment; None looks anywhere, for a picture of the card alone.
        view_deg: horizontal field of view over the longer side of the picture, degrees.

    Raises:
        InputError: a field of view outside 10 to 150 deg.
        ValueError: as :func:`posecheck.eyes.markers.find_markers`.
    """
    if not 10.0 <= view_deg <= 150.0:
        raise InputError(f"The camera's field of view must be from 10 to 150 degrees, not {view_deg}.")
    return card_of(find_markers(pixels, body), (pixels.shape[1], pixels.shape[0]), view_deg)


def card_of(corners: Array, size_px: tuple[int, int], view_deg: float = USUAL_VIEW_DEG) -> Card:
    """The card from the corners of its markers.

    Args:
        corners: ``(2, 4, 2)`` pixels, NaN for a marker that is not seen.
        size_px: (width, height) of the picture.
        view_deg: as in :func:`find_card`.
    """
    unknown = (np.full((3, 3), nan), np.full(3, nan))
    seen = np.isfinite(corners).all((1, 2))
    if not seen.all():
        return Card(CardState.PARTLY_HIDDEN if seen.any() else CardState.NOT_SEEN, *unknown, nan, corners)
    rotation, centre, rms_px = _pose(corners, size_px, view_deg)
    if not rms_px <= _MAX_RMS_PX:
        return Card(CardState.PARTLY_HIDDEN, *unknown, rms_px, corners)
    return Card(CardState.FOUND, rotation, centre, rms_px, corners)


def levelling(level: Level, pitch_deg: float = 0.0) -> Array:
    """``(3, 3)`` from the camera's frame to the level one.

    Args:
        level: the camera's roll; an unknown one counts as none.
        pitch_deg: how far the camera looks up (+) or down (-). Left out, a card seen squarely keeps its turn and
            obliquity, but one turned away by t takes sin(t) of the pitch as obliquity.

    Raises:
        InputError: a pitch that is no number from -80 to 80.
    """
    if not isfinite(pitch_deg) or abs(pitch_deg) > 80.0:
        raise InputError(f"The camera's pitch must be a number of degrees from -80 to 80, not {pitch_deg}.")
    roll, pitch = radians(level.roll_deg) if isfinite(level.roll_deg) else 0.0, radians(pitch_deg)
    about_ahead = [[np.cos(roll), -np.sin(roll), 0.0], [np.sin(roll), np.cos(roll), 0.0], [0.0, 0.0, 1.0]]
    about_right = [[1.0, 0.0, 0.0], [0.0, np.cos(pitch), -np.sin(pitch)], [0.0, np.sin(pitch), np.cos(pitch)]]
    return np.array(about_right) @ np.array(about_ahead)


def levelling_by_wall(reference: Card) -> Array:
    """``(3, 3)`` from the camera's frame to one that is level and squarely in front of a wall.

    The camera must stay as it was. Turns are then counted against the wall instead of against the camera.

    Args:
        reference: the card held flat and upright against the wall. NaN everywhere when it was not found.
    """
    return np.diag([1.0, -1.0, -1.0]) @ reference.rotation.T


def mount(reference: Card, place: Place, level_from_camera: Array) -> Array:
    """How the card sits on the pelvis: its axes as columns ``(3, 3)`` in the pelvis' frame, NaN when it was not found.

    How the person stands in the reference counts as level and untilted from then on. A turn seen there is half the
    card's, which is put on somewhat askew, and half the person's, who does not stand quite squarely to the camera.

    Args:
        reference: the card worn in Tadasana, facing the camera or away from it.
        place: where it is worn.
        level_from_camera: of that picture, as from :func:`levelling`.
    """
    axes, sight = _upright(reference.rotation, level_from_camera), level_from_camera @ reference.centre_m
    straight, squarely = (np.arctan2(x, z) for x, z in ((-axes[2, 0], axes[0, 0]), (sight[0], sight[2])))
    half = (straight + squarely) / 2.0
    turned = [[np.cos(half), 0.0, np.sin(half)], [0.0, 1.0, 0.0], [-np.sin(half), 0.0, np.cos(half)]]
    return (turned @ _facing(place)).T @ axes


def pelvis_angles(rotation: Array, place: Place, level_from_camera: Array, seat: Array | None = None) -> PelvisAngles:
    """The pelvis under the card.

    Args:
        rotation: ``(3, 3)`` of a card, NaN where it is not known.
        place: where the card is worn: on the back when the person is seen from behind.
        level_from_camera: ``(3, 3)`` as from :func:`levelling`.
        seat: ``(3, 3)`` as from :func:`mount`: the angles are then the change since that reference. None takes the
            card as clipped on straight. A card worn upside down counts as upright.
    """
    seat = _usual(place) if seat is None else seat
    pelvis = _upright(rotation, level_from_camera) @ seat.T
    if not np.isfinite(pelvis).all():
        return PelvisAngles(nan, nan, nan)
    left, up = pelvis[:, 1], pelvis[:, 2]
    obliquity = np.degrees(np.arctan2(-left[1], np.hypot(left[0], left[2])))
    if abs(obliquity) > _MAX_OBLIQUITY_DEG:
        return PelvisAngles(nan, nan, nan)
    forward = np.array([left[2], 0.0, -left[0]]) / np.hypot(left[0], left[2])
    squarely = _facing(place)
    turn = np.degrees(np.arctan2(forward @ squarely[:, 1], forward @ squarely[:, 0]))
    tilt = np.degrees(np.arctan2(up @ forward, up @ np.cross(forward, left)))
    return PelvisAngles(float(turn), float(obliquity), float(tilt))


def _usual(place: Place) -> Array:
    """Mount of a card that is clipped on straight: right, up, out in terms of forward, left, up."""
    out, slope = (-1.0 if place is Place.BACK else 1.0), radians(_SLOPE_DEG[place])
    forward, up = np.array([np.cos(slope), 0.0, -np.sin(slope)]), np.array([np.sin(slope), 0.0, np.cos(slope)])
    return np.stack([[0.0, out, 0.0], up, out * forward], 1)


def _facing(place: Place) -> Array:
    """Forward, left and up, as columns in the level frame, of somebody seen squarely from that side."""
    away = 1.0 if place is Place.BACK else -1.0
    return np.array([[0.0, -away, 0.0], [0.0, 0.0, -1.0], [away, 0.0, 0.0]])


def _upright(rotation: Array, level_from_camera: Array) -> Array:
    """The card's axes in the level frame; a card that reads upside down is taken as turned over in its plane."""
    axes = level_from_camera @ rotation
    return axes * (-1.0, -1.0, 1.0) if axes[0, 0] < 0.0 else axes


def _pose(corners: Array, size_px: tuple[int, int], view_deg: float) -> tuple[Array, Array, float]:
    """Rotation ``(3, 3)``, middle ``(3,)`` in metres, and rms in pixels of the card that fits best; rms inf if none.

    A flat card has two solutions, which reflect each other about the line of sight. Both are refined; that with the
    lower error is right except for small cards seen squarely.
    """
    import cv2

    focal_px = max(size_px) / 2.0 / tan(radians(view_deg) / 2.0)
    lens = np.array([[focal_px, 0.0, (size_px[0] - 1.0) / 2.0], [0.0, focal_px, (size_px[1] - 1.0) / 2.0], [0, 0, 1]])
    model, points = corners_m().reshape(-1, 3), corners.reshape(-1, 1, 2)
    best = (np.full((3, 3), nan), np.full(3, nan), float("inf"))
    try:
        _, turns, shifts, _ = cv2.solvePnPGeneric(model, points, lens, None, flags=cv2.SOLVEPNP_IPPE)
        for turn, shift in zip(turns, shifts, strict=True):
            turn, shift = cv2.solvePnPRefineLM(model, points, lens, None, turn, shift)
            off = cv2.projectPoints(model, turn, shift, lens, None)[0] - points
            rms_px = float(np.sqrt((off**2).sum(-1).mean()))
            rotation, centre = np.asarray(cv2.Rodrigues(turn)[0]), np.asarray(shift).ravel()
            if rms_px < best[2] and centre[2] > 0.0 and rotation[:, 2] @ centre < 0.0:
                best = (rotation, centre, rms_px)
    except cv2.error:
        pass  # corners on one line, or so: no card, which the error of infinity says
    return best
