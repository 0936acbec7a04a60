"""``Tape``: moments one after the other, packed into clips as they come, so that an hour of them stays small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from posecheck.body.body import ARRAYS, LOOKS, Body
from posecheck.body.bundle import kept
from posecheck.body.placed import Moved

#: Moments are packed by so many. A moment by itself is ten times as large as its numbers.
_PACKED = 64


class Tape:
    """Moments of one source, in the order of time."""

    def __init__(self) -> None:
        self._clips: list[Body] = []
        self._loose: list[Body] = []
        self._count = 0

    def add(self, body: Body) -> None:
        """Adds a moment, or the moments of a clip ``(T,)``."""
        if body.time_s.ndim:
            self._pack()
            self._clips.append(body)
            self._count += len(body)
            return
        self._loose.append(body)
        self._count += 1
        if len(self._loose) >= _PACKED:
            self._pack()

    def __len__(self) -> int:
        """Number of moments."""
        return self._count

    @property
    def last(self) -> Body:
        """The latest moment.

        Raises:
            ValueError: there is none.
        """
        if not self._count:
            raise ValueError("nothing was added to the tape")
        return self._loose[-1] if self._loose else self._clips[-1][-1]

    @property
    def clip(self) -> Body:
        """All of it, ``(T,)``.

        Raises:
            ValueError: there is nothing, or moments of different picture sizes.
        """
        self._pack()
        self._clips = [joined(self._clips)]
        return self._clips[0]

    def since(self, time_s: float) -> Body:
        """The moments ``(T,)`` from a time on; always the latest."""
        loose = [body for body in self._loose if body.time_s >= time_s] or self._loose[-1:]
        if len(loose) < len(self._loose):
            return Body.stack(loose)
        parts = [Body.stack(loose)] if loose else []
        for clip in reversed(self._clips):
            if parts and float(clip.time_s[-1]) < time_s:
                break
            parts.insert(0, clip)
        first = min(int(np.searchsorted(parts[0].time_s, time_s)), len(parts[0]) - (len(parts) == 1))
        return joined([parts[0][first:], *parts[1:]])

    def _pack(self) -> None:
        if self._loose:
            self._clips.append(Body.stack(self._loose))
            self._loose = []


def joined(clips: Sequence[Body]) -> Body:
    """One clip ``(T,)`` from several of one picture size, one after the other.

    Raises:
        ValueError: no clips, or different picture sizes.
    """
    if len(clips) == 1:
        return clips[0]
    if len({clip.size_px for clip in clips}) != 1:
        raise ValueError("clips are joined that are of one picture size")
    parts: dict[str, Any] = {name: kept(np.concatenate([getattr(clip, name) for clip in clips])) for name in ARRAYS}
    parts |= {name: kind.joined([getattr(clip, name) for clip in clips]) for name, kind in LOOKS.items()}
    if any(clip.moved is not None for clip in clips):
        parts["moved"] = Moved.joined([clip.moved or Moved.none(clip.time_s.shape) for clip in clips])
    return Body(**parts, size_px=clips[0].size_px)
