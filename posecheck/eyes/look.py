"""Looks at the hips of a person in a picture: crop, network, and back to the picture's axes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.eyes.crop import cut
from posecheck.eyes.network import HipNetwork
from posecheck.measure.hips import landmark_numbers, place_of

#: Looks a second in a video: a hold of three seconds gets a dozen, more would say the same again.
LOOKS_HZ = 4.0

#: A person smaller than this many pixels over the square of the hips shows nothing that the landmarks do not.
SMALLEST_PX = 60.0


class Looker:
    """Looks at the moments of one source, a few times a second."""

    def __init__(self) -> None:
        self._network = HipNetwork()
        self._next_s = -np.inf

    def __call__(self, pixels: Array, body: Body) -> Body:
        """The moment with what was seen in its picture ``(H, W, 3)`` uint8 RGB, or as it is."""
        if float(body.time_s) < self._next_s - 1e-9 or not body.seen:
            return body
        place = place_of(body)
        if not float(place.width_px) >= SMALLEST_PX:
            return body
        self._next_s = float(body.time_s) + 1.0 / LOOKS_HZ
        sight, strangeness = self._network(cut(pixels, place), landmark_numbers(body, place))
        if strangeness > 1.0:
            return body
        return replace(body, sight=sight.rolled(-float(place.turn_deg)).as_stored())
