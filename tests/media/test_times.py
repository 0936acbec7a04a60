"""The times of all frames, read without decoding, are those that decoding gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clips import NAMES, sample
from films import grey_levels, write_video

from posecheck.media.times import frame_times
from posecheck.media.video import open_media


def decoded(path: Path) -> list[float]:
    with open_media(path) as media:
        return [frame.time_s for frame in media.frames()]


@pytest.mark.parametrize("name", NAMES)
def test_of_the_samples(name: str) -> None:
    assert frame_times(sample(name)) == decoded(sample(name))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("reordered.mp4", {"options": {"bf": "3"}}),
        ("uneven.mp4", {"times": np.cumsum([0.0] + [0.02, 0.05, 0.11] * 9)[:25]}),
        ("late.mp4", {"times": np.arange(25) / 25 + 2.0}),
        ("sound.mp4", {"sound": True}),
        ("film.webm", {"codec": "libvpx"}),
        ("film.mkv", {}),
        ("film.avi", {"codec": "mpeg4"}),
        ("turned.mov", {"rotation_deg": 90}),
    ],
)
def test_of_other_films(tmp_path: Path, name: str, options: dict) -> None:
    path = write_video(tmp_path / name, grey_levels(25), **options)
    times = frame_times(path)
    assert times == decoded(path)
    assert len(times) == 25
    assert times[0] == 0.0


def test_of_a_picture(tmp_path: Path) -> None:
    import cv2

    path = tmp_path / "picture.png"
    cv2.imwrite(str(path), grey_levels(1)[0])
    assert frame_times(path) == [0.0]
