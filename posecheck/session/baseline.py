"""The change from the person's own Tadasana: told where it is surer than the value.

A camera that is not level tilts both poses alike, and the difference does not keep it. A check names the pose that is
its zero; a hold of that pose seen from the same side is taken for it: from the same recording, or, where one is given,
from another one, whose camera stood otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from posecheck import words
from posecheck.body.body import Body
from posecheck.measure.level import Level
from posecheck.measure.margin import SOURCES, Pairing
from posecheck.measure.view import View
from posecheck.poses.checks import Check
from posecheck.session.change import Taken, difference, take
from posecheck.session.judge import Readings
from posecheck.session.prepared import Prepared
from posecheck.session.summary import Finding, Hold, Summary, find


@dataclass(frozen=True, slots=True, eq=False)
class Zero:
    """A hold that may be a check's zero.

    Attributes:
        bodies: ``(T,)`` seen in it.
        pose: its key.
        view: from where, in the person's own left and right.
        level: of the camera that saw it.
        file: name of the recording it is from; None: the same as what is compared with it.
    """

    bodies: Body
    pose: str
    view: View
    level: Level
    file: str | None = None


def span(hold: Hold, clip: Body) -> Body:
    """The bodies ``(T,)`` of a hold in its clip."""
    first, last = np.searchsorted(clip.time_s, hold.start_s), np.searchsorted(clip.time_s, hold.end_s, "right")
    return clip[first:last]


def stored_zero(pose: str, summary: Summary, clip: Body, file: str) -> Zero | None:
    """The longest hold of a pose in another recording; None where it is not held there."""
    holds = [hold for hold in summary.holds if hold.pose.key == pose]
    if not holds:
        return None
    hold = max(holds, key=lambda one: one.length_s)
    return Zero(span(hold, clip), pose, hold.setting.seen.view, summary.level, file)


def change(check: Check, hold: Prepared, zero: Zero) -> tuple[Taken, float, float] | None:
    """A check of a hold, and its change from a zero with the margin of that; None where the networks do not tell both.

    The zero is read as if it were the same pose.
    """
    pairing = Pairing.ZERO_APART if zero.file else Pairing.ZERO
    after = take(check, hold)
    before = take(check, Prepared(zero.bodies, replace(hold.setting, level=zero.level)))
    if not {before.finding.source, after.finding.source} <= set(SOURCES):
        return None
    return after, *difference(before, after, pairing, hold.setting.pose.key)


def against_own(hold: Hold, ready: Prepared, holds: Sequence[Hold], clip: Body, stored: Zero | None = None) -> Hold:
    """The hold with each check that has a zero told as the change from it, where that is surer than the value.

    Args:
        ready: what was seen in it.
        holds: all of the recording.
        stored: a zero from another recording.
    """

    def told(finding: Finding) -> Finding:
        view = hold.setting.seen.view
        same = [h for h in holds if h.pose.key == finding.check.zero and h.setting.seen.view is view]
        near = sorted(same, key=lambda other: abs(other.end_s - hold.start_s))[:1]
        zeros = [Zero(span(h, clip), h.pose.key, view, h.setting.level) for h in near]
        if stored and (stored.pose, stored.view) == (finding.check.zero, hold.setting.seen.view):
            zeros.append(stored)
        found = [_finding(finding, ready, zero) for zero in zeros]
        return min([finding, *filter(None, found)], key=lambda one: np.nan_to_num(one.margin, nan=np.inf))

    return replace(hold, findings=tuple(told(finding) if finding.check.zero else finding for finding in hold.findings))


def _finding(finding: Finding, hold: Prepared, zero: Zero) -> Finding | None:
    """A finding as the change from a zero; None where the printed card tells it better, or the change is not known."""
    found = None if finding.source == "card" else change(finding.check, hold, zero)
    if found is None:
        return None
    taken, value, margin = found
    unread = np.array([])
    readings = Readings(finding.check, unread, unread, unread, taken.finding.source, None)
    told = find(readings, value, margin, margin, hold.setting)
    return replace(told, against=zero.pose, against_file=zero.file)


def not_needed(holds: Sequence[Hold], stored: Zero) -> list[str]:
    """What is to be said of a stored zero that no finding is told against."""
    asking = [(hold, finding) for hold in holds for finding in hold.findings if finding.check.zero == stored.pose]
    if any(finding.against_file for _, finding in asking):
        return []
    assert stored.file
    if not asking:
        return [words.zero_unasked(stored.pose, stored.file)]
    if all(hold.setting.seen.view is not stored.view for hold, _ in asking):
        return [words.zero_elsewhere(stored.pose, stored.file, stored.view, asking[0][0].setting.seen.view)]
    return [words.zero_less_sure(stored.pose, stored.file)]
