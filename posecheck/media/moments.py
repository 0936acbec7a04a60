"""The frames of some moments of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from posecheck.media.frame import Frame
from posecheck.media.leaps import Leaps
from posecheck.media.video import open_media

#: How much later than asked for a frame may come, seconds.
_NEAR_S = 0.5

#: Times that went through a file of results have lost digits.
_ROUNDED_S = 1e-4


def frames_at(path: Path, times_s: Iterable[float], *, mirrored: bool = False) -> Iterator[tuple[float, Frame]]:
    """Each moment asked for, in order, with the frame shown then; what lies between is not decoded where that can be.

    Args:
        path: a video, or a picture, which is shown at all times.
        times_s: seconds; a moment at which nothing is shown is left out.
        mirrored: turn the frames over.

    Raises:
        MediaError: it can't be read.
    """
    wanted = sorted(set(times_s))
    if not wanted:
        return
    leaps = Leaps()
    leaps.idle_until(wanted[0])
    with open_media(path) as media:
        still = media.info.kind == "picture"
        for shot in media.shots(leaps=leaps):
            due = [time_s for time_s in wanted if still or time_s <= shot.time_s + _ROUNDED_S]
            del wanted[: len(due)]
            near = [time_s for time_s in due if still or shot.time_s - time_s <= _NEAR_S]
            if near:
                frame = shot.frame().turned_over() if mirrored else shot.frame()
                yield from ((time_s, frame) for time_s in near)
            if not wanted:
                return
            leaps.idle_until(wanted[0])
