"""The correction from landmarks on the bundled samples, whose truth is known, and its symmetries."""

from __future__ import annotations

import numpy as np
import pytest
import seen

from posecheck.body.body import Body
from posecheck.body.sight import Lead
from posecheck.body.tape import joined
from posecheck.measure.refine import refined


def agree(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(one, other, atol=1e-9)


@pytest.mark.parametrize("sample", ["tree_left", "tadasana_tilted", "pigeon_back_left", "side_lying_above"])
def test_the_mirrored_person_gets_the_mirrored_answer(sample: str) -> None:
    clip = seen.clip(sample)[::5]
    here, there = refined(clip).mirrored(), refined(clip.mirrored())
    for name, array in here.arrays().items():
        agree(array, there.arrays()[name])


@pytest.mark.parametrize("deg", [3.0, -8.0])
def test_the_slope_follows_a_turn_of_the_picture(deg: float) -> None:
    clip = seen.clip("tadasana_tilted")[::5]
    change = refined(clip.rolled(deg)).slope_deg - refined(clip).slope_deg
    np.testing.assert_allclose(change, -deg, atol=0.12 * abs(deg))


def test_a_clip_and_its_moments_give_the_same() -> None:
    clip = seen.clip("tree_left")[::9]
    together = refined(clip)
    for index in range(len(clip)):
        agree(refined(clip[index]).value, together[index].value)


def test_a_long_clip_is_asked_in_blocks_and_gives_the_same() -> None:
    short = seen.clip("tree_left")
    times = 2600 // len(short) + 1
    clip = joined([short] * times)
    assert len(clip.blocks()) > 1
    for name, array in refined(clip).arrays().items():
        agree(array, np.concatenate([refined(short).arrays()[name]] * times))


def test_nobody_is_nan() -> None:
    sight = refined(Body.unseen(np.arange(4.0), (64, 48)))
    assert not sight.looked.any()
    assert np.isnan(sight.value).all()


def test_the_standing_leg_of_both_trees() -> None:
    assert (refined(seen.clip("tree_left")).lead[:, Lead.STANDS] > 0).mean() > 0.9
