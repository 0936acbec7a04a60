"""The trend over dates: points by date, changes only beyond their margin, left against right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from reports import TODAY, full, history, judged
from terminal import Batch

from posecheck.api import Checked
from posecheck.poses import POSES
from posecheck.report.history import contrasts, dated, trends
from posecheck.report.sheet import Trend

PELVIS = "pelvis_obliquity_deg"


def pelvis(found: tuple[Trend, ...]) -> Trend:
    return next(trend for trend in found if trend.key == PELVIS)


def test_twelve_dates_are_twelve_points_in_their_order(samples: Batch) -> None:
    earlier = history(samples, 12)
    today = [dated(TODAY, judged(samples, "tadasana_tilted"))]
    for order in (earlier, earlier[::-1]):
        line = pelvis(trends(POSES["tadasana"], today, order)).lines[0]
        assert [point.on for point in line.points] == sorted({TODAY, *(one.on for one in earlier)})
        assert [change.since for change in line.changes] == [line.points[0].on, line.points[-2].on]


def test_a_large_true_difference_is_told_and_none_is_made_up(samples: Batch) -> None:
    """One rendered person, 7 deg lower on the right and level; and the same recording twice."""
    before, today = (
        dated(TODAY - timedelta(days=30 * (1 - number)), judged(samples, name))
        for number, name in enumerate(("tadasana_tilted", "tadasana_level"))
    )
    (change,) = pelvis(trends(POSES["tadasana"], [today], [before])).lines[0].changes
    assert change.word == "better"
    assert abs(change.value) > change.margin
    again = replace(before, on=TODAY)
    (change,) = pelvis(trends(POSES["tadasana"], [again], [before])).lines[0].changes
    assert change.word == "within margin"
    assert abs(change.value) <= change.margin


def test_later_dates_are_left_out(samples: Batch) -> None:
    today = dated(TODAY, judged(samples, "tadasana_tilted"))
    found = trends(POSES["tadasana"], [today], [replace(today, on=TODAY + timedelta(days=1))])
    assert [point.on for point in pelvis(found).lines[0].points] == [TODAY]


def test_of_one_date_the_longest_hold_counts(samples: Batch) -> None:
    long, short = (dated(TODAY, judged(samples, name)) for name in ("tadasana_tilted", "tree_left"))
    line = pelvis(trends(POSES["tadasana"], [short, long], [])).lines[0]
    assert [point.value for point in line.points] == [long.holds["tadasana", None, None].points[PELVIS].value]


def test_sides_have_lines_of_their_own_on_one_scale(samples: Batch) -> None:
    found = full(samples, ("tree_right_drop", "tree_left")).trends
    drop = next(trend for trend in found if trend.key == "free_hip_drop_deg")
    assert [line.side for line in drop.lines] == ["left", "right"]
    assert drop.scale
    assert drop.scale.ends
    assert not any("{" in end or "left" in end or "right" in end for end in drop.scale.ends)
    for line in drop.lines:
        for point in line.points:
            assert drop.scale.low < point.value - point.margin
            assert point.value + point.margin < drop.scale.high


def free_hip_drop(film: Checked) -> float:
    """Of the longest hold, from level: what is told as a change from the own Tadasana is added to that."""
    told = film.summary.longest.findings[0]  # type: ignore[union-attr]
    zeros = [hold.findings[0].value for hold in film.summary.holds if hold.pose.key == told.against]
    return told.value + sum(zeros[:1])


@pytest.mark.parametrize("names", [("tree_left", "tree_right_drop"), ("tree_right_drop", "tree_left")])
def test_left_against_right_does_not_depend_on_the_order(samples: Batch, names: tuple[str, str]) -> None:
    found = {one.key: one.changed for one in contrasts("tree", [judged(samples, name) for name in names])}
    left, right = (free_hip_drop(judged(samples, name)) for name in ("tree_left", "tree_right_drop"))
    assert np.isclose(found["free_hip_drop_deg"].value, right - left, atol=0.01)
    assert all(one.since is None for one in found.values())


def test_one_side_alone_is_compared_with_nothing(samples: Batch) -> None:
    assert contrasts("tree", [judged(samples, "tree_left")]) == ()
    assert contrasts("tadasana", [judged(samples, "tadasana_tilted")]) == ()
