"""The measured line lies as it is told, whatever the landmarks show; the rest of the body stays."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from bodies import clip, pigeon, standing, tree

from posecheck.body.body import Body, same
from posecheck.body.skeleton import Landmark as L
from posecheck.body.skeleton import Side
from posecheck.measure.level import from_user
from posecheck.measure.view import Seen, View
from posecheck.media.measured import as_measured, as_told
from posecheck.poses import POSES
from posecheck.poses.checks import Verdict
from posecheck.session.setting import Setting, levelled
from posecheck.session.summary import Finding

BODIES = {"tadasana": standing, "tree": tree, "pigeon": pigeon}

#: The end that is lower where the first tilt of the pose is positive, by working side.
LOWER = {
    ("tadasana", None): L.RIGHT_HIP,
    ("tree", Side.LEFT): L.RIGHT_HIP,
    ("tree", Side.RIGHT): L.LEFT_HIP,
    ("pigeon", Side.LEFT): L.LEFT_HIP,
    ("pigeon", Side.RIGHT): L.RIGHT_HIP,
}


def setting_of(key: str, side: Side | None, roll_deg: float = 0.0) -> Setting:
    view = View.BACK if key == "pigeon" else View.FRONT
    return Setting(POSES[key], side, Seen(view, 0.0, 0.0), None, from_user(roll_deg))


def fall_deg(body: Body, low: L, roll_deg: float) -> np.ndarray:
    """How far the lower end hangs, in the upright picture."""
    image = levelled(body, from_user(roll_deg)).image
    high = L.LEFT_HIP if low is L.RIGHT_HIP else L.RIGHT_HIP
    return np.degrees(
        np.arctan2(image[..., low, 1] - image[..., high, 1], np.abs(np.diff(image[..., [low, high], 0]))[..., 0])
    )


@pytest.mark.parametrize("roll_deg", [0.0, 4.0])
@pytest.mark.parametrize(("key", "side"), LOWER)
def test_the_line_tilts_by_the_value(key: str, side: Side | None, roll_deg: float) -> None:
    body = clip(BODIES[key](), seconds=1.0)
    value = np.linspace(-8.0, 8.0, len(body))
    check = next(check for check in POSES[key].checks if check.lower_end is not None)
    shown = as_measured(body, setting_of(key, side, roll_deg), check, value)
    np.testing.assert_allclose(fall_deg(shown, LOWER[key, side], roll_deg), value, atol=1e-6)
    others = [mark for mark in L if mark not in (L.LEFT_HIP, L.RIGHT_HIP)]
    np.testing.assert_allclose(shown.image[:, others], body.image[:, others], atol=1e-6)
    np.testing.assert_allclose(
        shown.image[:, [L.LEFT_HIP, L.RIGHT_HIP]].mean(1), body.image[:, [L.LEFT_HIP, L.RIGHT_HIP]].mean(1), atol=1e-6
    )


def test_what_is_not_known_is_not_moved() -> None:
    body = clip(standing(), seconds=1.0)
    setting = setting_of("tadasana", None)
    first, *rest = POSES["tadasana"].checks
    assert same(as_measured(body, setting, first, np.full(len(body), np.nan)), body)
    assert same(as_measured(body, setting, rest[-1], np.full(len(body), 5.0)), body)


def test_a_change_from_another_hold_is_no_tilt() -> None:
    body, setting = clip(standing(), seconds=1.0), setting_of("tadasana", None)
    told = Finding(POSES["tadasana"].checks[0], 5.0, 1.0, None, Verdict.CLEAR, None, None)
    np.testing.assert_allclose(fall_deg(as_told(body, setting, told), L.RIGHT_HIP, 0.0), 5.0, atol=1e-6)
    then = np.linspace(0.0, 4.0, len(body))
    np.testing.assert_allclose(fall_deg(as_told(body, setting, told, then), L.RIGHT_HIP, 0.0), then, atol=1e-6)
    assert as_told(body, setting, dataclasses.replace(told, against="tadasana"), then) is body
