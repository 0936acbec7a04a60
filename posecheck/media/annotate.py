"""A video with everything that was seen and found drawn on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from posecheck.body.body import ARRAYS, Body
from posecheck.media.ahead import ahead
from posecheck.media.frame import Frame
from posecheck.media.overlay import Overlay
from posecheck.media.source import Media
from posecheck.media.video import open_media
from posecheck.media.writer import VideoWriter
from posecheck.session.summary import Summary

#: Long side of the written video at most.
LONGEST_SIDE_PX = 1280

#: How long a still picture is shown.
STILL_S = 2.0

#: Moments further apart than this are not joined: nothing is known of what lies between them.
JOINED_S = 0.5

#: How far from a moment its body still stands for the time.
NEAR_S = 0.2

_RATE_HZ = 25.0

#: Frames that wait between two of the three threads that read, draw and write.
_WAITING = 2


def annotate(
    path: Path,
    out: Path,
    summary: Summary,
    clip: Body,
    *,
    mirrored: bool = False,
    on_progress: Callable[[float, float | None], None] | None = None,
) -> None:
    """Writes the source again as an MP4 that browsers play, without sound, with its skeleton and findings.

    Args:
        path: the video or picture that was checked. A picture becomes a video of two seconds.
        out: the file to write; it must not be the source. Until it is complete, an older file stays as it is.
        summary: what the source says.
        clip: its bodies ``(T,)``; between neighbouring moments the landmarks are moved in a straight line.
        mirrored: the bodies are those of the source turned over; they are drawn on it as it is, with their own sides.
        on_progress: called after each written frame with (seconds done, seconds in all or None).

    Raises:
        MediaError: the source can't be read.
        OutputError: the video can't be written.
    """
    if mirrored:
        clip = replace(clip, image=clip.image * (-1.0, 1.0) + (clip.size_px[0] - 1.0, 0.0))
    overlay = Overlay(summary, clip)
    with open_media(path, max_side_px=LONGEST_SIDE_PX) as media:
        still = media.info.kind == "picture"
        total_s = STILL_S if still else media.info.duration_s
        frames = _shown_long(media) if still else media.frames()

        def drawn(frames: Iterator[Frame]) -> Iterator[Frame]:
            for frame in frames:
                seen_s = 0.0 if still else frame.time_s
                yield Frame(frame.time_s, overlay.draw(frame.pixels, seen_s, body_at(clip, seen_s)))

        with (
            VideoWriter(out, media.size_px, rate_hz=_RATE_HZ if still else _rate_hz(media)) as writer,
            ahead(frames, _WAITING) as read,
            ahead(drawn(read), _WAITING) as pictures,
        ):
            for frame in pictures:
                writer.write(frame.pixels, frame.time_s)
                if on_progress:
                    on_progress(frame.time_s, total_s)


def _shown_long(picture: Media) -> Iterator[Frame]:
    for frame in picture.frames():
        for index in range(round(STILL_S * _RATE_HZ)):
            yield Frame(index / _RATE_HZ, frame.pixels)


def _rate_hz(media: Media) -> float:
    """Frames a second on average, as far as the file says."""
    frames, duration_s = media.info.frames_declared, media.info.duration_s
    rate_hz = frames / duration_s if frames and duration_s else _RATE_HZ
    return rate_hz if 1.0 <= rate_hz <= 1000.0 else _RATE_HZ


def body_at(clip: Body, time_s: float) -> Body | None:
    """The body at any time of a clip ``(T,)``.

    Returns:
        A moment, between neighbouring moments in proportion to the time (a landmark unknown in either is NaN);
        None further than 0.2 s from any moment, outside the clip or where neighbours are more than 0.5 s apart.
    """
    after = int(np.searchsorted(clip.time_s, time_s))
    before = max(after - 1, 0)
    after = min(after, len(clip) - 1)
    start_s, end_s = float(clip.time_s[before]), float(clip.time_s[after])
    if start_s < time_s < end_s and end_s - start_s <= JOINED_S:
        share = (time_s - start_s) / (end_s - start_s)
        return _between(clip[before], clip[after], share)
    nearest = before if abs(time_s - start_s) <= abs(time_s - end_s) else after
    return clip[nearest] if abs(float(clip.time_s[nearest]) - time_s) <= NEAR_S else None


def _between(one: Body, other: Body, share: float) -> Body:
    """Landmarks only: what was looked at belongs to its own moment."""
    mixed = {name: (1.0 - share) * getattr(one, name) + share * getattr(other, name) for name in ARRAYS}
    return Body(**mixed, size_px=one.size_px)
