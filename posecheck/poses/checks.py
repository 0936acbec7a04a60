"""The types in which a pose is declared: ``Pose``, ``Check``, and how a value is graded.

A declaration has no branches. Measures are written for one side and an upright picture: before they
are called, the session turns the body so that the working side (standing, front or stretched leg) is
the left one and the camera is level. Words say ``{side}`` for the working side and ``{other}`` for the
opposite one; they are filled in afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from posecheck.body.body import Array, Body
from posecheck.body.sight import Lead, Quantity, Sight
from posecheck.body.skeleton import Landmark
from posecheck.measure.view import Posture, View

#: A pure function of a body ``(...)`` to one number each ``(...)``; unknown is NaN.
Measure = Callable[[Body], Array]

#: From what was seen of a canonical body ``(...)`` to a value and its standard deviation ``(...)``.
Reading = Callable[[Sight], tuple[Array, Array]]


def by(quantity: Quantity) -> Reading:
    """Reads one of the networks' quantities."""
    return lambda sight: (sight.value[..., quantity], sight.spread[..., quantity])


def hip_slope(sight: Sight) -> tuple[Array, Array]:
    """Reads the slope of the hip line in an upright picture: deg, + right hip lower."""
    return sight.slope_deg, sight.line_spread_deg


def hip_slope_left(sight: Sight) -> tuple[Array, Array]:
    """Reads the slope of the hip line in an upright picture: deg, + left hip lower."""
    return -sight.slope_deg, sight.line_spread_deg


class CardAngle(StrEnum):
    """An angle of the pelvis that the printed card tells, as ``posecheck.eyes.card.PelvisAngles`` has it."""

    TURN = "turn_deg"
    OBLIQUITY = "obliquity_deg"


@dataclass(frozen=True, slots=True)
class CardReading:
    """How a check is read from the printed card on the canonical body: ``value = sign * angle``.

    Attributes:
        zero: key of the pose in which the card counts as straight where the same recording shows it held; the value
            is the change since then. None: there is no such pose, the card counts as worn straight.
    """

    angle: CardAngle
    sign: float = 1.0
    zero: str | None = None


class Verdict(StrEnum):
    """What a check says. "Can't tell" is an answer."""

    GOOD = "good"
    SLIGHT = "slight"
    CLEAR = "clear"
    CANT_TELL = "cant_tell"


@dataclass(frozen=True, slots=True)
class Line:
    """How a reading from one view becomes the quantity: ``value = offset + gain * reading``.

    Attributes:
        error: half-width that holds 95 % of the errors of the value, in the check's unit, camera roll
            known; measured on rendered people (benchmarks/lines.py).
    """

    error: float
    gain: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """Good inside ``good``, clear outside ``clear``, slight between; edges in the check's unit.

    Without ``clear`` there are only two grades, good and slight.
    """

    good: tuple[float, float]
    clear: tuple[float, float] | None
    source: str

    @property
    def middle(self) -> float:
        """Middle of the good range."""
        return sum(self.good) / 2

    @classmethod
    def even(cls, good: float, clear: float | None, source: str) -> Band:
        """The same edges on both sides of zero."""
        return cls((-good, good), None if clear is None else (-clear, clear), source)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale: from ``start`` (in the unit of the measure) up to the next step."""

    name: str
    title: str
    start: float
    verdict: Verdict
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """A scale of named steps, lowest first.

    Attributes:
        reached: True names the furthest step that is certainly reached (a progression); False names
            the step only where the whole margin lies inside it (a place).
    """

    steps: tuple[Step, ...]
    reached: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question about a pose.

    Attributes:
        key: permanent name in files; ends in the unit of a number.
        title: a few plain words.
        unit: "deg", "cm", "%" or "" (for named steps).
        meaning: what is measured, in one sentence for people.
        measure: the reading; for ``over_hold`` it takes the hold ``(T,)`` and gives one number ``()``.
        needs: every landmark the measure reads, as it reads the canonical body.
        drawn: the line that shows in a picture what is measured, on the canonical body.
        lower_end: for a value that is the tilt of that line in degrees, the end that is lower where it is positive.
        lines: from which views (or view and form) of the canonical body the plain reading can answer, and how well.
        sight: how it is read from what the networks see; from which views, ``posecheck.measure.margin`` knows.
        card: how it is read from the printed card, where that is worn.
        scale: how the value is graded; None informs only.
        ways: what a value below and above zero is, in words ("left hip lower", "right hip lower"); a person
            never has to read a sign. May name ``{side}``, ``{other}``.
        low, high: what to change when the value is below or above the good range; may name ``{side}``, ``{other}``.
        why_not: the reason given where no view, or not this view, can answer.
        odd: the value changes its sign in a mirror (only for poses without a working side).
        over_hold: measured on a hold as a whole.
        zero: key of the pose whose hold by the same person is this check's zero, where one is known.
    """

    key: str
    title: str
    unit: str
    measure: Measure
    needs: tuple[Landmark, ...]
    meaning: str = ""
    drawn: tuple[Landmark, Landmark] = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
    lower_end: Landmark | None = None
    lines: Mapping[View | tuple[View, str], Line] = field(default_factory=dict)
    sight: Reading | None = None
    card: CardReading | None = None
    scale: Band | Steps | None = None
    ways: tuple[str, str] | None = None
    low: str | None = None
    high: str | None = None
    why_not: str | None = None
    odd: bool = False
    over_hold: bool = False
    zero: str | None = None

    @property
    def informs(self) -> bool:
        """Whether no value is better than another: the check informs only."""
        if isinstance(self.scale, Steps):
            return all(step.verdict is Verdict.GOOD for step in self.scale.steps)
        return self.scale is None


@dataclass(frozen=True, slots=True)
class Form:
    """Two forms of one pose that a camera reads differently.

    Attributes:
        lead: the networks' question whose answer is "left", on the canonical body, for the first form.
        measure: ``(...)`` of the canonical body, positive for the first form.
        names: the two forms, as they are called in words ("top", "bottom").
    """

    lead: Lead
    measure: Measure
    names: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Everything posecheck knows of one pose.

    Attributes:
        key, title: permanent name, and name for people.
        posture: how the trunk is carried; decides how views are named.
        likeness: ``(...)`` in [0, 1] how much a body looks like this pose; NaN unknown. Same for both sides.
        camera: one sentence on where to place the camera.
        camera_height_m: lowest and highest of that place above the floor; None where it does not matter.
        working: what the working leg is called ("standing leg"); None when both sides do the same.
        side: ``(...)`` positive when the left leg is the working one; within 0.1 of zero is unsure; NaN unknown.
        lead: the networks' question that tells the working side; asked before ``side``.
        form: set where the pose is held in one of two forms that are read differently.
    """

    key: str
    title: str
    posture: Posture
    likeness: Measure
    checks: tuple[Check, ...]
    camera: str
    camera_height_m: tuple[float, float] | None = None
    working: str | None = None
    side: Measure | None = None
    lead: Lead | None = None
    form: Form | None = None

    def check(self, key: str) -> Check:
        """The check of that key; ``KeyError`` when there is none."""
        for check in self.checks:
            if check.key == key:
                return check
        raise KeyError(f"{self.key} has no check {key!r}; it has {', '.join(self.keys)}")

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all checks, in order."""
        return tuple(c.key for c in self.checks)
