"""Frames to a video file that browsers play: H.264 in MP4, with the times that the frames have."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from posecheck.errors import OutputError
from posecheck.media.source import shown

_ENCODER = "libx264"
# Without B-frames: with them the container cannot say how long the last frame of a variable rhythm is shown.
_OPTIONS = {"crf": "23", "preset": "veryfast", "bf": "0"}
_TICK = Fraction(1, 90_000)

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space or choose another disk",
    errno.EDQUOT: "the disk is full for you; free some space or choose another disk",
    errno.EFBIG: "the file would become too large for this disk or for you; choose another disk",
    errno.EACCES: "its folder may not be written to; choose another folder",
    errno.EPERM: "its folder may not be written to; choose another folder",
    errno.EROFS: "its disk may only be read; choose another folder",
    errno.ENAMETOOLONG: "its name is too long; choose a shorter one",
    errno.ENOENT: "its folder does not exist; make it first, or choose another one",
    errno.ENOTDIR: "its folder is not a folder; choose another one",
}


class VideoWriter:
    """Writes one video; use it with ``with``.

    Frames go into a hidden file beside the target, which takes the target's place when the ``with`` block ends
    well. When it ends with an exception, or by Ctrl-C, nothing is left behind and an older target stays as it is.
    """

    def __init__(self, path: Path, size_px: tuple[int, int], *, rate_hz: float) -> None:
        """Touches nothing yet.

        Args:
            path: the file to write, an MP4 whatever its name; an older file is replaced.
            size_px: (width, height) of every frame. An odd side is made even by repeating its last pixels, as
                H.264 asks for.
            rate_hz: frames a second on average; the last frame is shown for one such step.

        Raises:
            ValueError: a size or rate that is not positive.
        """
        width, height = size_px
        if width < 1 or height < 1 or not rate_hz > 0.0:
            raise ValueError(f"a video needs a positive size and rate, not {size_px} and {rate_hz}")
        self._path = Path(path)
        self._size_px = int(width), int(height)
        self._rate_hz = rate_hz
        self._part: Path | None = None
        self._container: Any = None
        self._stream: Any = None
        self._last_tick: int | None = None
        self._frames = 0

    def __enter__(self) -> Self:
        """Opens the file.

        Raises:
            OutputError: it can't be written; the message says why and what to do.
        """
        try:
            self._path = self._checked(self._path)
            self._open()
        except (OSError, ValueError) as error:
            self._discard()
            raise self._failure(error) from None
        except BaseException:
            self._discard()
            raise
        return self

    def write(self, frame_pixels_rgb: np.ndarray, time_s: float) -> None:
        """Adds a frame.

        Args:
            frame_pixels_rgb: ``(H, W, 3)`` uint8 of the size of the video.
            time_s: when it is shown; later than the frame before it. It stays until the next one.

        Raises:
            ValueError: pixels of another shape or type, a time that does not rise, or no ``with`` block.
            OutputError: it can't be written.
        """
        if self._container is None:
            raise ValueError("a VideoWriter writes inside its with block only")
        width, height = self._size_px
        if frame_pixels_rgb.shape != (height, width, 3) or frame_pixels_rgb.dtype != np.uint8:
            raise ValueError(f"expected uint8 pixels {(height, width, 3)}, got {frame_pixels_rgb.shape}")
        tick = round(time_s / _TICK)
        if self._last_tick is not None and tick <= self._last_tick:
            raise ValueError(f"time does not rise: {time_s} s after {float(self._last_tick * _TICK)} s")
        padded = np.pad(frame_pixels_rgb, ((0, height % 2), (0, width % 2), (0, 0)), "edge")
        frame = av.VideoFrame.from_ndarray(padded, "rgb24").reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )
        frame.pts, frame.time_base = tick, _TICK
        self._last_tick = tick
        self._frames += 1
        self._encode(frame)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Completes the file, or removes what there is of it.

        Raises:
            OutputError: it can't be completed, or no frame was written.
        """
        try:
            if kind is None:
                self._finish()
        finally:
            self._discard()

    def _checked(self, path: Path) -> Path:
        """The file itself, links followed, after what can be known beforehand."""
        path = path.resolve()
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            mode = None
        if mode is not None and stat.S_ISDIR(mode):
            raise OutputError(f"{shown(path)} is a folder; name a file in it.")
        if mode is not None and not stat.S_ISREG(mode):
            raise OutputError(f"{shown(path)} is a device, not a file; choose another name.")
        if mode is not None and not os.access(path, os.W_OK):
            raise OutputError(f"{shown(path)} may not be overwritten; choose another name.")
        return path

    def _open(self) -> None:
        try:
            av.Codec(_ENCODER, "w")
        except ValueError:
            raise OutputError(
                f"PyAV was installed here without the encoder {_ENCODER}; install it from PyPI "
                "(pip install --force-reinstall --only-binary av av)."
            ) from None
        part = self._path.with_name(f".posecheck-{secrets.token_hex(6)}.part")
        part.open("xb").close()
        self._part = part
        self._container = av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"})
        # The rate is a hint for the encoder's budget; the times come with the frames.
        rate = Fraction(self._rate_hz).limit_denominator(1001)
        stream: Any = self._container.add_stream(_ENCODER, rate=rate, options=_OPTIONS)
        stream.width, stream.height = (side + side % 2 for side in self._size_px)
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = _TICK
        context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        self._stream = stream

    def _encode(self, frame: av.VideoFrame | None) -> None:
        try:
            for packet in self._stream.encode(frame):
                if packet.pts == self._last_tick:
                    packet.duration = round(1.0 / self._rate_hz / _TICK)
                self._container.mux(packet)
        except (OSError, ValueError) as error:
            raise self._failure(error) from None

    def _finish(self) -> None:
        if not self._frames:
            raise OutputError(f"There is no picture to write to {shown(self._path)}.")
        self._encode(None)
        try:
            self._close()
            assert self._part is not None
            with av.open(str(self._part)) as written:
                if written.streams.video[0].frames != self._frames:
                    raise OSError(errno.ENOSPC, "incomplete")
            self._part.replace(self._path)
            self._part = None
        except (OSError, ValueError) as error:
            raise self._failure(error) from None

    def _close(self) -> None:
        container, self._container = self._container, None
        if container is not None:
            container.close()

    def _discard(self) -> None:
        """Removes what is not complete."""
        try:
            self._close()
        except (OSError, ValueError):
            pass  # What it holds is thrown away in any case.
        finally:
            if self._part is not None:
                self._part.unlink(missing_ok=True)
                self._part = None

    def _failure(self, error: Exception) -> OutputError:
        code = getattr(error, "errno", None)
        reason = _REASONS.get(code or 0, f"{getattr(error, 'strerror', None) or error}; choose another place")
        return OutputError(f"{shown(self._path)} cannot be written: {reason}.")
