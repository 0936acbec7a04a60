"""From a value and its margin to a verdict."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.poses.checks import Band, Step, Steps, Verdict
from posecheck.session.grading import grade, step_of

LEVEL = Band.even(2.0, 4.0, "test")
TREE = Band((-8.0, 3.0), (-12.0, 5.0), "test")
TWO = Band.even(15.0, None, "test")
G, S, C, U = Verdict.GOOD, Verdict.SLIGHT, Verdict.CLEAR, Verdict.CANT_TELL


@pytest.mark.parametrize(
    ("band", "value", "margin", "verdict"),
    [
        pytest.param(LEVEL, 0.0, 1.0, G, id="near zero"),
        pytest.param(LEVEL, 2.5, 1.4, G, id="off is excluded, good is not"),
        pytest.param(LEVEL, 3.0, 0.5, S, id="both ends excluded"),
        pytest.param(LEVEL, -3.0, 0.5, S, id="both ends excluded, left"),
        pytest.param(LEVEL, 6.5, 3.0, C, id="good is excluded"),
        pytest.param(LEVEL, -6.5, 3.0, C, id="good is excluded, left"),
        pytest.param(LEVEL, 3.0, 3.0, U, id="neither is excluded"),
        pytest.param(LEVEL, 0.0, 8.0, U, id="the margin is wider than the band"),
        pytest.param(LEVEL, math.nan, 1.0, U, id="no value"),
        pytest.param(LEVEL, 1.0, math.nan, U, id="no margin"),
        pytest.param(LEVEL, 1.0, math.inf, U, id="endless margin"),
        pytest.param(LEVEL, 3.0, 0.0, S, id="exact"),
        pytest.param(TREE, -6.0, 2.0, G, id="a usual rise"),
        pytest.param(TREE, 8.0, 4.0, C, id="a drop"),
        pytest.param(TREE, -16.0, 4.0, C, id="a large rise"),
        pytest.param(TWO, 4.0, 5.0, G, id="two grades, good"),
        pytest.param(TWO, 25.0, 5.0, S, id="two grades, off"),
        pytest.param(TWO, 15.0, 5.0, U, id="two grades, on the edge"),
    ],
)
def test_the_verdict_excludes_its_opposite(band: Band, value: float, margin: float, verdict: Verdict) -> None:
    assert grade(band, value, margin) == verdict


@given(st.floats(-20, 20), st.floats(0.01, 20))
def test_left_and_right_are_graded_alike(value: float, margin: float) -> None:
    assert grade(LEVEL, value, margin) == grade(LEVEL, -value, margin)


@given(st.floats(-20, 20), st.floats(0.05, 20))
def test_good_is_never_said_where_the_value_is_clearly_off_nor_the_other_way(value: float, margin: float) -> None:
    verdict = grade(LEVEL, value, margin)
    assert not (verdict is G and abs(value) > 4.0)
    assert not (verdict is C and abs(value) < 2.0)


PLACE = Steps((Step("a", "A", 0.0, G), Step("b", "B", 1.0, C), Step("c", "C", 2.0, G)), reached=False, source="test")
WAY = Steps((Step("a", "A", -90.0, S), Step("b", "B", 0.0, G), Step("c", "C", 5.0, G)), reached=True, source="test")


@pytest.mark.parametrize(
    ("scale", "value", "margin", "name"),
    [
        pytest.param(PLACE, 0.5, 0.2, "a", id="inside a place"),
        pytest.param(PLACE, 1.5, 0.2, "b", id="inside another"),
        pytest.param(PLACE, 0.9, 0.2, None, id="over a border"),
        pytest.param(PLACE, -0.5, 0.2, None, id="below the scale"),
        pytest.param(WAY, 8.0, 2.0, "c", id="reached"),
        pytest.param(WAY, 6.0, 4.0, "b", id="at least this far"),
        pytest.param(WAY, 1.0, 4.0, None, id="perhaps reached"),
        pytest.param(WAY, -9.0, 4.0, "a", id="certainly not yet"),
        pytest.param(WAY, math.nan, 4.0, None, id="no value"),
    ],
)
def test_a_step_is_named_only_when_it_is_certain(scale: Steps, value: float, margin: float, name: str | None) -> None:
    step = step_of(scale, value, margin)
    assert (step.name if step else None) == name
