"""What the pages of the samples say: known findings, pictures, scales, what made them."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
from clips import NAMES, truth
from reports import TODAY, corrected, film, full, judged, silent
from terminal import Batch

from posecheck import __version__
from posecheck.api import judge_again
from posecheck.media.model import EMBEDDED_SHA256
from posecheck.poses import POSES
from posecheck.poses.checks import Band
from posecheck.report import words
from posecheck.report.accuracy import document, errors_of, sections, tables
from posecheck.report.compose import Film, Frame, row, sheets_of
from posecheck.session.wording import told


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_makes_a_page_of_its_pose(samples: Batch, name: str) -> None:
    sheets = sheets_of([film(samples, name)], Frame(filmed_on=TODAY))
    assert truth(name)["pose"] in [sheet.pose for sheet in sheets]
    for sheet in sheets:
        assert sheet.parts
        assert sheet.made.version == __version__
        assert sheet.made.model_sha256 == EMBEDDED_SHA256
        assert all(picture.jpeg for part in sheet.parts for picture in part.pictures)


@pytest.mark.parametrize("name", NAMES)
def test_rows_say_what_the_findings_say(samples: Batch, name: str) -> None:
    checked = judged(samples, name)
    for sheet in sheets_of([Film(checked)], Frame()):
        for part in sheet.parts:
            hold = next(hold for hold in checked.summary.holds if hold.start_s == part.start_s)
            assert [one.key for one in part.rows] == list(hold.pose.keys)
            for one, finding in zip(part.rows, hold.findings, strict=True):
                assert one.text == told(finding, hold.side)
                assert one.cue == finding.cue
                assert one.reason == finding.reason
                assert np.array_equal([one.value, one.margin], [finding.value, finding.margin], equal_nan=True)


def test_the_tilted_pelvis_is_told_with_its_side(samples: Batch) -> None:
    first = full(samples).parts[0].rows[0]
    assert first.verdict == "clear"
    assert "right hip lower" in first.text
    assert first.cue
    assert "right foot" in first.cue


def test_the_scale_holds_the_value_its_margin_and_the_good_range(samples: Batch) -> None:
    for name in NAMES:
        for sheet in sheets_of([Film(judged(samples, name))], Frame()):
            for one in (one for part in sheet.parts for one in part.rows if one.scale):
                assert one.scale
                assert one.scale.low < one.value - one.margin
                assert one.value + one.margin < one.scale.high
                edges = [band.low for band in one.scale.bands[1:]]
                assert edges == [band.high for band in one.scale.bands[:-1]]
                assert one.scale.low < min(edges)
                assert max(edges) < one.scale.high


def test_best_and_worst_are_the_moments_of_the_hold(samples: Batch) -> None:
    checked = judged(samples, "tadasana_tilted")
    course = checked.summary.holds[0].courses[0]
    pictures = full(samples).parts[0].pictures
    assert [picture.time_s for picture in pictures] == [course.best_s, course.worst_s]
    assert all("right hip lower" in picture.text for picture in pictures)


def test_a_picture_shows_the_measured_line(samples: Batch) -> None:
    picture = full(samples).parts[0].pictures[0]
    assert picture.jpeg
    pixels = cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert (pixels.shape[1], pixels.shape[0]) == picture.size_px
    assert max(picture.size_px) <= 960
    red = (pixels[..., 2] > 200) & (pixels[..., 1] < 130) & (pixels[..., 0] < 90)
    assert red.sum() > 50  # the line of a verdict that is clearly off


def test_faces_are_hidden_only_where_that_is_asked_for(samples: Batch) -> None:
    plain, blurred = (full(samples, blurred=hide).parts[0].pictures[0] for hide in (False, True))
    assert plain.size_px == blurred.size_px
    assert plain.jpeg != blurred.jpeg


def test_where_the_face_is_not_found_there_is_no_picture_but_the_numbers(samples: Batch) -> None:
    checked = judged(samples, "tadasana_tilted")
    scene = replace(checked.recording.clip.scene, people=np.full(len(checked.recording.clip), 2.0))
    crowded = replace(checked, recording=replace(checked.recording, clip=replace(checked.recording.clip, scene=scene)))
    frames = film(samples, "tadasana_tilted").frames
    for blurred in (True, False):
        part = sheets_of([Film(crowded, frames)], Frame(blurred=blurred))[0].parts[0]
        assert all((picture.missing == words.NO_FACE) == blurred for picture in part.pictures)
        assert all((picture.jpeg is None) == blurred for picture in part.pictures)
        assert all(picture.text for picture in part.pictures)


def test_landmarks_alone_make_a_page_without_pictures(samples: Batch) -> None:
    sheet = sheets_of([Film(judged(samples, "tree_left"))], Frame())[0]
    assert all(picture.missing == words.NO_PICTURE for part in sheet.parts for picture in part.pictures)


def test_where_nothing_can_be_told_every_check_says_why(samples: Batch) -> None:
    sheet = silent(samples)
    rows = [*sheet.silent, *(one for part in sheet.parts for one in part.rows)]
    assert rows
    assert all(one.reason and not one.told and math.isnan(one.value) for one in rows)


def test_both_sides_meet_on_one_page(samples: Batch) -> None:
    sheet = full(samples, ("tree_right_drop", "tree_left"))
    assert [part.side for part in sheet.parts] == ["left", "right"]
    assert {one.key for one in sheet.contrasts} >= {"free_hip_drop_deg"}
    assert sheet.files == ("tree_right_drop.mp4", "tree_left.mp4")


def test_a_number_that_rests_on_a_hand_says_so(samples: Batch) -> None:
    hold = judged(samples, "tadasana_tilted").summary.holds[0]
    one = row(replace(hold.findings[0], source="hand"), hold.courses[0], hold)
    assert one.by_hand
    assert not any(other.by_hand for other in full(samples).parts[0].rows)


def test_a_camera_tilt_that_was_set_is_named(samples: Batch) -> None:
    checked = judge_again(judged(samples, "tadasana_tilted"), camera_roll_deg=2.5)
    sheet = sheets_of([Film(checked)], Frame())[0]
    assert dict(sheet.made.settings)[words.SET["tilt"]] == "2.5°"
    assert full(samples).made.settings == ()


def test_thresholds_that_were_moved_are_named(samples: Batch) -> None:
    tadasana = POSES["tadasana"]
    other = replace(tadasana.checks[0], scale=Band.even(3.0, 5.0, "set by hand"))
    moved = {**POSES, "tadasana": replace(tadasana, checks=(other, *tadasana.checks[1:]))}
    sheet = sheets_of([Film(judge_again(judged(samples, "tadasana_tilted"), poses=moved))], Frame())[0]
    assert dict(sheet.made.settings) == {words.SET["thresholds"]: words.MOVED.format(titles="Pelvis level")}
    assert "3°" in sheet.definitions[0].bands


def test_how_far_to_trust_is_what_was_measured(samples: Batch) -> None:
    hold = judged(samples, "tadasana_tilted").summary.holds[0]
    errors = errors_of("pelvis_obliquity_deg", hold.setting)
    assert errors
    table = tables(sections(document())[0].body)[1]
    line = next(
        one
        for one in table
        if (one["pose"], one["check"], one["seen from"]) == ("tadasana", "pelvis_obliquity_deg", "front")
    )
    assert f"{errors.mean:g} / {errors.p95:g}" == line["told: MAE / p95"]
    assert errors.pictures == int(line["n"])
    definition = full(samples).definitions[0]
    assert f"{errors.mean:g}°" in definition.trust
    assert f"{errors.p95:g}°" in definition.trust
    assert "2°" in definition.bands
    assert definition.meaning


def test_what_was_measured_of_the_networks_is_not_said_of_a_hand(samples: Batch) -> None:
    sheet = corrected(samples)
    for one, definition in zip(sheet.parts[0].rows, sheet.definitions, strict=True):
        assert (definition.trust == words.READ_OTHERWISE) == one.by_hand


def test_no_pose_no_page(samples: Batch) -> None:
    assert sheets_of([film(samples, "tadasana_tilted")], Frame(), pose="pigeon") == []
