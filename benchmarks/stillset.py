"""Reads a folder of rendered stills: truth, camera and landmarks of each (landmarks are kept in a cache)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from blends import made_of

from posecheck.body.body import Body
from posecheck.body.recording import Recording, load_recording, save_recording
from posecheck.media.landmarker import Landmarker
from posecheck.media.video import open_media


@dataclass(frozen=True)
class Still:
    """One rendered picture: the posture's name, the person's name, the landmarks (a moment), truth, camera."""

    name: str
    pose: str
    person: str
    body: Body
    truth: dict
    joints: dict
    camera: dict
    camera_place: np.ndarray
    roll_deg: float


def load_stills(folder: Path, only: str = "", people: Collection[str] = ()) -> Iterator[Still]:
    """All stills of a folder whose names begin so, of the people named (blends of them too) or of all, in their order.

    Detects what is not in the cache yet.
    """
    cache = folder / "landmarks"
    cache.mkdir(exist_ok=True)
    with Landmarker(still=True) as landmarker:
        for path in sorted(folder.glob(f"{only}*.json")):
            about = json.loads(path.read_text())
            if people and not made_of(about["appearance"]["body"], people):
                continue
            arrays = np.load(path.with_suffix(".npz"))
            stored = cache / f"{path.stem}.npz"
            if not path.with_suffix(".png").exists():
                continue
            if not stored.exists():
                with open_media(path.with_suffix(".png")) as media:
                    bodies = [landmarker(frame) for frame in media.frames()]
                save_recording(stored, Recording(Body.stack(bodies), path.name, None, float("nan"), 5.0, "none"))
            truth = {key: values[0] for key, values in about["measures"].items()} | {"side": about.get("side")}
            joints = dict(zip(about["joints"], arrays["joints3d"][0], strict=True))
            pose = "other" if path.stem.startswith("other") else about["pose"]
            turn, shift = np.array(about["camera"]["R"]), np.array(about["camera"]["t"]).ravel()
            place = -turn.T @ shift
            camera = {**about["spec"]["camera"], "params": about["spec"]["params"]}
            body = load_recording(stored).clip[0]
            person, roll_deg = about["appearance"]["body"], about["camera_roll_deg"][0]
            yield Still(path.stem, pose, person, body, truth, joints, camera, place, roll_deg)
