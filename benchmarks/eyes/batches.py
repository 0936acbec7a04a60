"""Examples for training: crops in memory, drawn, moved, mirrored and photographed at random."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import cv2
import numpy as np
from augment import moved, moved_marks, photographed
from questions import MIRROR_SIGN

sys.path.insert(0, str(Path(__file__).parents[1]))

from blends import made_of

from posecheck.measure.answers import MIDDLE, SCALE, mirrored_numbers

MIRRORED_JOINTS = [1, 0, 3, 2, 5, 4, 7, 6]

#: Batches made at once, by all processes; these rest while the network learns from them: neither disturbs the other.
AHEAD = 32

_lessons: Lessons | None = None


class Lessons:
    """All crops in memory."""

    def __init__(self, paths: list[Path]) -> None:
        parts = [dict(np.load(path)) for path in paths]
        table = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
        self.crop, self.marks, self.line = table["crop"], table["marks"], table["line"].astype(np.float32)
        self.joints, self.leads = table["joints"].astype(np.float32), table["leads"].astype(np.float32)
        self.value = ((table["quantities"] - MIDDLE) / SCALE).astype(np.float32)
        self.pose, self.person = table["about"][:, 0], table["about"][:, 1]
        self.camera = table["camera"]

    def made_of(self, bodies: Collection[str]) -> np.ndarray:
        """Which examples ``(N,)`` show one of these bodies, or a blend of them."""
        return np.array([made_of(person, bodies) for person in self.person])

    def draw(self, index: int, rng: np.random.Generator | None) -> tuple[np.ndarray, ...]:
        """One example, moved, mirrored and photographed at random; as it is without a generator."""
        crop, marks, line = self.crop[index], self.marks[index], self.line[index].copy()
        joints, leads, value = self.joints[index].copy(), self.leads[index], self.value[index]
        turn, scale, shift = 0.0, 1.0, np.zeros(2)
        if rng is not None:
            turn, scale, shift = rng.uniform(-9, 9), rng.uniform(0.85, 1.17), rng.uniform(-0.1, 0.1, 2)
        picture, numbers = moved(crop, turn, scale, shift), moved_marks(marks, turn, scale, shift)
        cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        turned = np.array([[cos, -sin], [sin, cos]])
        line[:2], joints = turned @ line[:2], scale * joints @ turned.T + shift
        if rng is not None:
            numbers = numbers + rng.standard_normal(len(numbers)) * 0.01
            if rng.uniform() < 0.5:
                picture, numbers = np.ascontiguousarray(picture[:, ::-1]), mirrored_numbers(numbers)
                line, leads, value = line * (1, -1, -1), 1 - leads, value * MIRROR_SIGN
                joints = joints[MIRRORED_JOINTS] * (-1, 1)
            picture = photographed(picture, rng)
        rest = tuple(np.asarray(part, np.float32) for part in (numbers, line, joints, value, leads))
        return picture, *rest


def batch(lessons: Lessons, chosen: np.ndarray, seed: int | None) -> tuple[np.ndarray, ...]:
    """Examples stacked; each has its own generator, so the order of work changes nothing."""
    rngs = [None if seed is None else np.random.default_rng((seed, int(i))) for i in chosen]
    drawn = [lessons.draw(int(i), rng) for i, rng in zip(chosen, rngs, strict=True)]
    return tuple(np.stack(part) for part in zip(*drawn, strict=True))


def _made(order: tuple[np.ndarray, int]) -> tuple[np.ndarray, ...]:
    assert _lessons is not None
    cv2.setNumThreads(1)
    return batch(_lessons, *order)


def batches(
    lessons: Lessons, train: np.ndarray, size: int, seed: int, first: int, last: int, processes: int = 2
) -> Iterator[tuple[np.ndarray, ...]]:
    """The batches of the steps from ``first`` to ``last`` - 1: the same for a step whichever one begins with.

    Args:
        train: the indices to choose from, without repetition in a batch.
        size: examples in a batch.
    """
    global _lessons
    _lessons = lessons
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for step in range(first, last, AHEAD):
            orders = []
            for one in range(step, min(step + AHEAD, last)):
                chosen = np.random.default_rng((seed, one)).choice(train, size, False)
                orders.append((chosen, seed * 10**6 + one))
            yield from pool.map(_made, orders, 2)
