"""Writes a specification of families of stills: one person in one pose, again and again, of which pairs are made.

    python benchmarks/pairs.py --out pairs.json --bodies NAME,NAME [--count 80] [--seed 510000]
    (in the bench)  python -m bench render --spec pairs.json --out PAIRS

What ``benchmarks/change.py`` measures changes on. A family has four stills, called POSE_NUMBER_LETTER:

* a, b: the same side, clothes, light, room and camera;
* c: the same side on another day: other clothes, light and room, the camera moved a little (``moved``);
* d: the other side, otherwise as a (not in Tadasana, which has no sides).

A family of Tree has the person's own Tadasana too: o as a, p as c. The second posture of a family lies anywhere
between the first and one drawn afresh, as practice moves in small steps more often than in large ones. Views are those
that posecheck asks for.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import lessons
import numpy as np
import stills

#: Pose to how many families for each one asked for, and what names its working side.
POSES = {
    stills.tadasana: (1.0, None),
    stills.tree: (1.0, "stand"),
    stills.side_lying_stretch: (1.5, "lie"),
    stills.pigeon: (1.0, "front"),
}

OTHER = {"L": "R", "R": "L"}

#: Smallest distance at which a standing person with raised arms fits, metres.
NEAREST_M = 2.6


def camera(rng: np.random.Generator, pose: str) -> dict:
    """A camera from where posecheck asks to be filmed, at a fixed distance."""
    behind, height_m, range_m = rng.uniform() < 0.25, (0.6, 1.5), (2.8, 3.6)
    if pose == "pigeon":
        behind, range_m = True, (2.6, 3.4)
    if pose == "side_lying_stretch":
        behind, range_m = False, (2.0, 2.6)
        height_m = [(0.5, 1.25), (1.4, 1.9), (1.9, 2.2)][rng.integers(3)]
    cam = stills.camera(rng, (180.0 if behind else 0.0) + rng.uniform(-20, 20), height_m)
    away_m = rng.uniform(*range_m)
    if pose == "side_lying_stretch":
        away_m = np.sqrt(away_m**2 - (cam["height_m"] - 0.2) ** 2)
    if pose in ("pigeon", "side_lying_stretch") and cam["height"] > cam["width"]:
        cam |= {"width": cam["height"], "height": cam["width"]}
    return cam | {"distance_m": round(away_m, 2), "hfov_deg": 75.0}


def moved(rng: np.random.Generator, cam: dict, nearest_m: float) -> dict:
    """Set up again by eye: up to 10 deg round, 0.3 m up or down, a fifth nearer or further; another roll."""
    return cam | {
        "yaw_deg": round(cam["yaw_deg"] + rng.uniform(-10, 10), 1),
        "height_m": round(max(cam["height_m"] + rng.uniform(-0.3, 0.3), 0.3), 2),
        "distance_m": round(max(cam["distance_m"] * rng.uniform(0.8, 1.2), nearest_m), 2),
        "roll_deg": round(rng.uniform(-5, 5), 1) if rng.uniform() < 0.5 else 0.0,
        "pan_off_deg": round(rng.uniform(-3, 3), 1),
    }


def towards(rng: np.random.Generator, first: dict, drawn: dict, keep: tuple[str, ...]) -> dict:
    """A posture anywhere between two; what is named by words is the second's, but for what is to be kept."""
    share = rng.uniform()
    return {
        name: first[name]
        if name in keep
        else value
        if isinstance(value, str)
        else first[name] + share * (value - first[name])
        for name, value in drawn.items()
    }


def family(rng: np.random.Generator, make, number: int, seed: int, body: str) -> Iterator[dict]:
    """The stills of one family."""
    pose, side = make.__name__, POSES[make][1]
    keep = tuple(name for name in (side, "stretch") if name)
    first = make(rng)[0]
    cam = camera(rng, pose)
    other_cam = moved(rng, cam, NEAREST_M if pose in ("tadasana", "tree") else 0.8)
    skin = round(rng.uniform(0.85, 1.08), 3)
    person = {"skin_tint": [skin] * 3, "hair": [round(rng.uniform(0.05, 0.4), 2)] * 3, "hair_style": "short"}
    clothes = lessons.look(rng) | person
    here, there = (seed, cam, clothes), (seed + 500_000, other_cam, lessons.look(rng) | person)
    again = [towards(rng, first, make(rng)[0], keep) for _ in range(3)]
    chosen = [("a", pose, first, here), ("b", pose, again[0], here), ("c", pose, again[1], there)]
    if side:
        chosen.append(("d", pose, again[2] | {side: OTHER[first[side]]}, here))
    if pose == "tree":
        own = [stills.tadasana(rng)[0] | {"pelvis_obliquity_deg": rng.uniform(-4, 4), "arms": "sides"} for _ in "op"]
        chosen += [("o", "tadasana", own[0], here), ("p", "tadasana", own[1], there)]
    for letter, shown, params, (look_seed, where, look) in chosen:
        yield {
            "id": f"{pose}_{number:03d}_{letter}",
            "pose": shown,
            "seed": look_seed,
            "body": body,
            "params": {k: round(v, 3) if isinstance(v, float) else v for k, v in params.items()},
            "camera": where,
            "look": look,
            "still": True,
        }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bodies", type=lambda text: text.split(","), required=True)
    parser.add_argument("--count", type=int, default=80)
    parser.add_argument("--seed", type=int, default=510000)
    arguments = parser.parse_args()
    rng, clips = np.random.default_rng(arguments.seed), []
    for make, (times, _) in POSES.items():
        for number in range(round(times * arguments.count)):
            body = arguments.bodies[number % len(arguments.bodies)]
            clips += family(rng, make, number, arguments.seed + len(clips), body)
    arguments.out.write_text(json.dumps({"defaults": {}, "clips": clips}, indent=0))


if __name__ == "__main__":
    main()
