"""What the errors are made of: each still again with one thing about it drawn anew.

    (with the bench on PYTHONPATH)  python benchmarks/sources.py --write sources.json --bodies NAME,NAME [--each 80]
    (in the bench)  python -m bench render --spec sources.json --out SOURCES
    python benchmarks/sources.py --judge SOURCES

A base still of a row of ``holds.py`` comes with one more for each of FACTORS, which differs from it in that alone. Half
the mean square of the difference of the two errors is the part of the errors' variance that would go if this thing
never changed (the total effect of a factor: Jansen 1999, Saltelli et al. 2010). Where things act together, each has
the common part in its own: the shares may make more than a whole.
"""

from __future__ import annotations

import json
import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import stills
from accuracy import Clip, rows_of
from holds import VIEWS, to_judge

from posecheck.api import check_file

#: Rows of ``holds.py`` and the checks that are told of.
CHECKS = {
    "tadasana_front": ("pelvis_obliquity_deg",),
    "tree_front": ("free_hip_drop_deg", "hip_lean_pct"),
    "stretch_top_above": ("knee_behind_torso_cm",),
    "stretch_top_high": ("knee_behind_torso_cm",),
    "pigeon_back": ("front_hip_drop_deg", "front_hip_forward_deg"),
}

#: What of a posture is asked for, apart from how else the person stands or lies.
AMOUNTS = {
    "pelvis_obliquity_deg", "free_drop_deg", "hip_shift_m", "knee_behind_torso_m", "front_hip_drop_deg",
    "front_hip_forward_deg",
}  # fmt: skip

#: What of a look is the person's clothes and hair, and what comes with the body; all else comes with the scene.
CLOTHES = {"top", "bottom", "top_color", "bottom_color", "loose", "hair_style", "hair"}
OF_BODY = {"body", "skin", "skin_tint", "eye"}

FACTORS = ("body", "clothes", "scene", "camera", "posture", "amount")


@dataclass(frozen=True)
class Drawn:
    """Everything about a still, each part drawn on its own."""

    body: str
    clothes: int
    scene: int
    camera: dict[str, Any]
    posture: dict[str, Any]
    amount: dict[str, Any]


def drawn(rng: np.random.Generator, row: str, body: str) -> Drawn:
    """One still of a row."""
    make, yaw, heights, must = VIEWS[row]
    params = {k: round(v, 3) if isinstance(v, float) else v for k, v in (make(rng)[0] | must).items()}
    amount = {key: value for key, value in params.items() if key in AMOUNTS}
    posture = {key: value for key, value in params.items() if key not in AMOUNTS}
    clothes, scene = (int(seed) for seed in rng.integers(10**6, 10**9, 2))
    return Drawn(body, clothes, scene, stills.camera(rng, yaw + rng.uniform(-20, 20), heights), posture, amount)


def still(row: str, name: str, one: Drawn, chosen_by: str) -> dict[str, Any]:
    """A still as the bench takes it.

    Args:
        chosen_by: the body that clothes and scene are drawn for: the bench draws others for another body.
    """
    from bench.appearance import sample

    worn, around = asdict(sample(one.clothes, chosen_by)), asdict(sample(one.scene, chosen_by))
    look = {key: (worn if key in CLOTHES else around)[key] for key in around if key not in OF_BODY}
    return {
        "id": f"{row}_{name}", "pose": VIEWS[row][0].__name__, "seed": one.scene, "body": one.body, "still": True,
        "sway": 0.0, "params": one.posture | one.amount, "camera": one.camera,
        "look": look,
    }  # fmt: skip


def specification(seed: int, each: int, bodies: list[str]) -> dict[str, Any]:
    """All stills as a bench specification; the body that is drawn anew is always another one."""
    rng, clips = np.random.default_rng(seed), []
    for row in CHECKS:
        for number in range(each):
            first, second = rng.choice(bodies, 2, replace=False)
            one, other = drawn(rng, row, str(first)), drawn(rng, row, str(second))
            clips.append(still(row, f"{number:03d}_base", one, one.body))
            for factor in FACTORS:
                changed = replace(one, **{factor: getattr(other, factor)})
                clips.append(still(row, f"{number:03d}_{factor}", changed, one.body))
    return {"defaults": {"camera": {"distance_m": "fit"}}, "clips": clips}


def judged(path: Path) -> dict[str, float]:
    """Errors of the checks that were told; of a base also, as ``KEY/level``, with the camera's true roll given."""
    about, joints = json.loads(path.read_text()), np.load(path.with_suffix(".npz"))["joints3d"]
    picture, told = path.with_suffix(".png"), {}
    ways: dict[str, dict[str, float]] = {"": {}}
    if path.stem.endswith("_base"):
        ways["/level"] = {"camera_roll_deg": about["camera_roll_deg"][0]}
    for end, options in ways.items():
        rows = rows_of(Clip(path.stem, about, check_file(picture, **options), joints))
        told |= {row.check + end: row.value - row.truth for row in rows if math.isfinite(row.value)}
    return told


def share(base: np.ndarray, again: np.ndarray, changes: float) -> str:
    """A factor's part: deg, % or cm, its share of the variance, and the standard error of that.

    Args:
        base, again: ``(N,)`` errors, NaN where nothing was told.
        changes: how often a fresh draw is another one.
    """
    both = np.isfinite(base) & np.isfinite(again)
    parts = changes * (again - base)[both] ** 2 / 2
    whole, error = np.nanvar(base), parts.std() / math.sqrt(len(parts))
    return f"{math.sqrt(parts.mean()):.1f} ({parts.mean() / whole:.0%} ± {error / whole:.0%})"


def table(errors: dict[str, dict[str, float]], bodies: int) -> list[str]:
    """One line for each row and check.

    Args:
        errors: of each still, by its name, what ``judged`` told.
        bodies: how many there were to draw from.
    """
    heads = ["stills", "check", "n", "MAE", "mean", "spread", *FACTORS, "spread, roll known"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for row, checks in CHECKS.items():
        bases = [name for name in errors if name.startswith(row) and name.endswith("_base")]
        for check in checks:
            one = np.array([errors[name].get(check, math.nan) for name in bases])
            level = np.array([errors[name].get(f"{check}/level", math.nan) for name in bases])
            numbers = (np.isfinite(one).sum(), *(f"{x:.1f}" for x in (np.nanmean(abs(one)), np.nanmean(one))))
            cells = [row, check, *map(str, numbers), f"{np.nanstd(one):.1f}"]
            for factor in FACTORS:
                names = [name.removesuffix("base") + factor for name in bases]
                again = np.array([errors[name].get(check, math.nan) for name in names])
                cells.append(share(one, again, 1 - 1 / bodies if factor == "body" else 1.0))
            cells.append(f"{np.nanstd(level):.1f}")
            lines.append("| " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    """Command line."""
    if paths := to_judge(__doc__, specification, each=80, seed=97000):
        with ProcessPoolExecutor(2) as pool:
            errors = dict(zip((path.stem for path in paths), pool.map(judged, paths, chunksize=8), strict=True))
        bodies = {json.loads(path.read_text())["appearance"]["body"] for path in paths}
        print("\n".join(table(errors, len(bodies))))


if __name__ == "__main__":
    main()
