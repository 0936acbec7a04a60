"""Real media files made on the spot, with known answers: coloured squares in known corners, known times."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
_CLOCK = Fraction(1, 90_000)


def card(width_px: int = 96, height_px: int = 64) -> np.ndarray:
    """``(H, W, 3)`` uint8 RGB on grey: red square top left, green top right, blue bottom left."""
    pixels = np.full((height_px, width_px, 3), 128, np.uint8)
    side = max(1, min(width_px, height_px) // 3)
    pixels[:side, :side] = RED
    pixels[:side, -side:] = GREEN
    pixels[-side:, :side] = BLUE
    return pixels


def corners(pixels: np.ndarray) -> dict[str, str]:
    """Where the squares of ``card`` are, e.g. ``{"red": "top left", ...}``; a colour that is not there is left out."""
    found = {}
    for channel, name in enumerate(("red", "green", "blue")):
        others = [c for c in range(3) if c != channel]
        ys, xs = np.nonzero((pixels[..., channel] > 150) & (pixels[..., others] < 110).all(-1))
        if len(ys):
            height, width = pixels.shape[:2]
            row = "top" if ys.mean() < height / 2 else "bottom"
            found[name] = f"{row} {'left' if xs.mean() < width / 2 else 'right'}"
    return found


def square_size(pixels: np.ndarray) -> tuple[float, float]:
    """(width, height) in pixels of the red square of ``card``."""
    red = (pixels[..., 0] > 180) & (pixels[..., 1] < 80) & (pixels[..., 2] < 80)
    return float(red.any(0).sum()), float(red.any(1).sum())


def grey_levels(count: int, width_px: int = 64, height_px: int = 48) -> list[np.ndarray]:
    """Plain frames, each a bit lighter than the one before it."""
    return [np.full((height_px, width_px, 3), 40 + (160 * i) // max(1, count), np.uint8) for i in range(count)]


def noise(count: int, width_px: int = 320, height_px: int = 240, seed: int = 0) -> list[np.ndarray]:
    """Frames with nobody in them."""
    rng = np.random.default_rng(seed)
    grey = rng.integers(60, 200, (count, height_px, width_px, 1), np.uint8)
    return list(np.repeat(grey, 3, axis=3))


@contextmanager
def ordinary() -> Iterator[None]:
    """Gives the thread its turn among others back: run as root, the AV1 encoder makes it a real-time thread.

    All that it started afterwards would be real-time as well: a server and a browser then starve everything else.
    """
    try:
        yield
    finally:
        if hasattr(os, "sched_setscheduler"):
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def write_video(
    path: Path,
    frames: Iterable[np.ndarray],
    *,
    codec: str = "libx264",
    fps: float = 25,
    times: Sequence[float] | None = None,
    pix_fmt: str = "yuv420p",
    rotation_deg: int = 0,
    mirrored: bool = False,
    pixel_aspect: Fraction | None = None,
    sound: bool = False,
    cover: np.ndarray | None = None,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
) -> Path:
    """Encodes frames to a file whose container follows from the name.

    Args:
        path: file to write.
        frames: ``(H, W, 3)`` uint8 RGB, all of one size.
        codec: FFmpeg's name of an encoder.
        fps: frames in a second, where ``times`` is None.
        times: seconds at which each frame is shown.
        pix_fmt: pixel format in which to store.
        rotation_deg: clockwise turn that the file asks for at showing: 0, 90, 180 or 270.
        mirrored: whether it asks to exchange left and right after that.
        pixel_aspect: width of a pixel over its height.
        sound: whether to add a track of silence of the same length.
        cover: a cover picture to attach as a second picture stream.
        options: options of the encoder.
        container_options: options of the container.

    Returns:
        The path.
    """
    frames = list(frames)
    height_px, width_px = frames[0].shape[:2]
    times = [i / fps for i in range(len(frames))] if times is None else times
    with ordinary(), av.open(str(path), "w", options=container_options or {}) as container:
        stream: Any = container.add_stream(codec, rate=Fraction(fps).limit_denominator(1001), options=options or {})
        stream.width, stream.height, stream.pix_fmt = width_px, height_px, pix_fmt
        if path.suffix != ".avi":
            stream.codec_context.time_base = _CLOCK
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if rotation_deg or mirrored:
            stream.set_display_rotation(-rotation_deg, hflip=mirrored)
        silence = container.add_stream("aac", rate=16_000) if sound else None
        if cover is not None:
            _attach(container, cover)
        tick = stream.codec_context.time_base or Fraction(1, int(fps))
        for pixels, time_s in zip(frames, times, strict=True):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24")
            frame.time_base, frame.pts = tick, round(time_s / tick)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if silence is not None:
            _mux_silence(container, silence, times[-1] + 1.0 / fps)
    return path


def write_sound(path: Path, length_s: float = 0.5, cover: np.ndarray | None = None) -> Path:
    """A file with sound only, and a cover picture where one is given."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16_000)
        if cover is not None:
            _attach(container, cover)
        _mux_silence(container, stream, length_s)
    return path


def write_changing_size(path: Path, frames: Iterable[np.ndarray], fps: int = 25) -> Path:
    """A Matroska file of JPEG frames, each of its own size."""
    with av.open(str(path), "w", format="matroska") as container:
        stream: Any = container.add_stream("mjpeg", rate=fps)
        for i, pixels in enumerate(frames):
            if i == 0:
                stream.height, stream.width = pixels.shape[:2]
                stream.pix_fmt = "yuvj420p"
            packet = av.Packet(jpeg(pixels))
            packet.stream, packet.time_base = stream, Fraction(1, fps)
            packet.pts = packet.dts = i
            packet.is_keyframe = True
            container.mux(packet)
    return path


def cut(path: Path, share: float, to: Path) -> Path:
    """The first part of a file's bytes, as another file."""
    data = path.read_bytes()
    to.write_bytes(data[: int(len(data) * share)])
    return to


def jpeg(pixels: np.ndarray, orientation: int | None = None) -> bytes:
    """A JPEG, with an EXIF orientation (1 to 8) if one is named."""
    data = encoded(".jpg", pixels)
    if orientation is None:
        return data
    tiff = b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    exif = b"Exif\x00\x00" + tiff
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def encoded(suffix: str, pixels: np.ndarray) -> bytes:
    """A picture file's bytes in the format of the suffix; ``pixels`` RGB, RGBA or grey, uint8 or uint16."""
    if pixels.ndim == 3:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR if pixels.shape[2] == 3 else cv2.COLOR_RGBA2BGRA)
    done, data = cv2.imencode(suffix, pixels)
    assert done
    return data.tobytes()


def _mux_silence(container: Any, stream: Any, length_s: float) -> None:
    samples = 1024
    for i in range(max(1, round(length_s * 16_000 / samples))):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, samples), np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 16_000, i * samples, Fraction(1, 16_000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _attach(container: Any, cover: np.ndarray) -> None:
    stream = container.add_stream("mjpeg", rate=1)
    stream.height, stream.width = cover.shape[:2]
    stream.pix_fmt = "yuvj420p"
    stream.disposition = stream.disposition.__class__.attached_pic
    packet = av.Packet(jpeg(cover))
    packet.stream, packet.time_base, packet.pts, packet.dts, packet.is_keyframe = stream, Fraction(1, 1), 0, 0, True
    container.mux(packet)
