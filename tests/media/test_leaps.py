"""Frames that nobody wants are left out, and those that are wanted are the same to the last bit."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import numpy as np
import pytest
from films import write_video

from posecheck.media.leaps import Leaps
from posecheck.media.video import open_media

RATE_HZ, STEP_S = 30, 0.4

#: How films are encoded: ending, options of the encoder, and whether frames of theirs can be left out.
KINDS = {
    "a key frame a second": (
        ".mp4",
        {"codec": "libx264", "options": {"bf": "0", "g": "30", "sc_threshold": "0"}},
        True,
    ),
    "frames nobody refers to": (".mp4", {"codec": "libx264", "options": {"bf": "3", "g": "250"}}, True),
    "a pyramid of them": (
        ".mkv",
        {"codec": "libx264", "options": {"bf": "3", "x264-params": "b-pyramid=strict"}},
        True,
    ),
    "all refer": (".mp4", {"codec": "libx264", "options": {"bf": "0", "g": "250", "sc_threshold": "0"}}, False),
    "bytes as they come": (".ts", {"codec": "libx264", "options": {"bf": "2", "g": "250"}}, True),
    "hevc": (".mp4", {"codec": "libx265", "options": {"x265-params": "log-level=none:keyint=250:bframes=3"}}, False),
}


def moving(count: int) -> list[np.ndarray]:
    """A lighter square that crosses a noisy picture, so that each frame differs and is told by those before it."""
    still = np.random.default_rng(3).integers(60, 120, (96, 128, 3), np.uint8)
    frames = []
    for index in range(count):
        frame = still.copy()
        x = 2 + index % 90
        frame[30:60, x : x + 30] += 90
        frames.append(frame)
    return frames


def wanted(film: Path, leaps: Leaps | None) -> tuple[dict[float, np.ndarray], int, tuple[str, ...]]:
    """What is seen by somebody who looks every so often: time to pixels, how many were left out, and the notices."""
    seen, next_s, passed = {}, 0.0, 0
    with open_media(film) as media:
        for shot in media.shots(leaps=leaps):
            passed = shot.counts.passed
            if shot.time_s < next_s - 0.0015:
                continue
            seen[shot.time_s] = shot.pixels()
            key_s = leaps.key_after(shot.time_s) if leaps else np.inf
            next_s = key_s if key_s - shot.time_s <= 0.6 else shot.time_s + STEP_S
            if leaps:
                leaps.idle_until(next_s)
        return seen, passed, tuple(media.notices)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_wanted_is_the_same_to_the_last_bit(kind: str, tmp_path: Path) -> None:
    ending, how, leaves_out = KINDS[kind]
    film = write_video(tmp_path / f"film{ending}", moving(150), fps=RATE_HZ, **how)
    with open_media(film) as media:
        whole = {frame.time_s: frame.pixels for frame in media.frames()}
    assert len(whole) == 150
    seen, passed, notices = wanted(film, Leaps())
    assert len(seen) > 8
    assert all(np.array_equal(pixels, whole[time_s]) for time_s, pixels in seen.items())
    assert (passed > 15) == leaves_out
    assert notices == ()


def test_a_film_that_ends_early_is_told_alike(tmp_path: Path) -> None:
    early = {"movflags": "faststart"}
    film = write_video(tmp_path / "film.mp4", moving(150), fps=RATE_HZ, options={"bf": "3"}, container_options=early)
    film.write_bytes(film.read_bytes()[: film.stat().st_size * 2 // 3])
    _, passed, notices = wanted(film, Leaps())
    assert passed
    (here,), (there,) = notices, wanted(film, None)[2]
    assert here.startswith("The file ends early")
    (end_s, frames), (true_s, all_frames) = (
        re.findall(r"early: ([\d.]+) s .*?\((\d+) of 150", text)[0] for text in (here, there)
    )
    assert frames == all_frames
    assert abs(float(end_s) - float(true_s)) < 4 / RATE_HZ  # the last one may be one that nobody wanted


def test_what_is_told_after_the_end_holds_up_nobody() -> None:
    leaps = Leaps()
    leaps.found_key(1.0)
    leaps.idle_until(0.5)
    leaps.close()
    leaps.idle_until(0.5)  # of a frame that was still being looked at
    waiting = threading.Thread(target=leaps.wait, args=(0.6,), daemon=True)
    waiting.start()
    waiting.join(5.0)
    assert not waiting.is_alive()
    assert leaps.idle_until_s == -np.inf  # or all packets of an hour would be read before anybody sees the end
