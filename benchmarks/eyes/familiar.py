"""Writes how far the hip network and the landmarks may disagree (``posecheck/eyes/hips.npz``).

    python benchmarks/eyes/familiar.py --stills DIR --hold-out BODY,BODY --out posecheck/eyes/hips.npz

The network finds the joints in the picture alone. The limits are the distance from the landmarks within which 99 % of
the crops of people it did not learn from lie, and the sharpness that 99 % of them exceed. ``hips.onnx`` must be there.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from stillset import load_stills

from posecheck.eyes.crop import cut
from posecheck.eyes.network import HipNetwork, disagreement, sharpness
from posecheck.measure.hips import landmark_numbers, place_of
from posecheck.poses import POSES


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stills", type=Path, required=True)
    parser.add_argument("--hold-out", type=lambda text: text.split(","), required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    np.savez_compressed(arguments.out, limit=np.inf, sharp=0.0)
    network, found = HipNetwork(), []
    for still in load_stills(arguments.stills, people=arguments.hold_out):
        if still.pose in POSES and still.body.seen:
            picture = cv2.cvtColor(cv2.imread(str(arguments.stills / f"{still.name}.png")), cv2.COLOR_BGR2RGB)
            place = place_of(still.body)
            numbers = landmark_numbers(still.body, place)
            _, places = network.answers(cut(picture, place)[None], numbers[None])
            found.append([float(disagreement(places, numbers[None])[0]), float(sharpness(places)[0])])
    away, sharp = np.array(found).T
    limits = {"limit": float(np.quantile(away, 0.99)), "sharp": float(np.quantile(sharp, 0.01))}
    note = {"made by": "benchmarks/eyes/familiar.py", "stills": len(found), "people": arguments.hold_out}
    np.savez_compressed(arguments.out, **limits, note=np.array(json.dumps(note)))
    print(limits, "medians", np.median(away), np.median(sharp))


if __name__ == "__main__":
    main()
