"""The sample clips are what their truth files say, and small."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = [clip["name"] for clip in json.loads((SAMPLES / "clips.json").read_text())["clips"]]


def truth(name: str) -> dict:
    return json.loads((SAMPLES / f"{name}.json").read_text())


def test_all_are_there_and_small() -> None:
    clips = sorted(SAMPLES.glob("*.mp4"))
    assert [clip.stem for clip in clips] == sorted(NAMES)
    assert sum(clip.stat().st_size for clip in clips) < 6_000_000


@pytest.mark.parametrize("name", NAMES)
def test_frames_and_size(name: str) -> None:
    told = truth(name)
    with av.open(str(SAMPLES / told["clip"])) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.average_rate == told["fps"]
        frames = list(container.decode(stream))
    assert len(frames) == told["frames"]
    assert (abs(frames[0].rotation) == 90) == told["stored_rotated"]
    size = [frames[0].width, frames[0].height]
    assert (size[::-1] if told["stored_rotated"] else size) == told["size_px"]


@pytest.mark.parametrize("name", NAMES)
def test_holds_and_values_agree(name: str) -> None:
    told = truth(name)
    times = np.arange(told["frames"]) / told["fps"]
    assert told["holds"]
    for hold in told["holds"]:
        inside = (times >= hold["start_s"]) & (times < hold["end_s"])
        for key, median in hold["median"].items():
            values = np.array(told["per_frame"][key], float)
            assert len(values) == told["frames"]
            assert np.nanmedian(values[inside]) == pytest.approx(median, abs=0.02)
