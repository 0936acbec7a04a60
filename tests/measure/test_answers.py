"""Answers of a network are read as what they mean."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.body.sight import Quantity
from posecheck.measure.answers import (
    LENGTH,
    MIDDLE,
    SCALE,
    SLOPE,
    SLOPE_DEG,
    SLOPE_SPREAD,
    SPREAD,
    VALUE,
    averaged,
    decode,
)


def answers(slope: float = 0.0, value: float = 0.0) -> np.ndarray:
    told = np.zeros(LENGTH)
    told[0], told[SLOPE], told[VALUE] = 1.0, slope, value
    return told


def test_zero_and_one_are_the_middle_and_the_scale() -> None:
    seen = decode(answers(1.0, 1.0))
    np.testing.assert_allclose(seen.value, MIDDLE + SCALE)
    np.testing.assert_allclose(seen.spread, SCALE)
    # a hip line that goes down towards the left hip: the right hip is higher
    assert seen.slope_deg == pytest.approx(-SLOPE_DEG)
    assert np.linalg.norm(seen.line) == pytest.approx(1.0)


def test_a_spread_can_be_neither_nothing_nor_endless() -> None:
    told = answers()
    told[SLOPE_SPREAD], told[SPREAD] = -50.0, 50.0
    seen = decode(told)
    assert 0.1 < seen.line_spread_deg < 0.2
    assert (seen.spread < 8 * SCALE).all()


def test_two_answers_that_agree_keep_their_spread_and_two_that_differ_get_more() -> None:
    one, other = decode(answers(0.5)), decode(answers(1.0))
    same = averaged(one, one)
    np.testing.assert_allclose(same.line, one.line)
    assert same.line_spread_deg == pytest.approx(float(one.line_spread_deg))
    both = averaged(one, other)
    assert both.slope_deg == pytest.approx(-0.75 * SLOPE_DEG)
    assert both.line_spread_deg == pytest.approx(np.hypot(SLOPE_DEG, 0.25 * SLOPE_DEG))


def test_each_quantity_has_a_scale() -> None:
    assert len(SCALE) == len(Quantity)
    assert (SCALE > 0).all()
