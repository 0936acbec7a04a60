"""The true value of each check of a rendered body, from its joint centres and the bench's own measures.

Definitions and signs are those of docs/results.md. Where the bench measures the quantity itself, its number is
taken; the rest is computed here from the true joints in the same words as the check's docstring.
World: x forward, y to the left, z up, metres.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from posecheck.body.skeleton import Landmark
from posecheck.measure.anatomy import SEGMENTS

#: Name of a landmark on the rendered body's skeleton.
JOINT = {Landmark.LEFT_FOOT_INDEX: "toe.L", Landmark.RIGHT_FOOT_INDEX: "toe.R"}

Joints = Mapping[str, np.ndarray]
Truth = Callable[[Mapping, Joints], float]


def joint(joints: Joints, mark: Landmark) -> np.ndarray:
    """Place of a landmark on the rendered skeleton."""
    side, _, part = mark.name.partition("_")
    return joints[JOINT.get(mark, f"{part.lower()}.{side[0]}")]


def weight_offset_pct(_: Mapping, joints: Joints) -> float:
    """Centre of mass sideways of the middle between the ankles."""
    total, where = sum(share for share, *_ in SEGMENTS), 0.0
    for share, along, first, last in SEGMENTS:
        start = np.mean([joint(joints, m)[1] for m in first])
        end = np.mean([joint(joints, m)[1] for m in last])
        where += share / total * (start + along * (end - start))
    left, right = joints["ankle.L"][1], joints["ankle.R"][1]
    return 100 * (where - (left + right) / 2) / (left - right)


def feet_offset_pct(_: Mapping, joints: Joints) -> float:
    """The ankle further from under its hip."""
    spacing = joints["hip.L"][1] - joints["hip.R"][1]
    offsets = [g * (joints[f"ankle.{s}"][1] - joints[f"hip.{s}"][1]) / spacing for s, g in (("L", 1), ("R", -1))]
    return 100 * max(offsets, key=abs)


def _standing(truth: Mapping) -> tuple[str, str, int]:
    return ("L", "R", 1) if truth["side"] == "L" else ("R", "L", -1)


def hip_lean_pct(truth: Mapping, joints: Joints) -> float:
    """Standing hip sideways of its ankle, of the leg's length."""
    stand, _, _ = _standing(truth)
    hip, knee, ankle = (joints[f"{part}.{stand}"] for part in ("hip", "knee", "ankle"))
    return 100 * truth["hip_shift_m"] / (np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle))


def foot_place(truth: Mapping, joints: Joints) -> float:
    """Height of the lifted foot along the standing leg."""
    stand, free, _ = _standing(truth)
    foot = np.mean([joints[f"{part}.{free}"][2] for part in ("ankle", "heel", "toe")])
    hip, knee, ankle = (joints[f"{part}.{stand}"][2] for part in ("hip", "knee", "ankle"))
    return (hip - foot) / (hip - knee) if foot > knee else 1 + (knee - foot) / (knee - ankle)


def _ahead(truth: Mapping) -> tuple[np.ndarray, np.ndarray]:
    """Forward and left of the trunk on the floor plan."""
    yaw = np.radians((truth["shoulder_yaw_world_deg"] + truth["pelvis_yaw_world_deg"]) / 2)
    return np.array([np.cos(yaw), np.sin(yaw), 0]), np.array([-np.sin(yaw), np.cos(yaw), 0])


def thigh_open_deg(truth: Mapping, joints: Joints) -> float:
    """Direction of the lifted knee seen from above."""
    _, free, sign = _standing(truth)
    forward, left = _ahead(truth)
    bone = joints[f"knee.{free}"] - joints[f"hip.{free}"]
    return float(np.degrees(np.arctan2(-sign * bone @ left, bone @ forward)))


def arms_overhead(_: Mapping, joints: Joints) -> float:
    """Height of the lower wrist above its shoulder, in torso lengths."""
    torso = np.linalg.norm(joints["shoulder.L"] + joints["shoulder.R"] - joints["hip.L"] - joints["hip.R"]) / 2
    return min(joints[f"wrist.{s}"][2] - joints[f"shoulder.{s}"][2] for s in "LR") / torso


def back_leg_deg(truth: Mapping, joints: Joints) -> float:
    """The larger of the back knee's bend and the leg's way off straight behind."""
    back = "R" if truth["side"] == "L" else "L"
    forward, left = _ahead(truth)
    leg = joints[f"ankle.{back}"] - joints[f"hip.{back}"]
    return max(
        truth[f"knee_flex_{back}_deg"], float(np.degrees(np.arctan2(abs(leg @ left), np.hypot(leg @ forward, leg[2]))))
    )


def _named(name: str, scale: float = 1.0, offset: float = 0.0) -> Truth:
    return lambda truth, _: offset + scale * truth[name]


#: (pose, check) to the true value.
TRUTHS: dict[tuple[str, str], Truth] = {
    ("tadasana", "pelvis_obliquity_deg"): _named("pelvis_obliquity_deg"),
    ("tadasana", "hands_obliquity_deg"): _named("pelvis_obliquity_deg"),
    ("tadasana", "weight_offset_pct"): weight_offset_pct,
    ("tadasana", "feet_offset_pct"): feet_offset_pct,
    ("tree", "free_hip_drop_deg"): _named("free_drop_deg"),
    ("tree", "hip_lean_pct"): hip_lean_pct,
    ("tree", "standing_knee_deg"): _named("standing_knee_flex_deg", -1.0, 180.0),
    ("tree", "foot_place"): foot_place,
    ("tree", "thigh_open_deg"): thigh_open_deg,
    ("tree", "arms_overhead"): arms_overhead,
    ("side_lying_stretch", "knee_behind_torso_cm"): _named("stretched_knee_behind_torso_m", 100.0),
    ("side_lying_stretch", "stage"): _named("stretched_knee_behind_torso_m", 100.0),
    ("side_lying_stretch", "hip_extension_deg"): _named("stretched_hip_ext_pelvis_deg"),
    ("side_lying_stretch", "pelvis_roll_back_deg"): _named("pelvis_roll_back_deg"),
    ("side_lying_stretch", "trunk_roll_back_deg"): _named("shoulder_roll_back_deg"),
    ("side_lying_stretch", "arch_deg"): _named("pelvis_tilt_rel_trunk_deg"),
    ("side_lying_stretch", "knee_lift_deg"): _named("stretched_hip_abd_deg"),
    ("pigeon", "front_hip_forward_deg"): _named("front_hip_forward_backleg_deg"),
    ("pigeon", "front_hip_drop_deg"): _named("front_hip_drop_deg"),
    ("pigeon", "pelvis_twist_deg"): _named("front_hip_trunk_yaw_deg"),
    ("pigeon", "back_leg_deg"): back_leg_deg,
}
