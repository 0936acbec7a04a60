"""Which leg works, and in which form a pose is held: asked of the networks, or told by the pose's own measure."""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.sight import Lead
from posecheck.body.skeleton import Side
from posecheck.measure.refine import refined
from posecheck.poses.checks import Pose

#: The side is told when this share of the moments agrees, and their median is this far from zero.
_AGREE, _SURE = 0.8, 0.1


def leads(clip: Body, lead: Lead) -> Array:
    """``(n,)`` log-odds that the answer to a question of side is "left": of the looks, or of the landmarks alone."""
    looked = clip.sight.looked
    return (clip.sight[looked] if looked.any() else refined(clip)).lead[:, lead]


def find_form(pose: Pose, clip: Body, side: Side | None) -> str | None:
    """Which of its two forms a pose is held in; None where it has none, or the side is not known."""
    if pose.form is None or side is None:
        return None
    sign = float(np.median(leads(clip, pose.form.lead))) * (-1.0 if side is Side.RIGHT else 1.0)
    return pose.form.names[0] if sign > 0 else pose.form.names[1]


def find_side(pose: Pose, clip: Body) -> Side | None:
    """The working side of a clip, or None where the moments disagree or lie near zero."""
    assert pose.side is not None
    signs = pose.side(clip) if pose.lead is None else leads(clip, pose.lead)
    signs = signs[np.isfinite(signs)]
    if not signs.size:
        return None
    usual = float(np.median(signs))
    if abs(usual) < _SURE or (np.sign(signs) == np.sign(usual)).mean() < _AGREE:
        return None
    return Side.LEFT if usual > 0 else Side.RIGHT
