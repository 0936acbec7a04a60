"""What is drawn on a frame: where the lines lie, that nothing leaves the picture, and what the panel says when."""

from __future__ import annotations

import dataclasses
import math

import films
import numpy as np
import pytest

from posecheck.body.body import Body
from posecheck.body.skeleton import Landmark, Side
from posecheck.errors import MediaError, OutputError
from posecheck.measure.level import Level
from posecheck.measure.view import Seen, View
from posecheck.media import lettering, overlay
from posecheck.media.annotate import annotate, body_at
from posecheck.media.lettering import draw_mark, look_of, shortened, text_width, wrapped
from posecheck.media.measured import measured_bones
from posecheck.media.overlay import Overlay, most_important, pose_text, value_text
from posecheck.media.panel import Card, Corner, Entry, draw_panel, panel_box
from posecheck.media.video import open_media
from posecheck.poses import POSES
from posecheck.poses.checks import Steps, Verdict
from posecheck.session.judge import Readings
from posecheck.session.setting import Setting
from posecheck.session.summary import Finding, Hold, Stretch, Summary

L = Landmark
SIZES = {"small": (640, 360), "wide": (1280, 720), "upright": (480, 854)}
LEVEL = Level(0.0, 1.0, "user")
GREY = 120

#: Somebody who stands and looks at the camera: (x, y) as shares of the picture; the right side mirrors the left.
STANDING = {"SHOULDER": (0.57, 0.25), "ELBOW": (0.60, 0.38), "WRIST": (0.59, 0.50), "HIP": (0.54, 0.52),
            "KNEE": (0.54, 0.72), "ANKLE": (0.54, 0.90), "HEEL": (0.54, 0.92), "INDEX": (0.55, 0.94)}  # fmt: skip


def blank(size_px):
    return np.full((size_px[1], size_px[0], 3), GREY, np.uint8)


def standing(size_px, time_s=0.0):
    points = np.full((33, 2), (0.5, 0.12))
    for mark in L:
        place = STANDING.get(mark.name.split("_")[-1])
        if place:
            points[mark] = place if "LEFT" in mark.name else (1.0 - place[0], place[1])
    body = Body.unseen(time_s, size_px)
    return dataclasses.replace(body, image=points * size_px, visibility=np.ones(33))


def clip_of(size_px, times):
    return Body.stack([standing(size_px, time_s) for time_s in times])


def setting_for(key, side=None, form=None):
    return Setting(POSES[key], side, Seen(View.FRONT, 0.0, 0.0), form, LEVEL)


def finding_of(check, verdict=Verdict.CLEAR, value=6.2, margin=3.9, step=None):
    reason = "It can't be seen." if verdict is Verdict.CANT_TELL else None
    return Finding(check, value, margin, step, verdict, reason, None)


def hold_of(setting, start_s=1.0, end_s=3.0, verdict=Verdict.CLEAR):
    findings = []
    for check in setting.pose.checks:
        if check.informs and verdict is not Verdict.CANT_TELL:
            findings.append(finding_of(check, Verdict.GOOD))
        else:
            findings.append(finding_of(check, verdict))
    return Hold(start_s, end_s, setting, tuple(findings), (Stretch(),) * len(findings))


def summary_of(*holds, times=None, series=()):
    times = np.arange(0.0, 4.0, 0.1) if times is None else np.asarray(times)
    longest = max(holds, key=lambda hold: hold.length_s, default=None)
    setting = longest.setting if longest else None
    findings = longest.findings if longest else ()
    return Summary(setting.pose if setting else None, setting, LEVEL, holds, findings, series, times, ())


def changed(before, after):
    """(left, top, right, bottom) of what differs; None where nothing does."""
    ys, xs = np.nonzero((before != after).any(-1))
    return (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1) if len(xs) else None


# --- the skeleton -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize(
    ("key", "side", "bone"),
    [
        ("tadasana", None, (L.LEFT_HIP, L.RIGHT_HIP)),
        ("tree", Side.RIGHT, (L.LEFT_HIP, L.RIGHT_HIP)),
        ("pigeon", Side.LEFT, (L.LEFT_HIP, L.RIGHT_HIP)),
        ("side_lying_stretch", Side.LEFT, (L.LEFT_HIP, L.LEFT_KNEE)),
        ("side_lying_stretch", Side.RIGHT, (L.RIGHT_HIP, L.RIGHT_KNEE)),
    ],
)
def test_the_measured_line_lies_on_its_landmarks_in_the_colour_of_its_verdict(size_px, key, side, bone):
    setting = setting_for(key, side)
    assert {frozenset(pair) for pair in measured_bones(setting)} == {frozenset(bone)}
    hold = hold_of(setting)
    body = standing(size_px)
    drawn = Overlay(summary_of(hold)).draw(blank(size_px), 2.0, body)
    colour = look_of(None if hold.findings[0].check.informs else Verdict.CLEAR).colour
    start, end = body.image[list(bone)]
    for share in (0.0, 0.3, 0.5, 0.7, 1.0):
        x, y = np.round(start + share * (end - start)).astype(int)
        assert np.abs(drawn[y, x].astype(int) - colour).max() < 12
    other = (start + end) / 2 + (0.0, 40.0) if bone[1] is L.RIGHT_HIP else (start + end) / 2 + (25.0, 0.0)
    x, y = np.round(other).astype(int)
    assert (drawn[y, x] == GREY).all()


def test_lines_have_the_same_place_in_a_picture_of_another_size():
    body = standing((640, 360))
    drawn = Overlay(summary_of(hold_of(setting_for("tadasana")))).draw(blank((1280, 720)), 2.0, body)
    x, y = np.round(body.image[[L.LEFT_HIP, L.RIGHT_HIP]].mean(0) * 2 + 0.5).astype(int)
    assert np.abs(drawn[y, x].astype(int) - look_of(Verdict.CLEAR).colour).max() < 12


def test_left_and_right_differ_in_shape_not_only_in_colour():
    size_px = 1280, 720
    drawn = overlay_of_body(standing(size_px), size_px)
    shapes = []
    for mark in (L.LEFT_ELBOW, L.RIGHT_ELBOW):
        x, y = np.round(standing(size_px).at(mark)).astype(int)
        patch = drawn[y - 9 : y + 10, x - 9 : x + 10].mean(-1) > 180
        shapes.append(patch if mark is L.LEFT_ELBOW else patch[:, ::-1])
    assert (shapes[0] != shapes[1]).mean() > 0.03


def overlay_of_body(body, size_px):
    return Overlay(summary_of()).draw(blank(size_px), 0.0, body)


def test_nobody_seen_draws_no_skeleton():
    size_px = SIZES["small"]
    unseen = overlay_of_body(Body.unseen(0.0, size_px), size_px)
    assert (unseen == overlay_of_body(None, size_px)).all()
    assert (unseen[:, 320:] == GREY).all()
    assert not (overlay_of_body(standing(size_px), size_px)[:, 320:] == GREY).all()


def test_landmarks_far_outside_the_picture_do_no_harm():
    size_px = SIZES["small"]
    body = standing(size_px)
    image = body.image.copy()
    image[L.LEFT_KNEE], image[L.RIGHT_ANKLE] = (1e7, -1e7), (-5000.0, 200.0)
    assert overlay_of_body(dataclasses.replace(body, image=image), size_px).shape == (360, 640, 3)


def test_the_given_frame_stays_as_it_is_in_any_memory():
    size_px = SIZES["small"]
    pixels = blank(size_px)
    pixels.flags.writeable = False
    drawn = Overlay(summary_of(hold_of(setting_for("tree", Side.LEFT)))).draw(pixels, 2.0, standing(size_px))
    assert (pixels == GREY).all()
    assert drawn.dtype == np.uint8
    flipped = np.flip(blank(size_px), 1)
    again = Overlay(summary_of(hold_of(setting_for("tree", Side.LEFT)))).draw(flipped, 2.0, standing(size_px))
    assert (again == drawn).all()


def test_an_unknown_side_draws_no_line_that_would_name_one():
    assert measured_bones(setting_for("side_lying_stretch")) == ()
    assert measured_bones(setting_for("tree")) == ((L.LEFT_HIP, L.RIGHT_HIP),)


# --- the panel --------------------------------------------------------------------------------------------------

LONG = Card(
    "hold 123.4 s",
    True,
    "12:34.5",
    "Side-lying stretch, stretched leg: right, the bottom leg",
    tuple(
        Entry("Pelvis not turned against the shoulders", "16 ± 12°, right hip further forward", look_of(verdict))
        for verdict in (Verdict.CLEAR, Verdict.SLIGHT, Verdict.CANT_TELL)
    ),
)


@pytest.mark.parametrize("corner", Corner)
@pytest.mark.parametrize("size_px", [*SIZES.values(), (320, 180), (160, 160), (90, 60), (20, 300), (4, 4)])
def test_the_panel_stays_in_its_box_and_the_box_in_the_picture(size_px, corner):
    drawn = blank(size_px)
    draw_panel(drawn, LONG, corner)
    touched = changed(blank(size_px), drawn)
    if touched is None:
        assert min(size_px) < 40
        return
    box = panel_box(LONG, *size_px, corner)
    assert touched == box
    assert box[0] > 0
    assert box[1] > 0
    assert box[2] < size_px[0]
    assert box[3] < size_px[1]
    assert (box[0] < size_px[0] / 2 - 1) or "right" in corner


@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES)
def test_letters_keep_clear_of_the_edges_of_the_panel(size_px):
    drawn = blank(size_px)
    draw_panel(drawn, LONG, Corner.TOP_LEFT)
    left, top, right, bottom = panel_box(LONG, *size_px, Corner.TOP_LEFT)
    ground = drawn[top, left]
    inside = drawn[top:bottom, left:right]
    ys, xs = np.nonzero((inside != ground).any(-1))
    assert xs.min() >= 5
    assert inside.shape[1] - xs.max() >= 5
    assert ys.min() >= 4
    assert inside.shape[0] - ys.max() >= 4


@pytest.mark.parametrize("size_px", SIZES.values(), ids=SIZES)
def test_all_three_findings_fit_in_pictures_of_usual_size(size_px):
    for key, pose in POSES.items():
        card = Overlay(summary_of(hold_of(setting_for(key, Side.LEFT if pose.side else None)))).card_at(2.0)
        shorter = dataclasses.replace(card, entries=card.entries[:2])
        heights = [panel_box(c, *size_px, Corner.TOP_LEFT)[3] for c in (shorter, card)]
        assert heights[1] > heights[0]


def test_the_panel_keeps_its_shape_while_values_change():
    boxes = set()
    for value in ("9 ± 4°, left hip lower", "10 ± 4°, right hip lower", "0 ± 4°"):
        entry = Entry("Pelvis level", value, look_of(Verdict.GOOD))
        boxes.add(panel_box(dataclasses.replace(LONG, entries=(entry,)), 640, 360, Corner.BOTTOM_LEFT))
    assert len(boxes) == 1


def test_the_panel_stands_where_the_body_is_not():
    size_px = SIZES["small"]
    left_half = standing(size_px)
    left_half = dataclasses.replace(left_half, image=left_half.image * (0.5, 1.0))
    hold = hold_of(setting_for("tadasana"))
    clip = Body.stack([dataclasses.replace(left_half, time_s=np.array(t)) for t in (1.0, 2.0)])
    drawn = Overlay(summary_of(hold, times=clip.time_s), clip).draw(blank(size_px), 2.0, None)
    assert changed(blank(size_px), drawn)[0] > 320


def test_the_marks_of_all_verdicts_have_their_own_shape():
    shapes = {}
    for verdict in (*Verdict, None):
        pixels = np.zeros((60, 60, 3), np.uint8)
        draw_mark(pixels, look_of(verdict).mark, (30.0, 30.0), 24.0, (255, 255, 255))
        left, top, right, bottom = changed(np.zeros_like(pixels), pixels)
        assert max(right - left, bottom - top) <= 32
        shapes[verdict] = pixels[..., 0] > 127
    names = list(shapes)
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            both, either = (shapes[one] & shapes[other]).sum(), (shapes[one] | shapes[other]).sum()
            assert both / either < 0.7, (one, other)


def test_the_words_and_colours_of_verdicts_differ_too_and_are_light_enough():
    looks = [look_of(verdict) for verdict in (*Verdict, None)]
    assert len({look.word for look in looks}) == len({look.mark for look in looks}) == len(looks)
    for look in looks:
        assert contrast(look.colour, (16, 19, 24)) > 4.5
    graded = [look_of(v).colour for v in (Verdict.GOOD, Verdict.SLIGHT, Verdict.CLEAR)]
    for confused in (DEUTAN, PROTAN):
        seen = [confused @ np.array(colour, float) for colour in graded]
        for i in range(3):
            assert np.linalg.norm(seen[i] - seen[i - 1]) > 60


# Machado, Oliveira and Fernandes 2009, severity 1.0
DEUTAN = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
PROTAN = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])


def contrast(one, other):
    """As WCAG defines it, 1 to 21."""

    def light(colour):
        share = np.array(colour) / 255.0
        linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_texts_are_made_to_fit():
    text = "Pelvis not turned against the shoulders"
    for width_px in (0, 5, 20, 60, 150, 400):
        assert text_width(shortened(text, width_px, 14), 14) <= width_px
        for lines in (1, 2, 3):
            rows = wrapped(text, width_px, 14, lines=lines)
            assert len(rows) <= lines
            assert max(text_width(row, 14) for row in rows) <= width_px
    assert shortened(text, 400, 14) == text
    assert " ".join(wrapped(text, 180, 14)) == text
    assert wrapped("", 100, 14) == []


def test_the_letters_that_are_needed_exist():
    for letter in "±°…\N{MINUS SIGN}":
        assert ink(letter) != ink("?")


def ink(letter):
    pixels = np.zeros((40, 40, 3), np.uint8)
    lettering.write(pixels, letter, 5, 30, 24, (255, 255, 255))
    return pixels.tobytes()


# --- what it says when ------------------------------------------------------------------------------------------


def test_between_holds_there_is_no_finding():
    shown = Overlay(summary_of(hold_of(setting_for("tree", Side.LEFT), 1.0, 3.0)))
    assert shown.card_at(0.5) == Card("no hold", False, "0:00.5")
    assert shown.card_at(3.1).entries == ()
    card = shown.card_at(2.25)
    assert (card.status, card.running, card.clock, card.title) == (
        "hold 1.2 s", True, "0:02.2", "Tree, standing leg: left"
    )  # fmt: skip
    assert len(card.entries) == 3


def test_each_hold_tells_its_own_pose_and_verdicts():
    first = hold_of(setting_for("tadasana"), 0.0, 1.0, Verdict.SLIGHT)
    second = hold_of(setting_for("tree", Side.RIGHT), 2.0, 3.5, Verdict.CLEAR)
    shown = Overlay(summary_of(first, second))
    assert shown.card_at(0.5).title == "Tadasana"
    assert {entry.look.word for entry in shown.card_at(0.5).entries} == {look_of(Verdict.SLIGHT).word}
    assert shown.card_at(3.0).title == "Tree, standing leg: right"


def test_values_are_those_of_the_time_and_verdicts_those_of_the_hold():
    hold = hold_of(setting_for("tadasana"))
    check = hold.pose.checks[0]
    times = np.array([1.0, 1.1, 1.2, 2.5])
    series = (Readings(check, np.array([1.0, 2.0, np.nan, 8.0]), np.full(4, 2.5), np.full(4, 2.5), "eyes", None),)
    shown = Overlay(summary_of(hold, times=times, series=series))
    values = {t: shown.card_at(t).entries[0].value for t in (1.0, 1.1, 1.2, 2.0, 2.6)}
    assert values[1.0].startswith("1 ± 2°")
    assert values[1.1].startswith("2 ± 2°")
    assert values[2.6].startswith("8 ± 2°")
    assert values[1.2] == values[2.0] == "6 ± 4°, right hip lower"
    assert shown.card_at(1.0).entries[0].look == look_of(Verdict.CLEAR)


def test_readings_of_another_setting_are_not_shown():
    long, short = hold_of(setting_for("tree", Side.LEFT), 2.0, 3.9), hold_of(setting_for("tree", Side.RIGHT), 0.0, 1.0)
    series = (Readings(long.pose.checks[0], np.full(40, 1.0), np.full(40, 3.0), np.full(40, 3.0), "eyes", None),)
    shown = Overlay(summary_of(short, long, series=series))
    assert shown.card_at(3.0).entries[0].value.startswith("1 ± 3°")
    assert shown.card_at(0.5).entries[0].value == "6 ± 4°, left hip lower"


def test_the_first_check_comes_first_and_then_the_gravest():
    checks = POSES["tree"].checks
    verdicts = [Verdict.GOOD, Verdict.CANT_TELL, Verdict.GOOD, Verdict.CLEAR, Verdict.CANT_TELL, Verdict.SLIGHT]
    findings = tuple(finding_of(check, verdict) for check, verdict in zip(checks, verdicts, strict=False))
    assert [f.verdict for f in most_important(findings)][:2] == [Verdict.GOOD, Verdict.CLEAR]
    assert most_important(findings)[0].check is checks[0]
    assert len(most_important(findings)) == 3
    assert most_important(()) == []


def test_values_in_words():
    check = POSES["tadasana"].checks[0]
    say = {value: value_text(finding_of(check), value, 3.6, None) for value in (-6.4, 0.3, 5.5)}
    assert say == {-6.4: "6 ± 4°, left hip lower", 0.3: "0 ± 4°", 5.5: "6 ± 4°, right hip lower"}
    assert value_text(finding_of(check), 1.26, 0.84, None) == "1.3 ± 0.8°, right hip lower"
    assert value_text(finding_of(check), math.nan, 1.0, None) == ""
    lifted = POSES["tree"].checks[0]
    assert value_text(finding_of(lifted), 5.0, 3.0, Side.RIGHT) == "5 ± 3°, left hip lower"
    plain = dataclasses.replace(check, ways=None, unit="%")
    assert value_text(finding_of(plain), -5.0, 3.0, None) == "\N{MINUS SIGN}5 ± 3 %"
    named = next(c for c in POSES["tree"].checks if isinstance(c.scale, Steps))
    assert value_text(finding_of(named, step=named.scale.steps[1]), 1.0, 0.1, None) == named.scale.steps[1].title
    assert value_text(finding_of(named), 1.0, 0.1, None) == ""


def test_pose_and_side_in_words():
    assert pose_text(setting_for("tadasana")) == "Tadasana"
    assert pose_text(setting_for("pigeon", Side.RIGHT)) == "Pigeon, front leg: right"
    assert pose_text(setting_for("tree")) == "Tree, standing leg: not clear which"
    assert pose_text(setting_for("side_lying_stretch", Side.LEFT, "top")).endswith("stretched leg: left, the top leg")


def test_a_still_picture_has_no_clock():
    hold = hold_of(setting_for("tadasana"), 0.0, 0.0)
    card = Overlay(summary_of(hold, times=[0.0])).card_at(0.0)
    assert (card.status, card.clock) == ("still picture", "")


@pytest.mark.parametrize(
    ("time_s", "text"), [(0.0, "0:00.0"), (0.3, "0:00.3"), (59.99, "0:59.9"), (64.32, "1:04.3"), (3600.0, "60:00.0")]
)
def test_the_clock(time_s, text):
    assert overlay.clock_text(time_s) == text


# --- bodies between moments, and whole videos -------------------------------------------------------------------


def test_between_moments_landmarks_move_in_proportion():
    clip = clip_of((640, 360), [0.0, 0.1, 0.2, 1.0])
    image = clip.image.copy()
    image[1] += 10.0
    image[2, L.NOSE] = np.nan
    clip = dataclasses.replace(clip, image=image)
    assert body_at(clip, 0.025).image == pytest.approx(image[0] + 2.5)
    assert body_at(clip, 0.1).image == pytest.approx(image[1])
    half = body_at(clip, 0.15)
    assert np.isnan(half.image[L.NOSE]).all()
    assert np.isfinite(half.image[L.LEFT_HIP]).all()
    assert body_at(clip, 0.3).time_s == 0.2
    assert body_at(clip, 0.6) is None
    assert body_at(clip, 1.15).time_s == 1.0
    assert body_at(clip, 1.3) is None


def checked_clip(path, times):
    hold = hold_of(setting_for("tadasana"), 0.4, 0.8)
    clip = clip_of((640, 360), times)
    return path, summary_of(hold, times=clip.time_s), clip


def test_a_video_is_written_again_with_every_frame_and_time(tmp_path):
    times = [0.0, 0.04, 0.08, 0.3, 0.5, 0.54, 0.9]
    frames = [blank((640, 360))] * len(times)
    source = films.write_video(tmp_path / "a.mp4", frames, times=times, options={"bf": "0"})
    done = []
    path, summary, clip = checked_clip(source, [0.0, 0.2, 0.4, 0.6, 0.8])
    annotate(path, tmp_path / "out.mp4", summary, clip, on_progress=lambda *told: done.append(told))
    with open_media(tmp_path / "out.mp4") as media, open_media(source) as before:
        frames = list(media.frames())
        assert media.info.duration_s == pytest.approx(before.info.duration_s, abs=1 / 7 + 0.01)
    assert [frame.time_s for frame in frames] == pytest.approx(times, abs=1e-3)
    assert [now_s for now_s, _ in done] == pytest.approx(times, abs=1e-3)
    x, y = np.round(clip[0].image[[L.LEFT_HIP, L.RIGHT_HIP]].mean(0)).astype(int)
    assert np.abs(frames[4].pixels[y, x].astype(int) - look_of(Verdict.CLEAR).colour).max() < 40
    assert np.abs(frames[0].pixels[y, x].astype(int) - look_of(Verdict.CLEAR).colour).max() > 60


def test_a_picture_becomes_two_seconds(tmp_path):
    source = tmp_path / "a.jpg"
    source.write_bytes(films.jpeg(blank((640, 360))))
    hold = hold_of(setting_for("tadasana"), 0.0, 0.0)
    clip = clip_of((640, 360), [0.0])
    annotate(source, tmp_path / "out.mp4", summary_of(hold, times=[0.0]), clip)
    with open_media(tmp_path / "out.mp4") as media:
        assert media.info.duration_s == pytest.approx(2.0, abs=0.01)
        frame = next(media.frames())
    assert changed(np.abs(frame.pixels.astype(int) - GREY) > 30, np.zeros_like(frame.pixels)) is not None


def test_large_sources_are_made_smaller(tmp_path):
    source = films.write_video(tmp_path / "a.mp4", [blank((1922, 1080))] * 2)
    path, summary, clip = checked_clip(source, [0.0, 0.2])
    annotate(path, tmp_path / "out.mp4", summary, clip)
    with open_media(tmp_path / "out.mp4") as media:
        assert max(media.info.width_px, media.info.height_px) == 1280


def test_what_goes_wrong_is_told_and_leaves_nothing(tmp_path):
    source = films.write_video(tmp_path / "a.mp4", [blank((640, 360))] * 3)
    path, summary, clip = checked_clip(source, [0.0, 0.2])
    with pytest.raises(MediaError):
        annotate(tmp_path / "missing.mp4", tmp_path / "out.mp4", summary, clip)
    with pytest.raises(OutputError):
        annotate(path, tmp_path / "nowhere" / "out.mp4", summary, clip)

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate(path, tmp_path / "out.mp4", summary, clip, on_progress=stop)
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]
