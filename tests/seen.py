"""What landmarker and eyes really make of the bundled samples: clips of bodies for tests of poses and sessions."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from posecheck.body.body import Body
from posecheck.eyes.look import Looker
from posecheck.eyes.spot import CardSpotter
from posecheck.media.landmarker import Landmarker
from posecheck.media.video import open_media

SAMPLES = Path(__file__).parents[1] / "samples"
TRUTHS = {path.stem: json.loads(path.read_text()) for path in SAMPLES.glob("*.json") if path.stem != "clips"}


@cache
def clip(sample: str, rate_hz: float = 12.0) -> Body:
    """The bodies of a sample, as ``posecheck check`` sees them."""
    with open_media(SAMPLES / f"{sample}.mp4") as media, Landmarker() as landmarker:
        look, spot = Looker(), CardSpotter()
        frames = media.frames(1.0 / rate_hz)
        return Body.stack([spot(frame.pixels, look(frame.pixels, landmarker(frame))) for frame in frames])


def sample_of(pose: str) -> str:
    """The first sample that shows a pose; any sample where none does."""
    shown = sorted(name for name, truth in TRUTHS.items() if truth["pose"] == pose)
    return shown[0] if shown else min(TRUTHS)
