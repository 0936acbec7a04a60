"""The known bodies keep what they promise, measured without posecheck."""

from __future__ import annotations

from collections.abc import Callable

import bodies
import numpy as np
import pytest

from posecheck.body.body import Body, same
from posecheck.body.skeleton import Landmark as L
from posecheck.body.skeleton import Side

FIGURES: dict[str, Callable[..., Body]] = {
    "standing": lambda **camera: bodies.standing(pelvis_obliquity_deg=7.0, hands_on_hips=True, shift_m=0.05, **camera),
    "tree": lambda **camera: bodies.tree(stand=Side.RIGHT, drop_deg=-8.0, foot_place=1.4, lean_pct=5.0, **camera),
    "on the side": lambda **camera: bodies.on_side(knee_behind_m=0.15, knee_lift_deg=10.0, **camera),
    "bottom form": lambda **camera: bodies.on_side(lying_on=Side.LEFT, knee_behind_m=-0.1, **camera),
    "pigeon": lambda **camera: bodies.pigeon(drop_deg=8.0, forward_deg=12.0, **camera),
}
CAMERAS: dict[str, dict[str, float]] = {
    "as it comes": {},
    "anywhere": {"yaw_deg": 130.0, "elevation_deg": 25.0, "roll_deg": -7.0, "px_per_m": 300.0},
}

BONES = {
    ("HIP", "KNEE"): bodies.THIGH,
    ("KNEE", "ANKLE"): bodies.SHANK,
    ("SHOULDER", "ELBOW"): bodies.UPPER_ARM,
    ("ELBOW", "WRIST"): bodies.FOREARM,
}


@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("name", FIGURES)
def test_bones_keep_their_lengths(name: str, camera: str) -> None:
    world = FIGURES[name](**CAMERAS[camera]).world
    for side in ("LEFT", "RIGHT"):
        for (first, second), length in BONES.items():
            bone = world[L[f"{side}_{second}"]] - world[L[f"{side}_{first}"]]
            assert np.linalg.norm(bone) == pytest.approx(length), f"{side} {first} to {second}"
    assert np.linalg.norm(world[L.LEFT_HIP] - world[L.RIGHT_HIP]) == pytest.approx(bodies.HIPS)


@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("name", FIGURES)
def test_the_picture_is_the_world_in_pixels(name: str, camera: str) -> None:
    body = FIGURES[name](**CAMERAS[camera])
    px_per_m = CAMERAS[camera].get("px_per_m", bodies.PX_PER_M)
    shift = body.image - px_per_m * body.world[:, :2]
    assert shift == pytest.approx(np.broadcast_to(shift[0], shift.shape))
    assert body.depth == pytest.approx(px_per_m * body.world[:, 2])
    assert body.world[[L.LEFT_HIP, L.RIGHT_HIP]].mean(0) == pytest.approx(np.zeros(3), abs=1e-12)


@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("name", FIGURES)
def test_the_whole_figure_is_in_the_picture(name: str, camera: str) -> None:
    body = FIGURES[name](**CAMERAS[camera])
    assert (body.image > 0).all()
    assert (body.image < np.array(body.size_px) - 1).all()


def test_feet_stand_on_one_floor_whatever_the_hips_do() -> None:
    for body in (bodies.standing(), bodies.standing(pelvis_obliquity_deg=9.0, shift_m=0.06)):
        for left, right in ((L.LEFT_ANKLE, L.RIGHT_ANKLE), (L.LEFT_HEEL, L.RIGHT_HEEL)):
            assert body.image[left, 1] == pytest.approx(body.image[right, 1])
            assert body.image[left, 0] > body.image[right, 0]


def test_a_clip_is_its_moment_with_small_noise_of_its_own() -> None:
    moment = bodies.tree()
    clip = bodies.clip(moment, 20.0, rate_hz=20.0, noise_px=0.8, start_s=1.0)
    assert clip.time_s[[0, 1, -1]] == pytest.approx([1.0, 1.05, 20.95])
    assert (clip.image - moment.image).std() == pytest.approx(0.8, rel=0.02)
    assert (clip.world - moment.world).std() == pytest.approx(0.8 / bodies.PX_PER_M, rel=0.02)
    assert same(bodies.clip(moment), bodies.clip(moment))
    assert not same(bodies.clip(moment), bodies.clip(moment, rng=np.random.default_rng(1)))


def test_joined_clips_follow_each_other() -> None:
    clips = bodies.clip(bodies.standing(), 0.3), bodies.nobody(0.2), bodies.clip(bodies.tree(), 0.2, rate_hz=20.0)
    whole = bodies.joined(*clips)
    assert whole.time_s == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6])
    assert whole.seen.tolist() == [True] * 3 + [False] * 2 + [True] * 4
    assert np.array_equal(whole.image[:3], clips[0].image)
    assert np.array_equal(whole.image[5:], clips[2].image)
