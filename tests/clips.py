"""The sample clips: their truth, their frames, and longer ones made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import numpy as np

SAMPLES = Path(__file__).parents[1] / "samples"

#: Somebody stands, has the right hand up for two seconds from 2.8 s on, and stands again: twelve pictures a second.
RAISED_HAND, RAISED_HAND_HZ = Path(__file__).parent / "films" / "raised_hand.mp4", 12.0
NAMES = [clip["name"] for clip in json.loads((SAMPLES / "clips.json").read_text())["clips"]]


def sample(name: str) -> Path:
    """The video of a sample."""
    return SAMPLES / f"{name}.mp4"


def truth(name: str) -> dict[str, Any]:
    """What is true of a sample."""
    return json.loads((SAMPLES / f"{name}.json").read_text())


def frames(name: str) -> list[np.ndarray]:
    """All frames of a sample that is stored upright, ``(H, W, 3)`` uint8 RGB."""
    return frames_of(sample(name))


def frames_of(path: Path) -> list[np.ndarray]:
    """All frames of a video that is stored upright, ``(H, W, 3)`` uint8 RGB."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def repeated(name: str, times: int, to: Path) -> Path:
    """A sample shown several times over, as one long video."""
    with av.open(str(sample(name))) as source, av.open(str(to), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        packets = [packet for packet in source.demux(video=0) if packet.size]
        stamps = [(packet.pts, packet.dts) for packet in packets]
        length = packets[0].duration * len(packets)
        for turn in range(times):
            for packet, (pts, dts) in zip(packets, stamps, strict=True):
                packet.pts, packet.dts, packet.stream = pts + turn * length, dts + turn * length, stream
                target.mux(packet)
    return to
