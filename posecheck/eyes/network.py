"""The hip network: from a crop and the landmarks in it to the hip line, the quantities and which leg works.

A small convolutional network, trained on rendered people (``benchmarks/eyes``), run by OpenCV from ``hips.onnx``
beside this file. It looks at the crop as it is and in a mirror, and both answers are averaged. It also finds the
joints, in the picture alone: where it finds them far from the landmarks or hardly at all, it does not see a person as
it knows them, and is not to be believed. How far, and how sharply, is in ``hips.npz``.
"""

from __future__ import annotations

from importlib.resources import files

import cv2
import numpy as np

from posecheck.body.body import Array
from posecheck.body.sight import Sight
from posecheck.body.skeleton import COUNT
from posecheck.body.skeleton import Landmark as L
from posecheck.errors import ModelError
from posecheck.measure.answers import averaged, decode, mirrored_numbers

#: The network's joints are hips, knees, shoulders and ankles, left and right; the ankles are mostly outside the crop.
_PAIRS = ((L.LEFT_HIP, L.RIGHT_HIP), (L.LEFT_KNEE, L.RIGHT_KNEE), (L.LEFT_SHOULDER, L.RIGHT_SHOULDER))
_EDGE = 0.95


def disagreement(places: Array, numbers: Array) -> Array:
    """``(N,)`` how far the network's joints lie from the landmarks, in half crops: mean over the middles of the pairs.

    Args:
        places: ``(N, 8, 3)`` the network's joints: x and y in [-1, 1], sharpness.
        numbers: ``(N, 231)`` the landmarks' numbers.
    """
    marks = numbers.reshape(-1, COUNT, 7)[..., :2]
    known = np.stack([(marks[:, left] + marks[:, right]) / 2 for left, right in _PAIRS], 1)
    found = places[:, :6, :2].reshape(-1, 3, 2, 2).mean(2)
    inside = (np.abs(known) < _EDGE).all(-1)
    away = np.linalg.norm(known - found, axis=-1)
    return np.where(inside, away, 0.0).sum(-1) / np.maximum(inside.sum(-1), 1)


def sharpness(places: Array) -> Array:
    """``(N,)`` in [0, 1]: how sharply hips and shoulders are found, the least of the four."""
    return places[:, [0, 1, 4, 5], 2].min(-1)


class HipNetwork:
    """The network, ready to look. Not for several threads at once.

    Raises:
        ModelError: one of its files is missing or damaged.
    """

    def __init__(self) -> None:
        folder = files("posecheck.eyes")
        try:
            data = (folder / "hips.onnx").read_bytes()
            self._net = cv2.dnn.readNetFromONNX(np.frombuffer(data, np.uint8))
            with (folder / "hips.npz").open("rb") as stream, np.load(stream) as known:
                self._limit, self._sharp = float(known["limit"]), float(known["sharp"])
        except (OSError, ValueError, KeyError, cv2.error) as error:
            raise ModelError(
                "The hip network that comes with posecheck is damaged: install posecheck again."
            ) from error

    def answers(self, crops: Array, numbers: Array) -> tuple[Array, Array]:
        """What it says of crops ``(N, 128, 128, 3)`` uint8 RGB and the landmarks' numbers ``(N, 231)`` in them.

        Returns:
            ``(N, 41)`` answers, and ``(N, 8, 3)`` the joints it finds: x and y in [-1, 1], sharpness in [0, 1].
        """
        pixels = np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32) / np.float32(127.5) - np.float32(1.0)
        marks = np.ascontiguousarray(numbers, np.float32)
        told, places = [], []
        for picture, mark in zip(pixels[:, None], marks[:, None], strict=True):
            # OpenCV keeps the address of what it is given, not a copy: both must live until it has looked.
            self._net.setInput(picture, "picture")
            self._net.setInput(mark, "marks")
            answer, place = self._net.forward(["answers", "places"])
            told.append(answer[0].copy())
            places.append(place[0].copy())
        return np.array(told, np.float64), np.array(places, np.float64)

    def __call__(self, crop: Array, numbers: Array) -> tuple[Sight, float]:
        """What is seen in one crop and its mirror image, in the turn of the crop, and how strange it is.

        Strange is where it finds the joints far from the landmarks, or hardly finds them; above 1 the answer is not to
        be believed.
        """
        both = np.stack([numbers, mirrored_numbers(numbers)])
        told, places = self.answers(np.stack([crop, crop[:, ::-1]]), both)
        seen = decode(told)
        away, sharp = float(disagreement(places, both).mean()), float(sharpness(places).mean())
        return averaged(seen[0], seen[1].mirrored()), max(away / self._limit, self._sharp / max(sharp, 1e-9))
