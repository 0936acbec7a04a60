"""A round: which holds are asked for, one after the other, and what the page may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from posecheck.errors import InputError
from posecheck.live import words
from posecheck.poses import POSES, get_pose
from posecheck.poses.checks import Pose

#: A hold of the zero, for instance the person's own Tadasana before Tree.
ZERO_HOLD_S = 6.0

#: Holds and countdowns may be so long.
LONGEST_HOLD_S, LONGEST_LEAD_S = 600.0, 120.0


@dataclass(frozen=True, slots=True)
class Step:
    """One hold of a round: pose, how long, and whether it is the zero of what follows, or the second side."""

    pose: Pose
    hold_s: float
    zero: bool = False
    second: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What a round is to be: the pose, how long a hold, both sides, its zero first, seconds to walk into place."""

    pose: str = "tadasana"
    hold_s: float = 20.0
    both_sides: bool = False
    own_zero: bool = False
    lead_s: float = 10.0

    @classmethod
    def read(cls, asked: dict[str, Any]) -> Wish:
        """The wish in a message.

        Raises:
            InputError: it asks for what there is not.
        """
        try:
            pose = get_pose(str(asked["pose"])).key
            hold_s, lead_s = float(asked["hold_s"]), float(asked["lead_s"])
        except (KeyError, TypeError, ValueError):
            raise InputError(words.BAD_ORDER) from None
        if not (1.0 <= hold_s <= LONGEST_HOLD_S and 0.0 <= lead_s <= LONGEST_LEAD_S):
            raise InputError(words.BAD_ORDER)
        return cls(pose, hold_s, asked.get("both_sides") is True, asked.get("own_zero") is True, lead_s)

    def steps(self) -> tuple[Step, ...]:
        """The holds of the round: the zero first, then the pose, then its other side."""
        pose, zero = POSES[self.pose], zero_of(POSES[self.pose])
        steps = [Step(zero, ZERO_HOLD_S, zero=True)] if self.own_zero and zero else []
        steps.append(Step(pose, self.hold_s))
        if self.both_sides and pose.side is not None:
            steps.append(Step(pose, self.hold_s, second=True))
        return tuple(steps)


def zero_of(pose: Pose) -> Pose | None:
    """The pose in which a person's own zero for this one is taken; None where no check has one."""
    return next((POSES[check.zero] for check in pose.checks if check.zero), None)
