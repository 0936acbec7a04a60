"""A whole source watched: reading, following and looking side by side, each in the order of the frames.

Three threads pass frames on: one decodes, one asks the landmark network, the caller's looks at hips, card and room.
The libraries they wait for leave Python meanwhile, so that two cores are busy. What is seen does not depend on who is
how far: each frame meets the same three in the same order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from posecheck.body.body import Body
from posecheck.body.tape import Tape
from posecheck.media.ahead import ahead
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker
from posecheck.media.leaps import Leaps
from posecheck.media.source import Shot
from posecheck.media.video import Media, open_media
from posecheck.pace import Pacer
from posecheck.watch import Watcher

#: Called with (seconds done, seconds in all or None) after each frame that was looked at.
Progress = Callable[[float, float | None], None]

#: Frames up to this long are taken as they are: making them smaller costs more than it saves.
AS_IT_IS_PX = 1920

#: Larger ones are made smaller so that the person still spans so much; never smaller than so long. Below 480 px the
#: landmarks' noise grows (the network sees 256 x 256 of a square about the person).
PERSON_PX, SMALLEST_PX = 480.0, 1280

#: How far into a source somebody is looked for to find that size, and how often.
_FIRST_S, _EVERY_S = 5.0, 0.5

#: Frames that wait between two threads: one is enough to keep both busy, and a frame of 4K is 25 MB.
_WAITING = 1


def open_fitting(path: Path, new_landmarker: Callable[[Media], Landmarker]) -> tuple[Media, Landmarker]:
    """A source, in frames as large as the person in it needs, and the landmarker for it; close both.

    Args:
        new_landmarker: makes it.

    Raises:
        MediaError: as ``open_media``; and what ``new_landmarker`` raises.
    """
    media = open_media(path, max_side_px=SMALLEST_PX)
    landmarker = new_landmarker(media)
    full_px = max(media.info.width_px, media.info.height_px)
    if media.info.kind == "picture" or full_px <= SMALLEST_PX:
        return media, landmarker
    try:
        side_px = full_px if full_px <= AS_IT_IS_PX else _side_px(media, landmarker)
        if side_px > SMALLEST_PX:
            media.close()
            media = open_media(path, max_side_px=side_px)
    except BaseException:
        landmarker.close()
        raise
    return media, landmarker


def _side_px(media: Media, landmarker: Landmarker) -> int:
    """The long side of frames in which the person spans enough."""
    for frame in media.frames(_EVERY_S):
        people = landmarker.everybody(frame)
        if people:
            spans = [float(np.linalg.norm(np.ptp(person.image, axis=0))) for person in people]
            wanted = max(media.size_px) * PERSON_PX / max(max(spans), 1.0)
            return int(min(max(math.ceil(wanted), SMALLEST_PX), max(media.info.width_px, media.info.height_px)))
        if frame.time_s > _FIRST_S:
            break
    return AS_IT_IS_PX


def observe(
    media: Media,
    landmarker: Landmarker,
    *,
    every_frame: bool = False,
    mirrored: bool = False,
    on_progress: Progress | None = None,
) -> tuple[Body, Watcher]:
    """The moments ``(T,)`` of a source, and who saw them.

    Args:
        every_frame: look at all frames; else at all while somebody moves, and at few while nobody does.
        mirrored: turn each frame over first.
        on_progress: called in the caller's thread; what it raises ends the work at once.

    Raises:
        LandmarkerError: as the landmarker; and what ``on_progress`` raises.
    """
    watcher, tape, total_s = Watcher(landmarker), Tape(), media.info.duration_s
    leaps = Leaps()
    pacer = None if every_frame else Pacer(leaps)
    with (
        ahead(_made(media.shots(leaps=None if every_frame else leaps), pacer is None), _WAITING) as shots,
        ahead(_followed(shots, watcher, pacer, mirrored), _WAITING) as followed,
        closing(leaps),  # first to end: nobody must be left waiting
    ):
        for time_s, seen in followed:
            if seen is not None:
                tape.add(watcher.look(*seen))
                del seen
            if on_progress:
                on_progress(time_s, total_s)
    return tape.clip, watcher


def _made(shots: Iterator[Shot], all_wanted: bool) -> Iterator[Shot]:
    """The shots; their pixels are made at once where all are wanted, and so in the reading thread."""
    for shot in shots:
        if all_wanted:
            pixels = shot.pixels()
            yield Shot(shot.time_s, lambda made=pixels: made)  # type: ignore[misc]
            del pixels
        else:
            yield shot
        del shot


def _followed(
    shots: Iterator[Shot], watcher: Watcher, pacer: Pacer | None, mirrored: bool
) -> Iterator[tuple[float, tuple[Frame, Body] | None]]:
    """Time of each frame, and the frame with the person in it where it was wanted."""
    for shot in shots:
        if pacer is not None and not pacer.wants(shot.time_s):
            yield shot.time_s, None
            continue
        frame = shot.frame()
        frame = frame.turned_over() if mirrored else frame
        body = watcher.follow(frame)
        if pacer is not None:
            pacer.saw(body)
        yield shot.time_s, (frame, body)
        del shot, frame
