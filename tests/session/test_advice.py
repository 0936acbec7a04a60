"""From where to film instead, and what that is worth."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
import seen
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.body.skeleton import Side
from posecheck.measure.level import from_user
from posecheck.measure.view import Posture, Seen, View, view_at
from posecheck.poses import POSES, get_pose
from posecheck.poses.checks import Pose, Verdict
from posecheck.session.advice import HIGHEST_M, LEAST_TURN_DEG, WORTH, advise, sentence
from posecheck.session.methods import errors_of
from posecheck.session.prepared import Prepared
from posecheck.session.session import Session
from posecheck.session.setting import Setting, setting_of
from posecheck.session.summary import summarise_hold

TADASANA, TREE, PIGEON, STRETCH = (get_pose(key) for key in ("tadasana", "tree", "pigeon", "side_lying_stretch"))
PELVIS = TADASANA.checks[0]


def standing(yaw_deg: float, pose: Pose = TADASANA, side: Side | None = None) -> Setting:
    camera = Seen(view_at(pose.posture, yaw_deg, math.nan), yaw_deg, math.nan, 8.0)
    return Setting(pose, side, camera, None, from_user(0.0))


def lying(elevation_deg: float, yaw_deg: float = 0.0, distance_m: float = 2.5) -> Setting:
    name = view_at(Posture.SIDE_LYING, yaw_deg, elevation_deg)
    camera = Seen(name, yaw_deg, elevation_deg, 15.0, 10.0, math.nan, math.nan, distance_m, 1.0)
    return Setting(STRETCH, Side.LEFT, camera, "top", from_user(0.0))


@pytest.mark.parametrize(("yaw_deg", "turn_deg", "side"), [(50.0, 50.0, "left"), (-50.0, -50.0, "right")])
def test_somebody_seen_from_half_in_front_turns_to_the_camera(yaw_deg: float, turn_deg: float, side: str) -> None:
    told = advise(PELVIS, standing(yaw_deg), 9.0, 8.5)
    assert told
    assert told.view is View.FRONT
    assert told.turn_deg == pytest.approx(turn_deg)
    assert re.match(
        rf"Turn about 50° to your {side}, .*from the front\. Pelvis level .*; now it is 9°\.", sentence(told, PELVIS)
    )


def test_somebody_seen_from_the_side_is_told_what_can_be_told_then() -> None:
    told = advise(PELVIS, standing(90.0), math.nan, math.nan)
    assert told
    assert math.isnan(told.margin_now)
    assert "can then be told" in sentence(told, PELVIS)
    assert told.margin == errors_of(TADASANA, PELVIS, None)[told.view]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_a_view_of_the_other_side_is_turned_over(side: Side, yaw_deg: float) -> None:
    check = TREE.check("standing_knee_deg")
    told = advise(check, standing(yaw_deg, TREE, side), math.nan, math.nan)
    other = advise(check, standing(-yaw_deg, TREE, Side.RIGHT if side is Side.LEFT else Side.LEFT), math.nan, math.nan)
    assert told
    assert other
    assert told.turn_deg == pytest.approx(-other.turn_deg)


def test_nobody_is_told_to_turn_while_it_is_not_clear_which_leg_works() -> None:
    assert advise(TREE.checks[0], standing(90.0, TREE), math.nan, math.nan) is None


@settings(max_examples=60, deadline=None)
@given(st.floats(-180.0, 180.0), st.floats(0.5, 40.0))
def test_what_is_advised_is_worth_it(yaw_deg: float, margin: float) -> None:
    told = advise(PELVIS, standing(yaw_deg), margin, 0.9 * margin)
    if told:
        assert margin >= WORTH * told.margin
        assert abs(told.turn_deg) >= LEAST_TURN_DEG
        after = (yaw_deg - told.turn_deg + 180.0) % 360.0 - 180.0
        assert view_at(Posture.UPRIGHT, after, math.nan) is told.view


def test_pigeon_from_the_front_is_turned_round() -> None:
    told = advise(PIGEON.checks[0], standing(5.0, PIGEON, Side.LEFT), math.nan, math.nan)
    assert told
    assert sentence(told, PIGEON.checks[0]).startswith("Turn round, so that the camera sees you from behind.")


def test_a_low_camera_is_raised_for_somebody_who_lies() -> None:
    check = STRETCH.check("knee_behind_torso_cm")
    told = advise(check, lying(5.0), 25.0, 25.0)
    assert told
    assert told.view in (View.FRONT_HIGH, View.ABOVE)
    assert told.height_m > told.height_now_m
    assert sentence(told, check).startswith("Raise the camera to about")


def test_a_camera_is_not_sent_to_the_ceiling() -> None:
    check = STRETCH.check("knee_behind_torso_cm")
    told = advise(check, lying(5.0, distance_m=5.0), 25.0, 25.0)
    assert told
    assert told.height_m > HIGHEST_M
    assert f"{HIGHEST_M:.1f} m, bring it closer" in sentence(told, check)


def test_a_camera_behind_somebody_who_lies_goes_round() -> None:
    check = STRETCH.check("knee_behind_torso_cm")
    told = advise(check, lying(20.0, yaw_deg=175.0), math.nan, math.nan)
    assert told
    assert told.round
    assert sentence(told, check).startswith("Film from")


@pytest.mark.parametrize("sample", sorted(seen.TRUTHS))
def test_a_sample_asks_for_another_place_only_where_its_first_question_needs_one(sample: str) -> None:
    clip = seen.clip(sample)
    session = Session()
    session.feed(clip)
    summary = session.summary()
    first = summary.findings[0]
    asked = [message for message in summary.messages if message.startswith(("Turn ", "Raise ", "Lower ", "Film "))]
    assert bool(asked) == bool(first.advice and first.verdict is Verdict.CANT_TELL)


def test_a_hold_seen_from_the_side_says_how_to_turn() -> None:
    clip = seen.clip("tadasana_level")
    setting = replace(setting_of(POSES["tadasana"], clip, from_user(0.0)), seen=Seen(View.RIGHT, -90.0, np.nan, 8.0))
    found = summarise_hold(Prepared(clip, setting)).findings[0]
    assert found.verdict is Verdict.CANT_TELL
    assert found.advice
    assert found.advice.turn_deg == pytest.approx(-90.0)
