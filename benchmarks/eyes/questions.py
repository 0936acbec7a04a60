"""What the networks are asked: the check behind each quantity, the question behind each side."""

from __future__ import annotations

import numpy as np

from posecheck.body.sight import ODD, Quantity

#: Pose of each quantity; the check has the quantity's name.
POSE_OF: dict[Quantity, str] = {
    q: pose
    for pose, names in {
        "tree": "HIP_LEAN_PCT THIGH_OPEN_DEG STANDING_KNEE_DEG FOOT_PLACE ARMS_OVERHEAD",
        "tadasana": "WEIGHT_OFFSET_PCT FEET_OFFSET_PCT",
        "side_lying_stretch": "KNEE_BEHIND_TORSO_CM HIP_EXTENSION_DEG PELVIS_ROLL_BACK_DEG "
        "TRUNK_ROLL_BACK_DEG ARCH_DEG KNEE_LIFT_DEG",
        "pigeon": "FRONT_HIP_FORWARD_DEG PELVIS_TWIST_DEG BACK_LEG_DEG",
    }.items()
    for q in map(Quantity.__getitem__, names.split())
}

MIRROR_SIGN = np.array([-1.0 if q in ODD else 1.0 for q in Quantity], np.float32)
