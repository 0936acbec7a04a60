"""A copy of a recording that every browser plays: H.264 in MP4 with the times of its frames, or a PNG picture."""

from __future__ import annotations

from pathlib import Path

import cv2

from posecheck.media.video import open_media
from posecheck.media.writer import VideoWriter
from posecheck.ui.jobs import Report

_RATE_HZ = 25.0


def make_preview(path: Path, folder: Path, report: Report) -> Path:
    """Writes the copy into a folder; upright, at most 1280 pixels on its long side, without sound.

    Raises:
        MediaError: the recording can't be read.
        OutputError: the copy can't be written.
    """
    with open_media(path) as media:
        if media.info.kind == "picture":
            out = folder / "preview.png"
            frame = next(iter(media.frames()))
            out.write_bytes(cv2.imencode(".png", frame.pixels[..., ::-1])[1].tobytes())
            return out
        out = folder / "preview.mp4"
        with VideoWriter(out, media.size_px, rate_hz=_RATE_HZ) as writer:
            for frame in media.frames():
                writer.write(frame.pixels, frame.time_s)
                report(frame.time_s, media.info.duration_s)
        return out
