"""The JSON result keeps its contract, on disk, for every sample."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from clips import NAMES, sample, truth
from terminal import Batch

from posecheck import __version__
from posecheck.api import Checked, check_file
from posecheck.measure.view import View
from posecheck.media.model import EMBEDDED_SHA256
from posecheck.poses import POSES
from posecheck.report.results import number, result, to_json

#: Keys that other programs may rely on, of each pose.
KEYS = {
    "tadasana": ["pelvis_obliquity_deg", "hands_obliquity_deg", "weight_offset_pct", "feet_offset_pct"],
    "tree": [
        "free_hip_drop_deg",
        "hip_lean_pct",
        "standing_knee_deg",
        "foot_place",
        "thigh_open_deg",
        "sway_cm",
    ],
    "side_lying_stretch": [
        "knee_behind_torso_cm",
        "hip_extension_deg",
        "pelvis_roll_back_deg",
        "trunk_roll_back_deg",
        "knee_lift_deg",
        "stage",
    ],
    "pigeon": ["front_hip_forward_deg", "front_hip_drop_deg", "pelvis_twist_deg", "back_leg_deg"],
}
ENDINGS = {"deg": "_deg", "cm": "_cm", "%": "_pct"}
VERDICTS = {"good", "slight", "clear", "cant_tell"}


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def no_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


@pytest.fixture(params=NAMES)
def one(request: pytest.FixtureRequest, samples: Batch) -> dict[str, Any]:
    """The result of each sample, read as strictly as JSON is."""
    text = (samples.folder / f"{request.param}.json").read_text(encoding="utf-8")
    return {**json.loads(text, parse_constant=no_constant), "name": request.param}


def judged(samples: Batch, name: str, **options: Any) -> Checked:
    return check_file(samples.landmarks(name), **options)


def test_the_head(one: dict[str, Any]) -> None:
    assert one["schema"] == "posecheck.result/1"
    assert one["posecheck"] == __version__
    assert one["pose"] in POSES
    assert one["side"] in ("left", "right", None)
    assert (one["side"] is None) == (one["pose"] == "tadasana")
    assert one["view"] in list(View)
    assert one["camera_roll_deg"] is None or is_number(one["camera_roll_deg"])
    assert is_number(one["camera_roll_margin_deg"])
    assert one["camera_pitch_deg"] is None or is_number(one["camera_pitch_deg"])
    assert is_number(one["camera_pitch_margin_deg"])
    assert all(isinstance(message, str) for message in one["messages"])


def test_the_camera(one: dict[str, Any]) -> None:
    camera = one["camera"]
    assert camera["view"] == one["view"]
    assert camera["yaw_deg"] == one["view_yaw_deg"]
    assert sum(camera["chances"].values()) == pytest.approx(1.0, abs=0.1)
    for name in ("yaw", "elevation"):
        value, margin = camera[f"{name}_deg"], camera[f"{name}_margin_deg"]
        assert (value is None) == (margin is None)
        assert margin is None or margin > 0
    assert camera["yaw_deg"] is not None
    for name in ("height", "distance"):
        value, margin = camera[f"{name}_m"], camera[f"{name}_margin_m"]
        assert (value is None) == (margin is None)
    assert abs(camera["distance_m"] - truth(one["name"])["camera"]["distance_m"]) <= camera["distance_margin_m"]


def test_advice_is_whole_or_null(one: dict[str, Any]) -> None:
    for check in one["checks"]:
        advice = check["advice"]
        if advice is not None:
            assert advice["view"] in list(View)
            assert advice["text"].endswith(".")
            assert advice["margin"] > 0
            assert advice["margin_now"] is None or advice["margin_now"] >= 1.5 * advice["margin"] - 0.01


def test_the_source(one: dict[str, Any]) -> None:
    source, told = one["source"], truth(one["name"])
    assert source["file"] == sample(one["name"]).name
    assert source["kind"] == "video"
    assert source["size_px"] == told["size_px"]
    assert source["duration_s"] == pytest.approx(told["frames"] / told["fps"], abs=0.001)
    # all while somebody moves, four a second and fewer while nobody does
    assert 2.5 * source["duration_s"] <= source["frames_analysed"] <= told["frames"]
    assert source["model_sha256"] == EMBEDDED_SHA256


def test_the_holds(one: dict[str, Any]) -> None:
    assert one["holds"]
    for hold in one["holds"]:
        assert 0.0 <= hold["start_s"] < hold["end_s"] <= one["source"]["duration_s"]
        assert hold["pose"] in POSES
        assert hold["side"] in ("left", "right", None)
    assert one["holds"] == sorted(one["holds"], key=lambda hold: hold["start_s"])


def test_its_own_are_those_of_the_longest_hold(one: dict[str, Any]) -> None:
    longest = max(one["holds"], key=lambda hold: hold["end_s"] - hold["start_s"])
    for key in ("pose", "side", "view", "checks"):
        assert one[key] == longest[key]


def test_the_checks(one: dict[str, Any]) -> None:
    for hold in one["holds"]:
        assert [check["key"] for check in hold["checks"]] == list(POSES[hold["pose"]].keys)
        for check in hold["checks"]:
            assert check["verdict"] in VERDICTS
            assert (check["reason"] is None) == (check["verdict"] != "cant_tell")
            assert (check["cue"] is None) or check["verdict"] in ("slight", "clear")
            assert check["verdict"] != "clear" or check["cue"]
            assert all(check[name] is None or check[name].endswith(".") for name in ("reason", "cue"))


def test_values_have_units_and_margins(one: dict[str, Any]) -> None:
    for check in (check for hold in one["holds"] for check in hold["checks"]):
        if check["unit"]:
            assert check["key"].endswith(ENDINGS[check["unit"]])
            assert (check["value"] is None) == (check["margin"] is None)
            assert check["value"] is None or (is_number(check["value"]) and check["margin"] > 0)
        else:
            assert check["margin"] is None
            assert check["value"] is None or isinstance(check["value"], str)
        assert check["value"] is not None or check["verdict"] == "cant_tell"


@pytest.mark.parametrize("pose", KEYS)
def test_the_promised_keys_are_there(pose: str) -> None:
    assert set(KEYS[pose]) <= set(POSES[pose].keys)


def test_samples_show_every_pose_and_both_sides(samples: Batch) -> None:
    results = [samples.result(name) for name in NAMES]
    assert {one["pose"] for one in results} == set(KEYS)
    assert {one["side"] for one in results} == {"left", "right", None}


def test_a_step_is_named(samples: Batch) -> None:
    (place,) = [check for check in samples.result("tree_right_drop")["checks"] if check["key"] == "foot_place"]
    assert (place["value"], place["margin"], place["verdict"]) == ("thigh", None, "good")


def test_what_the_user_said_is_told(samples: Batch) -> None:
    one = result(judged(samples, "tree_left", pose="tree", side="right", camera_roll_deg=-3.0))
    assert (one["pose"], one["side"]) == ("tree", "right")
    assert (one["camera_roll_deg"], one["camera_roll_margin_deg"]) == (-3.0, 0.5)


def test_a_pitch_that_the_room_tells_stays_when_the_roll_is_given(samples: Batch) -> None:
    free, given = result(judged(samples, "tree_left")), result(judged(samples, "tree_left", camera_roll_deg=-3.0))
    elevation_deg = truth("tree_left")["camera"]["elevation_deg"]
    assert abs(free["camera_pitch_deg"] + elevation_deg) <= free["camera_pitch_margin_deg"]
    assert given["camera_pitch_deg"] == free["camera_pitch_deg"]


def test_a_pose_that_is_not_held_has_its_checks_all_the_same(samples: Batch) -> None:
    one = result(judged(samples, "tree_left", pose="side_lying_stretch"))
    assert one["pose"] == "side_lying_stretch"
    assert [check["key"] for check in one["checks"]] == list(POSES["side_lying_stretch"].keys)


def test_it_is_text_that_anybody_can_read(samples: Batch) -> None:
    text = to_json(judged(samples, "tree_left"))
    assert text.startswith('{\n  "schema": "posecheck.result/1"')
    assert text.endswith("}\n")
    assert "\\u" not in text


@pytest.mark.parametrize(
    ("value", "told"),
    [(1.23456, 1.235), (-0.0001, 0.0), (0.0, 0.0), (math.nan, None), (math.inf, None), (-math.inf, None)],
)
def test_numbers_are_rounded_and_never_nan(value: float, told: float | None) -> None:
    assert number(value) == told
    assert str(number(value)) != "-0.0"
