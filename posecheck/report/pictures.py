"""Pictures for a page: the frames of some moments, the figure and the measured line on them, cut to the person."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import cv2
import numpy as np

from posecheck.api import Checked
from posecheck.body.body import Body
from posecheck.body.skeleton import Landmark
from posecheck.media.figure import draw_skeleton, scaled
from posecheck.media.lettering import SHIFT, WHITE, fixed, look_of
from posecheck.media.measured import as_measured, measured_bones
from posecheck.media.moments import frames_at
from posecheck.report import words
from posecheck.report.faces import hide_face
from posecheck.report.moments import moment_text, readings_of
from posecheck.report.sheet import Picture
from posecheck.session.setting import Setting
from posecheck.session.summary import Finding, Hold

#: Gives the frames ``(H, W, 3)`` uint8 RGB of some moments of a recording, in seconds; leaves out those it has not.
Frames = Callable[[Iterable[float]], Mapping[float, np.ndarray]]

#: Long side of a picture on a page: 300 dots an inch at 8 cm.
_LONGEST_PX = 960
_QUALITY = 86

#: Room around the person, of the longer side of the person.
_ROOM = 0.13

#: Width over height that a picture may have: upright, square, lying.
_ASPECTS = (0.75, 1.0, 4.0 / 3.0)


def frames_of(path: Path, mirrored: bool = False) -> Frames:
    """The frames of a file; ``mirrored``: turned over, as it was before it was measured.

    Raises:
        MediaError: when called: the file can't be read.
    """

    def frames(times_s: Iterable[float]) -> dict[float, np.ndarray]:
        return {time_s: frame.pixels for time_s, frame in frames_at(path, times_s, mirrored=mirrored)}

    return frames


def no_frames(times_s: Iterable[float]) -> dict[float, np.ndarray]:
    """Of landmarks alone there are none."""
    return {}


def moments_of(hold: Hold) -> tuple[Finding | None, tuple[tuple[str, float], ...]]:
    """The check whose line is shown, and title and time of each moment: best and worst, or the middle of the hold."""
    for finding, course in zip(hold.findings, hold.courses, strict=True):
        if math.isfinite(course.best_s) and course.best_s != course.worst_s:
            return finding, ((words.BEST, course.best_s), (words.WORST, course.worst_s))
    told = next((finding for finding in hold.findings if math.isfinite(finding.value)), None)
    return told, ((words.HELD, (hold.start_s + hold.end_s) / 2.0),)


def pictures_of(checked: Checked, hold: Hold, frames: Frames, blurred: bool) -> tuple[Picture, ...]:
    """The pictures of a hold.

    Args:
        frames: of the recording.
        blurred: whether faces are made unrecognisable; a picture in which the face is not found is left out.
    """
    clip = checked.recording.clip
    finding, moments = moments_of(hold)
    numbers = [int(np.abs(clip.time_s - time_s).argmin()) for _, time_s in moments]
    shown = frames([float(clip.time_s[number]) for number in numbers])
    readings = None
    if finding:
        readings = readings_of(checked, hold)[hold.findings.index(finding)]
    made = []
    for (title, time_s), number in zip(moments, numbers, strict=True):
        body, value, margin = clip[number], math.nan, math.nan
        if readings is not None and finding and not finding.against and not finding.check.over_hold:
            value, margin = float(readings.value[number]), float(readings.margin[number])
        text = moment_text(finding, value, margin, hold) if finding else ""
        by_hand = bool(finding and finding.source == "hand" and text)
        title = f"{title}: {finding.check.title}" if finding and len(moments) > 1 else title
        pixels = shown.get(float(body.time_s))
        whole = None if pixels is None else hide_face(pixels, body) if blurred else pixels
        if whole is None or not bool(body.seen):
            missing = words.NO_PICTURE if pixels is None else words.NO_FACE
            made.append(Picture(title, time_s, text, None, (0, 0), missing, by_hand))
            continue
        drawn = _cut(_drawn(whole, body, hold, finding, value), body)
        size_px = drawn.shape[1], drawn.shape[0]
        made.append(Picture(title, time_s, text, _jpeg(drawn), size_px, None, by_hand))
    return tuple(made)


def _drawn(pixels: np.ndarray, body: Body, hold: Hold, finding: Finding | None, value: float) -> np.ndarray:
    """The picture with the figure and the measured line, level beside it where the line is a tilt."""
    drawn = np.array(pixels, np.uint8, order="C")
    strong: tuple[tuple[Landmark, Landmark], ...] = ()
    colour = WHITE
    if finding:
        strong = measured_bones(hold.setting, finding.check)
        colour = look_of(None if finding.measured else finding.verdict).colour
        body = as_measured(body, hold.setting, finding.check, value)
        if finding.check.lower_end is not None and strong:
            _draw_level(drawn, body, hold.setting, strong[0])
    draw_skeleton(drawn, body, strong, colour)
    return drawn


def _draw_level(pixels: np.ndarray, body: Body, setting: Setting, bone: tuple[Landmark, Landmark]) -> None:
    """A thin level line through the middle of the measured one, where it is known what is level."""
    roll_deg = setting.level.roll_deg
    if not math.isfinite(roll_deg):
        return
    ends = scaled(body, pixels.shape[1], pixels.shape[0])[list(bone)]
    middle, half = ends.mean(0), 1.5 * float(np.linalg.norm(ends[0] - ends[1]))
    along = np.array([math.cos(math.radians(roll_deg)), -math.sin(math.radians(roll_deg))]) * half
    start, end = (fixed(middle + sign * along).tolist() for sign in (-1.0, 1.0))
    unit = max(1, round(math.sqrt(pixels.shape[0] * pixels.shape[1]) / 500.0))
    for colour, width in (((14, 16, 20), 3 * unit), ((255, 255, 255), unit)):
        cv2.line(pixels, start, end, colour, width, cv2.LINE_AA, SHIFT)


def _cut(pixels: np.ndarray, body: Body) -> np.ndarray:
    """The person with some room, in one of three shapes as far as the picture reaches, at most 960 pixels long."""
    height_px, width_px = pixels.shape[:2]
    points = scaled(body, width_px, height_px)
    low, high = points.min(0), points.max(0)
    room = _ROOM * float((high - low).max())
    low, high = low - room, high + room
    width, height = (float(side) for side in high - low)
    aspect = min(_ASPECTS, key=lambda shape: max(width / shape, height) * max(width, height * shape))
    width, height = max(width, aspect * height), max(height, width / aspect)
    left, right = _within((low[0] + high[0]) / 2.0, width, width_px)
    top, bottom = _within((low[1] + high[1]) / 2.0, height, height_px)
    part = pixels[top:bottom, left:right]
    scale = min(1.0, _LONGEST_PX / max(part.shape[:2]))
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA) if scale < 1.0 else np.ascontiguousarray(part)


def _within(middle: float, length: float, whole_px: int) -> tuple[int, int]:
    """First and one past the last pixel of a stretch, moved into the picture where it sticks out."""
    length = min(length, float(whole_px))
    start = min(max(middle - length / 2.0, 0.0), whole_px - length)
    return round(start), max(round(start + length), round(start) + 1)


def _jpeg(pixels: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
