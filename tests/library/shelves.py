"""Libraries for tests, and small recordings to put into them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import seen

from posecheck.body.recording import Recording, write_recording
from posecheck.library.facts import Client, Outcome
from posecheck.library.library import Library
from posecheck.library.work import Worker

#: Opens the library of a test, again and again.
Opener = Callable[..., Library]

SAMPLES = Path(__file__).parents[2] / "samples"

#: A name that is in no file by chance.
NAME = "Philippa Quillfeather"


@cache
def landmarks(sample: str) -> bytes:
    """What is seen in a sample, as a landmark recording: analysed in a blink."""
    stream = BytesIO()
    write_recording(stream, Recording(seen.clip(sample), f"{sample}.mp4", None, 0.0, 1.0, "room"))
    return stream.getvalue()


def film(sample: str, folder: Path, name: str = "") -> Path:
    """A landmark recording of a sample as a file."""
    path = folder / (name or f"{sample}.npz")
    path.write_bytes(landmarks(sample))
    return path


def tiny_film(folder: Path, number: int = 0, seconds: float = 0.4) -> Path:
    """A small real video in which nobody is; another one for each number."""
    path = folder / f"film{number}.mp4"
    rng = np.random.default_rng(number)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(max(1, round(seconds * 10))):
            frame = av.VideoFrame.from_ndarray(rng.integers(0, 255, (48, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def put(library: Library, client: Client, path: Path, **options: object) -> Outcome:
    """Brings in a file and analyses it."""
    outcome = library.intake.add(client.id, path, **options)  # type: ignore[arg-type]
    Worker(library).run()
    return outcome
