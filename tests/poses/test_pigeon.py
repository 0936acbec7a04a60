"""Pigeon: geometry on known bodies, what was learned on landmarks of rendered people."""

from __future__ import annotations

import bodies
import numpy as np
import pytest
import seen

from posecheck.body.skeleton import Side
from posecheck.poses import POSES, pigeon
from posecheck.session.sides import find_side


def canonical(front: Side, **options: float) -> bodies.Body:
    """The left leg in front, or the mirror image of the right one in front."""
    body = bodies.pigeon(front=front, **options)
    return body.mirrored() if front is Side.RIGHT else body


@pytest.mark.parametrize("front", list(Side))
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0], ids=["from the front", "from behind"])
@pytest.mark.parametrize("drop_deg", [-6.0, 0.0, 9.0])
def test_the_front_legs_hip_lower_is_positive(front: Side, yaw_deg: float, drop_deg: float) -> None:
    body = canonical(front, drop_deg=drop_deg, yaw_deg=yaw_deg)
    assert pigeon.front_hip_drop_deg(body) == pytest.approx(drop_deg, abs=0.3)


@pytest.mark.parametrize("front", list(Side))
@pytest.mark.parametrize("forward_deg", [-12.0, 0.0, 12.0])
def test_the_front_legs_hip_ahead_is_positive(front: Side, forward_deg: float) -> None:
    body = canonical(front, forward_deg=forward_deg, yaw_deg=180.0)
    assert pigeon.pelvis_twist_deg(body) == pytest.approx(forward_deg, abs=1.0)
    square = float(pigeon.front_hip_forward_deg(canonical(front, yaw_deg=180.0)))
    assert float(pigeon.front_hip_forward_deg(body)) - square == pytest.approx(forward_deg, abs=1.0)


def test_a_straight_back_leg_is_near_zero() -> None:
    assert 0.0 <= float(pigeon.back_leg_deg(canonical(Side.LEFT))) < 12.0


@pytest.mark.parametrize("sample", ["pigeon_back_left", "pigeon_rotated"])
def test_the_front_leg_is_found(sample: str) -> None:
    assert find_side(POSES["pigeon"], seen.clip(sample)) == seen.TRUTHS[sample]["side"]


def test_a_turn_that_landmarks_do_not_show_is_not_told() -> None:
    for key in ("front_hip_forward_deg", "pelvis_twist_deg", "back_leg_deg", "arc_deg"):
        check = POSES["pigeon"].check(key)
        assert not check.lines
        assert check.why_not


def test_an_unknown_check_is_named() -> None:
    with pytest.raises(KeyError, match="front_hip_drop_deg"):
        POSES["pigeon"].check("nothing")


def test_nobody_seen_has_no_side() -> None:
    assert np.isnan(pigeon.side(bodies.nobody())).all()
