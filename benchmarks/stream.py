"""What one picture of a camera costs the server: decoded, seen, told; and decoded and detected alone. For ``speed.py``.

    PYTHONPATH=. python benchmarks/stream.py

Prints milliseconds of the processor for each picture of 640 x 480, as JSON: ``{"stream": ..., "naive": ...}``. Measured
are 20 s of a hold at 20 pictures a second, after its first 3 s.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the app does

import json
import time
from pathlib import Path

import av
import cv2
import mediapipe as mp
import numpy as np
from naive import landmarker

from posecheck.live.stream import Stream

ROOT = Path(__file__).parents[1]
PICTURES_HZ, BEFORE_S, HOLD_S = 20.0, 3.0, 20.0


def pictures() -> list[bytes]:
    """The middle of a sample, back and forth, as a browser sends it."""
    with av.open(str(ROOT / "samples" / "tadasana_tilted.mp4")) as container:
        frames = [frame.to_ndarray(format="bgr24")[:, 107:747] for frame in container.decode(video=0)]
    coded = [cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes() for frame in frames]
    assert frames[0].shape == (480, 640, 3)
    loop = coded + coded[::-1]
    count = round((BEFORE_S + HOLD_S) * PICTURES_HZ)
    return (loop * (count // len(loop) + 1))[:count]


def streamed(shown: list[bytes]) -> float:
    """By posecheck, from the picture to all that the page is told."""
    stream, before = Stream(), round(BEFORE_S * PICTURES_HZ)
    stream.order({"wish": {"pose": "tadasana", "hold_s": 600, "lead_s": 0}})
    stream.order({"order": "start"})
    for index, data in enumerate(shown):
        if index == before:
            began_s = time.process_time()
        picture = stream.see((index + 1) / PICTURES_HZ, data)
        json.dumps(stream.shown(picture))
        told = stream.tell(picture)
        json.dumps(told)
    used_s = time.process_time() - began_s
    assert told["state"]["phase"] == "hold"
    stream.close()
    return 1000.0 * used_s / (len(shown) - before)


def naive(shown: list[bytes]) -> float:
    """Decoding and detecting alone."""
    before = round(BEFORE_S * PICTURES_HZ)
    with landmarker() as network:
        for index, data in enumerate(shown):
            if index == before:
                began_s = time.process_time()
            pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
            image = mp.Image(image_format=mp.ImageFormat.SRGB, data=pixels)
            network.detect_for_video(image, round(1000 * (index + 1) / PICTURES_HZ))
        used_s = time.process_time() - began_s
    return 1000.0 * used_s / (len(shown) - before)


def main() -> None:
    shown = pictures()
    print(json.dumps({"stream": streamed(shown), "naive": naive(shown)}))


if __name__ == "__main__":
    main()
