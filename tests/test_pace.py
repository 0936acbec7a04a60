"""Which frames are looked at: all while somebody moves, few while nobody does."""

from __future__ import annotations

from dataclasses import replace

import bodies
import numpy as np
import pytest

from posecheck.body.body import Body
from posecheck.body.tape import joined
from posecheck.pace import LONG_STEP_S, SETTLED_STEP_S, Pacer

RATE_HZ = 30.0


def looked_at(clip: Body) -> np.ndarray:
    """Times of the moments that are looked at, out of all of a clip."""
    pacer, times = Pacer(), []
    for moment in (clip[index] for index in range(len(clip))):
        if pacer.wants(float(moment.time_s)):
            pacer.saw(moment)
            times.append(float(moment.time_s))
    return np.array(times)


def still(seconds: float, start_s: float = 0.0) -> Body:
    return bodies.clip(bodies.standing(), seconds, rate_hz=RATE_HZ, noise_px=0.5, start_s=start_s)


def walking(clip: Body, torsos_a_second: float) -> Body:
    """The clip, with everything in the picture going to the right."""
    torso_px = np.linalg.norm(clip.image[0, [11, 12]].mean(0) - clip.image[0, [23, 24]].mean(0))
    way = (clip.time_s - clip.time_s[0])[:, None, None] * torsos_a_second * torso_px
    return replace(clip, image=clip.image + way * (1.0, 0.0))


def test_every_frame_of_a_movement_and_few_of_a_hold() -> None:
    calm = looked_at(still(20.0))
    assert len(calm) < 20.0 / LONG_STEP_S * 1.5
    assert np.diff(calm).max() <= LONG_STEP_S + 1.5 / RATE_HZ
    moving = looked_at(walking(still(4.0), 0.5))
    assert len(moving) == 4.0 * RATE_HZ


@pytest.mark.parametrize("pause_s", [0.5, 2.0, 12.0])
def test_a_movement_is_noticed_at_the_next_look(pause_s: float) -> None:
    before, after = still(pause_s), still(2.0, start_s=pause_s)
    moved = walking(after, 0.8)
    times = looked_at(joined([before, moved]))
    began = times[times >= pause_s]
    dense = began[began >= pause_s + LONG_STEP_S + 2.5 / RATE_HZ]
    assert np.diff(dense).max() == pytest.approx(1.0 / RATE_HZ, abs=1e-6)


def test_a_hold_is_looked_at_more_often_at_its_beginning() -> None:
    times = looked_at(still(10.0))
    assert np.diff(times[times < 1.0]).max() < 0.11
    assert np.median(np.diff(times[(times > 1.5) & (times < 4.9)])) == pytest.approx(SETTLED_STEP_S, abs=1.1 / RATE_HZ)


def test_an_empty_room_is_looked_at_now_and_then() -> None:
    times = looked_at(bodies.nobody(10.0, rate_hz=RATE_HZ))
    assert np.diff(times).max() == pytest.approx(SETTLED_STEP_S, abs=1.1 / RATE_HZ)


def test_times_of_any_origin() -> None:
    clip = still(6.0)
    later = replace(clip, time_s=clip.time_s + 1000.0)
    np.testing.assert_allclose(looked_at(later) - 1000.0, looked_at(clip), atol=1e-9)
