"""The card's turn, and the pelvis under it: known turns drawn and read back, signs, states, zeroes."""

from __future__ import annotations

import bodies
import cards
import numpy as np
import pytest

from posecheck.body.body import Body
from posecheck.body.skeleton import Landmark as L
from posecheck.errors import InputError
from posecheck.eyes.card import (
    Card,
    CardState,
    PelvisAngles,
    Place,
    card_of,
    find_card,
    levelling,
    levelling_by_wall,
    mount,
    pelvis_angles,
)
from posecheck.measure.level import UNKNOWN, from_user

PERSON = bodies.standing()
HIPS = (PERSON.at(L.LEFT_HIP) + PERSON.at(L.RIGHT_HIP)) / 2
STRAIGHT = np.eye(3)
#: How most skin slopes under the card.
SLOPE_DEG = {"back": 22.0, "front": 5.0}

TURNS = [(0, 0, 0), (25, 0, 10), (-25, 0, 10), (0, 8, 0), (0, -8, 0), (12, -6, 25), (-38, 5, 30), (7, 3, -12)]


def centre(depth_m: float = 2.0) -> np.ndarray:
    """The place of a card at the hips."""
    return cards.place_at(HIPS + np.array([5.0, -30.0]), depth_m)


def turn_of(
    place: str, angles: tuple[float, float, float], roll_deg: float = 0.0, pitch_deg: float = 0.0, askew=STRAIGHT
) -> np.ndarray:
    """The card's axes in the camera's frame."""
    on_body = cards.worn(place, askew, SLOPE_DEG[place])
    return cards.camera(place, roll_deg, pitch_deg) @ cards.pelvis(*angles) @ on_body


def known(turn: np.ndarray, depth_m: float = 2.0) -> Card:
    """A found card of which the turn is exactly known."""
    return card_of(cards.corners_of(turn, centre(depth_m)), cards.SIZE_PX, cards.VIEW_DEG)


def assert_angles(found: PelvisAngles, expected: tuple[float, float, float], within_deg: float) -> None:
    assert np.allclose((found.turn_deg, found.obliquity_deg, found.tilt_deg), expected, atol=within_deg), found


def apart_deg(a: np.ndarray, b: np.ndarray) -> float:
    """Angle between two rotations."""
    return float(np.degrees(np.arccos(np.clip((np.trace(a.T @ b) - 1) / 2, -1, 1))))


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("angles", TURNS)
def test_a_drawn_card_tells_how_the_pelvis_is_turned(place: Place, angles: tuple[float, float, float]) -> None:
    turn = turn_of(place, angles, 3.0, -8.0)
    card = find_card(cards.draw(turn, centre(1.6)), PERSON, cards.VIEW_DEG)
    assert card.state is CardState.FOUND
    assert card.rms_px < 0.2
    assert apart_deg(card.rotation, turn) < 1.0
    assert np.allclose(card.centre_m, centre(1.6), rtol=0.01, atol=0.01)
    assert_angles(pelvis_angles(card.rotation, place, levelling(from_user(3.0), -8.0)), angles, 0.7)


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("roll_deg", [-6.0, 0.0, 6.0])
@pytest.mark.parametrize("pitch_deg", [-20.0, 0.0, 9.0])
def test_roll_and_pitch_of_the_camera_leave_no_trace(place: Place, roll_deg: float, pitch_deg: float) -> None:
    for angles in TURNS:
        card = known(turn_of(place, angles, roll_deg, pitch_deg))
        found = pelvis_angles(card.rotation, place, levelling(from_user(roll_deg), pitch_deg))
        assert_angles(found, angles, 0.01)


def test_signs_in_words() -> None:
    level = levelling(from_user(0.0))

    def read(place: Place, *angles: float) -> PelvisAngles:
        return pelvis_angles(turn_of(place, (angles[0], angles[1], angles[2])), place, level)

    # The person's left hip is on the picture's left from behind: turned to the own left, it comes nearer.
    nearer = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1.0]])
    left_back = cards.camera("back") @ cards.pelvis(10.0) @ [0, 1, 0] @ nearer
    assert left_back[2] < 0
    assert read(Place.BACK, 10, 0, 0).turn_deg > 9
    # From the front the left hip goes away.
    assert (cards.camera("front") @ cards.pelvis(10.0) @ [0, 1, 0])[2] > 0
    assert read(Place.FRONT, 10, 0, 0).turn_deg > 9
    # + is the right hip lower: further down in the picture than the left.
    for place in Place:
        hips = cards.camera(place) @ cards.pelvis(0, 6.0)
        assert (hips @ [0, -1, 0])[1] > (hips @ [0, 1, 0])[1]
        assert read(place, 0, 6, 0).obliquity_deg > 5
    # + is anterior: from behind the upper edge leans away.
    assert (cards.camera("back") @ cards.pelvis(0, 0, 10.0) @ [0, 0, 1])[2] > 0
    assert read(Place.BACK, 0, 0, 10).tilt_deg > 9


@pytest.mark.parametrize("place", list(Place))
def test_a_mirrored_person_turns_and_drops_the_other_way(place: Place) -> None:
    flip = np.diag([-1.0, 1.0, 1.0])
    for angles in TURNS:
        turn = turn_of(place, angles)
        mirrored = flip @ turn @ flip  # the mirrored card is read the other way round, so it is a card again
        level = levelling(from_user(0.0))
        one, other = pelvis_angles(turn, place, level), pelvis_angles(mirrored, place, level)
        assert_angles(other, (-one.turn_deg, -one.obliquity_deg, one.tilt_deg), 1e-6)


def test_an_unknown_roll_counts_as_none() -> None:
    assert np.allclose(levelling(UNKNOWN), np.eye(3))
    card = known(turn_of("back", (0, 4, 0), 3.0))
    assert pelvis_angles(card.rotation, Place.BACK, levelling(UNKNOWN)).obliquity_deg == pytest.approx(1.0, abs=0.2)


def test_a_pitch_left_out_is_taken_for_obliquity_by_a_card_turned_away() -> None:
    seen_squarely, turned_away = (
        pelvis_angles(turn_of("back", (turn, 0, 0), 0.0, -10.0), Place.BACK, levelling(from_user(0.0)))
        for turn in (0.0, 40.0)
    )
    assert abs(seen_squarely.obliquity_deg) < 0.01
    assert abs(turned_away.obliquity_deg) == pytest.approx(10.0 * np.sin(np.radians(40.0)), abs=0.5)


@pytest.mark.parametrize("hidden", [0, 1])
def test_one_marker_is_partly_hidden_and_not_answered(hidden: int) -> None:
    picture = cards.draw(turn_of("back", (10, 0, 0)), centre(), card=cards.sheet(hidden=hidden))
    card = find_card(picture, PERSON)
    assert card.state is CardState.PARTLY_HIDDEN
    assert np.isnan(card.rotation).all()
    assert np.isnan(card.centre_m).all()
    assert np.isnan(card.rms_px)
    assert np.isfinite(card.corners).all((1, 2)).tolist() == [hidden == 1, hidden == 0]
    found = pelvis_angles(card.rotation, Place.BACK, levelling(UNKNOWN))
    assert np.isnan([found.turn_deg, found.obliquity_deg, found.tilt_deg]).all()


def test_two_markers_that_do_not_lie_flat_are_not_answered() -> None:
    one = cards.corners_of(turn_of("back", (0, 0, 0)), centre())
    other = cards.corners_of(turn_of("back", (25, 0, 0)), centre())
    card = card_of(np.stack([one[0], other[1]]), cards.SIZE_PX, cards.VIEW_DEG)
    assert card.state is CardState.PARTLY_HIDDEN
    assert card.rms_px > 0.6
    assert np.isnan(card.rotation).all()


def test_a_corner_pulled_away_is_not_answered() -> None:
    corners = cards.corners_of(turn_of("back", (0, 0, 0)), centre())
    corners[1, 2] += (4.0, 2.0)
    assert card_of(corners, cards.SIZE_PX).state is CardState.PARTLY_HIDDEN


def test_corners_on_one_point_are_no_card() -> None:
    assert card_of(np.full((2, 4, 2), 300.0), cards.SIZE_PX).state is not CardState.FOUND


@pytest.mark.parametrize("body", [PERSON, Body.unseen(0.0, cards.SIZE_PX), None], ids=["somebody", "nobody", "any"])
def test_no_card_is_not_seen(body: Body | None) -> None:
    card = find_card(np.full((1280, 720, 3), 128, np.uint8), body)
    assert card.state is CardState.NOT_SEEN
    assert np.isnan(card.rotation).all()
    assert np.isnan(card.rms_px)


def test_nobody_wears_a_card_that_is_seen() -> None:
    picture = cards.draw(turn_of("back", (0, 0, 0)), centre())
    assert find_card(picture, Body.unseen(0.0, cards.SIZE_PX)).state is CardState.NOT_SEEN
    assert find_card(picture).state is CardState.FOUND


@pytest.mark.parametrize(("blur_px", "noise"), [(1.2, 3.0), (0.6, 10.0), (1.2, 8.0)])
def test_blur_and_noise_cost_little(blur_px: float, noise: float) -> None:
    angles = (14.0, -5.0, 24.0)
    for seed in range(4):
        picture = cards.draw(turn_of("back", angles), centre(2.2), blur_px=blur_px, noise=noise, seed=seed)
        card = find_card(picture, PERSON, cards.VIEW_DEG)
        assert card.state is CardState.FOUND
        found = pelvis_angles(card.rotation, Place.BACK, levelling(from_user(0.0)))
        assert_angles(found, angles, 1.5)
        assert abs(found.obliquity_deg - angles[1]) < 0.5


def test_the_right_one_of_the_two_flat_solutions_is_chosen() -> None:
    for deg in range(-40, 41, 8):
        turn = turn_of("back", (deg, 3, 15))
        assert apart_deg(find_card(cards.draw(turn, centre(2.5), seed=deg + 40), PERSON).rotation, turn) < 2.5


@pytest.mark.parametrize("view_deg", [50.0, 80.0])
def test_another_lens_than_assumed_costs_little_near_the_middle(view_deg: float) -> None:
    angles = (15.0, 5.0, 20.0)
    corners = cards.corners_of(turn_of("back", angles), np.array([0.02, -0.05, 2.0]), view_deg=view_deg)
    found = pelvis_angles(card_of(corners, cards.SIZE_PX).rotation, Place.BACK, levelling(from_user(0.0)))
    assert_angles(found, angles, 3.0)
    assert abs(found.obliquity_deg - 5.0) < 1.0


def test_the_view_counts_over_the_longer_side() -> None:
    for size_px in ((1280, 720), (720, 1280), (640, 640)):
        turn = turn_of("front", (20, 5, 10))
        corners = cards.corners_of(turn, np.array([0.3, 0.2, 2.0]), size_px, 50.0)
        card = card_of(corners, size_px, 50.0)
        assert apart_deg(card.rotation, turn) < 0.01
        assert np.allclose(card.centre_m, (0.3, 0.2, 2.0), atol=1e-4)


@pytest.mark.parametrize("place", list(Place))
def test_a_mount_takes_out_how_the_card_sits(place: Place) -> None:
    askew = cards.about(0, 9.0) @ cards.about(2, -4.0)
    level = levelling(from_user(2.0), -5.0)
    reference = known(turn_of(place, (0, 0, 0), 2.0, -5.0, askew))
    # The card is not in the middle of the picture: look where it is.
    sight = np.degrees(np.arctan2(*(level @ reference.centre_m)[[0, 2]]))
    seat = mount(reference, place, level)
    for angles in TURNS:
        rotation = known(turn_of(place, angles, 2.0, -5.0, askew)).rotation
        assert_angles(pelvis_angles(rotation, place, level, seat), angles, 0.6 + abs(sight))
        without = pelvis_angles(rotation, place, level)
        assert abs(without.obliquity_deg - angles[1]) > 2.0


def test_a_turn_in_the_reference_is_half_the_cards() -> None:
    level = levelling(from_user(0.0))
    turned = np.array([0.0, 0.0, 2.0])
    reference = card_of(cards.corners_of(turn_of("back", (6, 0, 0)), turned), cards.SIZE_PX, cards.VIEW_DEG)
    seat = mount(reference, Place.BACK, level)
    assert_angles(pelvis_angles(reference.rotation, Place.BACK, level, seat), (3.0, 0.0, 0.0), 0.01)


def test_a_reference_aside_of_the_picture_counts_from_the_line_of_sight() -> None:
    level, deg = levelling(from_user(0.0)), 8.0
    aside = 2.0 * np.array([np.sin(np.radians(deg)), 0.0, np.cos(np.radians(deg))])
    # Seen squarely from where the camera stands, so turned to the right against the direction it looks in.
    reference = card_of(cards.corners_of(turn_of("back", (-deg, 0, 0)), aside), cards.SIZE_PX, cards.VIEW_DEG)
    found = pelvis_angles(reference.rotation, Place.BACK, level, mount(reference, Place.BACK, level))
    assert found.turn_deg == pytest.approx(-deg, abs=0.01)


def test_a_reference_that_was_not_found_answers_nothing() -> None:
    missing = card_of(np.full((2, 4, 2), np.nan), cards.SIZE_PX)
    seat = mount(missing, Place.BACK, levelling(UNKNOWN))
    found = pelvis_angles(known(turn_of("back", (0, 0, 0))).rotation, Place.BACK, levelling(UNKNOWN), seat)
    assert np.isnan([found.turn_deg, found.obliquity_deg, found.tilt_deg]).all()


def test_a_wall_levels_the_camera() -> None:
    # The wall is seen obliquely; the card on it is read as one worn on a back is: facing the camera.
    wall_deg, roll_deg, pitch_deg = 12.0, 4.0, -11.0
    flat = cards.camera("back", roll_deg, pitch_deg) @ cards.pelvis(wall_deg) @ cards.worn("back")
    level = levelling_by_wall(known(flat))
    for angles in TURNS:
        rotation = known(turn_of("back", angles, roll_deg, pitch_deg)).rotation
        expected = (angles[0] - wall_deg, angles[1], angles[2])
        assert_angles(pelvis_angles(rotation, Place.BACK, level), expected, 0.05)


@pytest.mark.parametrize("place", list(Place))
def test_a_card_worn_upside_down_counts_as_upright(place: Place) -> None:
    upside_down = np.diag([-1.0, -1.0, 1.0])
    for angles in TURNS:
        found = pelvis_angles(turn_of(place, angles) @ upside_down, place, levelling(from_user(0.0)))
        assert_angles(found, angles, 0.01)


def test_somebody_lying_on_a_side_gets_no_answer() -> None:
    lying = turn_of("front", (0.0, 85.0, 0.0))
    assert np.isnan(pelvis_angles(lying, Place.FRONT, levelling(from_user(0.0))).turn_deg)


@pytest.mark.parametrize("view_deg", [0.0, 9.0, 151.0, float("nan")])
def test_an_impossible_field_of_view_is_refused(view_deg: float) -> None:
    with pytest.raises(InputError, match="field of view"):
        find_card(np.zeros((48, 64, 3), np.uint8), None, view_deg)


@pytest.mark.parametrize("pitch_deg", [81.0, -90.0, float("nan"), float("inf")])
def test_an_impossible_pitch_is_refused(pitch_deg: float) -> None:
    with pytest.raises(InputError, match="pitch"):
        levelling(UNKNOWN, pitch_deg)
