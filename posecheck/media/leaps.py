"""Leaps from key frame to key frame: what lies between and is not wanted is not decoded.

Decoding takes most of the time of a film in which few frames are looked at, and a frame can't be decoded without those
before it, back to a key frame. So somebody who wants a frame about half a second from now does best to take a key
frame, and says so beforehand. Where none comes, frames to which no other refers are still left out.
"""

from __future__ import annotations

import math
import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from typing import Any, Protocol

from posecheck.media.ticks import seconds

#: So far ahead it is known where key frames are, seconds.
AHEAD_S = 1.0

#: NAL unit types after which nothing refers to what came before: H.264 and HEVC pictures of instantaneous refresh.
_FRESH = {"h264": (0x1F, 0, {5}), "hevc": (0x3F, 1, {19, 20})}

#: Where a NAL unit's first byte says whether others refer to its picture: which bits say so, in which types of unit.
#: HEVC has such types too, but pictures of higher temporal layers may still refer to them.
_REFERRED = {"h264": (0x60, {1, 2, 5})}

#: Some files tell times to the millisecond: a frame that comes so little before it is wanted is the one.
_ROUNDED_S = 0.002


class Leaps:
    """What the one who looks at frames and the one who decodes them tell each other, from two threads."""

    def __init__(self) -> None:
        self._idle_until_s = -math.inf
        self._closed = False
        self._keys_s: list[float] = []
        self._lock = threading.Condition()

    @property
    def idle_until_s(self) -> float:
        """Nothing before this time is wanted; -inf: everything may be."""
        return self._idle_until_s

    def idle_until(self, time_s: float) -> None:
        """Told by the one who looks, of each frame that was wanted: which one is wanted next."""
        with self._lock:
            # Whoever looks may still be at a frame when all is closed: what they tell then must hold up nobody.
            self._idle_until_s = -math.inf if self._closed else time_s
            self._lock.notify_all()

    def wait(self, time_s: float) -> None:
        """The one who decodes waits until it is known what is wanted after a frame, if that was wanted itself.

        Only where a key frame is near: else the next frames have to be decoded anyhow.
        """
        if self.key_after(time_s) == math.inf:
            return
        with self._lock:
            self._lock.wait_for(lambda: not -math.inf < self._idle_until_s <= time_s)

    def close(self) -> None:
        """Ends all waiting, for good. Nothing is passed over any more: so who decodes soon sees that it is the end."""
        self._closed = True
        self.idle_until(-math.inf)

    def key_after(self, time_s: float) -> float:
        """Time of the first key frame after one that was decoded, if it is less than ``AHEAD_S`` later; else inf."""
        with self._lock:
            index = bisect_right(self._keys_s, time_s + 1e-6)
            key_s = self._keys_s[index] if index < len(self._keys_s) else math.inf
        return key_s if key_s - time_s < AHEAD_S else math.inf

    def found_key(self, time_s: float) -> None:
        """Told by the one who reads, at least ``AHEAD_S`` before it decodes so far."""
        with self._lock:
            self._keys_s.append(time_s)


class Counted(Protocol):
    """Counts the frames that were passed over."""

    passed: int


class Packets:
    """The packets of a stream that are worth decoding; a decoder that is led over a gap is told to forget."""

    def __init__(self, stream: Any, leaps: Leaps) -> None:
        self._stream, self._leaps, self._codec = stream, leaps, stream.codec_context.codec.canonical_name
        # Where times are not stored, or a key frame is not one to begin at, all is decoded.
        self._start_s = seconds(stream.start_time or 0, stream.time_base)
        self._base = stream.time_base

    def __call__(self, container: Any, tally: Counted) -> Iterator[Any]:
        """In the order of the file."""
        waiting: deque[tuple[Any, float | None]] = deque()
        keys_s: deque[float] = deque()
        for packet in container.demux(self._stream):
            key_s = self._key_s(packet)
            waiting.append((packet, key_s))
            if key_s is not None:
                keys_s.append(key_s)
                self._leaps.found_key(key_s)
            while waiting and self._far_enough(waiting[0][0], packet):
                yield from self._next(waiting, keys_s, tally)
        while waiting:
            yield from self._next(waiting, keys_s, tally)

    def _far_enough(self, first: Any, last: Any) -> bool:
        if first.dts is None or last.dts is None:
            return True
        return seconds(last.dts - first.dts, self._base) > 1.5 * AHEAD_S

    def _next(self, waiting: deque[tuple[Any, float | None]], keys_s: deque[float], tally: Counted) -> Iterator[Any]:
        """The next packet; what lies before the last key frame that comes before anything is wanted is passed over."""
        packet, key_s = waiting[0]
        if key_s is not None:
            keys_s.popleft()
        if keys_s and keys_s[0] <= self._leaps.idle_until_s + 1e-6:
            while waiting and waiting[0][1] != keys_s[0]:
                tally.passed += 1
                waiting.popleft()
            self._stream.codec_context.flush_buffers()
            return
        waiting.popleft()
        if self._can_be_left_out(packet):
            tally.passed += 1
            return
        yield packet

    def _can_be_left_out(self, packet: Any) -> bool:
        """Whether nobody wants what a packet shows, and no other frame refers to it."""
        time_s = self._shown_s(packet)
        if time_s is None or not time_s < self._leaps.idle_until_s - _ROUNDED_S or self._codec not in _REFERRED:
            return False
        mask, slices = _REFERRED[self._codec]
        kinds = [kind for kind in _nal_types(bytes(packet), 0xFF, 0) if kind & 0x1F in slices]
        return bool(kinds) and not any(kind & mask for kind in kinds)

    def _key_s(self, packet: Any) -> float | None:
        """When a packet is shown that decoding may begin at; None another one."""
        if not packet.is_keyframe:
            return None
        if self._codec in _FRESH:
            mask, shift, fresh = _FRESH[self._codec]
            if not fresh & _nal_types(bytes(packet), mask, shift):
                return None
        return self._shown_s(packet)

    def _shown_s(self, packet: Any) -> float | None:
        """When a packet is shown; None where that is not stored."""
        if packet.pts is None or self._stream.container.format.name == "avi":
            return None
        return seconds(packet.pts, self._base) - self._start_s


def _nal_types(data: bytes, mask: int, shift: int) -> set[int]:
    """Types of the NAL units of a packet, counted by four bytes each or begun with a start code; else nothing."""
    found: set[int] = set()
    if data[:3] == b"\0\0\1" or data[:4] == b"\0\0\0\1":
        at = data.find(b"\0\0\1")
        while 0 <= at < len(data) - 3:
            found.add(data[at + 3] >> shift & mask)
            at = data.find(b"\0\0\1", at + 3)
        return found
    at = 0
    while at + 4 < len(data):
        found.add(data[at + 4] >> shift & mask)
        at += 4 + int.from_bytes(data[at : at + 4], "big")
    return found if at == len(data) else set()
