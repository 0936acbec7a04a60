"""``Sheet``: everything that one page of a report says, as plain frozen data. One page is one pose on one date.

Whoever fills it in (``compose`` from what ``check_file`` gave, the library from what it keeps) and whoever writes it
(PDF, HTML, JSON, CSV, FHIR) meet here only. Numbers are in the check's unit, NaN unknown; times are seconds of the
recording.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Practice:
    """Whose report it is.

    Attributes:
        logo: a PNG or JPEG file; None without one.
    """

    name: str = ""
    logo: bytes | None = None


NOBODYS = Practice()


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a scale: "good", "slight", "clear", or "measured" where none is better; open ends are infinite."""

    low: float
    high: float
    verdict: str
    name: str


@dataclass(frozen=True, slots=True)
class Scale:
    """What a value is judged by, and the stretch of values that is shown.

    Attributes:
        bands: lowest first.
        low, high: of what is shown; the value with its margin lies in it.
        ends: what lies to the left and to the right, in words; None where the check has no such words.
        named: whether the bands are steps with names of their own, rather than verdicts.
    """

    bands: tuple[Band, ...]
    low: float
    high: float
    ends: tuple[str, str] | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a moment, or why there is none.

    Attributes:
        title: which moment it is, as "Best moment".
        text: the value then, with its margin, in words; empty unknown.
        jpeg: the file; None where there is none.
        size_px: width and height of it.
        missing: why there is none; None where there is one.
        by_hand: whether the value rests on a landmark that somebody put elsewhere.
    """

    title: str
    time_s: float
    text: str
    jpeg: bytes | None
    size_px: tuple[int, int]
    missing: str | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One check of a hold.

    Attributes:
        text: value with margin, unit and side in words; empty unknown.
        verdict: "good", "slight", "clear", "cant_tell", or "measured" where no value is better.
        word, shape: how the verdict is told.
        step: key of the named step, for a check on a scale of steps.
        cue: what to change; None nothing.
        reason: why it can't be told; None otherwise.
        method: how it was read: "eyes", "landmarks", "both", "plain", "card", "hand"; None not at all.
        source: the same as a sentence.
        by_hand: whether it rests on a landmark that somebody put elsewhere.
        against: key of the pose that the value is a change from; None where it is the value itself.
        course: how it went over the hold, in words; empty unknown.
        named: whether the answer is a step; value and margin are then those of its measure, in units of its own.
    """

    key: str
    title: str
    unit: str
    value: float
    margin: float
    text: str
    verdict: str
    word: str
    shape: str
    step: str | None = None
    cue: str | None = None
    reason: str | None = None
    method: str | None = None
    source: str = ""
    by_hand: bool = False
    against: str | None = None
    course: str = ""
    scale: Scale | None = None
    named: bool = False

    @property
    def told(self) -> bool:
        """Whether there is a value or a step to show."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Part:
    """One hold: the longest of its side and form.

    Attributes:
        title: what works, as "standing leg: left"; empty where both sides do the same.
        side: "left", "right" or None; form: "top", "bottom" or None.
        seen: from where, in words.
        file: name of the recording.
        held: when it was held, in words; empty for a picture.
    """

    title: str
    side: str | None
    form: str | None
    view: str
    seen: str
    file: str
    start_s: float
    end_s: float
    held: str
    pictures: tuple[Picture, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A check at a date: value and half-width of its 95 % margin; NaN unknown.

    ``against``: key of the pose that the value is a change from; None where it is the value itself.
    """

    on: date
    value: float
    margin: float
    word: str = ""
    shape: str = ""
    by_hand: bool = False
    against: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A change: since when (None: between left and right), its word and shape, by how much in words.

    ``by_hand``: whether either value rests on a landmark that somebody put elsewhere.
    """

    since: date | None
    word: str
    shape: str
    text: str
    value: float = math.nan
    margin: float = math.nan
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A check of one side over dates, oldest first, and what has changed.

    Attributes:
        changes: what it amounts to in words, each with the date that it is a change from.
    """

    side: str | None
    points: tuple[Point, ...]
    changes: tuple[Changed, ...] = ()
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """One check over dates, a line for each side."""

    key: str
    title: str
    unit: str
    scale: Scale | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Left against right of one check: word, shape, by how much, and both values."""

    key: str
    title: str
    changed: Changed
    both: str


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote: at a moment of the recording, or of all of it (NaN)."""

    text: str
    time_s: float = math.nan
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A landmark that was put elsewhere by hand: when in the recording, which one in words, by whom and when."""

    time_s: float
    landmark: str
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What a check is: its meaning, its bands in words, and how far off it was where the truth is known."""

    key: str
    title: str
    meaning: str
    bands: str
    trust: str

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it; empty where there is nothing to say."""
        return self.meaning, self.bands, self.trust


@dataclass(frozen=True, slots=True)
class Made:
    """What made the page: version of posecheck, the landmark model, when, and what was set otherwise than it was found.

    Attributes:
        settings: name and value of each, in words.
    """

    version: str
    model_sha256: str | None
    on: date
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page.

    Attributes:
        pose: its key; title: its name.
        client: name or code; empty unknown. code: what stands for the client where no name may be given.
        filmed_on: None unknown.
        files: names of the recordings.
        parts: a hold each; none where none was found.
        silent: checks that can't be told because there is no hold.
        messages: what is to be said of the recordings.
    """

    pose: str
    title: str
    made: Made
    filmed_on: date | None = None
    client: str = ""
    code: str = ""
    practice: Practice = NOBODYS
    files: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    silent: tuple[Row, ...] = ()
    trends: tuple[Trend, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    notes: tuple[Note, ...] = ()
    corrections: tuple[Correction, ...] = ()
    definitions: tuple[Definition, ...] = ()
    messages: tuple[str, ...] = ()
