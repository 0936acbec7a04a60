"""What leaves the library: plain frozen facts, never rows of its database.

Ids are short random strings. ``datetime`` values are in UTC; ``filmed_on``, ``consent_on`` and ``keep_until`` are days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """How far the analysis of a recording is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Kept(StrEnum):
    """Where the file of a recording lies."""

    COPIED = "copied"
    REFERENCED = "referenced"


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody who is filmed.

    Attributes:
        name: a name, initials or a code: as little as tells them apart.
        consent_note, consent_on: what was agreed to, and when; empty and None where nothing is noted.
        keep_until: the last day their recordings may be kept; None where none was set.
        tags: sorted words.
        recordings, unreviewed: how many there are, and how many of the analysed ones nobody has looked through.
        last_filmed_on: day of the newest recording; None without one.
    """

    id: str
    name: str
    created_at: datetime
    consent_note: str = ""
    consent_on: date | None = None
    keep_until: date | None = None
    tags: tuple[str, ...] = ()
    recordings: int = 0
    unreviewed: int = 0
    last_filmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set by hand for an analysis; what is None is found out.

    Attributes:
        pose, side, camera_roll_deg: as in ``posecheck.api.open_session``.
        mirrored: the source shows a mirror image.
        every_frame: analyse every frame.
    """

    pose: str | None = None
    side: str | None = None
    camera_roll_deg: float | None = None
    mirrored: bool = False
    every_frame: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """One hold, as lists tell it.

    Attributes:
        start_s, end_s: times of the source.
        verdicts: of each check, its key and "good", "slight", "clear", "cant_tell" or "measured" (it only informs).
        by_hand: keys of the checks that rest on a landmark put right by hand.
    """

    pose: str
    side: str | None
    form: str | None
    view: str
    start_s: float
    end_s: float
    verdicts: tuple[tuple[str, str], ...] = ()
    by_hand: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording of a client.

    Attributes:
        name: its file name, without folders.
        sha256, size_bytes: of the file's content.
        filmed_on: as its container says, else the file's date; can be changed.
        kept: copied into the library, or referenced where it lies.
        kind: "video", "picture" or "landmarks".
        state, progress: of its analysis; progress is a share in [0, 1].
        error: why the analysis failed, one sentence; None otherwise.
        duration_s: None unknown, or not a video.
        holds: in the order of time; empty until it is analysed.
        reviewed_at, reviewed_by: when and by whom it was looked through; None where it was not.
        notes: how many there are.
        corrected: whether a landmark was put right by hand, and this was not undone.
    """

    id: str
    client_id: str
    name: str
    sha256: str
    size_bytes: int
    filmed_on: date
    added_at: datetime
    kept: Kept
    kind: str
    state: State
    progress: float = 0.0
    error: str | None = None
    duration_s: float | None = None
    settings: Settings = Settings()
    holds: tuple[Held, ...] = ()
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    tags: tuple[str, ...] = ()
    notes: int = 0
    corrected: bool = False

    @property
    def poses(self) -> tuple[tuple[str, str | None], ...]:
        """Pose and side of its holds, each once, in the order in which they are first held."""
        return tuple(dict.fromkeys((held.pose, held.side) for held in self.holds))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a hold with the measured line drawn; ``Results.picture`` gives its JPEG.

    Attributes:
        hold: the hold's number in the recording, from 0.
        moment: "best" or "worst".
        check: key of the check that it is the best or worst moment of.
        time_s: of the source.
    """

    id: str
    hold: int
    moment: str
    check: str
    time_s: float


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in a recording, and what made it.

    Attributes:
        version: of posecheck.
        model_sha256: of the landmark model; None where the recording does not say.
        data: as ``posecheck.report.results.result`` gives it (docs/results.md).
    """

    id: str
    recording_id: str
    made_at: datetime
    version: str
    model_sha256: str | None
    settings: Settings
    data: dict[str, object]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a recording; ``time_s`` of the source, None where it is on the whole of it."""

    id: str
    recording_id: str
    text: str
    time_s: float | None
    written_at: datetime
    written_by: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A landmark put elsewhere by hand.

    Attributes:
        time_s: moment of the source.
        landmark: its number, as in ``posecheck.body.skeleton.Landmark``.
        before, after: where it was seen and where it was put, pixels of the pictures as they were analysed; ``before``
            is NaN where it was not seen.
        undone_at, undone_by: None while it holds.
    """

    id: str
    recording_id: str
    time_s: float
    landmark: int
    before: tuple[float, float]
    after: tuple[float, float]
    made_at: datetime
    made_by: str = ""
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def holds(self) -> bool:
        """Whether it counts."""
        return self.undone_at is None


@dataclass(frozen=True, slots=True)
class Point:
    """One check in one hold, as a chart over dates shows it.

    Attributes:
        hold: number of the hold in its recording, from 0.
        value, margin: in the check's unit; NaN unknown.
        verdict: "good", "slight", "clear", "cant_tell" or "measured".
        step: the named step, of a check on a scale of steps.
        source: how it was read: "card", "eyes", "landmarks", "plain", "hand"; None where it was not.
        against: key of the pose that the value is a change from; None where it is the value itself.
    """

    recording_id: str
    filmed_on: date
    hold: int
    value: float
    margin: float
    verdict: str
    step: str | None = None
    source: str | None = None
    against: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One check, compared between two holds, as ``posecheck.session.compare`` tells it.

    Attributes:
        pairing: "times_apart" (two recordings), "sides" or "sides_apart" (left before right), ...
        before, after: ids of the recordings (the same one twice for its two sides).
        before_hold, after_hold: numbers of the holds in them.
        before_side, after_side: None for poses without a working side.
        value: after minus before, in the check's unit; NaN unknown.
        margin: half-width of its 95 % margin; NaN unknown.
        trend: "better", "worse", "changed", "within_margin" or "cant_tell".
        reason: why it can't be told; None otherwise.
    """

    pairing: str
    pose: str
    form: str | None
    check: str
    before: str
    after: str
    before_hold: int
    after_hold: int
    before_side: str | None
    after_side: str | None
    value: float = math.nan
    margin: float = math.nan
    trend: str = "cant_tell"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One check of one pose, form and side of a client, over dates.

    Attributes:
        points: by date; of several holds in one recording each.
        steps: what has changed from each recording to the next one that shows it.
        whole: what has changed from the first recording to the last; None with fewer than two.
    """

    pose: str
    form: str | None
    side: str | None
    check: str
    unit: str
    points: tuple[Point, ...]
    steps: tuple[Difference, ...] = ()
    whole: Difference | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file that was brought in.

    Attributes:
        recording: it, or the one with the same content that was there already.
        duplicate: nothing was stored, as the content was there already.
    """

    recording: Recording
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Practice:
    """Whose reports these are: name and logo (PNG or JPEG bytes; None without)."""

    name: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """Something of a client that is still there: what, and where."""

    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was deleted with a client, and what was found of it afterwards. It names nobody.

    Attributes:
        rows: table to how many rows were removed.
        files: of each file removed from the library its SHA-256 (of the content), kind and size in bytes.
        left_in_place: how many recordings were only referenced: their files were left where they are.
        traces: what a search found afterwards; empty where nothing is left.
    """

    id: str
    client_id: str
    deleted_at: datetime
    rows: tuple[tuple[str, int], ...]
    files: tuple[tuple[str, str, int], ...]
    left_in_place: int
    traces: tuple[Trace, ...]
