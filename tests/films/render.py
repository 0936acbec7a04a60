#!/usr/bin/env python3
"""Make the film of somebody who raises a hand again: raised_hand.mp4 beside this file.

    python tests/films/render.py --bench DIR

``--bench`` is a checkout of the truth bench, as for ``samples/render.py``; run this script with an interpreter that has
the bench's requirements. The bench poses both arms alike: here one of them goes up and the other one stays.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "raised_hand"

#: Stands, raises the right hand for two seconds, and stands again.
STEPS = [
    {"pose": "tadasana", "params": {"arms": "sides"}, "hold_s": 2.0},
    {"pose": "tadasana", "params": {"arms": "raised_R"}, "hold_s": 2.0, "enter_s": 0.8},
    {"pose": "tadasana", "params": {"arms": "sides"}, "hold_s": 1.6, "enter_s": 0.8},
]
CLIP = {
    "id": NAME, "seed": 4711, "body": "f_asian_slim", "sequence": STEPS, "fps": 12, "camera": {
        "yaw_deg": 0, "height_m": 1.0, "distance_m": "fit", "width": 640, "height": 360, "margin": 0.08, "hfov_deg": 62,
        "roll_deg": 0,
    },
}  # fmt: skip


def main() -> None:
    """Renders and encodes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--bench", type=Path, required=True, help="checkout of the truth bench")
    bench = parser.parse_args().bench
    sys.path[:0] = [str(bench), str(HERE.parents[1] / "samples")]
    from bench.__main__ import main as run
    from bench.poses import common, standing
    from render import finish  # the samples' encoding

    def arms(poser: object, mode: str, blend_from: str | None = None) -> None:
        if not mode.startswith("raised_"):
            common.arms(poser, mode, blend_from)
            return
        common.arms(poser, "overhead", blend_from)
        other = "L" if mode.endswith("R") else "R"
        up = dict(poser.R)
        common.arms(poser, "sides", blend_from)
        poser.R |= {name: turn for name, turn in up.items() if not name.endswith(f".{other}")}

    standing.arms = arms
    defaults = json.loads((HERE.parents[1] / "samples" / "clips.json").read_text())["defaults"]
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "spec.json"
        spec.write_text(json.dumps({"defaults": defaults, "clips": [CLIP]}))
        sys.argv = ["bench", "render", "--spec", str(spec), "--out", folder]
        run()
        finish(Path(folder) / f"{NAME}.mp4", HERE / f"{NAME}.mp4", False)


if __name__ == "__main__":
    main()
