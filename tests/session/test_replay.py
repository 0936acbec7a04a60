"""One path: pushed, fed, split, stored and read again, the same bodies give the same numbers to the last digit."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import seen

from posecheck.body.body import Body
from posecheck.body.recording import Recording, load_recording, save_recording
from posecheck.measure.level import UNKNOWN, from_user
from posecheck.poses import get_pose
from posecheck.session.session import Session
from posecheck.session.summary import Summary

SAMPLES = ("tree_left", "side_lying_above", "pigeon_rotated", "pigeon_card_zero")


def numbers(summary: Summary) -> list[object]:
    """Everything of a summary that can be compared."""
    told: list[object] = [summary.pose.key if summary.pose else None, summary.messages]
    for hold in summary.holds:
        told += [hold.start_s, hold.end_s, hold.pose.key, hold.side, repr(hold.setting.seen), hold.setting.form]
        told += [(f.check.key, repr(f.value), repr(f.margin), f.verdict, f.reason, f.cue) for f in hold.findings]
        told += [repr(course) for course in hold.courses]
    for readings in summary.series:
        told += [readings.value.tobytes(), readings.margin.tobytes()]
    return told


def judged(clip: Body, **options: object) -> list[object]:
    session = Session(**options)  # type: ignore[arg-type]
    session.feed(clip)
    return numbers(session.summary())


@pytest.mark.parametrize("sample", SAMPLES)
def test_pushed_one_by_one_equals_fed_at_once(sample: str) -> None:
    clip = seen.clip(sample)
    session = Session()
    for index in range(len(clip)):
        session.step(clip[index])
    assert numbers(session.summary()) == judged(clip)


@pytest.mark.parametrize("cut", [1, 17, 40])
def test_split_anywhere_and_continued_is_the_same(cut: int) -> None:
    clip = seen.clip("tree_left")
    session = Session()
    session.feed(clip[:cut])
    session.summary()
    session.feed(clip[cut:])
    assert numbers(session.summary()) == judged(clip)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_stored_recording_says_the_same(sample: str, tmp_path: Path) -> None:
    clip = seen.clip(sample)
    save_recording(tmp_path / "clip.npz", Recording(clip, "clip.mp4", None, 0.25, 0.5, "edges"))
    again = load_recording(tmp_path / "clip.npz")
    assert judged(again.clip) == judged(clip)
    assert (again.roll_deg, again.roll_margin_deg, again.roll_source) == (0.25, 0.5, "edges")


def test_a_moment_does_not_know_the_future() -> None:
    clip = seen.clip("tree_left")
    short, long = Session(), Session()
    first = [short.step(clip[i]) for i in range(50)][-1]
    then = [long.step(clip[i]) for i in range(len(clip))][49]
    assert [(repr(f.value), f.verdict) for f in first.findings] == [(repr(f.value), f.verdict) for f in then.findings]


def test_moments_of_a_hold_say_pose_side_and_values() -> None:
    clip = seen.clip("tree_left")
    session = Session()
    moments = [session.step(clip[i]) for i in range(len(clip))]
    inside = [m for m in moments if 3.6 < float(m.body.time_s) < 5.6]
    assert {m.setting.pose.key for m in inside if m.setting} == {"tree"}
    assert {m.setting.side for m in inside if m.setting} == {"left"}
    values = [f.value for m in inside for f in m.findings if f.check.key == "hip_lean_pct"]
    assert np.isfinite(values).mean() > 0.9


def test_a_levelled_picture_is_the_same_as_a_rolled_one_whose_roll_is_known() -> None:
    clip = seen.clip("tadasana_tilted")
    straight = Session(get_pose("tadasana"), level=from_user(0.0))
    straight.feed(clip)
    turned = Session(get_pose("tadasana"), level=from_user(4.0))
    turned.feed(clip.rolled(-4.0))
    here, there = straight.summary(), turned.summary()
    for a, b in zip(here.findings, there.findings, strict=True):
        np.testing.assert_allclose([b.value, b.margin], [a.value, a.margin], rtol=1e-6, atol=1e-6)
        assert a.verdict == b.verdict


def test_an_unknown_roll_widens_the_margin() -> None:
    clip = seen.clip("tadasana_tilted")
    margins = []
    for level in (from_user(0.0), UNKNOWN):
        session = Session(get_pose("tadasana"), level=level)
        session.feed(clip)
        margins.append(session.summary().findings[0].margin)
    assert margins[1] > 1.2 * margins[0]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda clip: clip[:3], id="a clip"),
        pytest.param(lambda clip: clip[0], id="the same time again"),
        pytest.param(lambda clip: Body.unseen(9.0, (10, 10)), id="another picture size"),
    ],
)
def test_what_cannot_be_stepped_is_refused_and_changes_nothing(body: object) -> None:
    clip = seen.clip("tree_left")
    session = Session()
    session.step(clip[1])
    with pytest.raises(ValueError, match=r"moment|rise|size"):
        session.step(body(clip))  # type: ignore[operator]
    session.step(clip[2])


def test_a_recording_is_written_to_a_stream_too() -> None:
    stream = io.BytesIO()
    from posecheck.body.recording import write_recording

    write_recording(stream, Recording(seen.clip("tree_left")[:3], "x.mp4", None, float("nan"), 5.0, "none"))
    assert stream.getvalue()[:2] == b"PK"
