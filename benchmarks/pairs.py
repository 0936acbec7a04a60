"""Writes a specification of pairs of stills: one person, clothes, room and camera, in Tadasana and in Tree.

    python benchmarks/pairs.py --out pairs.json --bodies NAME,NAME [--count 120] [--seed 510000]
    (in the bench)  python -m bench render --spec pairs.json --out PAIRS

What ``benchmarks/change.py`` measures the change from the person's own Tadasana on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import stills


def pair(rng: np.random.Generator, number: int, seed: int, body: str) -> list[dict]:
    """Two stills that differ in the posture only."""
    standing, _ = stills.tadasana(rng)
    lifted, _ = stills.tree(rng)
    standing |= {"pelvis_obliquity_deg": rng.uniform(-4, 4), "arms": "sides", "trunk_lean_deg": rng.uniform(-2, 2)}
    cam = stills.camera(rng, rng.uniform(-20, 20), (0.6, 1.5))
    cam |= {"distance_m": round(rng.uniform(2.6, 4.0), 2), "hfov_deg": 75.0}
    rounded = [{k: round(v, 3) if isinstance(v, float) else v for k, v in p.items()} for p in (standing, lifted)]
    return [
        {
            "id": f"{pose}_{number:03d}",
            "pose": pose,
            "seed": seed,
            "body": body,
            "params": params,
            "camera": cam,
            "still": True,
        }
        for pose, params in zip(("tadasana", "tree"), rounded, strict=True)
    ]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bodies", type=lambda text: text.split(","), required=True)
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--seed", type=int, default=510000)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    clips = [
        clip
        for number in range(arguments.count)
        for clip in pair(rng, number, arguments.seed + number, arguments.bodies[number % len(arguments.bodies)])
    ]
    arguments.out.write_text(json.dumps({"defaults": {}, "clips": clips}, indent=0))


if __name__ == "__main__":
    main()
