"""Papers: from what the library keeps to the pages of a report, one for each pose held on the day of a recording."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np

from posecheck import words
from posecheck.body.skeleton import Landmark
from posecheck.errors import InputError, MediaError
from posecheck.library.facts import Point, Recording, Series, State
from posecheck.library.library import Library
from posecheck.poses import get_pose
from posecheck.poses.checks import Verdict
from posecheck.report import sheet
from posecheck.report.compose import Film, Frame, sheets_of
from posecheck.report.history import Dated, Kind, Told
from posecheck.report.pictures import Frames, frames_of, no_frames
from posecheck.report.sheet import Sheet
from posecheck.report.words import NOTHING, SET


def sheets(library: Library, recording_id: str, pose: str | None = None, *, blur: bool = False) -> list[Sheet]:
    """The pages about the day on which a recording was filmed, of the poses that the recording shows.

    All of the client's recordings of that day that show the pose go into its page: so both sides meet on one page,
    though they were filmed apart. Earlier days make the trend.

    Args:
        pose: key; only the page of this one.
        blur: whether faces are made unrecognisable.

    Raises:
        NotFoundError: there is no such recording.
        LibraryError: it is not analysed yet.
        InputError: there is no such pose, or it is not held in the recording.
    """
    recording = library.recordings.get(recording_id)
    shown, wanted = _poses(library, recording), pose and get_pose(pose).key
    keys = [key for key in shown if wanted in (None, key)]
    if not keys:
        raise InputError(NOTHING)
    others = library.recordings.find(recording.client_id, state=State.DONE)
    earlier = _earlier(library, recording)
    return [found for key in keys for found in _sheets(library, recording, key, others, earlier, blur)]


def _poses(library: Library, recording: Recording) -> list[str]:
    """The poses held in a recording, else the one that it was said to show."""
    named = library.results.checked(recording.id).summary.pose
    return list(dict.fromkeys([held.pose for held in recording.holds] or ([named.key] if named else [])))


def _sheets(
    library: Library, recording: Recording, key: str, others: Iterable[Recording], earlier: list[Dated], blur: bool
) -> list[Sheet]:
    same = [one for one in others if one.filmed_on == recording.filmed_on and one.id != recording.id]
    day = [recording, *(one for one in same if any(held.pose == key for held in one.holds))]
    films = [Film(library.results.checked(one.id), _frames(library, one)) for one in day]
    client, practice = library.clients.get(recording.client_id), library.practice.get()
    frame = Frame(
        filmed_on=recording.filmed_on,
        client=client.name,
        code=code_of(client.id),
        practice=sheet.Practice(practice.name, practice.logo),
        notes=tuple(note for one in day for note in _notes(library, one)),
        corrections=tuple(correction for one in day for correction in _corrections(library, one)),
        settings=_settings(day),
        blurred=blur,
    )
    return sheets_of(films, frame, earlier, key)


def code_of(client_id: str) -> str:
    """What stands for a client where no name may be given: always the same, and told apart from others'."""
    return hashlib.sha256(client_id.encode()).hexdigest()[:12]


def _frames(library: Library, recording: Recording) -> Frames:
    """The pictures of a recording; none where its file is no longer where it was left."""
    file = library.recordings.file(recording.id)
    if recording.kind == "landmarks" or not file.exists():
        return no_frames
    frames = frames_of(file, recording.settings.mirrored)  # type: ignore[arg-type]  # it reads like a path
    return partial(_or_none, frames)


def _or_none(frames: Frames, times_s: Iterable[float]) -> Mapping[float, np.ndarray]:
    try:
        return frames(times_s)
    except MediaError:
        return {}


def _notes(library: Library, recording: Recording) -> Iterable[sheet.Note]:
    for note in library.notes.of(recording.id):
        time_s = float("nan") if note.time_s is None else note.time_s
        yield sheet.Note(note.text, time_s, note.written_by, note.written_at.date())


def _corrections(library: Library, recording: Recording) -> Iterable[sheet.Correction]:
    """Those that count."""
    for one in library.corrections(recording.id):
        if one.holds:
            name = words.landmark(Landmark(one.landmark))
            yield sheet.Correction(one.time_s, name, one.made_by, one.made_at.date())


def _settings(day: Iterable[Recording]) -> tuple[tuple[str, str], ...]:
    """What was set of any of a day's recordings, otherwise than it was found."""
    found: dict[str, str] = {}
    for one in day:
        settings = one.settings
        roll = None if settings.camera_roll_deg is None else f"{settings.camera_roll_deg:g}°"
        told = {SET["pose"]: settings.pose, SET["side"]: settings.side, SET["tilt"]: roll}
        found |= {name: value for name, value in told.items() if value is not None}
    return tuple(found.items())


def _earlier(library: Library, recording: Recording) -> list[Dated]:
    """The client's recordings of earlier days, by what the timeline keeps of them; checked again only when asked."""
    told: dict[str, dict[tuple[Kind, int], dict[str, sheet.Point]]] = {}
    for series in library.timeline.of(recording.client_id):
        for point in series.points:
            if point.filmed_on < recording.filmed_on:
                holds = told.setdefault(point.recording_id, {})
                holds.setdefault((_kind(series), point.hold), {})[series.check] = _point(series, point)
    return [_dated(library, library.recordings.get(found), holds) for found, holds in told.items()]


def _kind(series: Series) -> Kind:
    return series.pose, series.side, series.form


def _point(series: Series, point: Point) -> sheet.Point:
    word, shape = _verdict(point.verdict)
    return sheet.Point(point.filmed_on, point.value, point.margin, word, shape, point.source == "hand", point.against)


def _verdict(verdict: str) -> tuple[str, str]:
    return words.MEASURED if verdict == "measured" else words.VERDICT_WORDS[Verdict(verdict)]


def _dated(library: Library, recording: Recording, holds: dict[tuple[Kind, int], dict[str, sheet.Point]]) -> Dated:
    longest: dict[Kind, Told] = {}
    for (kind, number), points in holds.items():
        held = recording.holds[number]
        if kind not in longest or held.end_s - held.start_s > longest[kind].length_s:
            longest[kind] = Told(held.end_s - held.start_s, points)
    return Dated(recording.filmed_on, longest, partial(library.results.checked, recording.id))
