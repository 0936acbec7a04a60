"""The set-up before a hold: what is in order, what to move, and what that is worth in the margin of the check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import hypot, isfinite, nan, radians, sin, tan

import numpy as np

from posecheck import words as common
from posecheck.body.body import Array, Body
from posecheck.live import words
from posecheck.measure.hips import place_of
from posecheck.measure.view import MIRRORED_VIEW, Posture, View
from posecheck.poses.checks import Check, Pose
from posecheck.session.advice import advise, sentence
from posecheck.session.gates import SMALLEST_PX, cut_off
from posecheck.session.methods import methods_of, views_of
from posecheck.session.setting import Setting
from posecheck.session.worn import OUT_OF_LINE_DEG

#: The square around the hips should show a pixel for each centimetre: what the hip network looks at is no finer.
NEAR_PX = 128.0

#: Mean grey of the body's place, of 255: below the first it is dark; below the second, and that much below its
#: surroundings, against the light. Set by eye; they grade the picture, never a body.
DARK, DIM, AGAINST = 40.0, 80.0, 70.0

#: A camera that somebody levelled by eye against upright edges is off by this much.
_LEVELLED_DEG = 0.5


class Mark(StrEnum):
    """How a part of the set-up is: in order, better otherwise, to be put right first, or not known."""

    GOOD = "good"
    COSTS = "costs"
    STOPS = "stops"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One part of the set-up: what it is, how it is, what to move, and what that is worth where it is known."""

    part: str
    mark: Mark
    text: str
    worth: str | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """Mean grey in [0, 255] of the box around the body, and of the picture around it; NaN unknown."""

    body: float = nan
    around: float = nan


def light_of(pixels: Array, body: Body) -> Light:
    """The light of one picture ``(H, W, 3)`` uint8 RGB."""
    if not body.seen:
        return Light()
    small = pixels[::8, ::8].mean(-1)
    corners = np.stack([body.image.min(0), body.image.max(0)]) / 8
    (left, top), (right, bottom) = np.clip(corners, 0, small.shape[::-1]).astype(int)
    inside = np.zeros(small.shape, bool)
    inside[top : bottom + 1, left : right + 1] = True
    if not inside.any() or inside.all():
        return Light()
    return Light(float(small[inside].mean()), float(small[~inside].mean()))


def told_check(pose: Pose) -> Check:
    """The check whose margin says what a fault costs: the first one that any view can answer."""
    return next((check for check in pose.checks if views_of(pose, check)), pose.checks[0])


def margin_from(pose: Pose, check: Check, view: View, form: str | None) -> float | None:
    """The margin with which the best method answers a check from a view of the canonical body; None: it can't."""
    forms = (form,) if form or not pose.form else pose.form.names
    errors = [method.error for one in forms for method in methods_of(pose, check, view, one)[:1]]
    return min(errors, default=None)


def check_setup(setting: Setting, clip: Body, people: int, light: Light, in_pose: bool) -> tuple[Item, ...]:
    """The parts of the set-up, in the order in which to put them right.

    Args:
        setting: of the clip, with the level as far as it is known.
        clip: the last second, ``(T,)``.
        people: how many are in the picture.
        in_pose: whether the pose is taken; a floor pose shows only then from where it is seen.
    """
    person = _person(setting.pose, clip, people)
    if person.mark is Mark.STOPS:
        return (person,)
    now = clip[clip.seen][-1]
    parts = _distance(now), _facing(setting, in_pose), _height(setting), _level(setting), _light(light)
    return (person, *(part for part in parts if part))


def _person(pose: Pose, clip: Body, people: int) -> Item:
    if not clip.seen.any() or not clip[-1].seen:
        return Item("person", Mark.STOPS, common.NOBODY)
    if people > 1:
        return Item("person", Mark.STOPS, common.SEVERAL)
    needs = sorted({mark for check in pose.checks for mark in check.needs})
    if bool(cut_off(clip[-1], needs)):
        return Item("person", Mark.STOPS, common.CUT_OFF)
    return Item("person", Mark.GOOD, words.WHOLE_BODY)


def _distance(now: Body) -> Item:
    span_px = float(np.linalg.norm(now.image.max(0) - now.image.min(0)))
    if span_px < SMALLEST_PX:
        return Item("distance", Mark.STOPS, common.TOO_SMALL)
    if float(place_of(now).width_px) < NEAR_PX:
        return Item("distance", Mark.COSTS, words.COME_NEARER)
    return Item("distance", Mark.GOOD, words.NEAR_ENOUGH)


def _facing(setting: Setting, in_pose: bool) -> Item | None:
    pose, check = setting.pose, told_check(setting.pose)
    views = views_of(pose, check)
    if not views:
        return None
    if pose.posture is Posture.SIDE_LYING and not in_pose:  # somebody who stands does not show it
        wanted = MIRRORED_VIEW[views[0]] if setting.mirrored else views[0]
        return Item("facing", Mark.UNKNOWN, words.FACE_LATER.format(wanted=common.VIEW_WORDS[wanted]))
    now = margin_from(pose, check, setting.view, setting.form) or nan
    advice = advise(check, setting, now, now)
    if advice:
        return Item("facing", Mark.COSTS, sentence(advice, check))
    return Item("facing", Mark.GOOD, words.FACING_WELL.format(view=common.VIEW_WORDS[setting.seen.view]))


def _height(setting: Setting) -> Item | None:
    wanted, seen = setting.pose.camera_height_m, setting.seen
    if wanted is None:
        return None
    low_m, high_m = wanted
    if not isfinite(seen.height_m):
        return Item("height", Mark.UNKNOWN, words.HEIGHT_UNKNOWN.format(low_m=low_m, high_m=high_m))
    by_m = max(low_m - seen.height_m, seen.height_m - high_m)
    if by_m <= seen.height_margin_m:  # it may well stand right
        return Item("height", Mark.GOOD, words.HEIGHT_WELL.format(height_m=seen.height_m))
    text = words.HIGHER if seen.height_m < low_m else words.LOWER
    return Item("height", Mark.COSTS, text.format(height_m=seen.height_m, by_m=by_m), _height_costs(setting))


def _height_costs(setting: Setting) -> str | None:
    """Seen from above or below, hips that are turned a little look tilted; as far as somebody set up by eye may be."""
    if setting.pose.posture is not Posture.UPRIGHT or not isfinite(setting.seen.elevation_deg):
        return None
    slope = abs(sin(radians(setting.seen.elevation_deg))) * tan(radians(OUT_OF_LINE_DEG))
    deg = float(np.degrees(np.arctan(slope)))
    return words.HEIGHT_COSTS.format(deg=deg) if deg >= 0.5 else None


def _level(setting: Setting) -> Item | None:
    level, check = setting.level, told_check(setting.pose)
    if isfinite(level.roll_deg):
        return Item("level", Mark.GOOD, words.LEVEL_WELL.format(roll_deg=abs(level.roll_deg)))
    if check.unit != "deg":  # a length does not change with the camera's roll
        return None
    own = margin_from(setting.pose, check, setting.view, setting.form)
    worth = None
    if own is not None:
        worth = common.gain(check.title, hypot(own, _LEVELLED_DEG), hypot(own, level.margin_deg), check.unit)
    return Item("level", Mark.COSTS, words.INSTEAD[common.UNLEVELLED], worth)


def _light(light: Light) -> Item | None:
    if not isfinite(light.body):
        return None
    if light.body < DIM and light.around - light.body > AGAINST:
        return Item("light", Mark.COSTS, words.BACKLIT)
    if light.body < DARK:
        return Item("light", Mark.COSTS, words.DARK)
    return Item("light", Mark.GOOD, words.LIGHT_WELL)
