"""Finds holds: stretches of time in which one pose is kept still."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L

#: A hold lasts at least this long; a shorter recording may be one hold as a whole.
SHORTEST_S = 1.0

#: Interruptions up to this long (a wobble, a lost moment) do not end a hold.
BRIDGE_S = 0.6

#: Some files tell times to the millisecond only.
ROUNDED_S = 0.0015

#: Faster than this many torso lengths a second, a limb is on its way. Poses are entered at 0.5 to 3;
#: the sway of a hold stays below 0.15 (rendered people).
STILL = 0.35

#: The landmarks that tell whether somebody moves.
LIMBS = [L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP, L.LEFT_KNEE, L.RIGHT_KNEE,
         L.LEFT_ANKLE, L.RIGHT_ANKLE, L.LEFT_WRIST, L.RIGHT_WRIST]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Moments ``first`` up to and with ``last`` of a clip, in one pose."""

    first: int
    last: int
    pose: str

    @property
    def moments(self) -> slice:
        """The same as a slice."""
        return slice(self.first, self.last + 1)


def speed(clip: Body) -> Array:
    """``(T,)`` speed of the second fastest limb, in torso lengths a second, over a third of a second or more.

    The second fastest, so that one landmark that jumps does not break a hold. NaN where nobody is seen.
    """
    time_s = clip.time_s
    if len(clip) < 2:
        return np.zeros(len(clip))
    here = np.arange(len(clip))
    before = np.searchsorted(time_s, time_s - 1 / 6 - 1e-9)
    after = np.minimum(np.searchsorted(time_s, time_s + 1 / 6 + 1e-9, "right"), len(clip)) - 1
    # where nobody moves moments lie further apart than that: to the next ones
    alone = before == after
    before = np.where(alone, np.maximum(here - 1, 0), before)
    after = np.where(alone, np.minimum(here + 1, len(clip) - 1), after)
    span_s = np.maximum(time_s[after] - time_s[before], 1e-6)
    points = clip.image[:, LIMBS]
    shoulders, hips = points[:, :2].mean(1), points[:, 2:4].mean(1)
    # lying towards the camera a torso looks short: the widest it ever looks is its size
    torso = np.nanmax(np.linalg.norm(shoulders - hips, axis=-1)) if clip.seen.any() else np.nan
    moved = np.linalg.norm(points[after] - points[before], axis=-1)
    return np.sort(moved, axis=-1)[:, -2] / torso / span_s


def find_spans(clip: Body, pose_at: Array) -> list[Span]:
    """Spans of a clip in which one pose is recognised and kept still by one person.

    Args:
        clip: ``(T,)``.
        pose_at: ``(T,)`` object array of pose keys, None where none.
    """
    fast = speed(clip)
    still = np.isfinite(fast) & (fast < STILL)
    whole_s = float(clip.time_s[-1] - clip.time_s[0])
    shortest = min(SHORTEST_S, 0.6 * whole_s)
    spans: list[Span] = []
    who = np.nan_to_num(clip.scene.who, nan=-1.0)
    for key, person in dict.fromkeys((k, p) for k, p in zip(pose_at, who, strict=True) if k is not None):
        mask = still & (pose_at == key) & (who == person)
        spans += [Span(a, b, key) for a, b in _runs(mask, clip.time_s) if clip.time_s[b] - clip.time_s[a] >= shortest]
    return sorted(spans, key=lambda span: span.first)


def _runs(mask: Array, time_s: Array) -> list[tuple[int, int]]:
    """First and last index of each run of True, joined over gaps of up to ``BRIDGE_S``."""
    runs: list[tuple[int, int]] = []
    for index in np.flatnonzero(mask):
        if runs and time_s[index] - time_s[runs[-1][1]] <= BRIDGE_S + ROUNDED_S:
            runs[-1] = (runs[-1][0], int(index))
        else:
            runs.append((int(index), int(index)))
    return runs
