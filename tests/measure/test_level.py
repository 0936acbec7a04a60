from __future__ import annotations

import subprocess
import sys

import cv2
import numpy as np
import pytest

from posecheck.body import skeleton
from posecheck.errors import InputError
from posecheck.measure.level import UNKNOWN, LevelFinder, from_user

WIDTH, HEIGHT = 1280, 720
FOCAL = 950.0
WALL_M, EYE_M = 4.0, 1.2

#: Upright edges of a wall: place across and lowest and highest point above the floor, in metres.
DOOR = [(-1.9, 0.0, 2.1), (-1.0, 0.0, 2.1)]
FRAME = [(0.9, 1.1, 2.0), (1.7, 1.1, 2.0)]
CORNER = [(2.2, 0.0, 2.6)]


class Camera:
    """A pinhole ``EYE_M`` above the floor, ``WALL_M`` in front of a wall."""

    def __init__(self, roll_deg: float = 0.0, pitch_deg: float = 0.0, skew_deg: float = 0.0) -> None:
        r, p, y = np.radians([roll_deg, pitch_deg, skew_deg])
        # Turning the camera clockwise turns what it sees anticlockwise; y points down.
        roll = np.array([[np.cos(r), np.sin(r), 0], [-np.sin(r), np.cos(r), 0], [0, 0, 1]])
        pitch = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
        self.turn = roll @ pitch
        self.skew = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """``(n, 2)`` pixels of points (right of the camera, above the floor, in front of the wall) in metres."""
        across, up, front = np.asarray(points, float).T
        room = np.stack([across, EYE_M - up, -front], -1) @ self.skew.T + (0, 0, WALL_M)
        x, y, z = (room @ self.turn.T).T
        return np.stack([FOCAL * x / z + (WIDTH - 1) / 2, FOCAL * y / z + (HEIGHT - 1) / 2], -1)


def blank() -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), 150, np.uint8)


def fill(picture: np.ndarray, corners: np.ndarray, grey: int) -> None:
    cv2.fillPoly(picture, [np.round(corners * 16).astype(np.int32)], (grey, grey, grey), cv2.LINE_AA, 4)


def noisy(picture: np.ndarray, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 4, picture.shape)
    return np.clip(cv2.GaussianBlur(picture, (0, 0), 0.8) + noise, 0, 255).astype(np.uint8)


def room(camera: Camera, edges: list[tuple[float, float, float]], seed: int = 0) -> np.ndarray:
    """A wall with dark and bright strips that have upright edges."""
    picture = blank()
    fill(picture, camera([(-6, 0, 0), (6, 0, 0), (6, 0, 1.5), (-6, 0, 1.5)]), 100)
    for k, (x, low, high) in enumerate(edges):
        fill(picture, camera([(x, low, 0), (x + 0.09, low, 0), (x + 0.09, high, 0), (x, high, 0)]), (60, 220)[k % 2])
    return noisy(picture, seed)


def boards(camera: Camera) -> np.ndarray:
    """A floor of boards that run away from the camera, in front of a bare wall."""
    picture = blank()
    for k in range(-12, 12):
        x = 0.25 * k
        fill(picture, camera([(x, 0, 0), (x + 0.25, 0, 0), (x + 0.25, 0, 2.0), (x, 0, 2.0)]), (90, 125)[k % 2])
    return noisy(picture)


def leaning_person(picture: np.ndarray) -> np.ndarray:
    """Draws limbs that all lean by 10 deg, and gives the landmarks on them."""
    person = np.full((skeleton.COUNT, 2), np.nan)
    lean = np.tan(np.radians(10.0))
    for side, x in ((0, 600.0), (1, 680.0)):
        for chain in ((11, 13, 15, 19), (23, 25, 27, 31)):
            top, step = (230.0, 60.0) if chain[0] == 11 else (400.0, 90.0)
            for n, mark in enumerate(chain):
                person[mark + side] = (x + lean * (230.0 - top - n * step), top + n * step)
            ends = person[[chain[0] + side, chain[-1] + side]].round().astype(int)
            cv2.line(picture, ends[0].tolist(), ends[1].tolist(), (20, 20, 20), 34, cv2.LINE_AA)
    return person


def level_of(*pictures: np.ndarray, person: np.ndarray | None = None):
    finder = LevelFinder()
    for picture in pictures:
        finder.add(picture, person)
    return finder.result()


def is_unknown(level) -> bool:
    return np.isnan(level.roll_deg) and (level.margin_deg, level.source) == (UNKNOWN.margin_deg, "none")


@pytest.mark.parametrize("roll_deg", [-12.0, -4.0, 0.0, 2.5, 9.0])
@pytest.mark.parametrize("pitch_deg", [-18.0, 0.0, 6.0])
def test_finds_the_roll_of_a_camera_that_looks_up_or_down(roll_deg, pitch_deg):
    level = level_of(room(Camera(roll_deg, pitch_deg), DOOR + FRAME + CORNER))
    assert level.source == "edges"
    assert level.roll_deg == pytest.approx(roll_deg, abs=min(0.4, level.margin_deg))


@pytest.mark.parametrize("roll_deg", [0.0, -8.0])
@pytest.mark.parametrize("pitch_deg", [-18.0, -6.0, 0.0, 8.0])
def test_finds_the_pitch_within_its_margin(roll_deg, pitch_deg):
    level = level_of(room(Camera(roll_deg, pitch_deg), DOOR + FRAME + CORNER))
    # a lens of 950 px, 68 deg wide, is near the usual one
    assert level.pitch_deg == pytest.approx(pitch_deg, abs=1.5)
    assert abs(level.pitch_deg - pitch_deg) <= level.pitch_margin_deg < 8.0


def test_a_camera_that_looks_further_up_or_down_has_a_wider_margin_because_of_its_lens():
    steep, flat = (level_of(room(Camera(0.0, deg), DOOR + FRAME + CORNER)) for deg in (-18.0, -2.0))
    assert steep.pitch_margin_deg > flat.pitch_margin_deg + 1.0


def test_a_lens_of_any_usual_view_keeps_the_pitch_within_its_margin(monkeypatch):
    for view_deg in (53.0, 80.0):
        monkeypatch.setattr(sys.modules[__name__], "FOCAL", WIDTH / 2 / np.tan(np.radians(view_deg / 2)))
        level = level_of(room(Camera(0.0, -14.0), DOOR + FRAME + CORNER))
        assert abs(level.pitch_deg + 14.0) <= level.pitch_margin_deg


def test_a_given_roll_leaves_the_pitch():
    level = level_of(room(Camera(2.0, -10.0), DOOR + FRAME + CORNER))
    given = level.with_roll(from_user(5.0))
    assert (given.roll_deg, given.margin_deg, given.source) == (5.0, 0.5, "user")
    assert (given.pitch_deg, given.pitch_margin_deg) == (level.pitch_deg, level.pitch_margin_deg)


def test_an_unknown_level_knows_no_pitch():
    assert np.isnan([UNKNOWN.pitch_deg, from_user(1.0).pitch_deg]).all()
    assert from_user(1.0).pitch_margin_deg == UNKNOWN.pitch_margin_deg >= 20.0


@pytest.mark.parametrize("skew_deg", [-20.0, 20.0])
def test_a_skewed_wall_does_not_matter(skew_deg):
    level = level_of(room(Camera(3.0, -10.0, skew_deg), DOOR + FRAME))
    assert level.roll_deg == pytest.approx(3.0, abs=0.4)


def test_verticals_off_to_one_side_are_not_taken_for_a_rolled_camera():
    level = level_of(room(Camera(0.0, -18.0), DOOR))
    assert np.isnan(level.roll_deg) or abs(level.roll_deg) <= level.margin_deg


def test_a_mirrored_picture_changes_the_sign():
    picture = room(Camera(4.0, -8.0), DOOR + FRAME)
    assert level_of(picture[:, ::-1]).roll_deg == pytest.approx(-level_of(picture).roll_deg, abs=0.1)


@pytest.mark.parametrize("turn_deg", [-3.0, 3.0])
def test_follows_a_turned_picture(turn_deg):
    picture = room(Camera(1.0, -8.0), DOOR + FRAME + CORNER)
    middle = ((WIDTH - 1) / 2, (HEIGHT - 1) / 2)
    turned = cv2.warpAffine(picture, cv2.getRotationMatrix2D(middle, turn_deg, 1.0), (WIDTH, HEIGHT))
    inner = slice(40, -40), slice(60, -60)
    # OpenCV turns anticlockwise for positive angles, as a camera turned clockwise does.
    assert level_of(turned[inner]).roll_deg - level_of(picture[inner]).roll_deg == pytest.approx(turn_deg, abs=0.2)


def test_the_size_of_the_picture_does_not_matter():
    picture = room(Camera(-3.0, -8.0), DOOR + FRAME + CORNER)
    large = cv2.resize(picture, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC)
    assert level_of(large).roll_deg == pytest.approx(level_of(picture).roll_deg, abs=0.15)


def test_leaning_limbs_are_left_out():
    picture = room(Camera(2.0, 0.0), FRAME[:1] + CORNER)
    person = leaning_person(picture)
    assert level_of(picture, person=person).roll_deg == pytest.approx(2.0, abs=0.5)


def test_limbs_alone_are_no_level():
    picture = blank()
    person = leaning_person(picture)
    assert is_unknown(level_of(noisy(picture), person=person))


def test_an_unseen_person_hides_nothing():
    picture = room(Camera(2.0, 0.0), DOOR + FRAME)
    unseen = np.full((skeleton.COUNT, 2), np.nan)
    assert level_of(picture, person=unseen) == level_of(picture)


def test_an_empty_picture_is_unknown():
    assert is_unknown(level_of(blank()))
    assert is_unknown(level_of(noisy(blank())))


def test_nothing_added_is_unknown():
    assert is_unknown(LevelFinder().result())


def test_horizontals_alone_are_unknown():
    camera, picture = Camera(3.0, -5.0), blank()
    for k, up in enumerate(np.linspace(0.2, 2.2, 9)):
        fill(picture, camera([(-6, up, 0), (6, up, 0), (6, up + 0.1, 0), (-6, up + 0.1, 0)]), (70, 210)[k % 2])
    assert is_unknown(level_of(noisy(picture)))


@pytest.mark.parametrize("pitch_deg", [-10.0, -30.0, -50.0])
@pytest.mark.parametrize("skew_deg", [0.0, 8.0])
def test_floor_boards_are_no_verticals(pitch_deg, skew_deg):
    assert is_unknown(level_of(boards(Camera(3.0, pitch_deg, skew_deg))))


def test_a_single_edge_is_unknown():
    assert is_unknown(level_of(room(Camera(3.0, 0.0), CORNER)))


def test_edges_that_contradict_each_other_are_unknown():
    picture = blank()
    random = np.random.default_rng(3)
    for x in random.uniform(100, WIDTH - 100, 14):
        y, lean = random.uniform(50, 450), random.uniform(-150, 150)
        fill(picture, np.array([(x, y), (x + 25, y), (x + 25 + lean, y + 220), (x + lean, y + 220)]), 60)
    assert is_unknown(level_of(noisy(picture)))


def test_bars_beside_a_narrow_picture_are_no_verticals():
    picture = noisy(blank())
    picture[:, :300] = picture[:, -300:] = 0
    assert is_unknown(level_of(picture))


def test_a_shaken_clip_gives_the_middle_with_a_wider_margin():
    rolls = (1.0, 1.6, 2.0, 2.4, 3.0)
    still = level_of(*(room(Camera(2.0, -8.0), DOOR + FRAME + CORNER, seed) for seed in range(5)))
    shaken = level_of(*(room(Camera(r, -8.0), DOOR + FRAME + CORNER, n) for n, r in enumerate(rolls)))
    assert shaken.roll_deg == pytest.approx(2.0, abs=0.3)
    assert shaken.margin_deg > still.margin_deg + 0.5


def test_one_good_picture_among_many_empty_ones_is_too_few():
    good = room(Camera(2.0, -8.0), DOOR + FRAME)
    assert level_of(good, blank()).source == "edges"
    assert is_unknown(level_of(good, *[blank()] * 5))


def test_more_and_wider_spread_edges_give_a_smaller_margin():
    camera = Camera(1.0, -5.0)
    few, many = level_of(room(camera, FRAME)), level_of(room(camera, DOOR + FRAME + CORNER))
    assert np.isnan(few.roll_deg) or many.margin_deg < few.margin_deg


@pytest.mark.parametrize(("pixels", "person"), [((10, 10), None), ((10, 10, 4), None), ((10, 10, 3), (5, 2))])
def test_wrong_shapes_are_errors(pixels, person):
    with pytest.raises(ValueError, match="shape"):
        LevelFinder().add(np.zeros(pixels, np.uint8), None if person is None else np.zeros(person))


def test_tiny_pictures_are_unknown():
    assert is_unknown(level_of(np.zeros((1, 1, 3), np.uint8), np.zeros((3, 40, 3), np.uint8)))


def test_the_roll_of_a_user():
    level = from_user(-2)
    assert (level.roll_deg, level.margin_deg, level.source) == (-2.0, 0.5, "user")


@pytest.mark.parametrize("roll_deg", [float("nan"), float("inf"), 45.1, -90.0])
def test_the_roll_of_a_user_must_be_possible(roll_deg):
    with pytest.raises(InputError, match="-45 to 45"):
        from_user(roll_deg)


def test_importing_does_not_load_opencv():
    code = "import sys, posecheck.measure.level; sys.exit('cv2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
