"""A whole source watched: the digits of the plain loop, and what may be left out without changing what is found."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import clips
import cv2
import mediapipe
import numpy as np
import pytest
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode

from posecheck.api import Checked, check_file
from posecheck.body.body import same
from posecheck.media import engine
from posecheck.media.model import embedded_model

#: A hold's value may differ so much from that of all frames; other units are told as they come.
BOUND = {"deg": 0.3, "cm": 0.5}

#: The samples of which that is asked each time.
FEW = ("tadasana_tilted", "pigeon_back_left")


def plain_loop(path: Path) -> np.ndarray:
    """What the landmark network says of each frame in the loop that anybody would write; ``(T, 33, 2)`` in [0, 1]."""
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(embedded_model())), running_mode=RunningMode.VIDEO
    )
    film, found = cv2.VideoCapture(str(path)), []
    with PoseLandmarker.create_from_options(options) as network:
        while True:
            more, picture = film.read()
            if not more:
                return np.array(found)
            image = mediapipe.Image(mediapipe.ImageFormat.SRGB, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            told = network.detect_for_video(image, round(film.get(cv2.CAP_PROP_POS_MSEC)))
            found.append([(mark.x, mark.y) for mark in told.pose_landmarks[0]])


@pytest.mark.parametrize("sample", [pytest.param("tree_left", marks=pytest.mark.long), "side_lying_above"])
def test_every_frame_has_the_digits_of_the_plain_loop(sample: str) -> None:
    clip = check_file(clips.sample(sample), every_frame=True).recording.clip
    theirs = np.float32(plain_loop(clips.sample(sample)) * clip.size_px - 0.5)
    assert np.array_equal(np.float32(clip.image), theirs)


def values(checked: Checked) -> dict[tuple[str, str], tuple[str, float]]:
    """Of the longest hold of each pose: pose and check to unit and value."""
    table = {}
    for hold in sorted(checked.summary.holds, key=lambda hold: hold.length_s):
        for finding in hold.findings:
            if np.isfinite(finding.value):
                table[hold.pose.key, finding.check.key] = (finding.check.unit, finding.value)
    return table


@pytest.mark.parametrize(
    "sample",
    [pytest.param(name, marks=() if name in FEW else pytest.mark.long) for name in clips.NAMES],
)
def test_few_frames_say_what_all_say(sample: str) -> None:
    every, usual = check_file(clips.sample(sample), every_frame=True), check_file(clips.sample(sample))
    assert len(usual.recording.clip) < 0.6 * len(every.recording.clip)
    here, there = values(usual), values(every)
    assert here.keys() == there.keys()
    apart = {key: (unit, abs(value - there[key][1])) for key, (unit, value) in here.items()}
    assert {key: off for key, (unit, off) in apart.items() if off > BOUND.get(unit, np.inf)} == {}


@pytest.mark.long
def test_the_same_digits_each_time_also_over_leaps(tmp_path: Path) -> None:
    film = clips.repeated("tadasana_tilted", 3, tmp_path / "long.mp4")
    one, other = check_file(film), check_file(film)
    assert same(one.recording.clip, other.recording.clip)
    assert one.recording.notices == other.recording.notices == ()


def test_what_progress_raises_ends_it_at_once(tmp_path: Path) -> None:
    film = clips.repeated("tree_left", 10, tmp_path / "long.mp4")

    class Enough(Exception):
        pass

    began = []

    def stop(done_s: float, total_s: float | None) -> None:
        if done_s > 0.5:
            began.append(time.perf_counter())
            raise Enough

    with pytest.raises(Enough):
        check_file(film, on_progress=stop)
    assert time.perf_counter() - began[0] < 0.5 * 4  # on a quiet machine a tenth of it; others may use it
    assert not [thread for thread in threading.enumerate() if thread.name == "posecheck-ahead"]
    assert not engine.opened
