"""Holds as a user would film them, from where posecheck asks to be filmed: what is told of them against the truth.

    python benchmarks/holds.py --write holds.json --bodies NAME,NAME [--each 24] [--seed 93000]
    (in the bench)  python -m bench render --spec holds.json --fps 8 --out HOLDS
    python benchmarks/holds.py --judge HOLDS

Each clip is one person who sways through a hold of 2.5 s, in random clothes, rooms and light; pose, side, view, hold
and camera roll are all found. ``tree_own`` begins with the person's own Tadasana.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import NormalDist

import numpy as np
import stills
from accuracy import Clip, Row, rows_of
from asked import ASKED

from posecheck.api import check_file
from posecheck.poses import POSES
from posecheck.poses.checks import Band, Verdict
from posecheck.session.grading import DEVIATIONS, grade

#: Row of the table to (posture, yaw of the camera, its heights, what the posture must be). Rooms are 2.65 m high.
VIEWS = {
    "tadasana_front": (stills.tadasana, 0, (0.7, 1.5), {}),
    "tree_front": (stills.tree, 0, (0.7, 1.5), {}),
    "tree_own": (stills.tree, 0, (0.7, 1.5), {}),
    "stretch_top_above": (stills.side_lying_stretch, 0, (2.2, 2.6), {"stretch": "top"}),
    "stretch_top_high": (stills.side_lying_stretch, 0, (1.5, 1.95), {"stretch": "top"}),
    "stretch_bottom_above": (stills.side_lying_stretch, 0, (2.2, 2.6), {"stretch": "bottom"}),
    "pigeon_back": (stills.pigeon, 180, (0.4, 1.5), {}),
    "pigeon_front": (stills.pigeon, 0, (0.4, 1.5), {}),
}

#: With fewer values there is no slope to speak of.
FEWEST = 5

#: The checks that are told of, of those of each pose.
MAIN = (
    "pelvis_obliquity_deg", "free_hip_drop_deg", "hip_lean_pct", "foot_place", "knee_behind_torso_cm", "stage",
    "trunk_roll_back_deg", "front_hip_drop_deg", "front_hip_forward_deg",
)  # fmt: skip


def clip(rng: np.random.Generator, row: str, number: int, seed: int, body: str) -> dict:
    """One clip of a row."""
    make, yaw, heights, must = VIEWS[row]
    params, _ = make(rng)
    params |= must
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in params.items()}
    camera = stills.camera(rng, yaw + rng.uniform(-20, 20), heights)
    about = {"id": f"{row}_{number:02d}", "seed": seed, "body": body, "camera": camera}
    if row != "tree_own":
        return about | {"pose": make.__name__, "params": rounded, "seconds": 2.5}
    standing = {"pelvis_obliquity_deg": round(rng.uniform(-4, 4), 2), "arms": "sides"}
    return about | {
        "sequence": [
            {"pose": "tadasana", "params": standing, "hold_s": 2.5},
            {"pose": "tree", "params": rounded, "hold_s": 2.5, "enter_s": 1.5},
        ]
    }


def specification(seed: int, each: int, bodies: list[str]) -> dict:
    """All clips as a bench specification."""
    rng = np.random.default_rng(seed)
    chosen = [(row, number) for row in VIEWS for number in range(each)]
    clips = [clip(rng, *one, seed + i, bodies[i % len(bodies)]) for i, one in enumerate(chosen)]
    return {"defaults": {"camera": {"distance_m": "fit"}}, "clips": clips}


def judged(path: Path) -> tuple[str, bool, bool | None, list[Row]]:
    """Row of the table, whether the pose was found, whether the side is right, and the checks of one clip."""
    about = json.loads(path.read_text())
    row = path.stem.rpartition("_")[0]
    about["pose"], own = VIEWS[row][0].__name__, row == "tree_own"
    if own:
        about["side"] = next(hold["side"] for hold in about["holds"] if hold["pose"] == "tree")
    found = Clip(path.stem, about, check_file(path.with_suffix(".mp4")), np.load(path.with_suffix(".npz"))["joints3d"])
    holds = [hold for hold in found.checked.summary.holds if hold.pose.key == about["pose"]]
    if own:
        side = holds[0].side if holds else None
        right = side.value[0].upper() == about["side"] if side else None
        return row, bool(holds), right, own_rows(found, holds)
    return row, bool(holds), found.side_right, rows_of(found)


def own_rows(found: Clip, holds: list) -> list[Row]:
    """The pelvis in Tree as a change from the Tadasana before it; nothing where it was not told so."""
    standing = [hold for hold in found.checked.summary.holds if hold.pose.key == "tadasana"]
    told = [
        f for hold in holds for f in hold.findings if f.check.key == "free_hip_drop_deg" and f.against == "tadasana"
    ]
    if not (told and standing):
        return []
    left = found.about["side"] == "L"
    level = [found.about["measures"]["pelvis_obliquity_deg"][i] for i in _frames(found, standing[0])]
    # obliquity is + for a lower right hip, which is the free one when the left leg stands
    zero = float(np.median([x for x in level if x is not None])) * (1 if left else -1)
    truth = found.truth("free_hip_drop_deg", holds[0]) - zero
    finding = told[0]
    return [
        Row(
            found.name,
            "tree",
            "free_hip_drop_deg",
            "front",
            finding.value,
            finding.margin,
            finding.verdict,
            truth,
            None,
        )
    ]


def _frames(found: Clip, hold) -> np.ndarray:
    times = found.checked.summary.time_s
    inside = times[(times >= hold.start_s) & (times <= hold.end_s)]
    return np.clip(np.round(inside * found.about["fps"]).astype(int), 0, len(found.joints) - 1)


def table(results: list[tuple[str, bool, bool | None, list[Row]]]) -> list[str]:
    """One line for each row and main check."""
    lines = ["| holds | check | clips | found, side | n | MAE | p95 | gain | margin | inside | verdicts | opposite "
             "| verdicts if as asked |", "|" + "---|" * 13]  # fmt: skip
    for row in VIEWS:
        mine = [result for result in results if result[0] == row]
        groups = defaultdict(list)
        for one in (one for result in mine for one in result[3] if one.check in MAIN):
            groups[one.check].append(one)
        right = f"{sum(r[1] for r in mine)}, {sum(r[2] is True for r in mine)} of {sum(r[2] is not None for r in mine)}"
        for check, group in groups.items():
            told = [one for one in group if math.isfinite(one.value)]
            if not told:
                lines.append(f"| {row} | {check} | {len(mine)} | {right} | 0 of {len(group)}" + " | -" * 8 + " |")
                continue
            value, truth, margin = np.array([(o.value, o.truth, o.margin) for o in told]).T
            error = np.abs(value - truth)
            gain = f"{np.polyfit(truth, value, 1)[0]:.2f}" if len(told) >= FEWEST else "-"
            graded = [o for o in group if o.verdict is not Verdict.CANT_TELL and o.true_verdict]
            opposite = sum({o.verdict, o.true_verdict} == {Verdict.GOOD, Verdict.CLEAR} for o in graded)
            informs = POSES[group[0].pose].check(check).informs
            verdicts = "informs | -" if informs else f"{len(graded) / len(group):.0%} | {opposite}"
            lines.append(
                f"| {row} | {check} | {len(mine)} | {right} | {len(told)} of {len(group)} | {error.mean():.1f} "
                f"| {np.percentile(error, 95):.1f} | {gain} | {np.median(margin):.1f} "
                f"| {np.mean(error <= margin):.0%} | {verdicts} | {as_asked(row, check, truth)} |"
            )
    return lines


def as_asked(row: str, check: str, truth: np.ndarray) -> str:
    """The share of these true values that would get a verdict if errors and margins were as asked; - where none are."""
    asked = next((one for one in ASKED if (one.holds, one.check) == (row, check)), None)
    scale = POSES[asked.pose].check(check).scale if asked else None
    if not (asked and isinstance(scale, Band)):
        return "-"
    errors = [NormalDist(0, asked.p95 / DEVIATIONS).inv_cdf((i + 0.5) / 200) for i in range(200)]
    verdicts = [grade(scale, true + error, asked.p95) for true in truth for error in errors]
    return f"{np.mean([verdict is not Verdict.CANT_TELL for verdict in verdicts]):.0%}"


def to_judge(about: str, specification: Callable[[int, int, list[str]], dict], each: int, seed: int) -> list[Path]:
    """The command line of a benchmark that writes what to render and judges what was rendered.

    Writes the specification where that is asked.

    Args:
        about: what the benchmark does.
        specification: from a seed, a number of each row and the bodies to what the bench renders.
        each, seed: what they are unless given.

    Returns:
        The truths of what is to be judged, in order; none where nothing is.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--write", type=Path)
    parser.add_argument("--bodies", type=lambda text: text.split(","))
    parser.add_argument("--each", type=int, default=each)
    parser.add_argument("--seed", type=int, default=seed)
    parser.add_argument("--judge", type=Path)
    arguments = parser.parse_args()
    if arguments.write:
        spec = specification(arguments.seed, arguments.each, arguments.bodies)
        arguments.write.write_text(json.dumps(spec, indent=0))
    return sorted(arguments.judge.glob("*.json")) if arguments.judge else []


def main() -> None:
    """Command line."""
    if paths := to_judge(__doc__, specification, each=24, seed=93000):
        with ProcessPoolExecutor(2) as pool:
            results = list(pool.map(judged, paths))
        print("\n".join(table(results)))


if __name__ == "__main__":
    main()
