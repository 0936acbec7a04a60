"""How far MediaPipe's landmarks lie from the joints they are named after, on rendered stills.

Where landmarks were put right by hand, a check also rests on those that were not: how far these may be off
(posecheck/session/by_hand.py) is measured here.

    python -m benchmarks.points STILLS [--bodies NAME ...] [--write]
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from benchmarks.stillset import load_stills
from benchmarks.truths import joint
from posecheck.body.skeleton import Landmark, Side

#: The joints a check may read; both sides count together.
PARTS = ("EAR", "SHOULDER", "ELBOW", "WRIST", "INDEX", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")

PLACE = Path(__file__).parents[1] / "posecheck" / "measure" / "points.json"

Errors = dict[tuple[str, str], list[tuple[float, float, float]]]


def errors(folder: Path, bodies: list[str]) -> Errors:
    """(pose, part) to errors in cm: along both axes of the picture, and in depth against the middle of the hips."""
    found: Errors = defaultdict(list)
    for still in load_stills(folder, people=bodies):
        if not still.body.seen or still.pose == "other":
            continue
        camera = json.loads((folder / f"{still.name}.json").read_text())["camera"]
        stored = np.load(folder / f"{still.name}.npz")
        flat = dict(zip(map(str, stored["joint_names"]), stored["joints2d"][0], strict=True))
        look = np.array(camera["R"])[2]
        hips = (still.joints["hip.L"] + still.joints["hip.R"]) / 2
        cm_per_px = 100.0 * float(look @ (hips - still.camera_place)) / camera["f"]
        for part in PARTS:
            for side in Side:
                mark = Landmark[f"{side.name}_{part}"]
                across = cm_per_px * (still.body.at(mark) - joint(flat, mark))
                depth = 100.0 * (still.body.world_at(mark)[2] - look @ (joint(still.joints, mark) - hips))
                found[still.pose, part].append((float(across[0]), float(across[1]), float(depth)))
    return found


def main() -> None:
    """Prints the half-widths that hold 95 % of the errors; ``--write`` puts them into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stills", type=Path)
    parser.add_argument("--bodies", nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    found = errors(asked.stills, asked.bodies)
    poses = sorted({pose for pose, _ in found})
    table = {pose: {part: _widths(found[pose, part]) for part in PARTS} for pose in poses}
    print("95 % of the errors lie within, cm: across the picture / in depth")
    print(f"{'':12}" + "".join(f"{pose:>22}" for pose in poses))
    for part in PARTS:
        cells = (table[pose][part] for pose in poses)
        print(f"{part.lower():12}" + "".join(f"{across:15.1f} /{depth:5.1f}" for across, depth in cells))
    if asked.write:
        stills = sum(len(found[pose, "HIP"]) for pose in poses) // len(Side)
        note = (
            f"Half-widths in cm that hold 95 % of the landmark network's errors on {stills} rendered stills: along an "
        )
        note += "axis of the picture, and in depth against mid-hip. Made by benchmarks/points.py."
        PLACE.write_text(json.dumps({"note": note, "poses": table}, indent=1) + "\n")


def _widths(rows: list[tuple[float, float, float]]) -> tuple[float, float]:
    """Half-widths of 95 %, across and in depth."""
    off = np.abs(np.array(rows))
    return round(float(np.percentile(off[:, :2], 95)), 1), round(float(np.percentile(off[:, 2], 95)), 1)


if __name__ == "__main__":
    main()
