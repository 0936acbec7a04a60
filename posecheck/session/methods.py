"""How a check is read from a view: by the eyes in the picture, by the landmarks' correction, or by the plain line.

Every method gives a value and the margin of the method itself at each moment. The one with the smallest margin is told;
where another one contradicts it, the margin is widened until both can be right. The plain line is for what no network
answers. Near a border between two views both are asked, and what they say is blended, so that nothing jumps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.sight import Sight
from posecheck.measure.answers import blended
from posecheck.measure.margin import SOURCES, Trust, trust
from posecheck.measure.refine import refined
from posecheck.measure.view import View
from posecheck.poses.checks import Check, Line, Pose

#: A look is believed for this long: twice the time between two looks.
CARRIED_S = 0.5

#: Views whose errors are no more than this times those of the best one count as equally good.
EQUAL = 1.1


@dataclass(frozen=True, slots=True)
class Method:
    """One way of reading a check.

    Attributes:
        source: "eyes", "landmarks", "both" (each weighted by its spread) or "plain".
        error: half-width that holds 95 % of its errors from this view, in the check's unit.
    """

    source: str
    error: float
    trust: Trust | None
    line: Line | None


def plainly(check: Check, body: Body, usable: Array) -> Array:
    """What the plain measure of a check reads ``(T,)`` at the usable moments; NaN at the others."""
    if check.over_hold:
        reading = check.measure(body if usable.all() else body[usable])
        return np.broadcast_to(np.asarray(reading, np.float64), usable.shape)
    return np.where(usable, np.asarray(check.measure(body), np.float64), np.nan)


def by_network(check: Check, sight: Sight, usable: Array) -> tuple[Array, Array]:
    """Value and its spread ``(T,)`` of a check as a network saw it, at the usable moments; NaN at the others."""
    assert check.sight is not None
    value, spread = check.sight(sight)
    return np.where(usable, value, np.nan), np.where(usable, spread, np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is told from one view: value, the method's own margin, and what the camera's roll may add; ``(T,)``."""

    method: Method
    value: Array
    own: Array
    roll: Array


def sights_of(body: Body) -> dict[str, Sight]:
    """What each network, and both together, saw of a clip, in the axes of the clip."""
    eyes, landmarks = body.sight.carried(body.time_s, CARRIED_S), refined(body)
    return {"eyes": eyes, "landmarks": landmarks, "both": blended(eyes, landmarks)}


def line_of(check: Check, view: View, form: str | None) -> Line | None:
    """The plain line of a check from a view of the canonical body."""
    return (check.lines.get((view, form)) if form else None) or check.lines.get(view)


def methods_of(pose: Pose, check: Check, view: View, form: str | None) -> list[Method]:
    """The methods that can answer a check from a view of the canonical body, the best first."""
    found = []
    for source in SOURCES if check.sight else ():
        known = trust(source, pose.key, check.key, view, form)
        if known:
            found.append(Method(source, known.error, known, None))
    line = line_of(check, view, form)
    if line and not found:  # its margin was set with less care for people it has not met
        found.append(Method("plain", line.error, None, line))
    return found


def errors_of(pose: Pose, check: Check, form: str | None) -> dict[View, float]:
    """View of the canonical body to the half-width that holds 95 % of the best method's errors from there."""
    tables = {view: methods_of(pose, check, view, form) for view in View}
    return {view: min(method.error for method in table) for view, table in tables.items() if table}


def views_of(pose: Pose, check: Check) -> list[View]:
    """The views of the canonical body that can answer a check in any form, the best first.

    Those that are as good as the best come in the order of ``View``: from the front before from behind.
    """
    found: dict[View, float] = {}
    for form in pose.form.names if pose.form else (None,):
        for view, error in errors_of(pose, check, form).items():
            found[view] = min(error, found.get(view, error))
    equal = EQUAL * min(found.values(), default=0.0)
    return sorted((view for view in View if view in found), key=lambda view: max(found[view], equal))


def widened(margin: Array, value: Array, other_value: Array, other_margin: Array) -> Array:
    """The margin made wide enough to reach the nearer end of another method's margin."""
    gap = np.abs(value - other_value) - other_margin
    return np.fmax(margin, np.where(np.isfinite(gap), gap, 0.0))


def surest(told: Sequence[Told], chosen: slice = slice(None)) -> Told:
    """The method with the smallest margin, which is widened to where another that was measured can be right as well.

    Args:
        chosen: the moments whose margins count.
    """
    if len(told) == 1:
        return told[0]
    best = min(told, key=lambda one: float(np.nanmedian(one.own[chosen])))
    own = best.own
    for other in told:
        if other is not best and other.method.trust:
            own = widened(own, best.value, other.value, other.own)
    return replace(best, own=own)


def across(told: Sequence[tuple[float, Told]]) -> Told:
    """What is told from the views that it may be, each weighted by how plausible it is, in (0, 1].

    On a border between two views the margin is the wider one of both, and the value lies half way between them; deep
    inside a view both are the view's own. In between they change steadily. The first names the method.

    The margins were measured by the view *found*, which holds its share of confusions: so they are not added up.
    """
    value, own, roll = (np.stack([getattr(one, part) for _, one in told]) for part in ("value", "own", "roll"))
    weight = np.array([weight for weight, _ in told])[:, None] * (np.isfinite(value) & np.isfinite(own))
    total = np.where(weight.any(0), weight.sum(0), np.nan)

    def mean(table: Array) -> Array:
        return np.where(weight > 0.0, weight * table, 0.0).sum(0) / total

    usual = mean(own)
    widest = np.where(weight > 0.0, usual + weight * (own - usual), -np.inf).max(0)
    return Told(told[0][1].method, mean(value), np.where(np.isnan(total), np.nan, widest), mean(roll))
