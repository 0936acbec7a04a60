"""Writes a specification of stills of people who wear the printed card, for the truth bench to render.

    python benchmarks/card_scenes.py --out card.json [--seed 90000] [--times 2] [--bodies NAME,NAME,...]
    (in the bench)  python -m bench render --spec card.json --out CARDS

Pigeon from behind, three-quarter behind and in front, Tadasana and Tree from behind and in front. Each person also
stands once for the card's zero, roughly straight as people stand: ``<id>_zero``, by the same camera. The card sits
askew by up to 3 (yaw), 4 (pitch) and 3 deg (roll), as somebody puts it on. Only development bodies are drawn;
``--bodies`` names others, held out for judging, to be taken in turn.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from posecheck.eyes.layout import MARKER_MM, SPACING_MM

SIZES = ((1280, 720), (1280, 720), (1920, 1080), (1920, 1080), (720, 1280), (640, 480))

#: View: pose, where the card sits, middle of the camera's place and how far it varies (deg; both ways), stills.
VIEWS: dict[str, tuple[str, str, float, float, int]] = {
    "pigeon_behind": ("pigeon", "back", 180.0, 15.0, 10),
    "pigeon_behind_left": ("pigeon", "back", 142.0, 10.0, 4),
    "pigeon_behind_right": ("pigeon", "back", -142.0, 10.0, 4),
    "pigeon_front": ("pigeon", "front", 0.0, 15.0, 4),
    "tadasana_behind": ("tadasana", "back", 180.0, 15.0, 2),
    "tadasana_front": ("tadasana", "front", 0.0, 15.0, 2),
    "tree_behind": ("tree", "back", 180.0, 15.0, 2),
    "tree_front": ("tree", "front", 0.0, 15.0, 2),
}


def posture(rng: np.random.Generator, pose: str) -> dict:
    """Random parameters of one pose, as the bench names them."""
    one = rng.uniform
    if pose == "pigeon":
        return {
            "front": str(rng.choice(["L", "R"])),
            "front_hip_forward_deg": one(-15, 15),
            "front_hip_drop_deg": one(-10, 10),
            "pelvis_tilt_deg": one(20, 36),
            "trunk_flex_deg": one(8, 24),
            "trunk_yaw_deg": one(-9, 9),
            "front_abd_deg": one(18, 32),
            "shin_angle_deg": one(0, 35),
            "back_abd_deg": one(-6, 18),
        }
    common = {"pelvis_tilt_deg": one(-5, 8), "pelvis_yaw_deg": one(-8, 8), "trunk_lean_deg": one(-5, 5)}
    if pose == "tree":
        return {**common, "stand": str(rng.choice(["L", "R"])), "free_drop_deg": one(-8, 8), "arms": "namaste"}
    arms = str(rng.choice(["sides", "namaste", "overhead"]))
    return {**common, "pelvis_obliquity_deg": one(-8, 8), "arms": arms, "feet_width_m": one(0.1, 0.3)}


def straight(rng: np.random.Generator) -> dict:
    """Tadasana as somebody stands who means to stand straight."""
    return {
        "pelvis_obliquity_deg": rng.uniform(-1.5, 1.5),
        "pelvis_tilt_deg": rng.uniform(-3, 3),
        "pelvis_yaw_deg": rng.uniform(-4, 4),
        "arms": "namaste",
    }


def camera(rng: np.random.Generator, yaw_deg: float) -> dict:
    """A camera that nobody levelled, with any usual lens, that shows the whole person."""
    width, height = SIZES[rng.integers(len(SIZES))]
    return {
        "yaw_deg": yaw_deg,
        "width": width,
        "height": height,
        "hfov_deg": rng.uniform(45, 80),
        "height_m": rng.uniform(0.4, 1.2),
        "margin": rng.uniform(0.05, 0.12),
        "roll_deg": rng.uniform(-3, 3),
        "pan_off_deg": rng.uniform(-3, 3),
        "pitch_off_deg": rng.uniform(-3, 3),
    }


def card(rng: np.random.Generator, place: str) -> dict:
    """The card, somewhat askew; half of them glossy."""
    return {
        "place": place,
        "layout": "two",
        "size_m": MARKER_MM / 1000.0,
        "border": (SPACING_MM / MARKER_MM - 1.0) / 2.0,
        "spacing_m": SPACING_MM / 1000.0,
        "offset_deg": [rng.uniform(-3, 3), rng.uniform(-4, 4), rng.uniform(-3, 3)],
        "sheen": rng.uniform(0.1, 0.5) if rng.uniform() < 0.5 else 0.0,
    }


def specification(seed: int, times: int, bodies: list[str]) -> dict:
    """All stills as a bench specification; the same seed gives the same pictures."""
    rng = np.random.default_rng(seed)
    clips: list[dict] = []
    for view, (pose, place, middle_deg, spread_deg, count) in VIEWS.items():
        for number in range(times * count):
            who = {"seed": seed + len(clips), "card": card(rng, place), "still": True}
            if bodies:
                who["body"] = bodies[len(clips) // 2 % len(bodies)]
            seen = camera(rng, middle_deg + rng.uniform(-spread_deg, spread_deg))
            zero = {**seen, "yaw_deg": 180.0 if place == "back" else 0.0}
            name = f"{view}_{number:03d}"
            clips.append({"id": name, "pose": pose, "params": posture(rng, pose), "camera": seen, **who})
            clips.append({"id": f"{name}_zero", "pose": "tadasana", "params": straight(rng), "camera": zero, **who})
    return {"defaults": {"camera": {"distance_m": "fit"}}, "clips": _rounded(clips)}


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return round(value, 4) if isinstance(value, float) else value


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=90000)
    parser.add_argument("--times", type=int, default=2, help="30 people each (default 2)")
    parser.add_argument("--bodies", type=lambda text: text.split(","), default=[])
    arguments = parser.parse_args()
    spec = specification(arguments.seed, arguments.times, arguments.bodies)
    arguments.out.write_text(json.dumps(spec, indent=0))


if __name__ == "__main__":
    main()
