"""The card's markers: found where they are, to a fraction of a pixel, near the hips only, and nothing else."""

from __future__ import annotations

import bodies
import cards
import cv2
import numpy as np
import pytest

from posecheck.body.body import Body
from posecheck.body.skeleton import Landmark as L
from posecheck.eyes.markers import find_markers, torso_length_px

PERSON = bodies.standing()
HIPS = (PERSON.at(L.LEFT_HIP) + PERSON.at(L.RIGHT_HIP)) / 2
#: Turned away, tipped and leaning, so that no side runs along the pixels.
TURN = cards.camera("back", 2.0) @ cards.pelvis(17.0, 5.0, 20.0) @ cards.worn("back")


def at(depth_m: float, away_px: tuple[float, float] = (3.3, -41.7)) -> np.ndarray:
    """The place of a card near the hips."""
    return cards.place_at(HIPS + away_px, depth_m)


def edge_px(corners: np.ndarray) -> float:
    """Shortest edge of the markers."""
    return float(np.linalg.norm(corners - np.roll(corners, 1, -2), axis=-1).min())


def off_px(found: np.ndarray, true: np.ndarray) -> float:
    """Root mean square of the corners' errors."""
    return float(np.sqrt(((found - true) ** 2).sum(-1).mean()))


@pytest.mark.parametrize(
    ("depth_m", "smallest_px", "largest_px", "allowed_px"),
    [(0.7, 90, 120, 0.1), (1.8, 30, 50, 0.1), (3.0, 20, 30, 0.15), (5.0, 12, 16, 0.3)],
)
def test_the_corners_are_where_they_are(
    depth_m: float, smallest_px: float, largest_px: float, allowed_px: float
) -> None:
    true = cards.corners_of(TURN, at(depth_m))
    assert smallest_px < edge_px(true) < largest_px
    for seed in range(3):
        found = find_markers(cards.draw(TURN, at(depth_m), seed=seed), PERSON)
        assert off_px(found, true) < allowed_px


def test_blur_does_not_move_the_corners() -> None:
    true = cards.corners_of(TURN, at(2.0))
    assert off_px(find_markers(cards.draw(TURN, at(2.0), blur_px=1.6), PERSON), true) < 0.25


def test_noise_hardly_moves_the_corners() -> None:
    true = cards.corners_of(TURN, at(2.0))
    assert off_px(find_markers(cards.draw(TURN, at(2.0), noise=12.0), PERSON), true) < 0.4


def test_a_smear_is_not_answered_wrongly() -> None:
    true = cards.corners_of(TURN, at(3.0))
    for blur_px in (2.5, 3.5, 5.0, 8.0):
        found = find_markers(cards.draw(TURN, at(3.0), blur_px=blur_px), PERSON)
        assert np.isnan(found).any((1, 2)).all() or off_px(found, true) < 1.0
    assert np.isnan(found).all()


def test_a_dim_and_a_shaded_card_are_found_as_well() -> None:
    picture = cards.draw(TURN, at(2.0), noise=0.5)
    true = cards.corners_of(TURN, at(2.0))
    shade = np.linspace(1.0, 0.45, cards.SIZE_PX[0])[None, :, None]
    for changed in (picture * 0.35 + 20, picture * shade):
        assert off_px(find_markers(changed.round().astype(np.uint8), PERSON), true) < 0.2


def test_a_finger_over_a_corner_does_not_pull_it_away() -> None:
    true = cards.corners_of(TURN, at(1.2))
    picture = cards.draw(TURN, at(1.2))
    x, y = true[0, 3].round().astype(int).tolist()
    cv2.circle(picture, (x, y + 5), 8, (150, 120, 105), -1)
    found = find_markers(picture, PERSON)
    assert np.isnan(found[0]).all() or off_px(found[0], true[0]) < 0.6
    assert off_px(found[1], true[1]) < 0.15


def test_a_fold_over_the_end_of_a_side_does_not_bend_it() -> None:
    card = cards.sheet()
    height = card.shape[0]
    card[: height // 2 - 60, :150] = 60  # over the upper end of the left side, its corner and white border
    true = cards.corners_of(TURN, at(1.2))
    found = find_markers(cards.draw(TURN, at(1.2), card=card), PERSON)
    assert np.isnan(found[0]).all() or off_px(found[0], true[0]) < 0.6
    assert off_px(found[1], true[1]) < 0.15


@pytest.mark.parametrize("dirty", [0, 1])
def test_a_square_that_is_misread_counts_where_the_other_marker_is_known(dirty: int) -> None:
    card, true = cards.sheet(), cards.corners_of(TURN, at(2.0))
    square, left = round(480 / 6), round((210 / 2 + (dirty - 0.5) * 105 - 40) * 6)
    top = (card.shape[0] - 480) // 2
    for clean in (True, False):
        if not clean:  # two squares are too many
            card[top + square : top + 2 * square, left + square : left + 2 * square] ^= 210
        card[top + 4 * square : top + 5 * square, left + square : left + 2 * square] ^= 210
        found = find_markers(cards.draw(TURN, at(2.0), card=card), PERSON)
        assert np.isfinite(found[1 - dirty]).all()
        assert np.isfinite(found[dirty]).all() == clean
        card[top + 4 * square : top + 5 * square, left + square : left + 2 * square] ^= 210
        if clean:
            assert off_px(found, true) < 0.15
    alone = cards.sheet(hidden=1 - dirty)
    alone[top + 4 * square : top + 5 * square, left + square : left + 2 * square] ^= 210
    assert np.isnan(find_markers(cards.draw(TURN, at(2.0), card=alone), PERSON)).all()


def test_markers_of_ten_pixels_are_found_by_enlarging() -> None:
    for seed in range(3):
        true = cards.corners_of(TURN, at(5.6))
        assert edge_px(true) < 13
        assert off_px(find_markers(cards.draw(TURN, at(5.6), blur_px=0.9, seed=seed), PERSON), true) < 0.5


@pytest.mark.parametrize("hidden", [0, 1])
def test_a_hidden_marker_is_unknown_and_the_other_one_known(hidden: int) -> None:
    found = find_markers(cards.draw(TURN, at(2.0), card=cards.sheet(hidden=hidden)), PERSON)
    assert np.isnan(found[hidden]).all()
    assert off_px(found[1 - hidden], cards.corners_of(TURN, at(2.0))[1 - hidden]) < 0.15


@pytest.mark.parametrize(
    "card",
    [cards.sheet((2, 3)), cards.sheet((0, 1), cv2.aruco.DICT_5X5_50), cards.sheet()[:, ::-1].copy()],
    ids=["other numbers", "other squares", "in a mirror"],
)
def test_other_markers_do_not_count(card: np.ndarray) -> None:
    assert np.isnan(find_markers(cards.draw(TURN, at(1.5), card=card), PERSON)).all()
    assert np.isnan(find_markers(cards.draw(TURN, at(1.5), card=card))).all()


def test_a_card_away_from_the_hips_is_not_the_persons() -> None:
    elsewhere = cards.place_at(np.array([150.0, 150.0]), 2.0)
    picture = cards.draw(TURN, elsewhere)
    assert np.isnan(find_markers(picture, PERSON)).all()
    assert off_px(find_markers(picture), cards.corners_of(TURN, elsewhere)) < 0.15


def test_a_card_just_outside_the_crop_is_still_found() -> None:
    aside = (0.8 * torso_length_px(PERSON), 0.0)
    found = find_markers(cards.draw(TURN, at(2.5, aside)), PERSON)
    assert off_px(found, cards.corners_of(TURN, at(2.5, aside))) < 0.2


def test_nobody_wears_no_card() -> None:
    picture = cards.draw(TURN, at(2.0))
    assert np.isnan(find_markers(picture, Body.unseen(0.0, cards.SIZE_PX))).all()


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_an_empty_picture_shows_no_card(grey: int) -> None:
    assert np.isnan(find_markers(np.full((1280, 720, 3), grey, np.uint8), PERSON)).all()


def test_noise_alone_shows_no_card() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (1280, 720, 3), dtype=np.uint8)
    assert np.isnan(find_markers(noise, PERSON)).all()


def test_hips_outside_the_picture_are_no_trouble() -> None:
    away = bodies.Camera(px_per_m=4000.0, size_px=(64, 48)).see(np.asarray(PERSON.world), np.array([9.0, 9.0, 0.0]))
    assert np.isnan(find_markers(np.zeros((48, 64, 3), np.uint8), away)).all()


def test_the_torso_is_as_long_when_it_leans_towards_the_camera() -> None:
    upright = torso_length_px(bodies.standing())
    assert upright == pytest.approx(bodies.TORSO * bodies.PX_PER_M, rel=1e-6)
    assert torso_length_px(bodies.standing(elevation_deg=50.0)) == pytest.approx(upright, rel=1e-6)
    assert np.isnan(torso_length_px(Body.unseen(0.0, (64, 48))))


@pytest.mark.parametrize(
    ("pixels", "body"),
    [
        (np.zeros((48, 64), np.uint8), None),
        (np.zeros((48, 64, 3), np.float32), None),
        (np.zeros((48, 64, 3), np.uint8), PERSON),
        (np.zeros((1280, 720, 3), np.uint8), Body.stack([PERSON, PERSON])),
    ],
    ids=["no colours", "no bytes", "another size", "a clip"],
)
def test_what_is_no_picture_with_its_moment_is_refused(pixels: np.ndarray, body: Body | None) -> None:
    with pytest.raises(ValueError, match="pixels"):
        find_markers(pixels, body)


#: A few pixels of noise, 19 rows of 12, which OpenCV 5.0's detector fails an assertion of its own on.
NOISE = (
    "94988c90908c8c90a4a8948c8ca0a0a4948c9ca094a0a888889094989ca4a0a09c94888c9898a0a4aca49ca4a88c8c88ac9c84948898a89ca0"
    "9ca8a88c9098a8a49c98888c989c9498a0ac94909ca4a498888088a4b0a4a0889098989c8c94a088888c9c88949498a8a49494989c90989090"
    "9c9498a4a4a48c8898a0988c8c9c989898a88c8c9890a090a898a89c9c8c949094909c9494a8a8989498948880949ca4a8ac9494a09c949488"
    "94a0a898a49c8c90ac909ca0a0a0a0a0a49c9ca4a4a0ac9898988c9c98989090a4ac988c988c888c98a0908494949094949890949c9c948890"
)


def test_noise_that_the_detector_trips_over_is_no_card() -> None:
    grey = np.frombuffer(bytes.fromhex(NOISE), np.uint8).reshape(19, 12)
    assert np.isnan(find_markers(np.repeat(grey[..., None], 3, axis=2))).all()
