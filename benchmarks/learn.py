"""Fits the small logistic models of posecheck/measure/learned.json on rendered stills.

    python benchmarks/learn.py --stills STILLS [--write]

STILLS is a folder rendered from the specification of ``benchmarks/stills.py``. Prints how often each
model is right on bodies it was not fitted on (five folds over bodies); ``--write`` replaces the file.
Deterministic: no random numbers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from stillset import Still, load_stills

from posecheck.measure import shape
from posecheck.measure.view import top_side_left
from posecheck.poses import pigeon, side_lying_stretch

PENALTY = {"likeness": 1e-3, "side": 1e-2}
OUT = Path(shape.__file__).with_name("learned.json")


def fit(features: np.ndarray, truth: np.ndarray, penalty: float) -> np.ndarray:
    """Weights of a ridge-penalised logistic regression (Newton's method)."""
    weights = np.zeros(features.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        slope = features.T @ (chance - truth) / len(truth) + penalty * weights
        bend = (features * (chance * (1 - chance))[:, None]).T @ features / len(truth) + penalty * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return weights


def held_out(features: np.ndarray, truth: np.ndarray, bodies: np.ndarray, penalty: float) -> np.ndarray:
    """Log-odds of each row from a model fitted on other bodies."""
    names = sorted(set(bodies))
    out = np.zeros(len(truth))
    for fold in range(5):
        test = np.isin(bodies, names[fold::5])
        out[test] = features[test] @ fit(features[~test], truth[~test], penalty)
    return out


def learn(name: str, rows: np.ndarray, truth: list[bool], bodies: list[str], kind: str) -> list[float]:
    """Fits one model, prints how it does on unseen bodies, returns the rounded weights."""
    right, people = np.array(truth, float), np.array(bodies)
    odds = held_out(rows, right, people, PENALTY[kind])
    hit, alarm = (odds[right > 0] > 0).mean(), (odds[right == 0] > 0).mean()
    share = np.mean((odds > 0) == (right > 0))
    print(f"{name:28s} n={len(right)}  right {share:.3f}  found {hit:.3f}  false {alarm:.3f}")
    return [round(float(w), 4) for w in fit(rows, right, PENALTY[kind])]


def legs(
    stills: list[Still], pose: str, features: Callable[[Still], tuple[np.ndarray, bool]]
) -> tuple[np.ndarray, list, list]:
    """Rows, truth and bodies of the stills of one pose."""
    chosen = [still for still in stills if still.pose == pose]
    rows, truth = zip(*(features(still) for still in chosen), strict=True)
    return np.array(rows), list(truth), [still.person for still in chosen]


def pigeon_row(still: Still) -> tuple[np.ndarray, bool]:
    """Difference of the legs, and whether the left one is in front."""
    row = pigeon.leg_features(still.body, "LEFT") - pigeon.leg_features(still.body, "RIGHT")
    return row, still.truth["side"] == "L"


def stretch_row(still: Still) -> tuple[np.ndarray, bool]:
    """Both legs with the upper one as the left, and whether the upper one is held."""
    body = still.body if top_side_left(still.body) > 0 else still.body.mirrored()
    return side_lying_stretch.form_features(body), not still.truth["stretched_is_bottom"]


def camera_row(still: Still) -> tuple[np.ndarray, np.ndarray]:
    """Features with the upper side as the left one, and the true direction to the camera: forward, up, to the head."""
    body = still.body if top_side_left(still.body) > 0 else still.body.mirrored()
    hips = (still.joints["hip.L"] + still.joints["hip.R"]) / 2
    head = (still.joints["shoulder.L"] + still.joints["shoulder.R"]) / 2 - hips
    away = still.camera_place - hips
    away /= np.linalg.norm(away)
    flat = head * (1, 1, 0) / np.linalg.norm(head[:2])
    return shape.lying_features(body), np.array([away[0], away[2], away @ flat])


def learn_camera(stills: list[Still]) -> list[list[float]]:
    """Ridge regression of the direction to the camera; prints how far it is off on unseen bodies."""
    chosen = [still for still in stills if still.pose == "side_lying_stretch"]
    rows, truth = (np.array(column) for column in zip(*(camera_row(still) for still in chosen), strict=True))
    people = np.array([still.person for still in chosen])
    scale = np.append(rows[:, :-1].std(0), 1.0)

    def ridge(mask: np.ndarray) -> np.ndarray:
        x = rows[mask] / scale
        return np.linalg.solve(x.T @ x + 1e-2 * len(x) * np.eye(x.shape[1]), x.T @ truth[mask]) / scale[:, None]

    names, out = sorted(set(people)), np.zeros_like(truth)
    for fold in range(5):
        test = np.isin(people, names[fold::5])
        out[test] = rows[test] @ ridge(~test)
    off = np.degrees(np.arctan2(*(np.linalg.norm(f, axis=1) for f in (np.cross(out, truth), (out * truth)))))
    rise = np.degrees(np.arcsin(out[:, 1] / np.linalg.norm(out, axis=1)) - np.arcsin(truth[:, 1]))
    front = truth[:, 0] > 0
    same = np.mean((out[:, 0] > 0) == front)
    print(f"lying_camera  n={len(rows)}  front or back right {same:.3f}  "
          f"elevation MAE {np.abs(rise[front]).mean():.1f} deg front, "
          f"{np.abs(rise[~front]).mean():.1f} back, median angle {np.median(off):.1f} deg")  # fmt: skip
    return ridge(np.full(len(rows), True)).round(5).tolist()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stills", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    stills = [still for still in load_stills(arguments.stills) if still.body.seen]
    features = np.array([shape.shape_features(still.body) for still in stills])
    shape.learned.cache_clear()
    weights = {"mean": features.mean(0).round(4).tolist(), "deviation": features.std(0).round(4).tolist()}
    shape.learned = lambda: {k: np.array(v) for k, v in weights.items()}  # expand() with this very scaling
    rows = shape.expand(features)
    people = [still.person for still in stills]
    for pose in ("side_lying_stretch", "pigeon"):
        truth = [still.pose == pose for still in stills]
        weights[f"{pose}.likeness"] = learn(f"{pose}.likeness", rows, truth, people, "likeness")
    weights["pigeon.front_leg"] = learn("pigeon.front_leg", *legs(stills, "pigeon", pigeon_row), "side")
    top = legs(stills, "side_lying_stretch", stretch_row)
    weights["side_lying_stretch.top_form"] = learn("side_lying_stretch.top_form", *top, "side")
    weights["lying_camera"] = learn_camera(stills)
    if arguments.write:
        note = f"made by benchmarks/learn.py from {len(stills)} rendered stills (benchmarks/stills.py, seed 70000)"
        OUT.write_text(json.dumps({"note": note, "weights": weights}, indent=1) + "\n")
        print(f"wrote {OUT}")


if __name__ == "__main__":
    main()
