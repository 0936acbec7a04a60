"""What the player is given: places, times and texts that agree with the result."""

from __future__ import annotations

import json

import numpy as np
import pytest
from clips import NAMES, sample
from terminal import Batch

from posecheck.api import Checked, check_file
from posecheck.body.skeleton import BONES
from posecheck.media.times import frame_times
from posecheck.poses import POSES
from posecheck.poses.checks import Band, Check, Steps
from posecheck.session.wording import told
from posecheck.ui.reel import bands_of, reel

CHECKS = [pytest.param(check, id=f"{pose.key}.{check.key}") for pose in POSES.values() for check in pose.checks]


def checked(samples: Batch, name: str) -> Checked:
    return check_file(samples.landmarks(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_hold_of_every_sample_can_be_shown(samples: Batch, name: str) -> None:
    found = checked(samples, name)
    clip = found.recording.clip
    for hold in (*found.summary.holds, None):
        shown = json.loads(json.dumps(reel(found, frame_times(sample(name)), hold), allow_nan=False))
        assert len(shown["points"]) == len(shown["times"]) == len(clip)
        assert {mark for bone in shown["bones"] for mark in bone[:2]} == set(range(len({m for b in BONES for m in b})))
        assert bool(shown["tracks"]) == (hold is not None)
        for track in shown["tracks"]:
            assert len(track["values"]) == len(track["margins"]) == len(track["texts"]) == len(clip)
            assert track["low"] < track["high"]
            held = [
                value
                for value, time_s in zip(track["values"], shown["times"], strict=True)
                if value is not None and hold.start_s <= time_s <= hold.end_s
            ]
            assert all(track["low"] <= value <= track["high"] for value in held)


def test_places_are_shares_of_the_picture_and_nobody_is_no_place(samples: Batch) -> None:
    found = checked(samples, "tadasana_tilted")
    shown = reel(found, [], None)
    points = np.array([place for place in shown["points"] if place])
    assert ((points > 0.0) & (points < 1.0)).all()
    assert [place is not None for place in shown["points"]] == found.recording.clip.seen.tolist()


def test_the_texts_are_those_of_the_findings(samples: Batch) -> None:
    found = checked(samples, "tadasana_tilted")
    hold = found.summary.longest
    assert hold
    shown = {track["key"]: track for track in reel(found, [], hold)["tracks"]}
    for finding in hold.findings:
        if finding.check.key in shown:
            assert shown[finding.check.key]["told"] == told(finding, hold.side)
    assert all("right hip lower" in text for text in shown["pelvis_obliquity_deg"]["texts"])


@pytest.mark.parametrize("check", CHECKS)
def test_the_bands_cover_every_value_once(check: Check) -> None:
    bands = bands_of(check)
    if check.scale is None:
        assert bands == []
        return
    assert bands[0]["low"] is None
    assert bands[-1]["high"] is None
    assert [band["high"] for band in bands[:-1]] == [band["low"] for band in bands[1:]]
    assert all(band["name"] for band in bands)
    if isinstance(check.scale, Band):
        assert [(b["low"], b["high"]) for b in bands if b["verdict"] == "good"] == [check.scale.good]
    if isinstance(check.scale, Steps):
        assert len(bands) == len(check.scale.steps)
