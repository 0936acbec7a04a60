"""posecheck as a library: a file, a landmark recording or a stream of bodies to a summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

from posecheck import words
from posecheck.body.placed import Placed, put_right
from posecheck.body.recording import Recording, load_recording
from posecheck.body.skeleton import Side
from posecheck.errors import InputError
from posecheck.measure.level import UNKNOWN, Level, from_user
from posecheck.media.landmarker import Landmarker
from posecheck.media.source import Media, readable
from posecheck.observe import Progress, is_long, observe, open_fitting
from posecheck.parts import Parts
from posecheck.poses import POSES, get_pose
from posecheck.poses.checks import Pose
from posecheck.session.baseline import Zero, stored_zero
from posecheck.session.compare import Comparison, Filmed, compare_holds
from posecheck.session.compare import compare as compare_films
from posecheck.session.session import Session
from posecheck.session.summary import Summary


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


def open_session(
    pose: str | None = None,
    side: str | None = None,
    camera_roll_deg: float | None = None,
    poses: Mapping[str, Pose] = POSES,
) -> Session:
    """A session to feed with bodies.

    Args:
        pose: key of a pose; None finds out.
        side: "left" or "right", the working side; None finds out.
        camera_roll_deg: + = camera turned clockwise seen from behind it; None unknown.
        poses: the registry, or the same poses with other thresholds.

    Raises:
        InputError: no such pose or side, or an impossible roll.
    """
    level = UNKNOWN if camera_roll_deg is None else from_user(camera_roll_deg)
    named = poses[get_pose(pose).key] if pose else None
    return Session(named, _side(side, pose), level, poses)


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
    every_frame: bool = False,
    on_progress: Progress | None = None,
    native_log: bool = False,
    own_tadasana: Checked | Path | str | None = None,
    mirrored: bool = False,
    parts: Parts | None = None,
) -> Checked:
    """Checks a video, a picture, or a landmark recording (.npz).

    Args:
        path: the file.
        pose, side, camera_roll_deg: as in ``open_session``; each None is found out.
        model: another landmark model than the embedded one.
        every_frame: look at every frame; else at every one while somebody moves, and at few while nobody does.
        on_progress: called after each analysed frame.
        native_log: let the native library write its log to stderr.
        own_tadasana: another recording of the same person in Tadasana: what is told as a change from it is told so
            where that is surer than the value.
        mirrored: the source shows a mirror image, as many selfie apps store it: it is turned over before all else, and
            the recording has the true sides. No picture of one person tells.
        parts: keeps what is finished of a long video, and has what was finished when it was looked at before; the
            caller removes them at the end. The digits are the same with and without.

    Raises:
        InputError: an option that can't be used; its children MediaError and RecordingError: the file can't be read.
        ModelError, MissingLibraryError: the landmarker can't be made.
    """
    path = readable(path)
    session = open_session(pose, side, camera_roll_deg)
    if own_tadasana is not None:
        session.zero = _zero(own_tadasana)
    if path.suffix.lower() == ".npz":
        stored = load_recording(path)
        stored = _with_notice(stored.turned_over()) if mirrored else stored
        return _judge(path, "landmarks", None, session, stored, camera_roll_deg)

    def new_landmarker(media: Media) -> Landmarker:
        return Landmarker(model, still=media.info.kind == "picture", native_log=native_log)

    media, landmarker = open_fitting(path, new_landmarker)
    with media, landmarker:
        parts = parts if is_long(media.info) else None
        looked = {"every_frame": every_frame, "mirrored": mirrored}
        told = {**looked, "model": landmarker.model_sha256, "size_px": media.size_px}
        before = parts.begin(path, **told) if parts else []
        clip, watcher = observe(media, landmarker, **looked, on_progress=on_progress, parts=parts, before=before)
        model_sha256, level = landmarker.model_sha256, watcher.level
        seen = [(watcher.crowded, words.SEVERAL), (watcher.pictured, words.PICTURED)]
        info, notices = media.info, (*media.notices, *(text for true, text in seen if true))
    roll, pitch = (level.roll_deg, level.margin_deg, level.source), (level.pitch_deg, level.pitch_margin_deg)
    recording = Recording(clip, path.name, model_sha256, *roll, notices, *pitch, mirrored)
    recording = _with_notice(recording) if mirrored else recording
    return _judge(path, info.kind, info.duration_s, session, recording, camera_roll_deg)


def _zero(own: Checked | Path | str) -> Zero:
    checked = own if isinstance(own, Checked) else check_file(own)
    found = stored_zero("tadasana", checked.summary, checked.recording.clip, checked.path.name)
    if found is None:
        raise InputError(f"{checked.path.name} shows no Tadasana held still: record one, the whole body in view.")
    return found


def compare(
    before: Checked | Path | str,
    after: Checked | Path | str | None = None,
    *,
    pose: str | None = None,
    side: str | None = None,
    camera_roll_deg: float | None = None,
    holds: tuple[int, int] | None = None,
) -> Comparison:
    """Compares the holds of two recordings of one person, or the two sides held in one recording.

    Args:
        before, after: what ``check_file`` takes, or what it gave; without ``after`` left is compared with right.
        pose, side, camera_roll_deg: as in ``check_file``, for files that are not checked yet.
        holds: which hold of ``before`` and which of ``after`` (without it, of ``before``) to compare, in the order of
            time, from 1; None pairs them as ``posecheck.session.compare.compare`` says.

    Raises:
        InputError: there is nothing to compare; and all that ``check_file`` raises.
    """
    films = []
    known: dict[str, Any] = {"pose": pose, "side": side, "camera_roll_deg": camera_roll_deg}
    for source in (before, after):
        if source is not None:
            checked = source if isinstance(source, Checked) else check_file(source, **known)
            if not checked.summary.holds:
                raise InputError(words.no_hold(checked.path.name))
            films.append(Filmed(checked.path.name, checked.recording.clip, checked.summary))
    found = compare_films(*films) if holds is None else compare_holds(films[0], holds[0] - 1, films[-1], holds[1] - 1)
    if not found.pairs:
        raise InputError(" ".join(found.messages))
    return found


def judge_again(
    checked: Checked,
    *,
    pose: str | None = None,
    side: str | None = None,
    camera_roll_deg: float | None = None,
    poses: Mapping[str, Pose] = POSES,
    placed: Sequence[Placed] | None = None,
) -> Checked:
    """What was seen in a source, judged otherwise; neither the pictures nor the landmark model are needed.

    Args:
        checked: what ``check_file`` gave. Left unchanged.
        pose, side, camera_roll_deg, poses: as in ``open_session``.
        placed: where a person says that landmarks are; each counts for the whole hold that it was placed in. Replaces
            what was placed before: an empty list takes all of it back, None leaves it as it is.

    Raises:
        InputError: an option that can't be used, or a landmark placed where none can be.
    """
    session = open_session(pose, side, camera_roll_deg, poses)
    recording = checked.recording
    if placed is not None:
        spans = [(hold.start_s, hold.end_s) for hold in checked.summary.holds]
        recording = replace(recording, clip=put_right(recording.clip, spans, placed))
    return _judge(checked.path, checked.kind, checked.duration_s, session, recording, camera_roll_deg)


def _with_notice(recording: Recording) -> Recording:
    return replace(recording, notices=(*recording.notices, words.UNMIRRORED))


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
