"""The change from the person's own Tadasana: surer than the value where nothing tells how level the camera stands.

A camera that is not level tilts both poses alike, and the difference does not keep it. A check names the pose that is
its zero; a hold of that pose in the same recording, seen from the same side, is taken for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.measure.margin import SOURCES, change_margin
from posecheck.poses.checks import Check
from posecheck.session.judge import Prepared, Readings, Setting
from posecheck.session.summary import Finding, Hold, find


def read_by(source: str, check: Check, ready: Prepared) -> Array:
    """``(T,)`` what a source reads of a check in bodies of whatever pose, turned and mirrored for the setting."""
    assert check.sight
    return check.sight(ready.sights[source])[0]


def change(check: Check, hold: Body, zero: Body, setting: Setting) -> tuple[str, float, float] | None:
    """Source, value and margin of a check of a hold against another pose's hold; None where neither source can tell.

    Args:
        hold, zero: ``(T,)`` bodies of the hold and of the person's own zero, from the same camera.
        setting: of the hold.
    """
    prepared = [Prepared(bodies, setting) for bodies in (hold, zero)]
    for source in SOURCES:
        margin = change_margin(source, setting.pose.key, check.key, setting.view)
        if margin is None:
            continue
        with np.errstate(all="ignore"):
            both = [read_by(source, check, ready) for ready in prepared]
        if all(np.isfinite(values).mean() > 0.5 for values in both):
            now, before = (float(np.nanmedian(values)) for values in both)
            return source, now - before, margin
    return None


def against_own(hold: Hold, holds: Sequence[Hold], clip: Body) -> Hold:
    """The hold with each check that has a zero told as the change from it, where that is surer than the value."""

    def bodies(span: Hold) -> Body:
        return clip[(clip.time_s >= span.start_s) & (clip.time_s <= span.end_s)]

    def told(finding: Finding) -> Finding:
        zeros = [h for h in holds if h.pose.key == finding.check.zero and h.setting.seen.view is hold.setting.seen.view]
        if not zeros or finding.source == "card":
            return finding
        nearest = min(zeros, key=lambda zero: abs(zero.end_s - hold.start_s))
        found = change(finding.check, bodies(hold), bodies(nearest), hold.setting)
        if found is None or found[2] >= finding.margin:
            return finding
        source, value, margin = found
        unread = np.array([])
        readings = Readings(finding.check, unread, unread, unread, source, None)
        return replace(find(readings, value, margin, margin, hold.setting), against=finding.check.zero)

    return replace(hold, findings=tuple(told(finding) if finding.check.zero else finding for finding in hold.findings))
