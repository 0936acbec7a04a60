"""The correction from landmarks: from all 33 landmarks of a moment to the hip line and the quantities themselves.

MediaPipe shrinks a tilt of the pelvis to a third, but the rest of the body gives it away. A small network of three
layers, fitted on rendered people by ``benchmarks/eyes/refine.py``, reads it from there; its weights are in
``refine.npz`` beside this file, with a note of what made them. A few microseconds a moment.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.sight import Sight
from posecheck.errors import ModelError
from posecheck.measure.answers import averaged, decode, mirrored_numbers
from posecheck.measure.hips import landmark_numbers, place_of


@cache
def weights() -> dict[str, Array]:
    """Name to array: "mean" and "deviation" of the numbers, "w0", "b0" and on, and the "note".

    Raises:
        ModelError: the file is missing or damaged.
    """
    import zipfile  # here, as listing the poses needs neither

    try:
        with (files("posecheck.measure") / "refine.npz").open("rb") as stream, np.load(stream) as archive:
            return {name: archive[name] for name in archive}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise ModelError(
            "The landmark correction that comes with posecheck is damaged: install posecheck again."
        ) from error


def _answers(numbers: Array) -> Array:
    table = weights()
    layer = np.clip((numbers - table["mean"]) / table["deviation"], -4.0, 4.0)
    last = sum(name.startswith("w") for name in table) - 1
    for depth in range(last + 1):
        layer = layer @ table[f"w{depth}"] + table[f"b{depth}"]
        layer = layer if depth == last else np.maximum(layer, 0.0)
    return layer


def refined(body: Body) -> Sight:
    """What the landmarks of each moment ``(...)`` give away; NaN where nobody is seen."""
    if body.given is not None:
        return body.given
    return Sight.joined([_refined(body[block]) for block in body.blocks()]) if body.time_s.ndim else _refined(body)


def _refined(body: Body) -> Sight:
    with np.errstate(invalid="ignore"):
        place = place_of(body)
        numbers = landmark_numbers(body, place)
        straight, mirror = decode(_answers(numbers)), decode(_answers(mirrored_numbers(numbers)))
        return averaged(straight, mirror.mirrored()).rolled(-place.turn_deg)
