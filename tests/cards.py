"""The printed card, drawn where and how it is turned: a pinhole camera, a sheet with two markers, any turn known.

Signs are worked out here once more from the words: forward, left and up for the person; right, down and ahead for the
camera.
"""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.eyes.layout import HEIGHT_MM, MARKER_MM, SPACING_MM, WIDTH_MM

Array = np.ndarray

SIZE_PX = (720, 1280)
VIEW_DEG = 65.0
_TEXTURE_PX_PER_MM = 6
_FINER = 4


def about(axis: int, deg: float) -> Array:
    """``(3, 3)`` turn about an axis, by the right hand."""
    turn, (i, j) = np.eye(3), ((axis + 1) % 3, (axis + 2) % 3)
    c, s = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    turn[i, i], turn[i, j], turn[j, i], turn[j, j] = c, -s, s, c
    return turn


def pelvis(turn_deg: float = 0.0, obliquity_deg: float = 0.0, tilt_deg: float = 0.0) -> Array:
    """Forward, left and up of a pelvis as columns, in terms of its own forward, left and up if it stood straight."""
    return about(2, turn_deg) @ about(0, obliquity_deg) @ about(1, tilt_deg)


def worn(place: str, askew: Array | None = None, slope_deg: float = 0.0) -> Array:
    """Right, up and out of a card on a straight pelvis as columns; ``askew`` turns it in its own axes."""
    right, out = ([0, -1, 0], [-1, 0, 0]) if place == "back" else ([0, 1, 0], [1, 0, 0])
    straight = np.array([right, [0, 0, 1], out], float).T
    return about(1, slope_deg) @ straight @ (np.eye(3) if askew is None else askew)


def camera(place: str, roll_deg: float = 0.0, pitch_deg: float = 0.0) -> Array:
    """``(3, 3)`` from the straight pelvis' frame to that of a camera behind or in front of it."""
    ahead = np.array([1.0, 0, 0]) if place == "back" else np.array([-1.0, 0, 0])
    up = np.array([0, 0, 1.0])
    right = np.cross(ahead, up)
    ahead, up = (
        np.cos(np.radians(pitch_deg)) * ahead + np.sin(np.radians(pitch_deg)) * up,
        np.cos(np.radians(pitch_deg)) * up - np.sin(np.radians(pitch_deg)) * ahead,
    )
    # Clockwise, seen from behind the camera: its right goes down.
    c, s = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    return np.stack([c * right - s * up, -c * up - s * right, ahead])


def lens(size_px: tuple[int, int] = SIZE_PX, view_deg: float = VIEW_DEG) -> Array:
    """``(3, 3)`` pinhole matrix; pixel centres at integers."""
    focal = max(size_px) / 2 / np.tan(np.radians(view_deg) / 2)
    return np.array([[focal, 0, (size_px[0] - 1) / 2], [0, focal, (size_px[1] - 1) / 2], [0, 0, 1]])


def place_at(pixel: Array, depth_m: float, size_px: tuple[int, int] = SIZE_PX, view_deg: float = VIEW_DEG) -> Array:
    """``(3,)`` metres in the camera's frame of what is seen at a pixel."""
    return depth_m * np.linalg.inv(lens(size_px, view_deg)) @ [*pixel, 1.0]


def sheet(ids: tuple[int, int] = (0, 1), kind: int = cv2.aruco.DICT_4X4_50, hidden: int | None = None) -> Array:
    """The card as a picture of 6 pixels a millimetre; ``hidden`` leaves one marker away."""
    width, height, size = (round(mm * _TEXTURE_PX_PER_MM) for mm in (WIDTH_MM, HEIGHT_MM, MARKER_MM))
    card = np.full((height, width), 235, np.uint8)
    for k, number in enumerate(ids):
        if k == hidden:
            continue
        left = round((WIDTH_MM / 2 + (k - 0.5) * SPACING_MM - MARKER_MM / 2) * _TEXTURE_PX_PER_MM)
        top = (height - size) // 2
        dictionary = cv2.aruco.getPredefinedDictionary(kind)
        marker = cv2.aruco.generateImageMarker(dictionary, number, size)
        card[top : top + size, left : left + size] = np.maximum(marker, 25)
    return card


def corners_of(turn: Array, centre_m: Array, size_px: tuple[int, int] = SIZE_PX, view_deg: float = VIEW_DEG) -> Array:
    """``(2, 4, 2)`` pixels of the markers' corners of a card turned so in the camera's frame."""
    half, gap = MARKER_MM / 2000, SPACING_MM / 2000
    flat = [[(k * gap + x * half, y * half, 0) for x, y in ((-1, 1), (1, 1), (1, -1), (-1, -1))] for k in (-1, 1)]
    seen = (np.array(flat) @ turn.T + centre_m) @ lens(size_px, view_deg).T
    return seen[..., :2] / seen[..., 2:]


def draw(
    turn: Array,
    centre_m: Array,
    *,
    card: Array | None = None,
    size_px: tuple[int, int] = SIZE_PX,
    view_deg: float = VIEW_DEG,
    blur_px: float = 0.6,
    noise: float = 2.0,
    seed: int = 0,
) -> Array:
    """``(H, W, 3)`` uint8 picture of the card in front of a plain grey wall."""
    card = sheet() if card is None else card
    half = np.array([WIDTH_MM, HEIGHT_MM]) / 2000
    flat = np.array([(x * half[0], y * half[1], 0) for x, y in ((-1, 1), (1, 1), (1, -1), (-1, -1))])
    seen = (flat @ turn.T + centre_m) @ lens(size_px, view_deg).T
    fine = (seen[:, :2] / seen[:, 2:] + 0.5) * _FINER - 0.5
    height, width = card.shape
    edges = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32) - 0.5
    to_picture = cv2.getPerspectiveTransform(edges, fine.astype(np.float32))
    picture = np.full((size_px[1] * _FINER, size_px[0] * _FINER), 120, np.uint8)
    cv2.warpPerspective(
        card, to_picture, picture.shape[::-1], picture, cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT
    )
    picture = cv2.resize(picture, size_px, interpolation=cv2.INTER_AREA).astype(np.float32)
    if blur_px:
        picture = cv2.GaussianBlur(picture, (0, 0), blur_px)
    picture += np.random.default_rng(seed).normal(0, noise, picture.shape)
    return np.repeat(np.clip(np.round(picture), 0, 255).astype(np.uint8)[..., None], 3, -1)
