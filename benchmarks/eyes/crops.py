"""Cuts the hip crops out of rendered stills, with the truth that the network is to see in them.

    python benchmarks/eyes/crops.py --stills DIR [DIR ...] --out crops.npz

Landmarks are detected once and kept in DIR/landmarks (``stillset.py``). Crops are cut wider than the network looks,
so that training can turn, shift and scale them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from questions import POSE_OF
from stillset import Still, load_stills
from truths import TRUTHS

from posecheck.body.sight import Lead, Quantity
from posecheck.eyes.crop import SIZE_PX, cut, matrix
from posecheck.measure.hips import landmark_numbers, place_of

#: Edge of a stored crop and how many times wider than the network's it is.
STORED_PX, STORED_MARGIN = 176, 1.375

JOINTS = ("hip.L", "hip.R", "knee.L", "knee.R", "shoulder.L", "shoulder.R", "ankle.L", "ankle.R")


def turned(vector: np.ndarray, deg: float) -> np.ndarray:
    """x and y of a vector turned clockwise on the screen, as ``Body.rolled`` turns."""
    cos, sin = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    x, y, *rest = vector
    return np.array([cos * x - sin * y, sin * x + cos * y, *rest])


def hip_line(still: Still) -> np.ndarray:
    """Unit vector from the right to the left hip joint in level axes of the view: right, down, away."""
    left, right = still.joints["hip.L"], still.joints["hip.R"]
    away = ((left + right) / 2 - still.camera_place) * (1, 1, 0)
    away = away / np.linalg.norm(away)
    axes = np.array([np.cross(away, (0, 0, 1)), (0, 0, -1), away])
    line = axes @ (left - right)
    return line / np.linalg.norm(line)


def quantities(still: Still) -> np.ndarray:
    """The true value of each quantity; NaN where the pose has none."""
    return np.array(
        [
            TRUTHS[still.pose, q.name.lower()](still.truth, still.joints) if POSE_OF[q] == still.pose else np.nan
            for q in Quantity
        ]
    )


def leads(still: Still) -> np.ndarray:
    """1 left, 0 right, NaN where the pose does not ask, for each question of side."""
    answers = np.full(len(Lead), np.nan)
    if still.pose in ("tree", "pigeon"):
        answers[Lead.STANDS if still.pose == "tree" else Lead.FRONT] = still.truth["side"] == "L"
    if still.pose == "side_lying_stretch":
        answers[Lead.STRETCHED] = still.truth["stretched_is_left"]
        answers[Lead.TOP] = still.camera["params"]["lie"] == "R"
    return answers


def example(still: Still, picture: np.ndarray, joints_px: np.ndarray) -> dict | None:
    """Crop, landmarks and truth of one still; None where no person was found."""
    if not still.body.seen:
        return None
    place = place_of(still.body)
    to_crop = matrix(place, SIZE_PX)
    where = joints_px @ to_crop[:, :2].T + to_crop[:, 2]
    return {
        "crop": cut(picture, place, STORED_PX, STORED_MARGIN),
        "marks": landmark_numbers(still.body, place).astype(np.float32),
        "line": turned(hip_line(still), place.turn_deg - still.roll_deg),
        "joints": (where - (SIZE_PX - 1) / 2) / (SIZE_PX / 2),
        "quantities": quantities(still),
        "leads": leads(still),
        "about": (still.pose, still.person, still.name),
        "camera": (still.camera["yaw_deg"], still.camera["height_m"], place.turn_deg - still.roll_deg),
    }


def examples(folder: Path, only: str):
    """Every usable still of a folder."""
    for still in load_stills(folder, only):
        path = folder / still.name
        arrays = np.load(path.with_suffix(".npz"))
        names = [str(n) for n in arrays["joint_names"]]
        joints_px = arrays["joints2d"][0][[names.index(j) for j in JOINTS]]
        picture = cv2.cvtColor(cv2.imread(str(path.with_suffix(".png"))), cv2.COLOR_BGR2RGB)
        found = example(still, picture, joints_px) if still.pose != "other" else None
        if found:
            yield found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stills", type=Path, nargs="+", required=True)
    parser.add_argument("--only", default="", help="names that begin with this")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    found = [one for folder in arguments.stills for one in examples(folder, arguments.only)]
    np.savez(arguments.out, **{key: np.array([one[key] for one in found]) for key in found[0]})
    print(f"{len(found)} crops in {arguments.out}")


if __name__ == "__main__":
    main()
