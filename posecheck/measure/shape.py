"""The shape of a body as 22 numbers that do not care which side does what, and what was learned from them.

Floor poses are folded and half hidden, and no handful of thresholds tells them apart from every view.
There a logistic model on these numbers does, fitted on rendered people by ``benchmarks/learn.py``; its
weights are in ``learned.json`` beside this file, with a note of what made them.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.anatomy import (
    extent_px,
    hip_angle_deg,
    knee_angle_deg,
    lean_deg,
    mid_hip,
    mid_shoulder,
    thigh,
    torso_axes,
    torso_px,
)  # fmt: skip
from posecheck.measure.geometry import distance, dot, unit

_SIDES = ("LEFT", "RIGHT")


@cache
def learned() -> dict[str, Array]:
    """Name to weights, as float64 arrays; "mean" and "deviation" are those of the shape features."""
    table = json.loads((files("posecheck.measure") / "learned.json").read_text("utf-8"))
    return {name: np.asarray(values, np.float64) for name, values in table["weights"].items()}


def _ordered(measure_left: Array, measure_right: Array) -> list[Array]:
    """The smaller and the larger of a pair, so that a mirror changes nothing."""
    return [np.minimum(measure_left, measure_right), np.maximum(measure_left, measure_right)]


def shape_features(body: Body) -> Array:
    """``(..., 22)`` numbers of order one: angles in quarter turns, lengths in torso lengths or limb lengths."""
    torso, hips = torso_px(body), mid_hip(body)[..., 1]
    forward, left, cranial = torso_axes(body)
    width, height = (length / torso for length in extent_px(body))

    def below(joint: str) -> list[Array]:
        return _ordered(*((body.at(L[f"{s}_{joint}"])[..., 1] - hips) / torso for s in _SIDES))

    def apart(joint: str) -> Array:
        return np.abs(body.at(L[f"LEFT_{joint}"])[..., 0] - body.at(L[f"RIGHT_{joint}"])[..., 0]) / torso

    hands = [distance(body.world_at(L[f"{w}_WRIST"]), body.world_at(L[f"{a}_ANKLE"])) for w in _SIDES for a in _SIDES]
    return np.stack(
        [
            lean_deg(body) / 90.0,
            -cranial[..., 1],
            np.abs(left[..., 1] + left[..., 2]) * np.sqrt(0.5),
            np.abs(left[..., 1]),
            *_ordered(*(knee_angle_deg(body, s) / 90.0 for s in _SIDES)),
            *_ordered(*(hip_angle_deg(body, s) / 90.0 for s in _SIDES)),
            *below("KNEE"),
            *below("ANKLE"),
            *_ordered(*(dot(thigh(body, s), forward) / 0.4 for s in _SIDES)),
            *_ordered(*(thigh(body, s)[..., 1] / 0.4 for s in _SIDES)),
            np.stack(hands, -1).min(-1) / 0.5,
            apart("KNEE"),
            apart("ANKLE"),
            height,
            width,
            apart("SHOULDER"),
        ],
        -1,
    )


#: Landmarks that show from where somebody who lies is seen.
_PARTS = ("EAR", "SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")
OUTLINE = (L.NOSE, *(L[f"{side}_{part}"] for part in _PARTS for side in _SIDES))
_TRUNK_AND_LEGS = [L.NOSE, *OUTLINE[3:5], *OUTLINE[9:]]


def lying_features(body: Body) -> Array:
    """``(..., 76)`` numbers of order one of somebody lying with the left side up, in torso lengths and units of 0.5 m.

    The torso's axes; landmarks in the picture along the torso and towards the face; landmarks in space; depth; 1.
    """
    torso, hips = torso_px(body), mid_hip(body)
    along = unit(mid_shoulder(body) - hips)
    toward = np.stack([-along[..., 1], along[..., 0]], -1)
    facing = np.sign(dot(toward, body.at(L.NOSE) - mid_shoulder(body)))
    places = (body.image[..., list(OUTLINE), :] - hips[..., None, :]) / torso[..., None, None]
    flat = [dot(places, along[..., None, :]), dot(places, toward[..., None, :]) * facing[..., None]]
    space = body.world[..., _TRUNK_AND_LEGS, :].reshape(*body.time_s.shape, -1) * 2.0
    depth = body.depth[..., _TRUNK_AND_LEGS] / torso[..., None]
    return np.concatenate([*torso_axes(body), *flat, space, depth, np.ones_like(depth[..., :1])], -1)


def lying_camera(body: Body) -> Array:
    """``(..., 3)`` unit direction to the camera, of somebody lying with the left side up: forward, up, to the head.

    A linear model on ``lying_features``; NaN where nobody is seen.
    """
    return unit(lying_features(body) @ learned()["lying_camera"])


def expand(features: Array) -> Array:
    """``(..., 45)`` standardised features, their squares up to 6, and 1: what the model weighs."""
    table = learned()
    score = (features - table["mean"]) / table["deviation"]
    return np.concatenate([score, np.minimum(score**2, 6.0), np.ones_like(score[..., :1])], -1)


@lru_cache(maxsize=1)  # a body never changes, and all learned poses are asked about one after the other
def _weighed(body: Body) -> Array:
    return expand(shape_features(body))


def learned_likeness(body: Body, name: str) -> Array:
    """``(...)`` probability in [0, 1] that a body is in the pose of that name; NaN where nobody is seen."""
    logit = _weighed(body) @ learned()[f"{name}.likeness"]
    return 1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0)))
