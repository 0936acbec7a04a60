"""What the eyes saw: turned, mirrored and carried like the body it belongs to."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.body.body import Body
from posecheck.body.sight import ODD, Lead, Quantity, Sight


def sight(seed: int = 1, lead: tuple[int, ...] = (5,)) -> Sight:
    rng = np.random.default_rng(seed)
    line = rng.normal(size=(*lead, 3))
    return Sight(
        line / np.linalg.norm(line, axis=-1, keepdims=True),
        rng.uniform(0.5, 2, lead),
        rng.normal(size=(*lead, len(Quantity))),
        rng.uniform(0.5, 2, (*lead, len(Quantity))),
        rng.normal(size=(*lead, len(Lead))),
    )


def same(a: Sight, b: Sight) -> bool:
    return all(np.allclose(x, y, equal_nan=True) for x, y in zip(a.arrays().values(), b.arrays().values(), strict=True))


def test_a_lower_right_hip_is_positive() -> None:
    # from the left hip's point of view: it stands to the right in the picture and 10 deg higher
    level = Sight.none(())
    up = np.array([np.cos(np.radians(10)), -np.sin(np.radians(10)), 0.0])
    tilted = Sight(up, np.array(1.0), level.value, level.spread, level.lead)
    assert tilted.slope_deg == pytest.approx(10.0)


@pytest.mark.parametrize("deg", [3.0, -12.5])
def test_the_slope_follows_a_turn_of_the_picture(deg: float) -> None:
    flat = np.array([1.0, 0.0, 0.0])
    none = Sight.none(())
    turned = Sight(flat, np.array(1.0), none.value, none.spread, none.lead).rolled(deg)
    # turned clockwise on the screen, the left hip (on the right) goes down
    assert turned.slope_deg == pytest.approx(-deg)


def test_a_mirror_twice_changes_nothing_and_once_turns_over_what_it_should() -> None:
    seen = sight()
    assert same(seen.mirrored().mirrored(), seen)
    once = seen.mirrored()
    np.testing.assert_allclose(once.slope_deg, -seen.slope_deg)
    np.testing.assert_allclose(once.lead, -seen.lead)
    for quantity in Quantity:
        sign = -1.0 if quantity in ODD else 1.0
        np.testing.assert_allclose(once.value[:, quantity], sign * seen.value[:, quantity])


def test_turning_and_mirroring_change_places() -> None:
    seen = sight()
    assert same(seen.rolled(20.0).mirrored(), seen.mirrored().rolled(-20.0))


def test_a_look_is_carried_for_a_while_and_never_backwards() -> None:
    looked = sight(lead=(1,))
    clip = Sight.stack([Sight.none(()), looked[0], Sight.none(()), Sight.none(()), Sight.none(())])
    time_s = np.array([0.0, 0.1, 0.3, 0.6, 0.7])
    carried = clip.carried(time_s, 0.5)
    assert carried.looked.tolist() == [False, True, True, True, False]
    assert same(carried[3], looked[0])


def test_a_body_carries_its_sight_along() -> None:
    body = Body.unseen(np.arange(5.0), (64, 48))
    assert not body.sight.looked.any()
    seen = Body(**{n: getattr(body, n) for n in ("time_s", "image", "depth", "world", "visibility", "presence")},
                size_px=(64, 48), sight=sight())  # fmt: skip
    assert same(seen[1:3].sight, sight()[1:3])
    assert same(seen.rolled(5.0).sight, sight().rolled(5.0))
    assert same(seen.mirrored().sight, sight().mirrored())
    assert same(Body.stack([seen[i] for i in range(5)]).sight, sight())


def test_shapes_that_do_not_fit_are_refused() -> None:
    body = Body.unseen(np.arange(4.0), (64, 48))
    with pytest.raises(ValueError, match="sight"):
        Body(**{n: getattr(body, n) for n in ("time_s", "image", "depth", "world", "visibility", "presence")},
             size_px=(64, 48), sight=sight())  # fmt: skip
    with pytest.raises(ValueError, match="line"):
        Sight(np.zeros(2), np.zeros(()), np.zeros(len(Quantity)), np.zeros(len(Quantity)), np.zeros(len(Lead)))
