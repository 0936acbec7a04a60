"""What may happen to a crop between a rendered person and a real camera."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.body.skeleton import COUNT
from posecheck.eyes.crop import SIZE_PX

STORED_PX, STORED_MARGIN = 176, 1.375


def moved(crop: np.ndarray, turn_deg: float, scale: float, shift: np.ndarray) -> np.ndarray:
    """The crop turned clockwise, enlarged and shifted (in half crops), cut to the network's size."""
    zoom = scale * SIZE_PX / (STORED_PX / STORED_MARGIN)
    cos, sin = zoom * np.cos(np.radians(turn_deg)), zoom * np.sin(np.radians(turn_deg))
    turn = np.array([[cos, -sin], [sin, cos]])
    to = (SIZE_PX - 1) / 2 + shift * SIZE_PX / 2
    matrix = np.column_stack([turn, to - turn @ np.full(2, (STORED_PX - 1) / 2)])
    return cv2.warpAffine(crop, matrix, (SIZE_PX, SIZE_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def moved_marks(marks: np.ndarray, turn_deg: float, scale: float, shift: np.ndarray) -> np.ndarray:
    """The landmarks' numbers in the moved crop."""
    table = marks.reshape(COUNT, 7).copy()
    cos, sin = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    turn = np.array([[cos, -sin], [sin, cos]])
    table[:, :2] = scale * table[:, :2] @ turn.T + shift
    table[:, 2] *= scale
    table[:, 3:5] = table[:, 3:5] @ turn.T
    return table.ravel()


def photographed(crop: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Colour, light, sharpness, noise, compression and things in front, each on some of the crops."""
    picture = crop.astype(np.float32)
    if rng.uniform() < 0.8:
        gain = rng.uniform(0.6, 1.5) * rng.uniform(0.85, 1.18, 3)
        picture = 255 * np.clip(picture * gain.astype(np.float32) / 255, 0, 1) ** np.float32(rng.uniform(0.65, 1.5))
    if rng.uniform() < 0.25:
        grey = picture.mean(-1, keepdims=True)
        picture = grey + np.float32(rng.uniform(0, 1)) * (picture - grey)
    if rng.uniform() < 0.1:
        picture = picture[..., rng.permutation(3)]
    if rng.uniform() < 0.25:
        small = int(SIZE_PX * rng.uniform(0.35, 0.9))
        picture = cv2.resize(cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA), (SIZE_PX, SIZE_PX))
    if rng.uniform() < 0.2:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.6))
    if rng.uniform() < 0.2:
        light = cv2.resize(
            rng.uniform(0.55, 1.35, (3, 3)).astype(np.float32), (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_CUBIC
        )
        picture = picture * light[..., None]
    if rng.uniform() < 0.4:
        picture = picture + rng.standard_normal(picture.shape, np.float32) * np.float32(rng.uniform(1, 10))
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.uniform() < 0.2:
        _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(25, 80))])
        picture = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    for _ in range(int(rng.integers(1, 3)) if rng.uniform() < 0.25 else 0):
        width, height = rng.integers(6, 34, 2)
        x, y = rng.integers(0, SIZE_PX - 6, 2)
        picture[y : y + height, x : x + width] = rng.integers(0, 255, 3)
    return picture
