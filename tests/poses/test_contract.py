"""Promises that every pose keeps, whoever declares it: asked of the whole registry."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
import seen

from posecheck.body.body import Body
from posecheck.body.placed import Placed, put_right
from posecheck.body.skeleton import Landmark, Side
from posecheck.measure.level import UNKNOWN, from_user
from posecheck.measure.view import View
from posecheck.poses import POSES
from posecheck.poses.checks import Band, Check, Pose, Steps
from posecheck.session.judge import read
from posecheck.session.methods import views_of
from posecheck.session.prepared import Prepared
from posecheck.session.setting import setting_of

CHECKS = [pytest.param(pose, check, id=f"{pose.key}-{check.key}") for pose in POSES.values() for check in pose.checks]
every_pose = pytest.mark.parametrize("pose", POSES.values(), ids=POSES.keys())
every_check = pytest.mark.parametrize(("pose", "check"), CHECKS)


def canonical(pose: Pose) -> Body:
    """Twenty moments of a sample of the pose, turned so that the left side works."""
    clip = seen.clip(seen.sample_of(pose.key))
    clip = clip[len(clip) // 2 : len(clip) // 2 + 20]
    right = pose.side is not None and np.median(pose.side(clip)) < 0
    return clip.mirrored() if right else clip


def with_image(body: Body, image: np.ndarray) -> Body:
    return dataclasses.replace(body, image=image)


@every_check
def test_a_moment_and_a_clip_give_the_same_number(pose: Pose, check: Check) -> None:
    clip = canonical(pose)
    if check.over_hold:
        assert np.shape(check.measure(clip)) == ()
        return
    together = check.measure(clip)
    assert together.shape == (len(clip),)
    one_by_one = [check.measure(clip[i]) for i in range(len(clip))]
    np.testing.assert_allclose(together, np.array(one_by_one), rtol=1e-9, atol=1e-9)


@every_check
def test_moving_the_person_across_the_picture_changes_nothing(pose: Pose, check: Check) -> None:
    clip = canonical(pose)
    moved = with_image(clip, clip.image + np.array([37.5, -12.25]))
    np.testing.assert_allclose(check.measure(moved), check.measure(clip), rtol=1e-7, atol=1e-7)


@every_check
def test_nobody_seen_is_nan(pose: Pose, check: Check) -> None:
    nobody = Body.unseen(np.arange(15.0), (640, 360))
    with np.errstate(all="ignore"):
        assert np.isnan(check.measure(nobody)).all()


@every_check
def test_only_the_landmarks_it_names_are_read(pose: Pose, check: Check) -> None:
    clip, rng = canonical(pose), np.random.default_rng(5)
    others = [mark for mark in Landmark if mark not in check.needs]
    arrays = {name: getattr(clip, name).copy() for name in ("image", "world", "depth", "visibility", "presence")}
    for array in arrays.values():
        array[:, others] += rng.normal(0.0, 50.0, array[:, others].shape)
    np.testing.assert_allclose(check.measure(dataclasses.replace(clip, **arrays)), check.measure(clip))


@every_check
def test_a_hidden_landmark_that_it_needs_shuts_it_up(pose: Pose, check: Check) -> None:
    clip = canonical(pose)
    setting = setting_of(pose, clip, from_user(0.0), Side.LEFT if pose.side else None)
    for mark in check.needs:
        presence = clip.presence.copy()
        presence[:, mark] = 0.05
        told = read(check, Prepared(dataclasses.replace(clip, presence=presence), setting))
        assert np.isnan(told.value).all()
        assert told.reason


@every_check
def test_the_mirrored_person_gets_the_mirrored_answer(pose: Pose, check: Check) -> None:
    clip = canonical(pose)
    level = from_user(0.0)
    sides = (Side.LEFT, Side.RIGHT) if pose.side else (None, None)
    bodies = (clip, clip.mirrored())
    here, there = (read(check, Prepared(b, setting_of(pose, b, level, s))) for b, s in zip(bodies, sides, strict=True))
    np.testing.assert_allclose(there.value, -here.value if check.odd else here.value, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(there.margin, here.margin, rtol=1e-7, atol=1e-7)


@every_check
def test_by_hand_it_is_the_plain_measure_and_the_mirror_agrees(pose: Pose, check: Check) -> None:
    clip = canonical(pose)
    setting = setting_of(pose, clip, from_user(0.0), Side.LEFT if pose.side else None)
    middle = len(clip) // 2
    spans = [(float(clip.time_s[0]), float(clip.time_s[-1]))]
    placed = [
        Placed(float(clip.time_s[middle]), mark, tuple(clip.image[middle, mark] + (3.0, 1.0))) for mark in check.needs
    ]
    there = put_right(clip, spans, placed)
    told, before = read(check, Prepared(there, setting)), read(check, Prepared(clip, setting))
    if setting.view not in views_of(pose, check) or not np.isfinite(check.measure(there)).any():
        assert told.source == before.source
        return
    assert told.source == "hand"
    np.testing.assert_allclose(told.value, np.broadcast_to(check.measure(there), told.value.shape))
    assert (told.margin[np.isfinite(told.value)] > 0.0).all()
    mirrored = there.mirrored()
    side = Side.RIGHT if pose.side else None
    turned = read(check, Prepared(mirrored, setting_of(pose, clip.mirrored(), from_user(0.0), side)))
    np.testing.assert_allclose(turned.value, -told.value if check.odd else told.value, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(turned.margin, told.margin, rtol=0.02)


@every_pose
def test_likeness_does_not_care_which_side(pose: Pose) -> None:
    clip = canonical(pose)
    np.testing.assert_allclose(pose.likeness(clip.mirrored()), pose.likeness(clip), atol=1e-9)
    assert ((pose.likeness(clip) >= 0) & (pose.likeness(clip) <= 1)).all()


@every_pose
def test_the_side_found_changes_in_a_mirror(pose: Pose) -> None:
    if pose.side is None:
        pytest.skip("a pose without a working side")
    clip = canonical(pose)
    np.testing.assert_allclose(pose.side(clip.mirrored()), -pose.side(clip), atol=1e-9)


@every_pose
def test_its_own_sample_is_the_likeliest(pose: Pose) -> None:
    if seen.TRUTHS[seen.sample_of(pose.key)]["pose"] != pose.key:
        pytest.skip("no sample shows this pose")
    clip = canonical(pose)
    scores = {key: float(np.median(other.likeness(clip))) for key, other in POSES.items()}
    assert max(scores, key=lambda key: scores[key]) == pose.key


@every_check
def test_keys_end_in_their_unit(pose: Pose, check: Check) -> None:
    assert re.fullmatch(r"[a-z][a-z_]*", check.key)
    ending = {"deg": "_deg", "cm": "_cm", "%": "_pct", "": ""}[check.unit]
    assert check.key.endswith(ending)
    assert (check.unit == "") == isinstance(check.scale, Steps)


@every_check
def test_every_direction_has_its_sentence(pose: Pose, check: Check) -> None:
    if isinstance(check.scale, Band):
        assert check.high
        assert check.low or check.scale.good[0] < 0
        assert check.scale.good[0] < check.scale.good[1]
        if check.scale.clear:
            assert check.scale.clear[0] <= check.scale.good[0] < check.scale.good[1] <= check.scale.clear[1]
        assert check.scale.source
    if isinstance(check.scale, Steps):
        starts = [step.start for step in check.scale.steps]
        assert starts == sorted(starts)
        assert check.scale.source


@every_check
def test_what_it_cannot_see_it_says(pose: Pose, check: Check) -> None:
    assert views_of(pose, check) or check.why_not
    for key, line in check.lines.items():
        assert (key if isinstance(key, View) else key[0]) in View
        assert line.error > 0


@every_check
def test_an_unlevelled_camera_never_narrows_a_margin(pose: Pose, check: Check) -> None:
    clip = canonical(pose)
    side = Side.LEFT if pose.side else None
    known = read(check, Prepared(clip, setting_of(pose, clip, from_user(0.0), side)))
    unknown = read(check, Prepared(clip, setting_of(pose, clip, UNKNOWN, side)))
    if known.reason is None and unknown.reason is None and known.source == unknown.source:
        assert (unknown.margin[np.isfinite(known.margin)] >= known.margin[np.isfinite(known.margin)] - 1e-9).all()
