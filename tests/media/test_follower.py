"""Who is measured where several people are in the picture: stages made of the people of the samples."""

from __future__ import annotations

from collections.abc import Sequence

import clips
import cv2
import numpy as np
import pytest

from posecheck.body.body import Body, same
from posecheck.body.scene import Scene
from posecheck.measure.anatomy import mid_hip
from posecheck.media.follower import Follower
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker
from posecheck.memory import Memory
from posecheck.session.gates import without_bystanders

WIDTH_PX, HEIGHT_PX, RATE_HZ = 960, 480, 8.0


def person(name: str, width_px: int = 240) -> list[np.ndarray]:
    """The middle of a sample's frames, ``RATE_HZ`` a second, as high as the stage."""
    pictures = clips.frames(name)
    fps, middle = clips.truth(name)["fps"], pictures[0].shape[1] // 2
    step = fps / RATE_HZ
    chosen = [pictures[round(index * step)] for index in range(int(len(pictures) / step))]
    high = HEIGHT_PX / pictures[0].shape[0]
    cut = [picture[:, middle - width_px // 2 : middle + width_px // 2] for picture in chosen]
    return [cv2.resize(picture, None, fx=high, fy=high, interpolation=cv2.INTER_AREA) for picture in cut]


def stage(placed: Sequence[tuple[np.ndarray, float, float]]) -> np.ndarray:
    """People on a grey stage, one in front of the other: picture, place of its middle in [0, 1], size in [0, 1]."""
    pixels = np.full((HEIGHT_PX, WIDTH_PX, 3), 120, np.uint8)
    for picture, across, size in placed:
        small = cv2.resize(picture, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
        left = round(across * WIDTH_PX - small.shape[1] / 2)
        start, end = max(left, 0), min(left + small.shape[1], WIDTH_PX)
        if start < end:
            pixels[HEIGHT_PX - small.shape[0] :, start:end] = small[:, start - left : end - left]
    return pixels


@pytest.fixture(scope="module")
def one() -> list[np.ndarray]:
    return person("tadasana_level")


@pytest.fixture(scope="module")
def other() -> list[np.ndarray]:
    return person("tadasana_tilted")


def followed(pictures: Sequence[np.ndarray]) -> Body:
    with Landmarker() as landmarker:
        follower = Follower(landmarker)
        return Body.stack([follower(Frame(index / RATE_HZ, pixels)) for index, pixels in enumerate(pictures)])


def across(clip: Body) -> np.ndarray:
    """``(T,)`` where the hips are, in [0, 1] of the stage's width."""
    return mid_hip(clip)[:, 0] / WIDTH_PX


def test_a_person_alone_is_followed_as_without_it(one: list[np.ndarray]) -> None:
    pictures = [stage([(picture, 0.5, 0.9)]) for picture in one[:24]]
    with Landmarker() as landmarker:
        plain = Body.stack([landmarker(Frame(index / RATE_HZ, pixels)) for index, pixels in enumerate(pictures)])
    clip = followed(pictures)
    scene = clip.scene
    assert (clip.image == plain.image).all()
    assert (clip.world == plain.world).all()
    assert (scene.people == 1).all()
    for none in (scene.who, scene.changed, scene.close, scene.pictures):
        assert not none.any()
    assert (scene.light > 0.5).all()


def test_an_empty_stage_has_nobody(one: list[np.ndarray]) -> None:
    clip = followed([stage([])] * 3 + [stage([(one[0], 0.5, 0.9)])] * 2)
    assert clip.seen.tolist() == [False] * 3 + [True] * 2
    assert np.isnan(clip.scene.who[:3]).all()
    assert clip.scene.who[3:].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("right", [False, True])
def test_the_nearer_and_more_central_is_measured_from_the_first_frame(
    right: bool, one: list[np.ndarray], other: list[np.ndarray]
) -> None:
    small_at, large_at = (0.85, 0.4) if right else (0.15, 0.6)
    clip = followed(
        [stage([(b, small_at, 0.65), (a, large_at, 0.95)]) for a, b in zip(one[:10], other[:10], strict=True)]
    )
    assert across(clip) == pytest.approx(large_at, abs=0.04)
    assert clip.scene.people[0] == 2
    assert not clip.scene.changed.any()


def overtaken(one: list[np.ndarray], other: list[np.ndarray]) -> list[np.ndarray]:
    """Somebody small stands there; somebody larger comes from the right, and stays."""
    pictures = []
    for index in range(40):
        small = (other[index % len(other)], 0.8, 0.55)
        comes = max(0.5, 1.2 - 0.06 * max(index - 8, 0))
        pictures.append(stage([small, (one[index % len(one)], comes, 0.95)]))
    return pictures


def test_who_comes_later_and_stays_in_front_takes_over_from_a_bystander(
    one: list[np.ndarray], other: list[np.ndarray]
) -> None:
    clip = followed(overtaken(one, other))
    assert across(clip)[0] == pytest.approx(0.8, abs=0.04)
    assert across(clip)[-8:] == pytest.approx(0.5, abs=0.04)
    assert clip.scene.changed.sum() == 1
    assert clip.scene.left[-1] == 0
    newcomer = clip.scene.who == 1
    assert (without_bystanders(clip).seen == newcomer).all(), "of the bystander nothing is told"


def test_who_walks_through_in_front_is_not_measured(one: list[np.ndarray], other: list[np.ndarray]) -> None:
    pictures = []
    for index in range(40):
        walks = -0.2 + 0.06 * (index - 8)
        pictures.append(stage([(one[index % len(one)], 0.5, 0.75), (other[index % len(other)], walks, 1.0)]))
    clip = followed(pictures)
    scene, first = clip.scene, clip.scene.who == 0
    assert first[:12].all()
    assert first[-6:].all(), "back to the one who was measured before"
    assert np.abs(across(clip)[first] - 0.5).max() < 0.1
    assert (scene.people > 1).any()
    assert ((scene.close == 1) | ~first).any(), "somebody was in the way"


def test_another_in_the_same_place_is_another_person(one: list[np.ndarray], other: list[np.ndarray]) -> None:
    pictures = [stage([(picture, 0.45, 0.95)]) for picture in one[:16]]
    pictures += [stage([(picture, 0.7, 0.75)]) for picture in other[:8]]
    clip = followed(pictures)
    assert set(clip.scene.who[:16]) == {0.0}
    assert set(clip.scene.who[18:]) == {1.0}


def test_a_poster_is_left_out_as_soon_as_it_is_known(one: list[np.ndarray], other: list[np.ndarray]) -> None:
    poster = (other[0], 0.85, 0.7)
    pictures = [stage([poster, (one[index % len(one)], 0.45, 0.95)]) for index in range(30)]
    clip = followed(pictures)
    assert across(clip) == pytest.approx(0.45, abs=0.04)
    assert clip.scene.people[0] == 2
    assert (clip.scene.people[-4:] == 1).all()
    assert (clip.scene.pictures[-4:] == 1).all()


def test_a_person_beside_another_is_no_picture(one: list[np.ndarray], other: list[np.ndarray]) -> None:
    pairs = [(one[index % len(one)], other[index % len(other)]) for index in range(30)]
    clip = followed([stage([(b, 0.85, 0.7), (a, 0.45, 0.95)]) for a, b in pairs])
    assert not clip.scene.pictures.any()


def test_the_same_frames_give_the_same_scene(one: list[np.ndarray], other: list[np.ndarray]) -> None:
    pictures = [stage([(b, 0.3, 0.8), (a, 0.6, 0.8)]) for a, b in zip(one[:8], other[:8], strict=True)]
    assert same(followed(pictures), followed(pictures))


def test_where_the_network_begins_afresh_the_same_person_is_followed(
    one: list[np.ndarray], other: list[np.ndarray]
) -> None:
    pictures = overtaken(one, other)
    shown = [Frame(index / RATE_HZ, pixels) for index, pixels in enumerate(pictures)]
    with Landmarker() as landmarker, Landmarker() as new_landmarker:
        follower, moments, seam = Follower(landmarker), [], 0
        for index, frame in enumerate(shown):
            moments.append(follower(frame))
            if index >= 24 and not seam and follower.renewed(frame, moments[-1]):
                seam, written = index, Memory(follower).written()
        new = Follower(new_landmarker)
        new_landmarker.anew(shown[seam])
        Memory(new).recall(written)
        taken_up = [new(frame) for frame in shown[seam + 1 :]]
    clip, without = Body.stack(moments), followed(pictures)
    assert seam > 0
    assert same(Body.stack(taken_up), clip[seam + 1 :])
    np.testing.assert_array_equal(clip.scene.who, without.scene.who)
    assert across(clip) == pytest.approx(across(without), abs=0.02, nan_ok=True)


def test_a_bystander_found_instead_puts_it_off(one: list[np.ndarray], other: list[np.ndarray]) -> None:
    alone = [Frame(index / RATE_HZ, stage([(one[index], 0.25, 0.7)])) for index in range(8)]
    with Landmarker() as landmarker:
        follower = Follower(landmarker)
        bodies = [follower(frame) for frame in alone[:6]]
        swapped = Frame(alone[5].time_s, stage([(other[0], 0.8, 0.95)]))
        assert not follower.renewed(swapped, bodies[-1])
        assert across(Body.stack([follower(frame) for frame in alone[6:]])) == pytest.approx(0.25, abs=0.04)


def test_stills_are_chosen_from_too(one: list[np.ndarray], other: list[np.ndarray]) -> None:
    with Landmarker(still=True) as landmarker:
        body = Follower(landmarker)(Frame(0.0, stage([(other[0], 0.15, 0.55), (one[0], 0.55, 0.95)])))
    assert float(mid_hip(body)[0]) / WIDTH_PX == pytest.approx(0.55, abs=0.04)
    assert body.scene.people == 2


def test_a_scene_knows_whether_anything_looked() -> None:
    assert not Scene.none(()).looked
