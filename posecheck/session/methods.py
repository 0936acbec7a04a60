"""How a check is read from a view: by the eyes in the picture, by the landmarks' correction, or by the plain line.

Every method gives a value and the margin of the method itself at each moment. The one with the smallest margin is told;
where another one contradicts it, the margin is widened until both can be right. The plain line is for what no network
answers.
"""

from __future__ import annotations

from dataclasses import dataclass

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

    def read(self, check: Check, body: Body, sight: Sight | None, usable: Array) -> tuple[Array, Array]:
        """Value and margin ``(T,)`` of the method at the usable moments; NaN at the others."""
        if self.trust and check.sight and sight:
            value, spread = check.sight(sight)
            return np.where(usable, value, np.nan), np.where(usable, self.trust.margin(spread), np.nan)
        assert self.line is not None
        reading = np.asarray(check.measure(body[usable] if check.over_hold else body), np.float64)
        value = np.broadcast_to(self.line.offset + self.line.gain * reading, usable.shape)
        value = value if check.over_hold else np.where(usable, value, np.nan)
        return value, np.full(usable.shape, self.line.error)


def sights_of(body: Body) -> dict[str, Sight]:
    """What each network, and both together, saw of a clip, in the axes of the clip."""
    eyes, landmarks = body.sight.carried(body.time_s, CARRIED_S), refined(body)
    return {"eyes": eyes, "landmarks": landmarks, "both": blended(eyes, landmarks)}


def methods_of(pose: Pose, check: Check, view: View, form: str | None) -> list[Method]:
    """The methods that can answer a check from a view of the canonical body, the best first."""
    found = []
    for source in SOURCES if check.sight else ():
        known = trust(source, pose.key, check.key, view, form)
        if known:
            found.append(Method(source, known.error, known, None))
    line = check.lines.get((view, form)) if form else None
    line = line or check.lines.get(view)
    if line and not found:  # its margin was set with less care for people it has not met
        found.append(Method("plain", line.error, None, line))
    return found


def views_of(pose: Pose, check: Check) -> list[View]:
    """The views of the canonical body that can answer a check, the best first."""
    forms = pose.form.names if pose.form else (None,)
    found = {}
    for view in View:
        errors = [method.error for form in forms for method in methods_of(pose, check, view, form)]
        if errors:
            found[view] = min(errors)
    return sorted(found, key=lambda view: found[view])


def widened(margin: Array, value: Array, other_value: Array, other_margin: Array) -> Array:
    """The margin made wide enough to reach the nearer end of another method's margin."""
    gap = np.abs(value - other_value) - other_margin
    return np.fmax(margin, np.where(np.isfinite(gap), gap, 0.0))
