"""posecheck as a library: a file, a landmark recording or a stream of bodies to a summary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

from posecheck import words
from posecheck.body.body import Body
from posecheck.body.recording import Recording, load_recording
from posecheck.body.skeleton import Side
from posecheck.errors import InputError
from posecheck.eyes.look import Looker
from posecheck.eyes.spot import CardSpotter
from posecheck.measure.level import UNKNOWN, Level, LevelFinder, from_user
from posecheck.media.landmarker import Landmarker
from posecheck.media.video import Media, open_media
from posecheck.poses import get_pose
from posecheck.session.session import Session
from posecheck.session.summary import Summary

#: Frames analysed a second. A slow hold loses nothing below the noise of one frame.
RATE_HZ = 12.0

#: Frames of a video in which the camera's roll and pitch are looked for and people are counted.
_LOOKS = 6

#: Called with (seconds done, seconds in all or None) after each analysed frame.
Progress = Callable[[float, float | None], None]


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """One source, checked.

    Attributes:
        path: the file that was checked.
        kind: "video", "picture" or "landmarks".
        duration_s: of a video, None unknown or not a video.
        summary: what it says.
        recording: the landmarks, to be kept or judged again.
    """

    path: Path
    kind: str
    duration_s: float | None
    summary: Summary
    recording: Recording


def open_session(pose: str | None = None, side: str | None = None, camera_roll_deg: float | None = None) -> Session:
    """A session to feed with bodies.

    Args:
        pose: key of a pose; None finds out.
        side: "left" or "right", the working side; None finds out.
        camera_roll_deg: + = camera turned clockwise seen from behind it; None unknown.

    Raises:
        InputError: no such pose or side, or an impossible roll.
    """
    level = UNKNOWN if camera_roll_deg is None else from_user(camera_roll_deg)
    return Session(get_pose(pose) if pose else None, _side(side, pose), level)


def _side(side: str | None, pose: str | None) -> Side | None:
    if side is None:
        return None
    if side not in list(Side):
        raise InputError(f"There is no side {side!r}. Choose left or right.")
    if pose and get_pose(pose).side is None:
        raise InputError(f"{get_pose(pose).title} has no working side: leave out --side.")
    return Side(side)


def check_file(
    path: Path | str,
    *,
    pose: str | None = None,
    side: str | None = None,
    camera_roll_deg: float | None = None,
    model: Path | None = None,
    rate_hz: float | None = RATE_HZ,
    on_progress: Progress | None = None,
    native_log: bool = False,
) -> Checked:
    """Checks a video, a picture, or a landmark recording (.npz).

    Args:
        path: the file.
        pose, side, camera_roll_deg: as in ``open_session``; each None is found out.
        model: another landmark model than the embedded one.
        rate_hz: frames analysed a second; None analyses every frame.
        on_progress: called after each analysed frame.
        native_log: let the native library write its log to stderr.

    Raises:
        InputError: an option that can't be used; its children MediaError and RecordingError: the file can't be read.
        ModelError, MissingLibraryError: the landmarker can't be made.
    """
    path = Path(path)
    session = open_session(pose, side, camera_roll_deg)
    if rate_hz is not None and not 1.0 <= rate_hz <= 1000.0:
        raise InputError(f"The rate must be 1 to 1000 frames a second, not {rate_hz}.")
    if path.suffix.lower() == ".npz":
        return _judge(path, "landmarks", None, session, load_recording(path), camera_roll_deg)
    with (
        open_media(path) as media,
        Landmarker(model, still=media.info.kind == "picture", native_log=native_log) as landmarker,
    ):
        clip, level, crowded = _watch(media, landmarker, rate_hz, on_progress)
        model_sha256 = landmarker.model_sha256
        info, notices = media.info, (*media.notices, *([words.SEVERAL] if crowded else []))
    roll, pitch = (level.roll_deg, level.margin_deg, level.source), (level.pitch_deg, level.pitch_margin_deg)
    recording = Recording(clip, path.name, model_sha256, *roll, notices, *pitch)
    return _judge(path, info.kind, info.duration_s, session, recording, camera_roll_deg)


def _watch(
    media: Media, landmarker: Landmarker, rate_hz: float | None, on_progress: Progress | None
) -> tuple[Body, Level, bool]:
    """Every analysed moment of a source, how level its camera stood, and whether most looks saw several people."""
    total_s = media.info.duration_s
    finder, looker, spotter, next_look_s = LevelFinder(), Looker(), CardSpotter(), 0.0
    step_s = max((total_s or 2.0 * _LOOKS) / _LOOKS, 0.3)
    bodies, people = [], []
    for frame in media.frames(None if rate_hz is None else 1.0 / rate_hz):
        bodies.append(spotter(frame.pixels, looker(frame.pixels, landmarker(frame))))
        if frame.time_s >= next_look_s:
            finder.add(frame.pixels, bodies[-1].image)
            people.append(landmarker.people(frame))
            next_look_s = frame.time_s + step_s
        if on_progress:
            on_progress(frame.time_s, total_s)
    crowded = sum(number > 1 for number in people) > len(people) / 2
    return Body.stack(bodies), finder.result(), crowded


def _judge(
    path: Path,
    kind: str,
    duration_s: float | None,
    session: Session,
    recording: Recording,
    camera_roll_deg: float | None,
) -> Checked:
    level = Level(recording.roll_deg, recording.roll_margin_deg, recording.roll_source)
    if isfinite(recording.pitch_deg):
        level = replace(level, pitch_deg=recording.pitch_deg, pitch_margin_deg=recording.pitch_margin_deg)
    session.level = level if camera_roll_deg is None else level.with_roll(session.level)
    session.feed(recording.clip)
    return Checked(path, kind, duration_s, session.summary(), recording)
