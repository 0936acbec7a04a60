"""What the browser is told: findings, set-up and summaries as plain data, ready for ``json``; unknown is None."""

from __future__ import annotations

import base64
import math
from typing import Any

import cv2
import numpy as np

from posecheck import words as common
from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.live import words
from posecheck.live.album import Album, Shot
from posecheck.live.setup import Item
from posecheck.media.figure import draw_skeleton
from posecheck.media.lettering import look_of
from posecheck.media.measured import as_told, measured_bones
from posecheck.media.overlay import most_important
from posecheck.poses.checks import Band, Steps
from posecheck.session.setting import Setting
from posecheck.session.summary import Finding, Hold
from posecheck.session.wording import pose_text, verdict_words

#: Quality of the pictures that a summary shows.
_JPEG_QUALITY = 85


def shown(body: Body, found: tuple[Finding, ...], setting: Setting | None) -> Body:
    """The body with the line of the pose's first check as it is told."""
    return as_told(body, setting, found[0]) if found and setting else body


def points(body: Body) -> list[list[float]] | None:
    """``33 x 2`` shares of the picture's width and height; None where nobody is seen."""
    if not body.seen:
        return None
    places: list[list[float]] = np.round((body.image + 0.5) / body.size_px, 4).tolist()
    return places


def finding(found: Finding, side: Side | None, setting: Setting) -> dict[str, Any]:
    """One finding: its number, margin and way apart, so that each can be shown in its own size."""
    word, shape = verdict_words(found)
    number, margin, way = parts(found, side)
    return {
        "key": found.check.key,
        "title": found.check.title,
        "number": number,
        "margin": margin,
        "way": way,
        "verdict": "measured" if found.measured else found.verdict.value,
        "word": word,
        "shape": shape,
        "text": found.cue or (words.spoken(found.reason, setting.pose) if found.reason else None),
        "than": common.than(found.against).strip() if found.against else None,
        "value": _number(found.value),
        "value_margin": _number(found.margin),
    }


def parts(found: Finding, side: Side | None) -> tuple[str | None, str | None, str | None]:
    """Number with unit, margin and way of a finding, with the digits of ``posecheck.session.wording``."""
    check = found.check
    if isinstance(check.scale, Steps):
        return (found.step.title if found.step else None), None, None
    if not (math.isfinite(found.value) and math.isfinite(found.margin)):
        return None, None, None
    digits = 0 if found.margin >= 2.0 else 1
    unit = {"deg": "°", "": ""}.get(check.unit, f" {check.unit}")
    size = f"{abs(found.value) if check.ways else found.value:.{digits}f}".replace("-", "\N{MINUS SIGN}")
    level = check.ways is None or float(size.replace("\N{MINUS SIGN}", "-")) == 0.0
    way = None if level else common.way(check, found.value, side.value if side else None)
    return f"{size}{unit}", f"± {found.margin:.{digits}f}{unit}", way


def findings(found: tuple[Finding, ...], setting: Setting | None) -> list[dict[str, Any]]:
    """Up to three findings, the pose's first check ahead; empty without a setting."""
    return [finding(one, setting.side, setting) for one in most_important(found)] if setting else []


def strong(setting: Setting | None) -> list[list[int]]:
    """The line that the pose's first check measures, as pairs of landmarks."""
    return [[int(a), int(b)] for a, b in measured_bones(setting)] if setting else []


def items(parts: tuple[Item, ...]) -> list[dict[str, Any]]:
    """The parts of the set-up."""
    told = []
    for part in parts:
        word, shape = words.MARKS[part.mark.value]
        title = words.PARTS[part.part]
        told.append({"part": part.part, "title": title, "mark": part.mark.value, "word": word, "shape": shape,
                     "text": part.text, "worth": part.worth})  # fmt: skip
    return told


def hold(held: Hold, album: Album, messages: tuple[str, ...]) -> dict[str, Any]:
    """One hold: its findings, the time in the good range of its first check, best and worst picture."""
    shown = next((n for n, course in enumerate(held.courses) if math.isfinite(course.best_s)), None)
    course = None if shown is None else held.courses[shown]
    return {
        "title": pose_text(held.setting),
        "pose": held.pose.key,
        "side": held.side.value if held.side else None,
        "length_s": round(held.length_s, 1),
        "good": _in_good(held),
        "findings": [finding(found, held.side, held.setting) for found in held.findings],
        "shown": None if shown is None else held.findings[shown].check.title,
        "best": _picture(album.nearest(course.best_s), held) if course else None,
        "worst": _picture(album.nearest(course.worst_s), held) if course else None,
        "messages": list(messages),
    }


def _in_good(held: Hold) -> str | None:
    share = held.courses[0].share_good
    if not isinstance(held.pose.checks[0].scale, Band) or not math.isfinite(share):
        return None
    title, whole_s = held.findings[0].check.title, held.length_s
    return words.IN_GOOD.format(title=title, good=round(share * whole_s), whole=round(whole_s))


def _picture(shot: Shot | None, held: Hold) -> str | None:
    """A kept picture with the skeleton and the measured line drawn on it, as a data address."""
    if shot is None:
        return None
    pixels = np.ascontiguousarray(cv2.imdecode(shot.jpeg, cv2.IMREAD_COLOR_RGB))
    colour = look_of(None if held.findings[0].measured else held.findings[0].verdict).colour
    draw_skeleton(pixels, shown(shot.body, held.findings, held.setting), measured_bones(held.setting), colour)
    _, data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode()


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
