"""What is told after landmarks were put right by hand: value, margin, and what is still missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bodies import HIPS, PX_PER_M, standing, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.api import Checked, judge_again, open_session
from posecheck.body.body import Body
from posecheck.body.placed import Placed
from posecheck.body.recording import Recording
from posecheck.body.skeleton import Landmark, Side
from posecheck.poses import POSES
from posecheck.poses.checks import Verdict
from posecheck.session.by_hand import PLACED_CM, network_cm
from posecheck.session.summary import Finding

HIP_MARKS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
PELVIS = "pelvis_obliquity_deg"


def checked(body: Body, pose: str, side: str | None = None) -> Checked:
    """Somebody who keeps one posture for three seconds, before a level camera."""
    clip = Body.stack([replace(body, time_s=np.array(n / 10)) for n in range(30)])
    recording = Recording(clip, "clip.npz", None, 0.0, 0.0, "user")
    session = open_session(pose, side, 0.0)
    session.feed(clip)
    return Checked(Path("clip.npz"), "landmarks", None, session.summary(), recording)


def put(like: Body, *marks: Landmark) -> list[Placed]:
    """Landmarks put where another body has them."""
    return [Placed(1.0, mark, (float(like.at(mark)[0]), float(like.at(mark)[1]))) for mark in marks]


def told(found: Checked, key: str) -> Finding:
    (finding,) = [one for one in found.summary.findings if one.check.key == key]
    return finding


def again(found: Checked, placed: list[Placed], pose: str, side: str | None = None) -> Checked:
    return judge_again(found, pose=pose, side=side, camera_roll_deg=0.0, placed=placed)


@settings(max_examples=15, deadline=None)
@given(tilt_deg=st.floats(-12.0, 12.0))
def test_both_hips_placed_tell_their_own_line(tilt_deg: float) -> None:
    right = again(checked(standing(), "tadasana"), put(standing(pelvis_obliquity_deg=tilt_deg), *HIP_MARKS), "tadasana")
    finding = told(right, PELVIS)
    assert finding.source == "hand"
    assert finding.value == pytest.approx(tilt_deg, abs=0.02)
    # both ends by what people place apart, across the line
    assert finding.margin == pytest.approx(np.degrees(np.sqrt(2.0) * PLACED_CM / 100.0 / HIPS), rel=0.06)


def test_the_side_is_that_of_the_person() -> None:
    lower_right = again(
        checked(standing(), "tadasana"), put(standing(pelvis_obliquity_deg=11.0), *HIP_MARKS), "tadasana"
    )
    assert told(lower_right, PELVIS).way == "right hip lower"
    assert told(lower_right, PELVIS).verdict is Verdict.CLEAR


def test_one_end_alone_is_about_as_unsure_as_before_and_says_what_is_missing() -> None:
    moved = standing(pelvis_obliquity_deg=6.0)
    one = told(again(checked(standing(), "tadasana"), put(moved, Landmark.LEFT_HIP), "tadasana"), PELVIS)
    across_cm, _ = network_cm("tadasana", Landmark.RIGHT_HIP)
    assert one.margin == pytest.approx(np.degrees(np.hypot(PLACED_CM, across_cm) / 100.0 / HIPS), rel=0.1)
    assert one.verdict is Verdict.CANT_TELL
    assert "right hip" in one.reason


def test_what_does_not_read_it_stays_to_the_digit() -> None:
    before = checked(standing(pelvis_obliquity_deg=2.0, hands_on_hips=True), "tadasana")
    after = again(before, put(standing(pelvis_obliquity_deg=5.0), Landmark.LEFT_ANKLE), "tadasana")
    for one, other in zip(before.summary.findings, after.summary.findings, strict=True):
        reads = Landmark.LEFT_ANKLE in one.check.needs
        assert (other.source == "hand") is reads, one.check.key
        if not reads:
            assert (one.value, one.margin) == (other.value, other.margin)


def test_taken_back_it_is_as_it_was() -> None:
    before = checked(standing(pelvis_obliquity_deg=3.0), "tadasana")
    right = again(before, put(standing(), *HIP_MARKS), "tadasana")
    back = again(right, [], "tadasana")
    for one, other in zip(before.summary.findings, back.summary.findings, strict=True):
        assert one.source == other.source
        assert (one.value, one.margin) == pytest.approx((other.value, other.margin), abs=0, rel=0, nan_ok=True)


@pytest.mark.parametrize("stand", list(Side))
def test_a_working_side_keeps_its_own_left_and_right(stand: Side) -> None:
    seen, real = (tree(stand=stand, drop_deg=deg) for deg in (0.0, 7.0))
    finding = told(again(checked(seen, "tree", stand), put(real, *HIP_MARKS), "tree", stand), POSES["tree"].keys[0])
    assert finding.value == pytest.approx(7.0, abs=0.3)  # of the lifted side, whichever it is
    one = told(again(checked(seen, "tree", stand), put(real, Landmark.LEFT_HIP), "tree", stand), POSES["tree"].keys[0])
    assert "right hip" in one.reason


def test_the_margin_holds_what_people_place_apart() -> None:
    """People off by as much as the margin assumes, in every direction: 95 % of what is told then is inside."""
    random = np.random.default_rng(7)
    seen, real = checked(standing(), "tadasana"), standing(pelvis_obliquity_deg=4.0)
    deviation_px = PLACED_CM / 1.96 / 100.0 * PX_PER_M
    inside = []
    for _ in range(60):
        placed = [
            replace(one, image=tuple(np.array(one.image) + random.normal(0.0, deviation_px, 2)))
            for one in put(real, *HIP_MARKS)
        ]
        finding = told(again(seen, placed, "tadasana"), PELVIS)
        inside.append(abs(finding.value - 4.0) <= finding.margin)
    assert np.mean(inside) >= 0.88  # 60 trials of 95 % fall below this once in a hundred


def test_every_landmark_has_a_width() -> None:
    for pose in (*POSES, "a pose of tomorrow"):
        for mark in Landmark:
            across_cm, depth_cm = network_cm(pose, mark)
            assert 0.5 < across_cm < 100.0
            assert 0.5 < depth_cm < 200.0
