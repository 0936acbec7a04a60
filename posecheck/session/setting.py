"""What is known of a stretch of time before its checks are measured: pose, working side, view, form, camera level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from posecheck.body.body import Body
from posecheck.body.sight import Sight
from posecheck.body.skeleton import MIRROR, Landmark, Side
from posecheck.measure.level import Level
from posecheck.measure.view import MIRRORED_VIEW, UNKNOWN, Seen, View, find_view, plausible
from posecheck.poses.checks import Check, Pose
from posecheck.session.sides import find_form, find_side

B = TypeVar("B", Body, Sight)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a stretch of time before its checks are measured.

    Attributes:
        side: the working side; None for poses without one, or where it can't be told.
        seen: the camera's place, in the person's own left and right.
        form: which of the pose's two forms is held ("top", "bottom"), None where it has none.
    """

    pose: Pose
    side: Side | None
    seen: Seen
    form: str | None
    level: Level

    @property
    def mirrored(self) -> bool:
        """Whether the canonical body is the mirrored one."""
        return self.side is Side.RIGHT

    @property
    def view(self) -> View:
        """The view of the canonical body."""
        return MIRRORED_VIEW[self.seen.view] if self.mirrored else self.seen.view

    @property
    def views(self) -> dict[View, float]:
        """The views that the canonical body's may really be, and how plausible each is, in (0, 1]."""
        found = plausible(self.seen, self.pose.posture)
        return {MIRRORED_VIEW[view] if self.mirrored else view: weight for view, weight in found.items()}


def levelled(body: B, level: Level) -> B:
    """The body, or what was seen of it, in an upright picture; unchanged where the roll is unknown."""
    return body.rolled(level.roll_deg) if np.isfinite(level.roll_deg) and level.roll_deg else body


def setting_of(pose: Pose, clip: Body, level: Level, side: Side | None = None) -> Setting:
    """Side, view and form of a clip; a given side overrules the one found."""
    return setting_upright(pose, levelled(clip, level), level, side)


def setting_upright(pose: Pose, upright: Body, level: Level, side: Side | None = None) -> Setting:
    """The same of a clip that was levelled before."""
    seen = upright.seen
    if not seen.any():
        return Setting(pose, side if pose.side else None, UNKNOWN, None, level)
    upright = upright if seen.all() else upright[seen]
    if pose.side is None:
        side = None
    elif side is None:
        side = find_side(pose, upright)
    with np.errstate(all="ignore"):
        from_where = find_view(upright, pose.posture, level)
    return Setting(pose, side, from_where, find_form(pose, upright, side), level)


def real_marks(marks: Iterable[Landmark], setting: Setting) -> list[Landmark]:
    """Landmarks of the canonical body as they are called on the person's own."""
    return [Landmark(MIRROR[mark]) if setting.mirrored else mark for mark in marks]


def real_needs(check: Check, setting: Setting) -> list[Landmark]:
    """The landmarks a check reads, as they are called on the person's own body."""
    return real_marks(check.needs, setting)
