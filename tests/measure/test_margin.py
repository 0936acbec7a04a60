"""The table of margins, and what is made of it."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from posecheck.measure.margin import SOURCES, WORST, Pairing, Trust, change_factor, trust
from posecheck.measure.view import View
from posecheck.poses import POSES

TABLE = json.loads((files("posecheck.measure") / "margins.json").read_text("utf-8"))


def test_a_margin_grows_with_the_spread_and_never_falls_below_its_floor() -> None:
    margin = Trust(factor=2.0, floor=3.0, error=4.0).margin(np.array([0.5, 1.5, 4.0, np.nan]))
    np.testing.assert_allclose(margin, [3.0, 3.0, 8.0, np.nan])


@pytest.mark.parametrize("source", SOURCES)
def test_every_row_is_of_a_check_that_the_networks_are_asked(source: str) -> None:
    for name, row in TABLE["ways"][source].items():
        pose, check = name.split(".")
        assert POSES[pose].check(check).sight
        for key, numbers in row.items():
            view, _, form = key.partition("/")
            assert form in ("", "top", "bottom")
            assert bool(form) == (POSES[pose].form is not None)
            assert min(numbers) > 0
            told = trust(source, pose, check, View(view), form or None)
            assert told
            assert told.error == numbers[2]


def test_held_out_bodies_are_not_in_it() -> None:
    assert not [person for person in TABLE["note"]["people"] if person.startswith("x_")]


def test_what_is_not_in_it_is_not_trusted() -> None:
    assert trust("eyes", "tadasana", "pelvis_obliquity_deg", View.HEAD, None) is None
    assert trust("eyes", "no_pose", "no_check", View.FRONT, None) is None


def test_every_factor_of_a_change_is_of_a_check_and_leaves_no_more_than_errors_that_add_up() -> None:
    assert set(TABLE["changes"]) == set(Pairing)
    for pairing, row in TABLE["changes"].items():
        for name, factor in row.items():
            pose, check = name.split(".")
            assert POSES[pose].check(check)
            assert change_factor(Pairing(pairing), pose, check) == factor
            assert 0.0 < factor <= WORST
            assert POSES[pose].side or not Pairing(pairing).sides


def test_what_has_a_zero_has_a_factor_for_it() -> None:
    asked = {f"{pose.key}.{check.key}" for pose in POSES.values() for check in pose.checks if check.zero}
    assert asked == set(TABLE["changes"][Pairing.ZERO]) == set(TABLE["changes"][Pairing.ZERO_APART])
