"""Writes what the hip network knows (``posecheck/eyes/hips.npz``): its last layer over the crops it learned from.

    python benchmarks/eyes/familiar.py --weights hips.pt --crops crops*.npz --hold-out BODY,BODY --out hips.npz

The limit is the distance within which 99 % of the crops of people it did not learn from lie.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from model import HipNetwork
from train import Lessons, batch

KEPT = 40


@torch.no_grad()
def layers(network: HipNetwork, lessons: Lessons, chosen: np.ndarray, seed: int | None) -> np.ndarray:
    """``(n, 96)`` the last layer on crops, photographed at random with a seed."""
    told = []
    for start in range(0, len(chosen), 128):
        parts = batch(lessons, chosen[start : start + 128], seed)
        told.append(network.look(parts[0], parts[1])[0].numpy())
    return np.concatenate(told).astype(np.float64)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--crops", type=Path, nargs="+", required=True)
    parser.add_argument("--hold-out", type=lambda text: text.split(","), required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    lessons = Lessons(arguments.crops)
    out = np.isin(lessons.person, arguments.hold_out)
    network = HipNetwork()
    network.load_state_dict(torch.load(arguments.weights))
    network.eval()
    rng = np.random.default_rng(1)
    seen = layers(network, lessons, rng.choice(np.flatnonzero(~out), 4000, False), 7)
    mean = seen.mean(0)
    values, vectors = np.linalg.eigh(np.cov((seen - mean).T))
    whiten = (vectors / np.sqrt(values + 1e-6 * values[-1]))[:, -KEPT:]
    unseen = layers(network, lessons, np.flatnonzero(out), None)
    limit = float(np.quantile(np.linalg.norm((unseen - mean) @ whiten, axis=-1), 0.99))
    note = {
        "made by": "benchmarks/eyes/familiar.py",
        "trained on": sorted(set(lessons.person[~out])),
        "crops": int((~out).sum()),
    }
    np.savez_compressed(arguments.out, mean=mean.astype(np.float32), whiten=whiten.astype(np.float32), limit=limit,
                        note=np.array(json.dumps(note)))  # fmt: skip
    print(f"limit {limit:.2f}")


if __name__ == "__main__":
    main()
