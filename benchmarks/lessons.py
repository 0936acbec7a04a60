"""Writes a specification of many random stills to learn from: for the hip network and the landmark correction.

    python benchmarks/lessons.py --out lessons.json [--seed 400000] [--times 1.0] [--first COUNT]
        [--blend BODY,BODY,... [--reach 1.35] [--mostly BODY,BODY] [--people SEED]]
    (in the bench)  python -m bench render --spec lessons.json --out LESSONS
    (with blends)   python benchmarks/blends.py --spec lessons.json --out LESSONS

The postures of ``benchmarks/stills.py`` with every arm position, more of the views that matter, smaller people,
loose clothes, long hair and curved lenses. Held-out bodies are never drawn. With ``--blend`` people are
between three of these bodies each; with ``--mostly`` as well they are made of those two, and a little of one of these.
``--first`` keeps so many of them, drawn at random.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import stills
from blends import REACH, blend, mostly

COUNTS = ((stills.tadasana, 3400), (stills.tree, 3800), (stills.side_lying_stretch, 6200), (stills.pigeon, 6200))

#: Pose to (share, middle of the yaw, half-range of the yaw, heights of the camera).
STANDING = (
    (0.55, 0, 25, (0.4, 1.7)), (0.25, 180, 25, (0.4, 1.7)), (0.08, 45, 20, (0.5, 1.6)), (0.08, -45, 20, (0.5, 1.6)),
    (0.04, 135, 20, (0.5, 1.6)),
)  # fmt: skip
VIEWS = {
    "tadasana": STANDING,
    "tree": STANDING,
    "side_lying_stretch": (
        (0.15, 0, 35, (0.4, 1.3)), (0.30, 0, 35, (1.3, 2.05)), (0.30, 0, 40, (2.1, 2.9)), (0.25, 180, 35, (0.5, 2.1)),
    ),
    "pigeon": (
        (0.46, 180, 28, (0.35, 1.7)), (0.26, 0, 28, (0.35, 1.7)),
        (0.08, 45, 20, (0.35, 1.6)), (0.08, -45, 20, (0.35, 1.6)),
        (0.05, 135, 20, (0.35, 1.6)), (0.05, -135, 20, (0.35, 1.6)), (0.02, 90, 20, (0.4, 1.5)),
    ),
}  # fmt: skip

#: Smaller pictures than those of ``stills.py``: twice as many for the same rendering time.
SIZES = ((960, 540), (960, 540), (540, 960), (640, 480))

ARMS = {"tadasana": ["sides", "palms_forward", "hips", "namaste", "overhead"],
        "tree": ["namaste", "overhead", "hips", "out", "sides"]}  # fmt: skip


def camera(rng: np.random.Generator, pose: str) -> dict:
    """A camera of one of the pose's views."""
    views = VIEWS[pose]
    _, middle, spread, heights = views[rng.choice(len(views), p=[v[0] for v in views])]
    yaw = (middle + rng.uniform(-spread, spread) + 180) % 360 - 180
    cam = stills.camera(rng, yaw, heights)
    width, height = SIZES[rng.integers(len(SIZES))]
    cam |= {
        "width": width,
        "height": height,
        "margin": round(rng.uniform(0.03, 0.30), 2),
        "pitch_off_deg": round(rng.uniform(-3, 3), 1),
    }
    if rng.uniform() < 0.3:
        cam["k1"] = round(rng.uniform(-0.15, 0.03), 3)
    return cam


def look(rng: np.random.Generator) -> dict:
    """Loose clothes on a third, long hair on a fifth of the people."""
    found: dict = {}
    if rng.uniform() < 0.33:
        found["baggy"] = round(rng.uniform(0.008, 0.035), 3)
    if rng.uniform() < 0.2:
        found["hair_style"] = str(rng.choice(["ponytail", "long"]))
    return found


def specification(seed: int, times: float, person: Callable[[], str] | None = None) -> dict:
    """All stills as a bench specification; the same seed gives the same pictures. ``person`` draws a body for each."""
    rng = np.random.default_rng(seed)
    clips = []
    for make, count in COUNTS:
        pose = make.__name__
        for number in range(round(count * times)):
            params, _ = make(rng)
            if pose in ARMS:
                params["arms"] = str(rng.choice(ARMS[pose]))
            rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in params.items()}
            clips.append({"id": f"{pose}_{number:04d}", "pose": pose, "seed": seed + len(clips), "params": rounded,
                          "camera": camera(rng, pose), "look": look(rng), "still": True})  # fmt: skip
            if person:
                clips[-1]["body"] = person()
    return {"defaults": {"camera": {"distance_m": "fit"}}, "clips": clips}


def names(text: str) -> list[str]:
    """What commas separate."""
    return text.split(",")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=400000)
    parser.add_argument("--times", type=float, default=1.0)
    parser.add_argument("--first", type=int, metavar="COUNT")
    parser.add_argument("--blend", type=names, metavar="BODY,BODY,...")
    parser.add_argument("--reach", type=float, default=REACH)
    parser.add_argument("--mostly", type=names, metavar="BODY,BODY")
    parser.add_argument("--people", type=int, metavar="SEED", help="of the bodies (default: one more than --seed)")
    given = parser.parse_args()
    if given.mostly and not given.blend:
        parser.error("--mostly needs --blend as well: the bodies that the others are made of a little.")
    bodily = np.random.default_rng(given.seed + 1 if given.people is None else given.people)
    person = None
    if given.mostly:
        person = partial(mostly, bodily, given.mostly, given.blend)
    elif given.blend:
        person = partial(blend, bodily, given.blend, given.reach)
    found = specification(given.seed, given.times, person)
    if given.first:
        np.random.default_rng(5).shuffle(found["clips"])
        found["clips"] = found["clips"][: given.first]
    given.out.write_text(json.dumps(found, indent=0))


if __name__ == "__main__":
    main()
