"""Poses, sides, holds and gates on real landmarks of rendered people."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import seen

from posecheck import words
from posecheck.body.body import Body
from posecheck.body.skeleton import Landmark as L
from posecheck.body.skeleton import Side
from posecheck.measure.level import from_user
from posecheck.measure.view import Seen, View
from posecheck.poses import POSES, get_pose
from posecheck.poses.checks import Verdict
from posecheck.session.prepared import Prepared
from posecheck.session.session import Session
from posecheck.session.setting import setting_of
from posecheck.session.summary import Summary, summarise_hold


def summary(clip: Body, **options: object) -> Summary:
    session = Session(**options)  # type: ignore[arg-type]
    session.feed(clip)
    return session.summary()


def later(clip: Body, by_s: float) -> Body:
    return dataclasses.replace(clip, time_s=clip.time_s + by_s)


@pytest.mark.parametrize("sample", sorted(seen.TRUTHS))
def test_pose_side_and_times_of_the_sample_are_found(sample: str) -> None:
    truth = seen.TRUTHS[sample]
    told = summary(seen.clip(sample))
    assert [hold.pose.key for hold in told.holds] == [hold["pose"] for hold in truth["holds"]]
    for hold, true in zip(told.holds, truth["holds"], strict=True):
        assert hold.side == true["side"]
        assert hold.start_s == pytest.approx(true["start_s"], abs=0.6)
        assert hold.end_s == pytest.approx(true["end_s"], abs=0.6)


def test_a_given_side_overrules_the_one_found() -> None:
    told = summary(seen.clip("tree_right_drop"), side=Side.LEFT)
    assert {hold.side for hold in told.holds} == {Side.LEFT}


def test_the_mirrored_person_stands_on_the_other_leg_and_gets_the_same_numbers() -> None:
    clip = seen.clip("tree_right_drop")
    here, there = summary(clip), summary(clip.mirrored())
    assert (here.holds[0].side, there.holds[0].side) == (Side.RIGHT, Side.LEFT)
    for a, b in zip(here.findings, there.findings, strict=True):
        np.testing.assert_allclose([b.value, b.margin], [a.value, a.margin], rtol=1e-6)
        assert a.verdict == b.verdict
        assert (a.way is None) == (b.way is None)


def test_another_time_of_day_changes_nothing() -> None:
    clip = seen.clip("tadasana_tilted")
    here, there = summary(clip), summary(later(clip, 1000.0))
    assert [f.value for f in here.findings] == pytest.approx([f.value for f in there.findings], nan_ok=True)


def test_nobody_seen_is_said_and_nothing_is_measured() -> None:
    told = summary(Body.unseen(np.arange(30) / 12, (640, 360)), pose=get_pose("tree"))
    assert not told.holds
    assert {f.verdict for f in told.findings} == {Verdict.CANT_TELL}
    assert all(math.isnan(f.value) for f in told.findings)
    assert words.NOBODY in told.messages


def test_a_pose_that_is_not_held_is_not_found() -> None:
    clip = seen.clip("tadasana_level")
    rng = np.random.default_rng(3)
    swinging = np.cumsum(rng.normal(0, 12.0, (len(clip), 33, 2)), 0)
    told = summary(dataclasses.replace(clip, image=clip.image + swinging))
    assert not told.holds
    assert told.messages


def test_somebody_half_outside_the_picture_is_told_to_move_back() -> None:
    clip = seen.clip("tadasana_level")
    low = clip.image + np.array([0.0, 0.35 * clip.size_px[1]])
    told = summary(dataclasses.replace(clip, image=low), pose=get_pose("tadasana"))
    feet = next(f for f in told.findings if f.check.key == "feet_offset_pct")
    assert feet.reason == words.CUT_OFF
    assert math.isnan(feet.value)


def test_somebody_far_away_is_told_to_come_closer() -> None:
    clip = seen.clip("tadasana_level")
    middle = np.array(clip.size_px) / 2
    told = summary(dataclasses.replace(clip, image=(clip.image - middle) * 0.2 + middle), pose=get_pose("tadasana"))
    assert {f.reason for f in told.findings} == {words.TOO_SMALL}


def test_a_moment_with_left_and_right_exchanged_is_left_out() -> None:
    clip = seen.clip("tadasana_tilted")
    image = clip.image.copy()
    image[10:13, [L.LEFT_HIP, L.RIGHT_HIP]] = image[10:13, [L.RIGHT_HIP, L.LEFT_HIP]]
    told = summary(dataclasses.replace(clip, image=image), pose=get_pose("tadasana"))
    assert np.isnan(told.series[0].value[10:13]).all()
    assert np.isfinite(told.series[0].value[14:]).all()


def test_the_wrong_view_is_named_and_so_is_the_right_one() -> None:
    clip = seen.clip("tadasana_level")
    setting = setting_of(get_pose("tadasana"), clip, from_user(0.0))
    from_the_side = dataclasses.replace(setting, seen=Seen(View.LEFT, 90.0, math.nan))
    reason = summarise_hold(Prepared(clip, from_the_side)).findings[0].reason
    assert reason is not None
    assert "side" in reason
    assert "from the front" in reason


def test_a_named_pose_that_it_does_not_look_like_is_measured_with_a_warning() -> None:
    told = summary(seen.clip("tadasana_level"), pose=get_pose("pigeon"))
    assert words.unlike("Pigeon") in told.messages


def test_an_unclear_side_is_not_guessed() -> None:
    clip = seen.clip("tree_left")
    pose = dataclasses.replace(POSES["tree"], lead=None, side=lambda body: 0.01 * np.ones(body.time_s.shape))
    told = summary(clip, poses={"tree": pose})
    assert told.holds
    for hold in told.holds:
        assert hold.side is None
        assert {f.reason for f in hold.findings} == {words.NO_SIDE.format(working="standing leg")}


def test_the_first_remedy_names_the_side_in_words() -> None:
    told = summary(seen.clip("tadasana_tilted"))
    hands = next(f for f in told.findings if f.check.key == "hands_obliquity_deg")
    assert hands.value > 0
    assert hands.way == "right hand lower"


def test_one_still_moment_is_a_hold_of_no_length() -> None:
    told = summary(seen.clip("tadasana_tilted")[5:6])
    assert [hold.pose.key for hold in told.holds] == ["tadasana"]
    assert told.holds[0].length_s == 0.0


def test_best_and_worst_moment_lie_in_the_hold() -> None:
    told = summary(seen.clip("tree_left"))
    for hold in told.holds:
        for course in hold.courses:
            for moment_s in (course.best_s, course.worst_s):
                assert math.isnan(moment_s) or hold.start_s <= moment_s <= hold.end_s
            assert math.isnan(course.share_good) or 0.0 <= course.share_good <= 1.0
