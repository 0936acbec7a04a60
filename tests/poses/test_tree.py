"""Tree on bodies whose answers are known."""

from __future__ import annotations

import bodies
import numpy as np
import pytest

from posecheck.body.skeleton import Landmark as L
from posecheck.body.skeleton import Side
from posecheck.poses import POSES, tree
from posecheck.session.sides import find_side


def canonical(**options: object) -> bodies.Body:
    """Standing on the left leg, or the mirror image of standing on the right."""
    body = bodies.tree(**options)  # type: ignore[arg-type]
    return body.mirrored() if options.get("stand") is Side.RIGHT else body


@pytest.mark.parametrize("stand", list(Side))
@pytest.mark.parametrize("drop_deg", [-9.0, 0.0, 5.0])
def test_the_lifted_side_lower_is_positive_on_either_leg(stand: Side, drop_deg: float) -> None:
    assert tree.free_hip_drop_deg(canonical(stand=stand, drop_deg=drop_deg)) == pytest.approx(drop_deg, abs=1e-6)


@pytest.mark.parametrize("stand", list(Side))
@pytest.mark.parametrize("lean_pct", [-3.0, 0.0, 9.0])
def test_leaning_into_the_standing_hip_is_positive_on_either_leg(stand: Side, lean_pct: float) -> None:
    assert tree.hip_lean_pct(canonical(stand=stand, lean_pct=lean_pct)) == pytest.approx(lean_pct, abs=0.1)


@pytest.mark.parametrize("place", [0.5, 0.8, 1.3, 1.8])
def test_the_foots_height_is_read_along_the_standing_leg(place: float) -> None:
    assert tree.foot_place(canonical(foot_place=place)) == pytest.approx(place, abs=0.08)


@pytest.mark.parametrize("stand", list(Side))
def test_the_standing_leg_is_found(stand: Side) -> None:
    assert find_side(POSES["tree"], bodies.clip(bodies.tree(stand=stand))) is stand


@pytest.mark.parametrize(("ahead_px", "locked"), [(12.0, False), (-12.0, True)], ids=["bent forward", "bent backward"])
def test_a_knee_behind_the_line_of_the_leg_is_locked(ahead_px: float, locked: bool) -> None:
    body = bodies.tree(yaw_deg=90.0)
    image = body.image.copy()
    toes = np.sign(image[L.LEFT_FOOT_INDEX, 0] - image[L.LEFT_HEEL, 0])
    hip, ankle = image[L.LEFT_HIP], image[L.LEFT_ANKLE]
    image[L.LEFT_KNEE] = (hip + ankle) / 2 + (toes * ahead_px, 0.0)
    assert (tree.standing_knee_deg(bodies.replace(body, image=image)) > 180.0) == locked


@pytest.mark.parametrize(("arms", "least", "most"), [("down", -9.0, 0.0), ("overhead", 0.45, 9.0)])
def test_arms_overhead_are_told_from_arms_down(arms: str, least: float, most: float) -> None:
    assert least <= tree.arms_overhead(canonical(arms=arms)) <= most


def test_sway_is_the_long_axis_of_the_ellipse_that_holds_95_percent() -> None:
    still = bodies.clip(bodies.tree(), seconds=60.0, rate_hz=10.0, noise_px=0.0)
    rng = np.random.default_rng(7)
    sway_px = np.stack([rng.normal(0, 5.0, len(still)), rng.normal(0, 1.0, len(still))], -1)
    moved = bodies.replace(still, image=still.image + sway_px[:, None])
    # 2 * sqrt(5.991) standard deviations of 5 px, at 500 px a metre
    assert tree.sway_cm(moved) == pytest.approx(2 * np.sqrt(5.991) * 5.0 / bodies.PX_PER_M * 100.0, rel=0.08)
    assert tree.sway_cm(still) == pytest.approx(0.0, abs=1e-6)


def test_sway_of_a_glance_is_unknown() -> None:
    assert np.isnan(tree.sway_cm(bodies.clip(bodies.tree(), seconds=0.5)))


@pytest.mark.parametrize(
    ("body", "least", "most"),
    [
        pytest.param(bodies.tree(), 0.9, 1.0, id="sole on the thigh"),
        pytest.param(bodies.tree(stand=Side.RIGHT, foot_place=1.4), 0.8, 1.0, id="sole on the calf, right leg"),
        pytest.param(bodies.tree(yaw_deg=180.0), 0.9, 1.0, id="from behind"),
        pytest.param(bodies.standing(), 0.0, 0.1, id="standing"),
        pytest.param(bodies.on_side(), 0.0, 0.1, id="lying"),
        pytest.param(bodies.pigeon(), 0.0, 0.1, id="pigeon"),
    ],
)
def test_it_is_told_from_other_poses(body: bodies.Body, least: float, most: float) -> None:
    assert least <= tree.likeness(body) <= most
