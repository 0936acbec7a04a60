"""Makes everything anew that depends on the two networks, in order, and ends with the tables of docs/accuracy.md.

    python benchmarks/renew.py --weights hips.pt --crops crops_tadasana.npz --lessons LESSONS --bodies NAME,NAME
        [--blends BLENDS] --pairs PAIRS --stills STILLS --holds HOLDS --held-pairs HELD_PAIRS --photos PHOTOS
        --runs RUNS [--only NAME,...]

LESSONS, BLENDS and PAIRS are of the bodies that set the margins (``--bodies``, which the networks have not learned
from), STILLS, HOLDS and HELD_PAIRS of bodies that nothing was fitted on. What each step printed is kept in RUNS. About
half an hour on two cores; the checkout should not be worked in meanwhile. Prose and README.md are renewed by hand.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
EYES, MARGINS = ROOT / "posecheck" / "eyes", ROOT / "posecheck" / "measure" / "margins.json"


def stages(given: argparse.Namespace) -> list[dict[str, list]]:
    """What is run one after the other; what stands in one stage may run side by side."""
    return [
        {"export": ["eyes/export.py", "--weights", given.weights, "--crops", given.crops, "--out", EYES / "hips.onnx"]},
        {"familiar": ["eyes/familiar.py", "--stills", given.lessons, "--hold-out", given.bodies,
                      "--out", EYES / "hips.npz"]},
        {"calibrate": ["eyes/calibrate.py", "--stills", given.lessons, *given.blends, "--bodies", given.bodies,
                       "--out", MARGINS]},
        {"change_margins": ["change.py", "--pairs", given.pairs, "--write", MARGINS]},
        {"roads": ["roads.py", "--clips", given.stills, "--fewest", 6],
         "change": ["change.py", "--pairs", given.held_pairs],
         "photographs": ["photographs.py", "--photos", given.photos],
         "view": ["view.py", "--stills", given.stills]},
        {"holds": ["holds.py", "--judge", given.holds]},
        {"page": ["accuracy_page.py", "--runs", given.runs]},
    ]  # fmt: skip


def run(name: str, command: list, runs: Path) -> None:
    """One step; what it prints becomes RUNS/name.txt once it has ended well."""
    began, paths = time.monotonic(), [str(ROOT), str(ROOT / "benchmarks"), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
    whole = [sys.executable, ROOT / "benchmarks" / command[0], *map(str, command[1:])]
    done = subprocess.run(whole, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    (runs / f"{name}.txt").write_text(done.stdout, "utf-8")
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("weights", "crops", "lessons", "pairs", "stills", "holds", "held-pairs", "photos", "runs"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--bodies", required=True)
    parser.add_argument("--blends", type=Path, nargs="*", default=[])
    parser.add_argument("--only", type=lambda text: text.split(","), help="these steps alone")
    given = parser.parse_args()
    given.runs.mkdir(parents=True, exist_ok=True)
    for stage in stages(given):
        chosen = {name: command for name, command in stage.items() if not given.only or name in given.only}
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda item: run(*item, given.runs), chosen.items()))


if __name__ == "__main__":
    main()
