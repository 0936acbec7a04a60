"""What anybody would write first: read, convert, detect, for each frame; and the machine's limit for detecting alone.

    python benchmarks/naive.py VIDEO [--save LANDMARKS.npy] [--ceiling]

Prints seconds a frame for the loop alone. ``--ceiling`` decodes beforehand and lets two landmarkers share the frames.
"""

from __future__ import annotations

import argparse
import threading
import time
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode

MODEL = Path(__file__).parents[1] / "models" / "pose_landmarker_full.task"


def landmarker() -> PoseLandmarker:
    """As it comes, for moving pictures."""
    base = BaseOptions(model_asset_buffer=MODEL.read_bytes())
    return PoseLandmarker.create_from_options(PoseLandmarkerOptions(base_options=base, running_mode=RunningMode.VIDEO))


def loop(video: str) -> list[list[tuple[float, float, float]]]:
    """The naive loop: the landmarks of each frame, as Python objects; empty where nobody was found."""
    found = []
    film = cv2.VideoCapture(video)
    with landmarker() as network:
        while True:
            more, picture = film.read()
            if not more:
                return found
            image = mp.Image(mp.ImageFormat.SRGB, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            told = network.detect_for_video(image, round(film.get(cv2.CAP_PROP_POS_MSEC)))
            found.append([(m.x, m.y, m.z) for m in told.pose_landmarks[0]] if told.pose_landmarks else [])


def ceiling(video: str, most: int = 120) -> float:
    """Seconds a frame of two landmarkers in two threads on frames that are decoded already."""
    film = cv2.VideoCapture(video)
    pictures = []
    while len(pictures) < most:
        more, picture = film.read()
        if not more:
            break
        pictures.append(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    networks = [landmarker(), landmarker()]

    def work(number: int) -> None:
        for index, picture in enumerate(pictures):
            networks[number].detect_for_video(mp.Image(mp.ImageFormat.SRGB, picture), 33 * index)

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = time.perf_counter() - began
    for network in networks:
        network.close()
    return took_s / (2 * len(pictures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--ceiling", action="store_true")
    given = parser.parse_args()
    if given.ceiling:
        print(ceiling(given.video))
        return
    began = time.perf_counter()
    found = loop(given.video)
    print((time.perf_counter() - began) / max(len(found), 1))
    if given.save:
        blank = [(np.nan, np.nan, np.nan)] * 33
        np.save(given.save, np.array([marks or blank for marks in found], np.float32))


if __name__ == "__main__":
    main()
