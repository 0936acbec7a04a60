"""How the networks speak: from the vector a network answers with to a ``Sight``, and landmarks to its numbers.

Both networks count in the same units and both are asked twice, about the person and about the mirror image, whose
answers are averaged: what a mirror should turn over is turned over exactly.
"""

from __future__ import annotations

import numpy as np

from posecheck.body.sight import Array, Lead, Quantity, Sight
from posecheck.body.skeleton import COUNT, MIRROR

#: (middle, scale) of each quantity: what the networks count as zero and as one.
NUMBERS: dict[Quantity, tuple[float, float]] = {
    Quantity.HIP_LEAN_PCT: (5.0, 3.0),
    Quantity.THIGH_OPEN_DEG: (60.0, 15.0),
    Quantity.STANDING_KNEE_DEG: (177.0, 7.0),
    Quantity.FOOT_PLACE: (1.0, 0.45),
    Quantity.ARMS_OVERHEAD: (-0.1, 0.75),
    Quantity.WEIGHT_OFFSET_PCT: (0.0, 25.0),
    Quantity.FEET_OFFSET_PCT: (5.0, 25.0),
    Quantity.KNEE_BEHIND_TORSO_CM: (0.0, 12.0),
    Quantity.HIP_EXTENSION_DEG: (0.0, 20.0),
    Quantity.PELVIS_ROLL_BACK_DEG: (4.0, 9.0),
    Quantity.TRUNK_ROLL_BACK_DEG: (4.0, 9.0),
    Quantity.ARCH_DEG: (10.0, 8.0),
    Quantity.KNEE_LIFT_DEG: (8.0, 8.0),
    Quantity.FRONT_HIP_FORWARD_DEG: (0.0, 9.0),
    Quantity.PELVIS_TWIST_DEG: (0.0, 9.0),
    Quantity.BACK_LEG_DEG: (12.0, 10.0),
}
MIDDLE, SCALE = (np.array([NUMBERS[q][i] for q in Quantity]) for i in (0, 1))

#: What the networks count as one in the slope of the hip line.
SLOPE_DEG = 8.0

_K = len(Quantity)
#: Places of the hip line, its slope, the logarithm of the slope's spread, quantities, their spreads, questions of side.
LINE, SLOPE, SLOPE_SPREAD = slice(0, 3), 3, 4
VALUE, SPREAD, LEAD = slice(5, 5 + _K), slice(5 + _K, 5 + 2 * _K), slice(5 + 2 * _K, 5 + 2 * _K + len(Lead))
LENGTH = LEAD.stop

#: Numbers that tell a network where the landmarks are: x, y, depth, x, y, z in space, visibility of each.
LANDMARK_NUMBERS = COUNT * 7


def mirrored_numbers(numbers: Array) -> Array:
    """``(..., 231)`` landmarks' numbers of the mirror image."""
    table = numbers.reshape(*numbers.shape[:-1], COUNT, 7)[..., list(MIRROR), :].copy()
    table[..., [0, 3]] *= -1
    return table.reshape(numbers.shape)


def decode(answers: Array) -> Sight:
    """``(..., 41)`` answers to what they mean, in the turn of what was shown."""
    slope = np.radians(np.clip(answers[..., SLOPE] * SLOPE_DEG, -89.0, 89.0))
    x, z = answers[..., 0], answers[..., 2]
    flat = np.cos(slope) / np.maximum(np.hypot(x, z), 1e-6)
    line = np.stack([x * flat, np.sin(slope), z * flat], -1)
    return Sight(
        line,
        SLOPE_DEG * np.exp(np.clip(answers[..., SLOPE_SPREAD], -4.0, 2.0)),
        MIDDLE + SCALE * answers[..., VALUE],
        SCALE * np.exp(np.clip(answers[..., SPREAD], -4.0, 2.0)),
        answers[..., LEAD],
    )


def _between(one: Array, other: Array, one_spread: Array, other_spread: Array) -> tuple[Array, Array]:
    """Two readings of one thing weighted by how sure each is, and the spread of the better one and their difference."""
    share = other_spread**2 / (one_spread**2 + other_spread**2)
    apart = np.sqrt(share * (1.0 - share)) * np.abs(one - other)
    return share * one + (1.0 - share) * other, np.hypot(np.minimum(one_spread, other_spread), apart)


def _along(slope_deg: Array, line: Array) -> Array:
    """``(..., 3)`` the unit vector of that slope (+ right hip lower) whose way over the ground is that of the line."""
    slope = np.radians(slope_deg)
    flat = np.cos(slope) / np.maximum(np.hypot(line[..., 0], line[..., 2]), 1e-9)
    return np.stack([line[..., 0] * flat, -np.sin(slope), line[..., 2] * flat], -1)


def blended(one: Sight, other: Sight) -> Sight:
    """What two networks see of the same thing, each weighted by its own spread; NaN where either did not look."""
    slope_deg, spread_deg = _between(one.slope_deg, other.slope_deg, one.line_spread_deg, other.line_spread_deg)
    value, spread = _between(one.value, other.value, one.spread, other.spread)
    return Sight(_along(slope_deg, one.line + other.line), spread_deg, value, spread, (one.lead + other.lead) / 2)


def averaged(one: Sight, other: Sight) -> Sight:
    """The mean of two sights of the same thing; half their difference goes into the spread."""
    apart = np.abs(one.slope_deg - other.slope_deg) / 2
    return Sight(
        _along((one.slope_deg + other.slope_deg) / 2, one.line + other.line),
        np.sqrt((one.line_spread_deg**2 + other.line_spread_deg**2) / 2 + apart**2),
        (one.value + other.value) / 2,
        np.sqrt((one.spread**2 + other.spread**2) / 2 + (one.value - other.value) ** 2 / 4),
        (one.lead + other.lead) / 2,
    )
