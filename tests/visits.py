"""Short clips of one rendered person, as somebody would film them on different days."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import clips

_RATE_HZ = 12


def visit(name: str, to: Path, filmed_at: str, start_s: float = 0.0, end_s: float = 2.4) -> Path:
    """A stretch of a sample as a small video whose container says when it was filmed ("2026-09-01T10:00:00Z")."""
    frames = clips.frames(name)[round(25 * start_s) : round(25 * end_s) : 2]
    with av.open(str(to), "w") as target:
        target.metadata["creation_time"] = filmed_at
        stream = target.add_stream("libx264", rate=_RATE_HZ)
        stream.width, stream.height, stream.pix_fmt = frames[0].shape[1], frames[0].shape[0], "yuv420p"
        stream.options = {"crf": "20", "preset": "veryfast"}
        for number, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, _RATE_HZ)
            for packet in stream.encode(frame):
                target.mux(packet)
        for packet in stream.encode():
            target.mux(packet)
    return to
