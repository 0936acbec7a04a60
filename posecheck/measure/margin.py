"""How wide a margin must be to be true: 95 % of the errors within it, for each check, view and way of reading it.

A network tells its own spread with every answer. How far to trust that was measured on rendered people whom it was
not trained on (``benchmarks/eyes/calibrate.py``); the factors are in ``margins.json`` beside this file, with a note of
what made them. A check and view that is not in the table can't be answered that way.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from posecheck.body.body import Array
from posecheck.measure.view import View

#: The ways of reading a check by a network, the best first.
SOURCES = ("both", "eyes", "landmarks")


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a network's answer is to be trusted from one view.

    Attributes:
        factor: half-width of the margin in units of the network's own spread.
        floor: the margin is never smaller than this, in the check's unit.
        error: half-width that held 95 % of the errors from this view as a whole, in the check's unit.
    """

    factor: float
    floor: float
    error: float

    def margin(self, spread: Array) -> Array:
        """Half-width of the 95 % margin for answers with these spreads, in the check's unit."""
        return np.maximum(self.factor * spread, self.floor)


@cache
def _file() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((files("posecheck.measure") / "margins.json").read_text("utf-8"))
    return table


def _table() -> dict[str, dict[str, dict[str, list[float]]]]:
    ways: dict[str, dict[str, dict[str, list[float]]]] = _file()["ways"]
    return ways


def _key(view: View, form: str | None) -> str:
    return f"{view.value}/{form}" if form else view.value


@cache
def trust(source: str, pose: str, check: str, view: View, form: str | None) -> Trust | None:
    """How far to trust a way of reading a check, from a view of the canonical body; None: not at all."""
    row = _table().get(source, {}).get(f"{pose}.{check}", {}).get(_key(view, form))
    return Trust(*row) if row else None


class Pairing(StrEnum):
    """What a value is compared with: the same person's earlier one, the other side's, or the own zero in another pose.

    ``..._APART`` is from another recording: other clothes, other light, a camera that was set up again.
    """

    TIMES = "times"
    TIMES_APART = "times_apart"
    SIDES = "sides"
    SIDES_APART = "sides_apart"
    ZERO = "zero"
    ZERO_APART = "zero_apart"

    @property
    def apart(self) -> bool:
        """Whether the two are from two recordings."""
        return self.value.endswith("_apart")

    @property
    def sides(self) -> bool:
        """Whether the two are of different sides."""
        return self.value.startswith("sides")


#: The most that the errors of two values can add up to, in units of the root of the sum of their squares.
WORST = math.sqrt(2.0)


def change_factor(pairing: Pairing, pose: str, check: str) -> float:
    """The margin of a change, in units of the root of the sum of the squares of both values' own margins.

    1 where the two errors know nothing of each other; less where they are partly the same and drop out; more where
    they are opposite, as those of left and right can be. Measured by ``benchmarks/change.py``; where it was not
    measured, the most that it can be.
    """
    factor: float = _file()["changes"].get(pairing, {}).get(f"{pose}.{check}", WORST)
    return factor
