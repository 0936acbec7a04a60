"""What is left of two margins in a difference."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import seen

from posecheck.body.skeleton import Side
from posecheck.measure.level import UNKNOWN, from_user
from posecheck.measure.margin import WORST, Pairing, change_factor
from posecheck.measure.view import AROUND, Seen
from posecheck.poses import POSES
from posecheck.poses.checks import Verdict
from posecheck.session.change import Taken, difference, one_view, take
from posecheck.session.judge import read
from posecheck.session.prepared import Prepared
from posecheck.session.setting import Setting, setting_of
from posecheck.session.summary import Finding

CHECK = POSES["tree"].check("free_hip_drop_deg")


def taken(value: float, own: float, roll: float = 0.0, rest: float = 0.0, source: str = "eyes") -> Taken:
    margin = math.hypot(own, roll, rest)
    return Taken(Finding(CHECK, value, margin, None, Verdict.CANT_TELL, None, None, source=source), own, roll, rest)


def test_it_is_after_minus_before_and_turns_over() -> None:
    one, other = taken(5.0, 3.0), taken(1.0, 4.0)
    for pairing in Pairing:
        forth, back = difference(one, other, pairing, "tree"), difference(other, one, pairing, "tree")
        assert forth[0] == -4.0
        assert back == (-forth[0], forth[1])


def test_one_camera_drops_out_of_before_and_after_and_adds_up_in_left_and_right() -> None:
    level, tilted = taken(0.0, 3.0), taken(0.0, 3.0, roll=5.0)

    def roll(pairing: Pairing) -> float:
        with_roll, without = (difference(one, one, pairing, "tree")[1] for one in (tilted, level))
        return math.sqrt(with_roll**2 - without**2)

    assert roll(Pairing.TIMES) == roll(Pairing.ZERO) == 0.0
    assert roll(Pairing.SIDES) == pytest.approx(10.0)
    for pairing in (Pairing.TIMES_APART, Pairing.SIDES_APART, Pairing.ZERO_APART):
        assert roll(pairing) == pytest.approx(math.hypot(5.0, 5.0))


def test_what_the_card_gets_wrong_twice_is_taken_to_add_up() -> None:
    _, margin = difference(taken(0.0, 3.0, source="card"), taken(0.0, 3.0), Pairing.TIMES, "tree")
    assert margin == pytest.approx(6.0)


def test_other_views_may_err_oppositely() -> None:
    _, margin = difference(taken(0.0, 3.0), taken(0.0, 3.0), Pairing.TIMES, "tree", near=False)
    assert margin == pytest.approx(6.0)


def test_what_is_not_known_has_no_difference() -> None:
    value, margin = difference(taken(math.nan, math.nan), taken(1.0, 3.0), Pairing.TIMES, "tree")
    assert math.isnan(value)
    assert math.isnan(margin)


def test_a_change_that_was_not_measured_has_the_widest_margin() -> None:
    assert change_factor(Pairing.TIMES, "no_pose", "no_check") == WORST


def test_the_parts_of_a_margin_add_up_to_it() -> None:
    clip = seen.clip("tree_right_drop")
    loose, level = (setting_of(POSES["tree"], clip, one) for one in (UNKNOWN, from_user(0.0)))
    for check in POSES["tree"].checks:
        parts = take(check, Prepared(clip, loose))
        if math.isfinite(parts.finding.margin):
            assert math.hypot(parts.own, parts.roll, parts.rest) == pytest.approx(parts.finding.margin)
            surer = take(check, Prepared(clip, replace(loose, level=level.level)))
            assert surer.own == pytest.approx(parts.own, rel=1e-6)
    assert take(CHECK, Prepared(clip, loose)).roll == pytest.approx(UNKNOWN.margin_deg, abs=0.2)


@pytest.mark.parametrize("sample", ["tadasana_tilted", "tree_right_drop", "side_lying_above", "pigeon_card"])
def test_the_margin_of_a_level_camera_is_that_of_a_known_roll(sample: str) -> None:
    clip = seen.clip(sample)
    pose = POSES[next(key for key in POSES if key.startswith(sample.split("_")[0]))]
    setting = setting_of(pose, clip, UNKNOWN)
    exact = replace(setting, level=replace(UNKNOWN, margin_deg=0.0))
    for check in pose.checks:
        loose, known = (read(check, Prepared(clip, one)) for one in (setting, exact))
        np.testing.assert_array_equal(loose.levelled, known.margin)
        np.testing.assert_array_equal(known.levelled, known.margin)


@pytest.mark.parametrize(
    ("yaws_deg", "sides", "near"),
    [
        ((20.0, 25.0), ("left", "left"), True),  # front and front_left, a step apart
        ((20.0, -25.0), ("left", "right"), True),  # its mirror image
        ((20.0, 25.0), ("left", "right"), False),
        ((0.0, 40.0), ("left", "left"), False),
        ((170.0, -160.0), ("left", "left"), True),
        ((0.0, 180.0), ("left", "left"), False),
    ],
)
def test_a_view_is_one_by_its_place_and_not_by_its_name(
    yaws_deg: tuple[float, float], sides: tuple[str, str], near: bool
) -> None:
    settings = [
        Setting(
            POSES["tree"], Side(side), Seen(AROUND[int((yaw_deg + 22.5) // 45) % 8], yaw_deg, math.nan), None, UNKNOWN
        )
        for yaw_deg, side in zip(yaws_deg, sides, strict=True)
    ]
    assert one_view(*settings) is near
