"""A whole source watched: reading, following and looking side by side, each in the order of the frames.

Three threads pass frames on: one decodes, one asks the landmark network, the caller's looks at hips, card and room.
The libraries they wait for leave Python meanwhile, so that two cores are busy. What is seen does not depend on who is
how far: each frame meets the same three in the same order.

A long source has seams, whether its parts are kept or not: frames at which the landmark network, whose memory nobody
can write down, begins afresh, and everybody else goes on from what was written down of theirs. So a source that is
taken up at a seam gives the same digits as one that was never left.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from posecheck.body.body import Body
from posecheck.body.tape import Tape, joined
from posecheck.media.ahead import ahead
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker
from posecheck.media.leaps import Leaps
from posecheck.media.source import Counts, Shot, SourceInfo
from posecheck.media.video import Media, open_media
from posecheck.memory import Memory
from posecheck.pace import Pacer
from posecheck.parts import Part, Parts
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

#: A source of at least this length has seams, one after so many frames that were looked at: half a minute to a minute
#: of work, of which a seam (0.1 s) and the keeping of a part (0.02 s) are well below 1 %.
LONG_S, PART_LOOKS = 120.0, 1000

#: Where a fresh network does not find the same person at a seam, the seam is tried again after so many.
RETRY_LOOKS = 200

#: Frames that wait between two threads: one is enough to keep both busy, and a frame of 4K is 25 MB; of those whose
#: pixels are not made yet, and mostly never will be, a few.
_WAITING, _UNMADE = 1, 4


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


def is_long(info: SourceInfo) -> bool:
    """Whether a source has seams; one that does not say its length may be long."""
    return info.kind == "video" and (info.duration_s is None or info.duration_s >= LONG_S)


def observe(
    media: Media,
    landmarker: Landmarker,
    *,
    every_frame: bool = False,
    mirrored: bool = False,
    on_progress: Progress | None = None,
    parts: Parts | None = None,
    before: Sequence[Part] = (),
) -> tuple[Body, Watcher]:
    """The moments ``(T,)`` of a source, and who saw them.

    Args:
        every_frame: look at all frames; else at all while somebody moves, and at few while nobody does.
        mirrored: turn each frame over first.
        on_progress: called in the caller's thread; what it raises ends the work at once.
        parts: keeps what is finished.
        before: what was finished before, in the same source with the same options.

    Raises:
        LandmarkerError: as the landmarker; and what ``on_progress`` raises.
    """
    watcher, tape, total_s = Watcher(landmarker), Tape(), media.info.duration_s
    leaps = Leaps()
    looking, start = Memory(watcher), before[-1] if before else None
    following = _Following(landmarker, watcher, leaps, None if every_frame else Pacer(leaps), mirrored)
    following.start, following.seams = start, is_long(media.info)
    if start:
        looking.recall(start.looking)
    since = (start.time_s, start.counts) if start else None
    shots = media.shots(leaps=leaps if start or not every_frame else None, since=since)
    clips = [part.clip for part in before]
    with (
        ahead(_made(shots, every_frame), _WAITING if every_frame else _UNMADE) as made,
        ahead(following(made), _WAITING) as followed,
        closing(leaps),  # first to end: nobody must be left waiting
    ):
        for time_s, seen, seam in followed:
            if seen is not None:
                tape.add(watcher.look(*seen))
                del seen
            if seam is not None:
                memory = looking.written()
                looking.recall(memory)
                clips.append(tape.clip)
                tape = Tape()
                if parts:
                    parts.add(Part(clips[-1], seam[0], seam[1], memory))
            if on_progress:
                on_progress(time_s, total_s)
    return joined([*clips, tape.clip] if len(tape) else clips), watcher


def _made(shots: Iterator[Shot], all_wanted: bool) -> Iterator[Shot]:
    """The shots; their pixels are made at once where all are wanted, and so in the reading thread."""
    for shot in shots:
        if all_wanted:
            pixels = shot.pixels()
            yield replace(shot, pixels=lambda made=pixels: made)  # type: ignore[misc]
            del pixels
        else:
            yield shot
        del shot


#: Time of a frame; the frame with the person in it where it was wanted; counts and memory where a seam follows it.
_Followed = tuple[float, tuple[Frame, Body] | None, tuple[Counts, bytes] | None]


class _Following:
    """Chooses the frames, and finds the person in them.

    Attributes:
        start: the part to go on from; None from the beginning.
        seams: whether there are any.
    """

    def __init__(
        self, landmarker: Landmarker, watcher: Watcher, leaps: Leaps, pacer: Pacer | None, mirrored: bool
    ) -> None:
        self.start: Part | None = None
        self.seams = False
        self._landmarker, self._watcher, self._leaps = landmarker, watcher, leaps
        self._pacer, self._mirrored = pacer, mirrored
        self._memory = Memory(watcher.follower, *filter(None, [pacer]))
        self._looks, self._due = 0, PART_LOOKS

    def __call__(self, shots: Iterator[Shot]) -> Iterator[_Followed]:
        for shot in shots if self.start is None else self._from(self.start, shots):
            if self._pacer is not None and not self._pacer.wants(shot.time_s):
                yield shot.time_s, None, None
                continue
            frame = self._frame(shot)
            body = self._watcher.follow(frame)
            if self._pacer is not None:
                self._pacer.saw(body)
            yield shot.time_s, (frame, body), self._seam(shot, frame, body)
            del shot, frame

    def _frame(self, shot: Shot) -> Frame:
        frame = shot.frame()
        return frame.turned_over() if self._mirrored else frame

    def _seam(self, shot: Shot, frame: Frame, body: Body) -> tuple[Counts, bytes] | None:
        """Makes a seam after a frame where one is due: there the network begins afresh."""
        self._looks += 1
        if not self.seams or self._looks < self._due:
            return None
        if not self._watcher.follower.renewed(frame, body):
            self._due += RETRY_LOOKS
            return None
        memory = self._memory.written()
        self._memory.recall(memory)
        self._looks, self._due = 0, PART_LOOKS
        return shot.counts, memory

    def _from(self, part: Part, shots: Iterator[Shot]) -> Iterator[Shot]:
        """The shots after a seam, at which everything is as it was."""
        self._leaps.idle_until(-math.inf)
        for shot in shots:
            if shot.time_s < part.time_s:
                self._leaps.idle_until(part.time_s)
                continue
            self._landmarker.anew(self._frame(shot))
            self._memory.recall(part.following)
            self._leaps.idle_until(-math.inf)
            if self._pacer is not None:
                self._pacer.go_on()
            del shot
            break
        yield from shots
