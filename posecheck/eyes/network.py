"""The hip network: from a crop and the landmarks in it to the hip line, the quantities and which leg works.

A small convolutional network, trained on rendered people (``benchmarks/eyes``), run by OpenCV from ``hips.onnx``
beside this file. It looks at the crop as it is and in a mirror, and both answers are averaged. ``hips.npz`` holds what
it knows: how the crops it learned from look to its last layer, and how far from them a crop may be.
"""

from __future__ import annotations

from importlib.resources import files

import cv2
import numpy as np

from posecheck.body.body import Array
from posecheck.body.sight import Sight
from posecheck.errors import ModelError
from posecheck.measure.answers import averaged, decode, mirrored_numbers


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
                self._mean, self._whiten, self._limit = known["mean"], known["whiten"], float(known["limit"])
        except (OSError, ValueError, KeyError, cv2.error) as error:
            raise ModelError(
                "The hip network that comes with posecheck is damaged: install posecheck again."
            ) from error

    def answers(self, crops: Array, numbers: Array) -> tuple[Array, Array]:
        """Answers ``(N, 41)`` and last layer ``(N, 96)`` for crops ``(N, 128, 128, 3)`` uint8 RGB and their numbers."""
        pixels = np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32) / np.float32(127.5) - np.float32(1.0)
        marks = np.ascontiguousarray(numbers, np.float32)
        told, layers = [], []
        for picture, mark in zip(pixels[:, None], marks[:, None], strict=True):
            # OpenCV keeps the address of what it is given, not a copy: both must live until it has looked.
            self._net.setInput(picture, "picture")
            self._net.setInput(mark, "marks")
            answer, layer = self._net.forward(["answers", "feature"])
            told.append(answer[0].copy())
            layers.append(layer[0].copy())
        return np.array(told, np.float64), np.array(layers, np.float64)

    def strangeness(self, layers: Array) -> Array:
        """``(N,)`` how unlike the crops it learned from a crop is; above 1 it should not be believed."""
        return np.linalg.norm((layers - self._mean) @ self._whiten, axis=-1) / self._limit

    def __call__(self, crop: Array, numbers: Array) -> tuple[Sight, float]:
        """What is seen in one crop and its mirror image, in the turn of the crop, and how strange the crop is."""
        both = np.stack([crop, crop[:, ::-1]])
        told, layers = self.answers(both, np.stack([numbers, mirrored_numbers(numbers)]))
        seen = decode(told)
        return averaged(seen[0], seen[1].mirrored()), float(self.strangeness(layers).mean())
