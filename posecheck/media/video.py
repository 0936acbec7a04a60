"""Video files to upright frames with the times at which the source shows them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import av

from posecheck.errors import InputError, MediaError
from posecheck.media.leaps import Leaps, Packets
from posecheck.media.picture import Picture, picture_format
from posecheck.media.source import Counts, Media, Shot, SourceInfo, checked_file, fitted, shown
from posecheck.media.ticks import seconds
from posecheck.media.upright import Turn, upright

__all__ = ["Media", "SourceInfo", "open_media"]

# Only formats that hold their own pictures. A playlist names other files or addresses, which FFmpeg would open.
_FORMATS = "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,ogg,asf,gif,ivf,obu,h264,hevc,m4v,nut,mxf,dv,yuv4mpegpipe"
_PLAYLISTS = (b"#EXTM3U", b"ffconcat version", b"<MPD", b"<?xml", b"[playlist]", b"v=0\r\no=", b"v=0\no=")
_DEFAULT_STEP_S = 1.0 / 25.0
_ROUNDED_S = 0.001


def open_media(path: str | os.PathLike[str], *, max_side_px: int = 1280) -> Media:
    """Opens a video or a picture.

    Args:
        path: a file on this computer; what it holds counts, not its name. Nothing is ever read over a network.
        max_side_px: frames are made smaller so that their long side is at most this; never larger.

    Returns:
        Media whose first frame is known to be readable.

    Raises:
        InputError: ``max_side_px`` is below 1.
        MediaError: nothing can be read from it; the message says why and what to do.
    """
    if max_side_px < 1:
        raise InputError(f"The largest side must be at least 1 pixel, not {max_side_px}.")
    place, head = checked_file(path)
    picture = picture_format(head)
    if picture:
        return Picture(place, picture, max_side_px)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_PLAYLISTS):
        raise MediaError(f"{shown(place)} is a list that points to other files; name the video itself.")
    return _Video(place, max_side_px)


class _Video(Media):
    def __init__(self, path: Path, max_side_px: int) -> None:
        with opened(path) as (container, stream):
            first = next(_decoded(container, stream, _Tally()), None)
            if first is None:
                raise MediaError(f"No picture of {shown(path)} could be decoded; record or convert it again.")
            turn = Turn.of(first)
            aspect = float(stream.sample_aspect_ratio or 1)
            aspect = aspect if 0.05 < aspect < 20.0 else 1.0
            width_px, height_px = turn.size(max(1, round(first.width * aspect)), first.height)
            info = SourceInfo(
                path=path,
                kind="video",
                width_px=width_px,
                height_px=height_px,
                codec=stream.codec_context.codec.canonical_name,
                duration_s=_declared_s(container, stream),
                frames_declared=stream.frames or None,
                rotation_deg=turn.rotation_deg,
                pixel_aspect=aspect,
            )
        super().__init__(info, fitted(width_px, height_px, max_side_px))
        self._turn = turn

    def _shots(self, every_s: float | None, leaps: Leaps | None, since: tuple[float, Counts] | None) -> Iterator[Shot]:
        self.notices.clear()
        tally = _Tally()
        with opened(self.info.path) as (container, stream):
            clock = _Clock(stream)
            given_s: float | None = None
            for raw in _decoded(container, stream, tally, leaps and Packets(stream, leaps)):
                time_s = clock.time_s(raw)
                if time_s is None:
                    continue
                # Containers that round to milliseconds would make the rhythm stumble at exactly half a frame.
                wait_s = 0.0 if every_s is None else every_s - clock.step_s / 2.0 - _ROUNDED_S
                if since and time_s >= since[0]:
                    tally.decoded, tally.damaged, tally.passed, clock.dropped = astuple(since[1])
                    since = None
                if given_s is None or time_s - given_s >= wait_s:
                    given_s = time_s
                    make = partial(upright, raw, self._turn, self.info.pixel_aspect, self.size_px)
                    yield Shot(time_s, make, Counts(tally.decoded, tally.damaged, tally.passed, clock.dropped))
                if leaps:
                    leaps.wait(time_s)
        self.notices.extend(self._remarks(clock, tally))

    def _remarks(self, clock: _Clock, tally: _Tally) -> Iterator[str]:
        declared_s, frames = self.info.duration_s, self.info.frames_declared
        complete = frames is not None and tally.decoded + tally.damaged + tally.passed >= frames
        if declared_s is not None and not complete and declared_s - clock.end_s > max(0.25, 3.0 * clock.step_s):
            read = f"{tally.decoded + tally.passed} of {frames}" if frames else f"{tally.decoded + tally.passed}"
            yield (
                f"The file ends early: {clock.end_s:.1f} s of {declared_s:.1f} s could be read "
                f"({read} frames); it was probably cut off, and the results cover only that part."
            )
        if tally.damaged:
            yield f"{tally.damaged} damaged frames were left out."
        if clock.dropped:
            yield f"{clock.dropped} frames were left out because their times do not advance."
        if self._turn.mirrored:
            yield "The file asks to be shown mirrored, and was read so: left and right may be exchanged."


class _Clock:
    """Times of frames in seconds from the start of a stream, by the stream's own clock."""

    def __init__(self, stream: Any) -> None:
        rate = stream.average_rate or stream.guessed_rate
        self.step_s = float(1 / rate) if rate else _DEFAULT_STEP_S
        self.dropped = 0
        self._start: int | None = stream.start_time
        # AVI stores no showing times: what FFmpeg gives as such jumps back and forth where frames are reordered.
        self._uses_pts: bool | None = False if stream.container.format.name == "avi" else None
        self._last_s: float | None = None
        self._shown_s = 0.0

    @property
    def end_s(self) -> float:
        """When the last frame ends, as far as is known."""
        return 0.0 if self._last_s is None else self._last_s + max(self.step_s, self._shown_s)

    def time_s(self, frame: av.VideoFrame) -> float | None:
        """Seconds from the start; None for a frame that is not later than the one before it."""
        if self._uses_pts is None:
            self._uses_pts = frame.pts is not None
        stamp = frame.pts if self._uses_pts else frame.dts
        if stamp is None:
            now_s = 0.0 if self._last_s is None else self._last_s + self.step_s
        else:
            if self._last_s is None:
                # Decoding times run ahead of showing times by a constant.
                self._start = stamp if self._start is None or not self._uses_pts else min(self._start, stamp)
            now_s = seconds(stamp - (self._start or 0), frame.time_base)
        if self._last_s is not None and now_s <= self._last_s:
            self.dropped += 1
            return None
        self._last_s, self._shown_s = now_s, seconds(frame.duration or 0, frame.time_base)
        return now_s


@dataclass(slots=True)
class _Tally:
    decoded: int = 0
    damaged: int = 0
    passed: int = 0


def _decoded(container: Any, stream: Any, tally: _Tally, choice: Packets | None = None) -> Iterator[av.VideoFrame]:
    """Every sound frame of a stream, over damaged ones, up to where the file can be read; or those of a choice."""
    packets = container.demux(stream) if choice is None else choice(container, tally)
    while True:
        try:
            packet = next(packets, None)
        except (av.FFmpegError, OSError):
            return
        if packet is None:
            return
        try:
            frames = packet.decode()
        except (av.FFmpegError, OSError):
            tally.damaged += 1
            continue
        for frame in frames:
            if frame.is_corrupt:
                tally.damaged += 1
            else:
                tally.decoded += 1
                yield frame


@contextmanager
def opened(path: Path) -> Iterator[tuple[Any, Any]]:
    """A container and its video stream."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise MediaError(f"{shown(path)} is gone or unreadable ({error.strerror}); put it back.") from None
    with file:
        try:
            container = av.open(_Nameless(file), options={"format_whitelist": _FORMATS, "protocol_whitelist": ""})
        except (av.FFmpegError, OSError, ValueError):
            raise MediaError(_why_unreadable(path)) from None
        with container:
            stream = _video_stream(container, path)
            stream.thread_type = "AUTO"
            yield container, stream


class _Nameless:
    """An open file without its name: FFmpeg must judge by content, and has nothing else to open."""

    def __init__(self, file: Any) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _video_stream(container: Any, path: Path) -> Any:
    moving = [s for s in container.streams.video if not s.disposition & s.disposition.__class__.attached_pic]
    if not moving:
        raise MediaError(f"{shown(path)} has no picture in it, only sound or other data; choose a video.")
    readable = [s for s in moving if s.codec_context is not None]
    if not readable:
        raise MediaError(f"The video codec of {shown(path)} is unknown; convert it to H.264 (MP4) first.")
    default = readable[0].disposition.__class__.default
    return max(readable, key=lambda s: (bool(s.disposition & default), (s.width or 0) * (s.height or 0)))


def _declared_s(container: Any, stream: Any) -> float | None:
    if stream.duration:
        return float(stream.duration * stream.time_base)
    start_s = float((stream.start_time or 0) * stream.time_base)
    tag = re.fullmatch(r"(\d+):(\d\d):(\d\d\.\d+)", stream.metadata.get("DURATION", ""))
    if tag:  # Matroska: the end on the file's clock
        return int(tag[1]) * 3600.0 + int(tag[2]) * 60.0 + float(tag[3]) - start_s
    # A container's length is that of its longest stream.
    if container.duration and len(container.streams) == 1:
        return container.duration / av.time_base - (start_s if "matroska" in container.format.name else 0.0)
    return None


def _why_unreadable(path: Path) -> str:
    if _lacks_index(path):
        return f"{shown(path)} was cut off before its index ('moov') was written and cannot be played; record it again."
    return f"{shown(path)} is not a readable video or picture; choose another file, or convert it to H.264 (MP4)."


def _lacks_index(path: Path) -> bool:
    """Whether it is an MP4 or MOV file without a whole 'moov' box."""
    boxes: set[bytes] = set()
    total, offset = path.stat().st_size, 0
    with path.open("rb") as file:
        while offset + 8 <= total:
            file.seek(offset)
            head = file.read(16)
            size, kind = int.from_bytes(head[:4], "big"), head[4:8]
            size = int.from_bytes(head[8:16], "big") if size == 1 else size
            if not boxes and kind not in (b"ftyp", b"mdat", b"wide", b"free", b"skip"):
                return False
            if kind == b"moov":
                return offset + size > total
            boxes.add(kind)
            if size < 8:
                break
            offset += size
    return bool(boxes & {b"mdat", b"ftyp"})
