"""How well the printed card says how a pelvis is turned, on rendered people with known truth.

    python benchmarks/card.py --dir CARDS [--held-out | --all] [--worst N]

CARDS holds what the truth bench renders from the specification of ``card_scenes.py``: ``<id>.png`` with ``<id>.json``
and ``<id>.npz``, and for each a ``<id>_zero.png`` of the same person standing. Errors are in degrees, mean absolute /
95th percentile, of single pictures. *Worn as is*: the card counts as clipped on straight. *Zeroed*: the picture of the
person standing counts as straight. Stills of held-out bodies are left out unless asked for.

Lines: what is known of the camera. *all*: focal length, roll and pitch. *65 deg*: focal length as assumed. *no pitch*:
as assumed, roll known, pitch unknown. *edges*: as assumed, roll and pitch as the room tells them, where it does: all
that posecheck knows by itself.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from posecheck.body.body import Array
from posecheck.eyes.card import (
    USUAL_VIEW_DEG,
    Card,
    CardState,
    PelvisAngles,
    Place,
    card_of,
    find_card,
    levelling,
    mount,
    pelvis_angles,
)
from posecheck.measure.level import Level, LevelFinder, from_user
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker
from posecheck.media.video import open_media

KNOWN = ("all", "65 deg", "no pitch", "edges")
ANGLES = ("turn_deg", "obliquity_deg", "tilt_deg")
GROUPS = {
    "Pigeon, behind": ("pigeon_behind_0",),
    "Pigeon, 3/4 behind": ("pigeon_behind_left", "pigeon_behind_right"),
    "Pigeon, behind and 3/4": ("pigeon_behind",),
    "Pigeon, front": ("pigeon_front",),
    "Tadasana + Tree, behind": ("tadasana_behind", "tree_behind"),
    "Tadasana + Tree, front": ("tadasana_front", "tree_front"),
}


@dataclass(frozen=True)
class Still:
    """One picture: what is true, what was seen, and what the room's edges say of the roll."""

    name: str
    place: Place
    true: PelvisAngles
    view_deg: float
    roll_deg: float
    pitch_deg: float
    card: Card
    size_px: tuple[int, int]
    edges: Level

    def read(self, known: str) -> tuple[Card, Array]:
        """The card and the levelling with what is known of the camera."""
        if known == "all":
            card = card_of(self.card.corners, self.size_px, self.view_deg)
            return card, levelling(from_user(self.roll_deg), self.pitch_deg)
        level = self.edges if known == "edges" else from_user(self.roll_deg)
        told = self.edges.pitch_deg if known == "edges" and np.isfinite(self.edges.pitch_deg) else 0.0
        return self.card, levelling(level, self.pitch_deg if known == "65 deg" else told)


def truth_of(path: Path, place: Place) -> tuple[PelvisAngles, dict, float, float]:
    """Pelvis against the camera's direction, the camera, its roll and pitch."""
    meta = json.loads(path.with_suffix(".json").read_text())
    with np.load(path.with_suffix(".npz")) as data:
        measures = dict(zip(data["measure_names"].tolist(), data["measures"][0].tolist(), strict=True))
    camera = meta["camera"]
    turn = np.array(camera["R"])
    ahead = turn[2] if place is Place.BACK else -turn[2]
    heading = np.degrees(np.arctan2(ahead[1], ahead[0]))
    yaw = (measures["pelvis_yaw_world_deg"] - heading + 180.0) % 360.0 - 180.0
    pelvis = PelvisAngles(yaw, measures["pelvis_obliquity_deg"], measures["pelvis_tilt_deg"])
    return pelvis, camera, camera["gravity_roll_deg"], float(np.degrees(np.arcsin(turn[2, 2])))


def frame_of(path: Path) -> Frame:
    """The picture."""
    with open_media(path) as media:
        return next(iter(media.frames()))


def judged(path: Path, landmarker: Landmarker) -> Still:
    """Looks for the card in one picture."""
    place = Place(json.loads(path.with_suffix(".json").read_text())["card"]["place"])
    true, camera, roll_deg, pitch_deg = truth_of(path, place)
    frame = frame_of(path)
    body = landmarker(frame)
    finder = LevelFinder()
    finder.add(frame.pixels, body.image)
    card = find_card(frame.pixels, body, USUAL_VIEW_DEG)
    view_deg = camera["hfov_deg"]
    return Still(path.stem, place, true, view_deg, roll_deg, pitch_deg, card, body.size_px, finder.result())


def errors(stills: dict[str, Still], name: str, known: str, zeroed: bool) -> Array:
    """``(3,)`` degrees by which turn, obliquity and tilt are off; NaN where not answered."""
    still, seat = stills[name], None
    if zeroed:
        zero = stills[f"{name}_zero"]
        reference, upright = zero.read(known)
        seat = mount(reference, zero.place, upright)
    card, upright = still.read(known)
    found = pelvis_angles(card.rotation, still.place, upright, seat)
    return np.array([getattr(found, angle) - getattr(still.true, angle) for angle in ANGLES])


def table(stills: dict[str, Still], names: list[str]) -> str:
    """All views, with what is known of the camera, worn as is and zeroed."""
    lines = [
        "| view | n | found | partly hidden | known | zeroed | answered | turn | obliquity | tilt |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for title, starts in GROUPS.items():
        chosen = [name for name in names if name.startswith(starts)]
        if not chosen:
            continue
        states = [stills[name].card.state for name in chosen]
        found, partly = (states.count(s) / len(chosen) for s in (CardState.FOUND, CardState.PARTLY_HIDDEN))
        for known in KNOWN:
            for zeroed in (False, True):
                off = np.abs([errors(stills, name, known, zeroed) for name in chosen])
                off = off[np.isfinite(off).all(1)]
                cells = [f"{e.mean():.1f} / {np.quantile(e, 0.95):.1f}" for e in off.T] if len(off) else ["-"] * 3
                head = f"| {title} | {len(chosen)} | {found:.0%} | {partly:.0%} |"
                lines.append(f"{head} {known} | {'yes' if zeroed else 'no'} | {len(off)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dir", type=Path, required=True, help="folder of rendered stills")
    bodies = parser.add_mutually_exclusive_group()
    bodies.add_argument("--held-out", action="store_true", help="only bodies held out from development")
    bodies.add_argument("--all", action="store_true", help="all bodies")
    parser.add_argument("--worst", type=int, default=0, help="also list so many stills with the largest errors")
    arguments = parser.parse_args()
    stills = {}
    with Landmarker(still=True) as landmarker:
        for path in sorted(arguments.dir.glob("*.png")):
            body = json.loads(path.with_suffix(".json").read_text())["appearance"]["body"]
            if arguments.all or body.startswith("x_") == arguments.held_out:
                stills[path.stem] = judged(path, landmarker)
    names = [name for name in stills if f"{name}_zero" in stills]
    if not names:
        parser.error(f"no such stills with their _zero in {arguments.dir}")
    print(table(stills, names))
    by_error = sorted(names, key=lambda name: -np.nan_to_num(np.abs(errors(stills, name, "65 deg", False))[:2]).max())
    for name in by_error[: arguments.worst]:
        still = stills[name]
        off = " ".join(f"{e:+.1f}" for e in errors(stills, name, "65 deg", False))
        print(f"{name}: {still.card.state}, rms {still.card.rms_px:.2f} px, {still.view_deg:.0f} deg view; off {off}")


if __name__ == "__main__":
    main()
