"""How well the camera's roll and pitch are found: answers, errors and margins on renders with known truth.

    python benchmarks/level.py --dir CLIPS [--frames 6] [--kind still|clip] [--no-person]

CLIPS holds what the truth bench renders: ``<id>.mp4`` or ``<id>.png`` with ``<id>.json``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from posecheck.measure.level import LevelFinder
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker
from posecheck.media.video import open_media

FLOOR = ("pigeon", "side_lying", "supine", "low_lunge", "cross_legged", "kneel", "all_fours", "psoas")


class Row(NamedTuple):
    """One clip: what it is, true roll and pitch (roll: median over its frames), and those found, in degrees."""

    name: str
    pose: str
    still: bool
    truth: float
    roll: float
    margin: float
    pitch_truth: float
    pitch: float
    pitch_margin: float

    def as_pitch(self) -> Row:
        """The same with the pitch in the place of the roll."""
        return self._replace(truth=self.pitch_truth, roll=self.pitch, margin=self.pitch_margin)


def picked(path: Path, frames: int, total: int) -> list[Frame]:
    """Frames spread evenly over a source of ``total`` frames."""
    wanted = set(np.linspace(0, total - 1, min(frames, total)).round().astype(int).tolist())
    with open_media(path) as media:
        return [frame for number, frame in enumerate(media.frames()) if number in wanted]


def judged(path: Path, truth: dict, frames: int, landmarker: Landmarker | None) -> Row:
    """Finds the level of one clip."""
    finder = LevelFinder()
    for frame in picked(path, frames, int(truth["frames"])):
        finder.add(frame.pixels, landmarker(frame).image if landmarker else None)
    level = finder.result()
    roll = float(np.median(np.array(truth["camera_roll_deg"], float)))
    pose = truth.get("pose") or "sequence"
    ahead = np.array(truth["camera"]["R"])[2]
    pitch = float(np.degrees(np.arcsin(ahead[2])))
    found = (level.pitch_deg, level.pitch_margin_deg)
    return Row(path.stem, pose, path.suffix == ".png", roll, level.roll_deg, level.margin_deg, pitch, *found)


def line(name: str, rows: list[Row]) -> str:
    """One row of the table."""
    off = np.array([abs(r.roll - r.truth) for r in rows])
    margin = np.array([r.margin for r in rows])
    known = np.isfinite(off)
    if not known.any():
        return f"| {name} | {len(rows)} | 0 | | | | | |"
    off, margin = off[known], margin[known]
    cells = [
        f"{known.mean():.0%}",
        f"{np.median(off):.2f}",
        f"{np.quantile(off, 0.95):.2f}",
        f"{off.max():.2f}",
        f"{(off <= margin).mean():.1%}",
        f"{np.median(margin):.2f} ({margin.min():.2f} to {margin.max():.2f})",
    ]
    return f"| {name} | {len(rows)} | " + " | ".join(cells) + " |"


def table(rows: list[Row]) -> str:
    """All rows, by kind and by pose."""
    lines = ["| group | clips | answered | median error deg | 95 % | largest | within margin | margin deg |",
             "|---|---|---|---|---|---|---|---|", line("all", rows)]  # fmt: skip
    groups = {
        "stills": lambda r: r.still,
        "clips": lambda r: not r.still,
        "standing": lambda r: not r.pose.startswith((*FLOOR, "sequence")),
        "on the floor": lambda r: r.pose.startswith(FLOOR),
    }
    groups |= {pose: lambda r, pose=pose: r.pose == pose for pose in sorted({r.pose for r in rows})}
    for name, belongs in groups.items():
        if chosen := [r for r in rows if belongs(r)]:
            lines.append(line(name, chosen))
    return "\n".join(lines)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dir", type=Path, required=True, help="folder of rendered clips and stills")
    parser.add_argument("--frames", type=int, default=6, help="pictures looked at in each clip")
    parser.add_argument("--kind", choices=("still", "clip"), help="only stills, or only clips")
    parser.add_argument("--no-person", action="store_true", help="do not say where the person is")
    arguments = parser.parse_args()
    suffixes = {"still": (".png",), "clip": (".mp4",), None: (".png", ".mp4")}[arguments.kind]
    paths = sorted(p for p in arguments.dir.iterdir() if p.suffix in suffixes and p.with_suffix(".json").exists())
    if not paths:
        parser.error(f"no rendered clips in {arguments.dir}")
    landmarker = None if arguments.no_person else Landmarker(still=True)
    rows = [judged(p, json.loads(p.with_suffix(".json").read_text()), arguments.frames, landmarker) for p in paths]
    if landmarker:
        landmarker.close()
    print(f"Roll\n\n{table(rows)}\n\nPitch\n\n{table([row.as_pitch() for row in rows])}\n")
    for row in sorted((r for r in rows if abs(r.roll - r.truth) > r.margin), key=lambda r: -abs(r.roll - r.truth))[:10]:
        print(f"outside its margin: {row.name}: true {row.truth:.2f}, found {row.roll:.2f} +- {row.margin:.2f}")


if __name__ == "__main__":
    main()
