"""Advice: from where a check would be told, or told much better, and what to change to get there."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, isfinite, nan, radians, sin, sqrt, tan

from posecheck import words
from posecheck.measure.view import ABOVE_DEG, AROUND, HIGH, HIGH_DEG, MIRRORED_VIEW, QUARTERS, Posture, Seen, View
from posecheck.poses.checks import Check, Steps
from posecheck.session.methods import EQUAL, errors_of
from posecheck.session.setting import Setting

#: Another view is worth the trouble where its margin is this many times smaller.
WORTH = 1.5

#: Smaller turns than this are not worth a word: people do not stand more exactly than that.
LEAST_TURN_DEG = 10.0

#: How far a camera looks down on somebody who lies, to stand well within a view.
_LOW_DEG, _HIGH_DEG, _ABOVE_DEG = 15.0, (HIGH_DEG + ABOVE_DEG) / 2.0, 60.0

#: The middle of the hips of somebody who lies on the side is so high above the floor (rendered people).
_LYING_HIPS_M = 0.17

#: As high as a stand or a shelf reaches. Beyond it the camera has to come closer instead.
HIGHEST_M = 2.2

#: Somebody who turns away from the camera does not see the screen any more: worth turning so much further.
_AWAY_DEG = 45.0
_AWAY = (View.BACK, View.BACK_LEFT, View.BACK_RIGHT)


@dataclass(frozen=True, slots=True)
class Advice:
    """From where to film a check.

    Attributes:
        view: in the person's own left and right.
        turn_deg: how far the person turns for it, + to the left; NaN where it takes no turn, or lying.
        height_m: where to put the camera above the floor, for somebody who lies; else, and where unknown, NaN.
        height_now_m: where it is.
        round: whether the camera has to go round somebody who lies.
        margin: the margin there, in the check's unit.
        margin_now: the margin as it is; NaN where the check can't be told.
    """

    view: View
    turn_deg: float
    height_m: float
    height_now_m: float
    round: bool
    margin: float
    margin_now: float


def advise(check: Check, setting: Setting, margin: float, own: float) -> Advice | None:
    """Where to film a check from, if that is worth it; None where it is not, or where no view is known to be better.

    Args:
        margin, own: of the value as it is told, as in ``Readings``; NaN where it can't be told from here.
    """
    errors = {
        MIRRORED_VIEW[view] if setting.mirrored else view: error
        for view, error in errors_of(setting.pose, check, setting.form).items()
    }
    seen, posture = setting.seen, setting.pose.posture
    unclear = setting.pose.side is not None and setting.side is None
    if not errors or unclear or not isfinite(seen.yaw_deg) or (not isfinite(margin) and seen.view in errors):
        return None
    least = min(errors.values())
    good = [view for view in errors if errors[view] <= EQUAL * least]
    best = min(good, key=lambda view: _effort(seen, view, posture))
    rest = sqrt(max(margin**2 - own**2, 0.0)) if isfinite(margin) else 0.0
    there = hypot(errors[best], rest)
    if best is seen.view or (isfinite(margin) and margin < WORTH * there):
        return None
    if posture is Posture.UPRIGHT:
        turn_deg = _turn_deg(seen, best)
        return Advice(best, turn_deg, nan, nan, False, there, margin) if abs(turn_deg) >= LEAST_TURN_DEG else None
    now_m, then_m = _heights_m(seen, best)
    return Advice(best, nan, then_m, now_m, _quarter(best) is not _quarter(seen.view), there, margin)


def sentence(advice: Advice, check: Check) -> str:
    """What to change, and what it is worth, in one sentence each."""
    unit = None if isinstance(check.scale, Steps) else check.unit
    gain = words.gain(check.title, advice.margin, advice.margin_now, unit)
    if isfinite(advice.turn_deg):
        return f"{words.turn(advice.turn_deg, advice.view)} {gain}"
    height_m = min(advice.height_m, HIGHEST_M)
    raises, closer = advice.height_m > advice.height_now_m, advice.height_m > HIGHEST_M
    return f"{words.move_camera(advice.view, advice.round, height_m, raises, closer)} {gain}"


def _turn_deg(seen: Seen, view: View) -> float:
    """How far somebody upright turns to the left to be seen so, in [-180, 180)."""
    return (seen.yaw_deg - 45.0 * AROUND.index(view) + 180.0) % 360.0 - 180.0


def _quarter(view: View) -> View:
    """The side of somebody lying that a view is from; from above, as from the front."""
    level = {high: low for low, high in HIGH.items()}
    return View.FRONT if view is View.ABOVE else level.get(view, view)


def _down_deg(view: View) -> float:
    """How far the camera looks down in the middle of a view of somebody who lies."""
    if view is View.ABOVE:
        return _ABOVE_DEG
    return _HIGH_DEG if view in HIGH.values() else _LOW_DEG


def _effort(seen: Seen, view: View, posture: Posture) -> float:
    """How far it is to a view, in degrees around the person and up or down."""
    if posture is Posture.UPRIGHT:
        return abs(_turn_deg(seen, view)) + (_AWAY_DEG if view in _AWAY else 0.0)
    around = (seen.yaw_deg - 90.0 * QUARTERS.index(_quarter(view)) + 180.0) % 360.0 - 180.0
    return hypot(around, _down_deg(view) - seen.elevation_deg)


def _heights_m(seen: Seen, view: View) -> tuple[float, float]:
    """How high a camera stands, and would have to stand where it is, to look down as in a view; NaN unknown."""
    now = radians(seen.elevation_deg)
    away_m, then = seen.distance_m * cos(now), radians(_down_deg(view))
    return _LYING_HIPS_M + seen.distance_m * sin(now), _LYING_HIPS_M + away_m * tan(then)
