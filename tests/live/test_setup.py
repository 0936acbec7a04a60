"""The set-up: known bodies seen from known places."""

from __future__ import annotations

from dataclasses import replace

import bodies
import numpy as np
import pytest

from posecheck import words as common
from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.live import words
from posecheck.live.setup import Item, Light, Mark, check_setup, light_of, margin_from, told_check
from posecheck.measure.level import UNKNOWN, Level
from posecheck.measure.view import View
from posecheck.poses import POSES
from posecheck.session.setting import setting_of

LEVEL = Level(0.4, 0.5, "edges", 0.0, 2.0)
FAIR = Light(120.0, 120.0)


def setup(
    body: Body, pose: str = "tadasana", level: Level = LEVEL, people: int = 1, light: Light = FAIR, in_pose: bool = True
) -> dict[str, Item]:
    clip = bodies.clip(body, 1.0)
    setting = setting_of(POSES[pose], clip, level)
    return {item.part: item for item in check_setup(setting, clip, people, light, in_pose)}


def test_somebody_well_placed_has_everything_in_order() -> None:
    items = setup(bodies.standing())
    assert {part: item.mark for part, item in items.items() if part != "height"} == dict.fromkeys(
        ("person", "distance", "facing", "level", "light"), Mark.GOOD
    )
    assert "0.4" in items["level"].text


@pytest.mark.parametrize(
    ("body", "people", "sentence"),
    [
        (bodies.nobody()[0], 0, common.NOBODY),
        (bodies.standing(), 2, common.SEVERAL),
        (replace(bodies.standing(), image=bodies.standing().image + np.array([0.0, 300.0])), 1, common.CUT_OFF),
    ],
    ids=["nobody", "two", "feet cut off"],
)
def test_what_must_be_put_right_first_is_all_that_is_told(body: Body, people: int, sentence: str) -> None:
    items = setup(body, people=people)
    assert list(items) == ["person"]
    assert (items["person"].mark, items["person"].text) == (Mark.STOPS, sentence)


def test_somebody_far_away_is_asked_nearer_and_somebody_tiny_is_stopped() -> None:
    far, tiny = (setup(bodies.standing(px_per_m=scale))["distance"] for scale in (90.0, 40.0))
    assert (far.mark, far.text) == (Mark.COSTS, words.COME_NEARER)
    assert (tiny.mark, tiny.text) == (Mark.STOPS, common.TOO_SMALL)


@pytest.mark.parametrize(("yaw_deg", "way"), [(60.0, "left"), (-60.0, "right"), (90.0, "left")])
def test_from_the_side_it_says_how_far_to_turn_and_what_that_is_worth(yaw_deg: float, way: str) -> None:
    item = setup(bodies.standing(yaw_deg=yaw_deg))["facing"]
    pose = POSES["tadasana"]
    best = margin_from(pose, told_check(pose), View.FRONT, None)
    assert best is not None
    assert item.mark is Mark.COSTS
    assert f"to your {way}" in item.text
    assert f"{best:.0f}" in item.text


def test_a_camera_that_nothing_levels_says_what_levelling_is_worth() -> None:
    item = setup(bodies.standing(), level=UNKNOWN)["level"]
    check = told_check(POSES["tadasana"])
    own = margin_from(POSES["tadasana"], check, View.FRONT, None)
    assert own is not None
    assert item.mark is Mark.COSTS
    assert item.worth == common.gain(check.title, np.hypot(own, 0.5), np.hypot(own, 5.0), check.unit)


def test_a_length_does_not_ask_for_a_level_camera() -> None:
    body = bodies.on_side(elevation_deg=45.0)
    assert "level" not in setup(body, "side_lying_stretch", UNKNOWN)


def test_where_a_lying_person_is_seen_from_is_told_only_in_the_pose() -> None:
    item = setup(bodies.standing(), "side_lying_stretch", in_pose=False)["facing"]
    assert item.mark is Mark.UNKNOWN
    assert item.worth is None


def test_a_camera_that_is_certainly_too_low_is_to_be_raised() -> None:
    clip = bodies.clip(bodies.standing(), 1.0)
    setting = setting_of(POSES["tadasana"], clip, LEVEL)

    def told(height_m: float, margin_m: float) -> Item:
        seen = replace(setting.seen, height_m=height_m, height_margin_m=margin_m, elevation_deg=-15.0)
        items = check_setup(replace(setting, seen=seen), clip, 1, FAIR, True)
        return next(item for item in items if item.part == "height")

    assert told(1.0, 0.2).mark is Mark.GOOD
    assert told(0.5, 0.3).mark is Mark.GOOD
    low, high = told(0.2, 0.2), told(2.0, 0.2)
    assert (low.mark, high.mark) == (Mark.COSTS, Mark.COSTS)
    assert "raise it by about 0.5 m" in low.text
    assert "lower it by about 0.7 m" in high.text
    assert low.worth


def test_either_leg_may_stand() -> None:
    for stand in Side:
        assert setup(bodies.tree(stand=stand), "tree")["facing"].mark is Mark.GOOD
        assert setup(bodies.tree(stand=stand, yaw_deg=90.0), "tree")["facing"].mark is Mark.COSTS


@pytest.mark.parametrize(
    ("light", "text"), [(Light(20.0, 30.0), words.DARK), (Light(60.0, 180.0), words.BACKLIT), (FAIR, words.LIGHT_WELL)]
)
def test_light(light: Light, text: str) -> None:
    assert setup(bodies.standing(), light=light)["light"].text == text


def test_light_is_measured_on_the_body_and_around_it() -> None:
    body = bodies.standing()
    width, height = body.size_px
    pixels = np.full((height, width, 3), 200, np.uint8)
    (left, top), (right, bottom) = body.image.min(0).astype(int), body.image.max(0).astype(int)
    pixels[top:bottom, left:right] = 30
    light = light_of(pixels, body)
    assert light.body == pytest.approx(30.0, abs=25.0)
    assert light.around == pytest.approx(200.0, abs=5.0)
    assert np.isnan(light_of(pixels, bodies.nobody()[0]).body)
