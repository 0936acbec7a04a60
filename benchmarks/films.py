"""Films for the benchmarks of speed: a sample as a phone would record it, as large and as long as is wanted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

SAMPLES = Path(__file__).parents[1] / "samples"

#: Pictures a second, and how much a camera's pictures flicker, grey levels.
RATE_HZ, NOISE = 30, 2.0

#: Bits a second for each million pixels: a phone's 1080p has 14 million.
BITS = 7_000_000

#: Encoders: a phone's chip (a key frame a second, each frame from the one before), and a converter (x264 as it is).
PHONE = {"preset": "veryfast", "bf": "0", "refs": "1", "g": str(RATE_HZ), "sc_threshold": "0"}
CONVERTED = {"preset": "medium", "crf": "23"}


def film(name: str, to: Path, size: tuple[int, int], seconds: float, options: dict[str, str] = PHONE) -> Path:
    """A sample played forwards and backwards over and over, enlarged, with a camera's noise, as H.264.

    Args:
        name: of the sample.
        to: the file to write; what lies there is kept if it was made so before.
        size: (width, height) of the upright picture, of the sample's proportions or nearly.
        seconds: length; whole rounds of the sample are repeated without encoding them again.
        options: of the encoder.
    """
    if to.exists():
        return to
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_suffix(".part.mp4")
    _once(SAMPLES / f"{name}.mp4", part, size, options)
    _repeat(part, to, seconds)
    part.unlink()
    return to


def _once(sample: Path, to: Path, size: tuple[int, int], options: dict[str, str]) -> None:
    random = np.random.default_rng(1)
    flicker = [random.normal(0.0, NOISE, (size[1], size[0])).astype(np.float32) for _ in range(7)]
    with av.open(str(sample)) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    with av.open(str(to), "w") as target:
        stream = target.add_stream("libx264", rate=RATE_HZ, options=options)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        if "crf" not in options:
            stream.bit_rate = round(BITS * size[0] * size[1] / 1e6)
        for index, picture in enumerate([*pictures, *pictures[-2:0:-1]]):
            large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
            noisy = np.clip(large + flicker[index * 5 % 7][..., None], 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(noisy, "rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, RATE_HZ)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))


def _repeat(once: Path, to: Path, seconds: float) -> None:
    """One round over and over, packet by packet, up to the length wanted."""
    with av.open(str(once)) as source, av.open(str(to), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        packets = [packet for packet in source.demux(video=0) if packet.size]
        stamps = [(packet.pts, packet.dts) for packet in packets]
        step = round(1 / RATE_HZ / packets[0].time_base)
        turns = max(1, round(seconds * RATE_HZ / len(packets)))
        for turn in range(turns):
            for packet, (pts, dts) in zip(packets, stamps, strict=True):
                packet.pts, packet.dts = pts + turn * step * len(packets), dts + turn * step * len(packets)
                packet.stream = stream
                target.mux(packet)


def names() -> list[str]:
    """The samples that can be enlarged."""
    return sorted(path.stem for path in SAMPLES.glob("*.mp4"))
