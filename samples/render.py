#!/usr/bin/env python3
"""Make the sample clips and their truth again.

    python samples/render.py --bench DIR [--out DIR] [--only NAME,...]

``--bench`` is a checkout of the truth bench, the renderer of people in yoga poses that the clips come
from; run this script with an interpreter that has the bench's requirements. ``ffmpeg`` must be on the
path. ``clips.json`` says what is rendered; README.md explains the truth files.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
WORDS = {"L": "left", "R": "right", None: None}

#: posecheck's name of each quantity, the bench's measure, and the factor between their units.
QUANTITIES: dict[str, dict[str, tuple[str, float]]] = {
    "tadasana": {"pelvis_obliquity_deg": ("pelvis_obliquity_deg", 1)},
    "tree": {"free_hip_drop_deg": ("free_drop_deg", 1), "hip_lean_pct": ("hip_lean_pct", 1)},
    "side_lying_stretch": {
        "knee_behind_torso_cm": ("stretched_knee_behind_torso_m", 100),
        "hip_extension_deg": ("stretched_hip_ext_pelvis_deg", 1),
        "pelvis_roll_back_deg": ("pelvis_roll_back_deg", 1),
        "trunk_roll_back_deg": ("shoulder_roll_back_deg", 1),
        "knee_lift_deg": ("stretched_hip_abd_deg", 1),
    },
    "pigeon": {
        "front_hip_forward_deg": ("front_hip_forward_deg", 1),
        "front_hip_drop_deg": ("front_hip_drop_deg", 1),
        "pelvis_twist_deg": ("front_hip_trunk_yaw_deg", 1),
    },
}


#: One thread and no dates: the same pictures give the same bytes.
ENCODING = (
    "-c:v libx264 -preset slow -crf 22 -pix_fmt yuv420p -threads 1 -an -map_metadata -1 "
    "-fflags +bitexact -flags:v +bitexact -movflags +faststart"
)


def main() -> int:
    """Render every clip asked for; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--bench", type=Path, required=True, help="checkout of the truth bench")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of the clips (default: this one)")
    parser.add_argument("--only", default="", help="names, separated by commas (default: all)")
    options = parser.parse_args()
    if not (options.bench / "bench" / "__main__.py").is_file():
        print(f"render.py: {options.bench} is not a checkout of the truth bench", file=sys.stderr)
        return 2
    clips = json.loads((HERE / "clips.json").read_text())
    wanted = set(filter(None, options.only.split(",")))
    for clip in clips["clips"]:
        if wanted and clip["name"] not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            render(options.bench, work, {**clip["bench"], "id": clip["name"]}, clips["defaults"])
            finish(work / f"{clip['name']}.mp4", options.out / f"{clip['name']}.mp4", clip.get("stored_rotated", False))
            truth = json.dumps(truth_of(work, clip), indent=1)
            (options.out / f"{clip['name']}.json").write_text(_short_lists(truth) + "\n")
    return 0


def render(bench: Path, work: Path, spec: dict, defaults: dict) -> None:
    """Let the bench render one clip into ``work``: .mp4, .json and .npz."""
    path = work / "spec.json"
    path.write_text(json.dumps({"defaults": defaults, "clips": [spec]}))
    command = [sys.executable, "-B", "-m", "bench", "render", "--spec", str(path), "--out", str(work)]
    subprocess.run(command, cwd=bench, check=True)


def finish(source: Path, target: Path, stored_rotated: bool) -> None:
    """Encode a rendered clip for the repository: small, playable from its first bytes."""
    turn = ["-vf", "transpose=cclock"] if stored_rotated else []
    command = ["ffmpeg", "-y", "-loglevel", "error", "-i", str(source), *turn, *shlex.split(ENCODING), str(target)]
    subprocess.run(command, check=True)
    if stored_rotated:
        target.write_bytes(shown_clockwise(target.read_bytes()))


def shown_clockwise(mp4: bytes) -> bytes:
    """The same file with the track header's matrix that tells players to turn the picture by 90 degrees clockwise."""
    box = mp4.index(b"tkhd")
    if mp4[box + 4]:
        raise ValueError("only version 0 of the track header is understood")
    start = box + 4 + 40  # the matrix follows times, track, duration, layer and volume
    height = struct.unpack(">I", mp4[start + 40 : start + 44])[0]
    one = 1 << 16
    matrix = struct.pack(">9i", 0, one, 0, -one, 0, 0, height, 0, 1 << 30)
    return mp4[:start] + matrix + mp4[start + len(matrix) :]


def truth_of(work: Path, clip: dict) -> dict:
    """posecheck's compact truth from what the bench wrote."""
    name = clip["name"]
    bench = json.loads((work / f"{name}.json").read_text())
    with np.load(work / f"{name}.npz") as arrays:
        values = measures(bench, arrays)
        times = arrays["t"]
    holds = []
    for hold in bench["holds"]:
        inside = (times >= hold["start_s"] - 1e-6) & (times < hold["end_s"] - 1e-6)
        medians = {key: round(float(np.nanmedian(values[key][inside])), 2) + 0.0 for key in QUANTITIES[hold["pose"]]}
        holds.append({**hold, "side": WORDS[hold["side"]], "median": medians})
    main = max(holds, key=lambda hold: (hold["side"] is not None, hold["end_s"] - hold["start_s"]))
    return {
        "clip": f"{name}.mp4",
        "description": clip["description"],
        "pose": main["pose"],
        "side": main["side"],
        **({"lies_on": WORDS[clip["bench"]["params"]["lie"]]} if main["pose"] == "side_lying_stretch" else {}),
        "frames": bench["frames"],
        "fps": bench["fps"],
        "size_px": [bench["camera"]["width"], bench["camera"]["height"]],
        "stored_rotated": clip.get("stored_rotated", False),
        "camera": {
            "view": clip["view"],
            "yaw_deg": bench["camera"]["yaw_deg"],
            "height_m": bench["camera"]["height_m"],
            "distance_m": round(bench["camera"]["distance_m"], 2),
            "elevation_deg": _elevation_deg(bench["camera"]),
            "roll_deg": round(bench["camera"]["gravity_roll_deg"], 2) + 0.0,
        },
        "holds": holds,
        "per_frame": {key: _rounded(value) for key, value in values.items()},
    }


def _elevation_deg(camera: dict) -> float:
    """How far the camera looks down, in degrees."""
    ahead = camera["R"][2]
    return round(-float(np.degrees(np.arcsin(ahead[2]))), 1) + 0.0


def measures(bench: dict, arrays: np.lib.npyio.NpzFile) -> dict[str, np.ndarray]:
    """posecheck's quantities of every pose in the clip, ``(T,)`` each, NaN where the pose is not held."""
    table = {key: np.array(value, np.float64) for key, value in bench["measures"].items()}
    labels = arrays["labels"]
    sides = {hold["pose"]: hold["side"] for hold in bench["holds"]}
    if "tree" in sides:
        place = {joint: index for index, joint in enumerate(arrays["joint_names"].tolist())}
        standing = [place[f"{joint}.{sides['tree']}"] for joint in ("hip", "knee", "ankle")]
        hip, knee, ankle = np.moveaxis(arrays["joints3d"][:, standing], 1, 0)
        leg = np.linalg.norm(hip - knee, axis=-1) + np.linalg.norm(knee - ankle, axis=-1)
        table["hip_lean_pct"] = 100 * table["hip_shift_m"] / leg
    return {
        key: np.where(labels == pose, factor * table[measure], np.nan)
        for pose in sides
        for key, (measure, factor) in QUANTITIES[pose].items()
    }


def _rounded(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 2) + 0.0 for value in values]


def _short_lists(text: str) -> str:
    """JSON with each list of numbers on one line."""
    return re.sub(r"\[[^][{}\"]*\]", lambda found: "[" + " ".join(found[0][1:-1].split()) + "]", text)


if __name__ == "__main__":
    sys.exit(main())
