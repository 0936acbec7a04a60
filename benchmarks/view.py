"""Where the camera is found to stand against where it stood: yaw, elevation, height, distance, and their margins.

    python benchmarks/view.py --stills STILLS [--bodies NAME,NAME] [--every 1]

STILLS is a folder of rendered stills; ``--bodies`` judges on some people only, ``--every N`` on each Nth still. The
pose is taken as known; the level is found in the picture, as for a user. Prints one line for each pose and region of
true views: mean error / 95th percentile, ± median margin, share of the errors inside the margin (and of the stills
that tell it, where not all do).
"""

from __future__ import annotations

import argparse
import warnings
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from stillset import Still, load_stills

from posecheck.body.body import Body
from posecheck.measure.level import Level, LevelFinder
from posecheck.measure.view import ABOVE_DEG, HIGH_DEG, Posture, Seen, View, view_at
from posecheck.media.video import open_media
from posecheck.poses import POSES
from posecheck.session.setting import setting_of

UPRIGHT = ("front", "half front", "side", "half behind", "behind")
FIELDS = (
    ("yaw_deg", "yaw_margin_deg", 1),
    ("elevation_deg", "elevation_margin_deg", 1),
    ("height_m", "height_margin_m", 2),
    ("distance_m", "distance_margin_m", 2),
)


@dataclass(frozen=True)
class Row:
    """One still: what was found, what is true (in the order of FIELDS), and the name that is true."""

    seen: Seen
    truth: tuple[float, ...]
    named: View


def azimuth_deg(way: np.ndarray) -> float:
    """Direction on the floor plan."""
    return float(np.degrees(np.arctan2(way[1], way[0])))


def wrapped(deg: float) -> float:
    """The same angle in [-180, 180)."""
    return (deg + 180.0) % 360.0 - 180.0


def place(still: Still) -> tuple[float, float, float, float]:
    """Yaw, elevation, height and distance of the true camera, in the terms of ``Seen``."""
    hips = (still.joints["hip.L"] + still.joints["hip.R"]) / 2
    away = still.camera_place - hips
    distance = float(np.linalg.norm(away))
    if POSES[still.pose].posture is Posture.SIDE_LYING:
        head = ((still.joints["shoulder.L"] + still.joints["shoulder.R"]) / 2 - hips) * (1, 1, 0)
        left_up = np.sign((still.joints["hip.L"] - still.joints["hip.R"])[2])
        head = head / np.linalg.norm(head)
        yaw = float(np.degrees(np.arctan2(away @ head, away @ np.cross((0, 0, 1), head) * left_up)))
    else:
        left = still.joints["shoulder.L"] - still.joints["shoulder.R"]
        yaw = wrapped(azimuth_deg(away) - azimuth_deg(np.array([left[1], -left[0]])))
    return yaw, float(np.degrees(np.arcsin(away[2] / distance))), float(still.camera_place[2]), distance


def level_of(still: Still, folder: Path) -> Level:
    """The level as the picture shows it."""
    finder = LevelFinder()
    with open_media(folder / f"{still.name}.png") as media:
        for frame in media.frames():
            finder.add(frame.pixels, still.body.image)
    return finder.result()


def region(posture: Posture, yaw_deg: float, elevation_deg: float) -> str:
    """The region of a true view."""
    if posture is Posture.UPRIGHT:
        return UPRIGHT[round(abs(yaw_deg) / 45.0)]
    if elevation_deg > ABOVE_DEG:
        return "above"
    return ("front" if abs(yaw_deg) < 90.0 else "behind") + (", high" if elevation_deg > HIGH_DEG else ", low")


def line(name: str, group: list[Row]) -> str:
    """One line of the table."""
    cells = [name, str(len(group)), f"{np.mean([row.seen.view is row.named for row in group]):.0%}"]
    for index, (field, margin_field, digits) in enumerate(FIELDS):
        found = np.array([[getattr(row.seen, field), getattr(row.seen, margin_field)] for row in group])
        off = found[:, 0] - np.array([row.truth[index] for row in group])
        off = (off + 180.0) % 360.0 - 180.0 if field == "yaw_deg" else off
        known = np.isfinite(off)
        size, margin = np.abs(off[known]), found[known, 1]
        if not known.any():
            cells.append("-")
            continue
        share = "" if known.all() else f" of {known.mean():.0%}"
        cells.append(f"{size.mean():.{digits}f} / {np.quantile(size, 0.95):.{digits}f}, "
                     f"± {np.median(margin):.{digits}f}, {np.mean(size <= margin):.0%}{share}")  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stills", type=Path, required=True)
    parser.add_argument("--bodies", type=lambda text: text.split(","), default=())
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    groups: dict[str, list[Row]] = defaultdict(list)
    stills = (s for s in load_stills(arguments.stills, people=arguments.bodies) if s.pose in POSES and s.body.seen)
    for number, still in enumerate(stills):
        if number % arguments.every:
            continue
        pose, truth = POSES[still.pose], place(still)
        seen = setting_of(pose, Body.stack([still.body]), level_of(still, arguments.stills)).seen
        row = Row(seen, truth, view_at(pose.posture, *truth[:2]))
        groups[f"{pose.key}, all"].append(row)
        groups[f"{pose.key}, {region(pose.posture, *truth[:2])}"].append(row)
    names = ["pose, seen from", "n", "named right"]
    names += [field.replace("_deg", ", deg").replace("_m", ", m") for field, *_ in FIELDS]
    print("| " + " | ".join(names) + " |\n" + "|---" * len(names) + "|")
    for name, group in sorted(groups.items()):
        if len(group) >= 5:
            print(line(name, group))


if __name__ == "__main__":
    main()
