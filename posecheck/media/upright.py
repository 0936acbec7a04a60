"""Decoded video frames to upright pictures with square pixels."""

from __future__ import annotations

from dataclasses import dataclass

import av
import numpy as np
from av.sidedata.sidedata import Type


@dataclass(frozen=True, slots=True)
class Turn:
    """How a stored picture must be turned for showing: one of the eight ways to lay down a rectangle.

    Attributes:
        swap: exchange rows and columns, first.
        flip_x: then exchange left and right.
        flip_y: then exchange top and bottom.
    """

    swap: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @classmethod
    def of(cls, frame: av.VideoFrame) -> Turn:
        """The turn that a frame's display matrix asks for (none: stay as it is).

        Ask one frame of a stream only: a frame whose side data was looked at is held in a reference cycle with it,
        and at 4K a few hundred of them fill gigabytes before the collector comes by.
        """
        data = frame.side_data.get(Type.DISPLAYMATRIX)  # type: ignore[call-overload]
        if data is None:
            return cls()
        # FFmpeg's layout: x' = a x + c y, y' = b x + d y, with x right and y down.
        a, b, _, c, d = np.frombuffer(bytes(data), np.int32)[:5].tolist()
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return cls(False, a < 0, d < 0)
        return cls(True, c < 0, b < 0)

    @property
    def mirrored(self) -> bool:
        """Whether left and right are exchanged, beyond a rotation."""
        return self.swap ^ self.flip_x ^ self.flip_y

    @property
    def rotation_deg(self) -> int:
        """0, 90, 180 or 270 clockwise; of a mirrored turn, the rotation that comes before exchanging left and right."""
        flip_x = self.flip_x ^ self.mirrored
        if self.swap:
            return 90 if flip_x else 270
        return 180 if flip_x else 0

    def size(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) after the turn, or before it: it is the same exchange."""
        return (height, width) if self.swap else (width, height)

    def apply(self, pixels: np.ndarray) -> np.ndarray:
        """``(H, W, 3)`` turned, C-contiguous."""
        if self.swap:
            pixels = pixels.transpose(1, 0, 2)
        return np.ascontiguousarray(pixels[:: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1])


def upright(frame: av.VideoFrame, turn: Turn, pixel_aspect: float, size_px: tuple[int, int]) -> np.ndarray:
    """One decoded frame as it is meant to be seen.

    Args:
        frame: any pixel format and size.
        turn: how the stream is laid down.
        pixel_aspect: width of a stored pixel over its height.
        size_px: (width, height) wanted.

    Returns:
        ``(height, width, 3)`` uint8 RGB, C-contiguous. A frame of another shape than the wanted one (a stream that
        changes its size) keeps its proportions, with black bars.
    """
    width, height = turn.size(*size_px)
    full_width = frame.width * pixel_aspect
    scale = min(width / full_width, height / frame.height)
    fit_width, fit_height = max(1, round(full_width * scale)), max(1, round(frame.height * scale))
    if abs(fit_width - width) <= 1 and abs(fit_height - height) <= 1:
        return turn.apply(_rgb(frame, width, height))
    canvas = np.zeros((height, width, 3), np.uint8)
    left, top = (width - fit_width) // 2, (height - fit_height) // 2
    canvas[top : top + fit_height, left : left + fit_width] = _rgb(frame, fit_width, fit_height)
    return turn.apply(canvas)


def _rgb(frame: av.VideoFrame, width: int, height: int) -> np.ndarray:
    # Area averaging is the cheaper and the cleaner one for shrinking, but gives blocks where a side grows.
    shrinks = width <= frame.width and height <= frame.height
    return frame.to_ndarray(format="rgb24", width=width, height=height, interpolation="AREA" if shrinks else "BILINEAR")
