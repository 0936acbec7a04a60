"""The CSV result: one row per analysed frame, one pair of columns per check."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest
from clips import NAMES
from terminal import Batch

from posecheck.api import check_file
from posecheck.poses import POSES
from posecheck.poses.checks import Check, Steps
from posecheck.report.tables import to_csv

Table = tuple[dict[str, Any], list[str], list[dict[str, str]]]


@pytest.fixture(params=NAMES)
def table(request: pytest.FixtureRequest, samples: Batch) -> Table:
    """JSON result, header and rows of each sample."""
    text = samples.table(request.param)
    assert "\r" not in text
    assert text.endswith("\n")
    rows = list(csv.DictReader(io.StringIO(text)))
    return samples.result(request.param), text.splitlines()[0].split(","), rows


def measured(result: dict[str, Any]) -> list[Check]:
    """Checks that have a value at each moment."""
    return [check for check in POSES[result["pose"]].checks if not check.over_hold]


def test_the_header_names_each_check_and_its_margin(table: Table) -> None:
    result, header, _ = table
    assert header == ["time_s"] + [n for check in result["checks"] for n in (check["key"], f"{check['key']}_margin")]


def test_each_analysed_frame_has_a_row(table: Table, samples: Batch) -> None:
    result, _, rows = table
    assert len(rows) == result["source"]["frames_analysed"]
    with np.load(samples.landmarks(result["source"]["file"].removesuffix(".mp4"))) as clip:
        assert [float(row["time_s"]) for row in rows] == pytest.approx(clip["time_s"], abs=0.0005)


def test_cells_are_numbers_or_empty(table: Table) -> None:
    result, _, rows = table
    for check in measured(result):
        for row in rows:
            value, margin = row[check.key], row[f"{check.key}_margin"]
            if isinstance(check.scale, Steps):
                assert value in {"", *(step.name for step in check.scale.steps)}
                assert margin == ""
            else:
                assert (value == "") == (margin == "")
                assert value == "" or (np.isfinite(float(value)) and float(margin) > 0)


def _around_the_median(values: list[float], times_s: list[float]) -> tuple[float, float]:
    """Neighbours of the value that half of the time lies below; each counts half the way to both its neighbours."""
    gaps = np.diff(times_s)
    lasting = np.concatenate([gaps[:1], gaps]) + np.concatenate([gaps, gaps[-1:]])
    order = np.argsort(values)
    passed = np.cumsum(lasting[order])
    at = int(np.searchsorted(passed, passed[-1] / 2))
    ranked = np.array(values)[order]
    return float(ranked[max(at - 1, 0)]), float(ranked[min(at + 1, len(ranked) - 1)])


def test_a_hold_reports_the_median_of_its_rows(table: Table) -> None:
    result, _, rows = table
    longest = max(result["holds"], key=lambda hold: hold["end_s"] - hold["start_s"])
    inside = [row for row in rows if longest["start_s"] - 0.001 <= float(row["time_s"]) <= longest["end_s"] + 0.001]
    compared = 0
    for check, told in zip(POSES[result["pose"]].checks, longest["checks"], strict=True):
        rows_of_it = [row for row in inside if row[check.key] and told["unit"]]
        known = [float(row[check.key]) for row in rows_of_it]
        # the table tells values; a change from the own Tadasana stands in the hold only
        if known and told["value"] is not None and told["change_from"] is None:
            # what a look saw is carried on, and in the table a look just before the hold reaches into it
            within = 0.05 * told["margin"] if told["method"] in ("card", "eyes", "both") else 0.002
            low, high = _around_the_median(known, [float(row["time_s"]) for row in rows_of_it])
            assert low - within <= told["value"] <= high + within
            compared += 1
    assert compared


def test_what_cannot_be_told_is_empty_all_along(table: Table) -> None:
    result, _, rows = table
    for check in result["checks"]:
        if check["unit"] and check["value"] is None:
            inside = [row[check["key"]] for row in rows]
            assert inside.count("") > len(inside) / 2, check["key"]


def test_what_is_measured_over_a_hold_has_no_moments(samples: Batch) -> None:
    rows = list(csv.DictReader(io.StringIO(samples.table("tree_left"))))
    (sway,) = [check for check in samples.result("tree_left")["checks"] if check["key"] == "sway_cm"]
    assert sway["value"] is not None
    assert {row["sway_cm"] for row in rows} == {""}


def test_steps_are_named(samples: Batch) -> None:
    rows = list(csv.DictReader(io.StringIO(samples.table("tree_right_drop"))))
    assert [row["foot_place"] for row in rows].count("thigh") > len(rows) / 2


def test_a_named_side_turns_the_columns(samples: Batch) -> None:
    def column(side: str) -> list[str]:
        checked = check_file(samples.landmarks("tree_left"), pose="tree", side=side)
        return [row["free_hip_drop_deg"] for row in csv.DictReader(io.StringIO(to_csv(checked)))]

    left, right = column("left"), column("right")
    assert len(left) == len(right)
    assert left != right
