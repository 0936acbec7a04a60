"""Which pose a clip shows, moment by moment: the best likeness, where it is clearly the best."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.poses.checks import Pose

#: A pose is recognised from this likeness on, and when it leads the next one by this much.
LIKELY, LEAD = 0.5, 0.15

#: A pose that the user named is looked for from this likeness on.
NAMED = 0.2

#: Likeness is averaged over this many seconds.
WINDOW_S = 0.5


def running_mean(values: Array, time_s: Array, window_s: float) -> Array:
    """Mean of the finite values within half a window of each moment.

    Args:
        values: ``(T,)``, NaN unknown.
        time_s: ``(T,)`` rising.

    Returns:
        ``(T,)``; NaN where the window holds no finite value.
    """
    known = np.isfinite(values)
    total = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    count = np.concatenate([[0], np.cumsum(known)])
    first = np.searchsorted(time_s, time_s - window_s / 2 - 1e-9, "left")
    last = np.searchsorted(time_s, time_s + window_s / 2 + 1e-9, "right")
    number = count[last] - count[first]
    return np.where(number > 0, (total[last] - total[first]) / np.maximum(number, 1), np.nan)


def likenesses(clip: Body, poses: Mapping[str, Pose]) -> dict[str, Array]:
    """Averaged likeness ``(T,)`` in [0, 1] of a clip to each pose; 0 where nobody is seen."""
    raw = {key: np.full(len(clip), np.nan) for key in poses}
    with np.errstate(all="ignore"):
        for block in clip.blocks():
            body = clip[block]
            for key, pose in poses.items():
                raw[key][block] = np.where(body.seen, pose.likeness(body), np.nan)
    return {key: np.nan_to_num(running_mean(value, clip.time_s, WINDOW_S)) for key, value in raw.items()}


def recognised(table: Mapping[str, Array]) -> tuple[Array, Array]:
    """The pose at each moment, by the likeness to each.

    Returns:
        ``(T,)`` object array of keys, None where no pose is clearly the likeliest; ``(T,)`` how sure,
        the lead over the next pose in [0, 1].
    """
    keys = list(table)
    scores = np.stack([table[key] for key in keys])
    best = scores.argmax(0)
    ranked = np.sort(np.concatenate([np.zeros_like(scores[:1]), scores]), axis=0)
    lead = ranked[-1] - ranked[-2]
    named = np.array([keys[i] for i in best], object)
    named[(ranked[-1] < LIKELY) | (lead < LEAD)] = None
    return named, lead
