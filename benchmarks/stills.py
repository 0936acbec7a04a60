"""Writes a specification of random still pictures of the four poses, for the truth bench to render.

    python benchmarks/stills.py --out stills.json [--seed 70000] [--each N --bodies NAME,NAME,...]
    (in the bench)  python -m bench render --spec stills.json --out STILLS

Postures, cameras and clothes vary widely and independently; views and both forms of the side-lying
stretch are covered evenly. ``benchmarks/lines.py`` fits each check's line and margin on these.
Only development bodies are drawn; held-out bodies stay for judging: ``--bodies`` names them, and ``--each`` takes
only so many stills of each pose.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

SIZES = ((1280, 720), (1280, 720), (720, 1280), (640, 480))


def camera(rng: np.random.Generator, yaw_deg: float, height_m: tuple[float, float]) -> dict:
    """A random camera around ``yaw_deg``; half of the cameras are rolled by up to 5 deg."""
    width, height = SIZES[rng.integers(len(SIZES))]
    return {
        "yaw_deg": round(yaw_deg, 1),
        "width": width,
        "height": height,
        "hfov_deg": round(rng.uniform(50, 78), 1),
        "height_m": round(rng.uniform(*height_m), 2),
        "margin": round(rng.uniform(0.05, 0.15), 2),
        "roll_deg": round(rng.uniform(-5, 5), 1) if rng.uniform() < 0.5 else 0.0,
        "pan_off_deg": round(rng.uniform(-3, 3), 1),
    }


def upright_yaw(rng: np.random.Generator) -> float:
    """Mostly from the front, then from behind, then three-quarter and side views."""
    kind = rng.choice(["front", "back", "oblique", "side"], p=[0.5, 0.2, 0.2, 0.1])
    sign = rng.choice([-1, 1])
    if kind == "front":
        return rng.uniform(-20, 20)
    if kind == "back":
        return 180 + rng.uniform(-20, 20)
    return sign * (rng.uniform(25, 60) if kind == "oblique" else rng.uniform(75, 105))


def tadasana(rng: np.random.Generator) -> tuple[dict, dict]:
    """Posture and camera of one Tadasana."""
    return {
        "pelvis_obliquity_deg": rng.uniform(-9, 9),
        "compensate": str(rng.choice(["knee", "leg"])),
        "arms": str(rng.choice(["sides", "palms_forward", "hips", "hips", "hips", "namaste", "overhead"])),
        "feet_width_m": rng.uniform(0.10, 0.34),
        "toe_out_deg": rng.uniform(-2, 14),
        "pelvis_shift_m": rng.uniform(-0.05, 0.05),
        "trunk_lean_deg": rng.uniform(-5, 5),
        "pelvis_tilt_deg": rng.uniform(-6, 8),
        "pelvis_yaw_deg": rng.uniform(-8, 8),
    }, camera(rng, upright_yaw(rng), (0.5, 1.5))


def tree(rng: np.random.Generator) -> tuple[dict, dict]:
    """Posture and camera of one Tree."""
    return {
        "stand": str(rng.choice(["L", "R"])),
        "free_drop_deg": rng.uniform(-10, 10),
        "foot_height": float(rng.choice([0.55, 0.7, 0.85, 1.0, 1.35, 1.6, 1.85])),
        "arms": str(rng.choice(["namaste", "overhead", "hips", "out", "sides"])),
        "hip_shift_m": rng.uniform(0, 0.10),
        "free_er_deg": rng.uniform(40, 80),
        "knee_flex_deg": float(rng.choice([2, 4, 8, 15, -4, -8])),
        "trunk_lean_deg": rng.uniform(-6, 8),
        "pelvis_tilt_deg": rng.uniform(-5, 8),
        "pelvis_yaw_deg": rng.uniform(-12, 12),
    }, camera(rng, upright_yaw(rng), (0.5, 1.5))


def side_lying_stretch(rng: np.random.Generator) -> tuple[dict, dict]:
    """Posture and camera of one side-lying stretch, either form."""
    view = rng.choice(["front", "high", "above", "back"], p=[0.25, 0.3, 0.25, 0.2])
    yaw = (180.0 if view == "back" else 0.0) + rng.uniform(-30, 30)
    height = {"front": (0.4, 1.25), "high": (1.5, 1.95), "above": (2.2, 2.8), "back": (0.5, 1.9)}[view]
    roll_back = rng.uniform(-12, 25) if rng.uniform() < 0.6 else 0.0
    return {
        "lie": str(rng.choice(["L", "R"])),
        "stretch": str(rng.choice(["top", "bottom"])),
        "knee_behind_torso_m": rng.uniform(-0.22, 0.20),
        "knee_flex_deg": rng.uniform(100, 130),
        "hip_abd_deg": rng.uniform(-3, 20),
        "hip_rot_deg": rng.uniform(-5, 15),
        "roll_back_deg": roll_back,
        "trunk_roll_back_deg": rng.uniform(-8, 15),
        "pelvis_tilt_deg": rng.uniform(0, 20),
        "bottom_hip_flex_deg": rng.uniform(0, 35),
        "bottom_knee_flex_deg": rng.uniform(5, 60),
        "rest_hip_flex_deg": rng.uniform(15, 60),
        "rest_knee_flex_deg": rng.uniform(20, 80),
        "bottom_arm": str(rng.choice(["under_head", "front"])),
    }, camera(rng, yaw, height)


def pigeon(rng: np.random.Generator) -> tuple[dict, dict]:
    """Posture and camera of one Pigeon."""
    return {
        "front": str(rng.choice(["L", "R"])),
        "front_hip_drop_deg": rng.uniform(-10, 10),
        "front_hip_forward_deg": rng.uniform(-15, 15),
        "trunk_yaw_deg": rng.uniform(-9, 9),
        "trunk_flex_deg": rng.uniform(8, 24) if rng.uniform() < 0.88 else rng.uniform(60, 76),
        "pelvis_tilt_deg": rng.uniform(20, 36),
        "front_abd_deg": rng.uniform(18, 32),
        "shin_angle_deg": rng.uniform(0, 35),
        "back_abd_deg": rng.uniform(-6, 22),
        "back_er_deg": rng.uniform(-5, 25),
    }, camera(rng, upright_yaw(rng) + (180 if rng.uniform() < 0.3 else 0), (0.35, 1.6))


def other(rng: np.random.Generator) -> tuple[str, dict, dict]:
    """A posture that is none of the four, to learn what not to recognise: name, parameters, camera."""
    pose = str(rng.choice(["low_lunge", "constructive_rest", "psoas_supine", "cross_legged", "leg_swing",
                           "all_fours", "kneel", "tree_half_lifted", "side_lying_resting"]))  # fmt: skip
    cam = camera(rng, rng.uniform(-180, 180), (0.4, 2.2))
    if pose == "tree_half_lifted":
        return "tree", {"stand": str(rng.choice(["L", "R"])), "lift": rng.uniform(0.05, 0.35), "arms": "sides"}, cam
    if pose == "side_lying_resting":
        straight = {"hold_ankle": False, "hip_ext_trunk_deg": rng.uniform(-40, 5), "knee_flex_deg": rng.uniform(5, 50)}
        return "side_lying_stretch", {"lie": str(rng.choice(["L", "R"])), **straight}, cam
    params = {
        "low_lunge": {"front": str(rng.choice(["L", "R"])), "trunk_flex_deg": rng.uniform(-5, 40)},
        "constructive_rest": {"knee_flex_deg": rng.uniform(60, 115)},
        "psoas_supine": {"hug": str(rng.choice(["L", "R"])), "knee_flex_deg": rng.uniform(0, 60)},
        "cross_legged": {"thigh_out_deg": rng.uniform(30, 60), "trunk_flex_deg": rng.uniform(0, 30)},
        "leg_swing": {"stand": str(rng.choice(["L", "R"])), "swing_deg": rng.choice([-1, 1]) * rng.uniform(18, 50)},
    }
    return pose, params.get(pose, {}), cam


POSES = ((tadasana, 300), (tree, 320), (side_lying_stretch, 840), (pigeon, 640))
OTHERS = 720


def specification(seed: int) -> dict:
    """All stills as a bench specification; the same seed gives the same pictures."""
    rng = np.random.default_rng(seed)
    clips = []
    for make, count in POSES:
        for number in range(count):
            params, cam = make(rng)
            rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in params.items()}
            clips.append({"id": f"{make.__name__}_{number:03d}", "pose": make.__name__, "seed": seed + len(clips),
                          "params": rounded, "camera": cam, "still": True})  # fmt: skip
    for number in range(OTHERS):
        pose, params, cam = other(rng)
        rounded = {k: round(float(v), 3) if not isinstance(v, (str, bool)) else v for k, v in params.items()}
        clips.append({"id": f"other_{number:03d}", "pose": pose, "seed": seed + len(clips), "params": rounded,
                      "camera": cam, "still": True})  # fmt: skip
    return {"defaults": {"camera": {"distance_m": "fit"}}, "clips": clips}


def judging(spec: dict, each: int, bodies: list[str]) -> dict:
    """The first ``each`` stills of every pose, with the given bodies in turn."""
    chosen = [
        clip for pose, _ in POSES for clip in [c for c in spec["clips"] if c["id"].startswith(pose.__name__)][:each]
    ]
    return {**spec, "clips": [{**clip, "body": bodies[i % len(bodies)]} for i, clip in enumerate(chosen)]}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=70000)
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--bodies", type=lambda text: text.split(","))
    arguments = parser.parse_args()
    spec = specification(arguments.seed)
    if arguments.bodies:
        spec = judging(spec, arguments.each, arguments.bodies)
    arguments.out.write_text(json.dumps(spec, indent=0))


if __name__ == "__main__":
    main()
