"""The printed card: which two markers it shows, and where on it.

The card is flat, 210 x 105 mm (half an A4 sheet across), and worn upright on the pelvis: two square ArUco markers side
by side, each in the middle of its half. Its axes are those of somebody who reads it: right, up, and out of the paper
towards them; the origin lies in its middle.
"""

from __future__ import annotations

import numpy as np

from posecheck.body.body import Array

#: Left to right as read. From OpenCV's DICT_4X4_50: few and therefore large squares.
IDS = (0, 1)
WIDTH_MM, HEIGHT_MM = 210.0, 105.0
MARKER_MM = 80.0
#: Between the middles of the markers. Leaves 12.5 mm of white around each, 0.16 of the marker.
SPACING_MM = 105.0
#: Squares along a marker's edge, the black border included.
SQUARES = 6


def corners_m() -> Array:
    """``(2, 4, 3)`` metres on the card: each marker's corners from the top left, clockwise as read."""
    half, middle = MARKER_MM / 2.0, SPACING_MM / 2.0
    square = np.array([[-half, half, 0.0], [half, half, 0.0], [half, -half, 0.0], [-half, -half, 0.0]])
    return np.stack([square + np.array([side * middle, 0.0, 0.0]) for side in (-1.0, 1.0)]) / 1000.0


def squares(number: int) -> Array:
    """``(6, 6)`` bool: which squares of a marker are black, rows from the top.

    Args:
        number: the marker's id, one of ``IDS``.
    """
    import cv2

    kind = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    return cv2.aruco.generateImageMarker(kind, number, SQUARES, borderBits=1) == 0
