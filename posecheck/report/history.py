"""History: each check of a pose over dates, what has changed since, and left against right.

A change is told only as ``posecheck.session.compare`` tells it: with a margin of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from posecheck.api import Checked
from posecheck.body.skeleton import Side
from posecheck.poses.checks import Check, Pose, Steps
from posecheck.report import words
from posecheck.report.scales import spanned
from posecheck.report.sheet import Changed, Contrast, Line, Point, Scale, Trend
from posecheck.session import compare as compared
from posecheck.session.compare import Change, Filmed, Pair, compare
from posecheck.session.summary import Finding, Hold
from posecheck.session.wording import both_text, change_text, size_text, trend_words, verdict_words

#: What must be alike in holds that are compared over dates: pose, side and form.
Kind = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Told:
    """A hold as a chart over dates shows it: its length, and of each check what it said."""

    length_s: float
    points: Mapping[str, Point]


@dataclass(frozen=True, slots=True, eq=False)
class Dated:
    """A recording and the date on which it was filmed.

    Attributes:
        holds: of each pose, side and form the longest one.
        load: gives the recording as it was checked; asked for only to tell a change.
    """

    on: date
    holds: Mapping[Kind, Told]
    load: Callable[[], Checked]


def dated(on: date, checked: Checked) -> Dated:
    """What ``check_file`` gave, with its date."""
    holds: dict[Kind, Told] = {}
    for hold in checked.summary.holds:
        if kind_of(hold) not in holds or hold.length_s > holds[kind_of(hold)].length_s:
            points = {finding.check.key: _point(on, finding) for finding in hold.findings}
            holds[kind_of(hold)] = Told(hold.length_s, points)
    return Dated(on, holds, lambda: checked)


def kind_of(hold: Hold) -> Kind:
    """Pose, side and form of a hold."""
    return hold.pose.key, hold.side.value if hold.side else None, hold.setting.form


def _point(on: date, finding: Finding) -> Point:
    word, shape = verdict_words(finding)
    return Point(on, finding.value, finding.margin, word, shape, finding.source == "hand", finding.against)


def trends(pose: Pose, today: Sequence[Dated], earlier: Sequence[Dated]) -> tuple[Trend, ...]:
    """Each check of a pose over the dates on which it was held, with the changes since the first and the last date.

    Args:
        today: the recordings of the page; empty where their date is not known: there is no trend then.
        earlier: of other dates, in any order. Later ones than today's are left out.
    """
    if not today:
        return ()
    kinds = {kind for one in today for kind in one.holds if kind[0] == pose.key}
    courses = {
        kind: _course(kind, [*today, *(one for one in earlier if one.on < today[0].on)])
        for kind in sorted(kinds, key=lambda kind: (kind[1] or "", kind[2] or ""))
    }
    pairs = {kind: _pairs(kind, course) for kind, course in courses.items()}
    found = []
    for check in pose.checks:
        lines = tuple(_line(check, kind, course, pairs[kind]) for kind, course in courses.items())
        lines = tuple(line for line in lines if any(math.isfinite(point.value) for point in line.points))
        if lines:
            found.append(Trend(check.key, check.title, check.unit, _scale(check, lines, pose.working or ""), lines))
    return tuple(found)


def _course(kind: Kind, films: Iterable[Dated]) -> list[Dated]:
    """Of each date the recording with the longest hold of a kind, oldest first."""
    dates: dict[date, Dated] = {}
    for film in films:
        if kind in film.holds:
            best = dates.get(film.on)
            if best is None or film.holds[kind].length_s > best.holds[kind].length_s:
                dates[film.on] = film
    return [film for _, film in sorted(dates.items())]


def _filmed(checked: Checked) -> Filmed:
    return Filmed(checked.path.name, checked.recording.clip, checked.summary)


def _pairs(kind: Kind, course: Sequence[Dated]) -> list[tuple[date, Pair]]:
    """The last date compared with the first, and with the one before it where that is another."""
    last, before, found = course[-1], course[:-1], []
    for film in dict.fromkeys([*before[:1], *before[-1:]]):
        for pair in compare(_filmed(film.load()), _filmed(last.load())).pairs:
            if kind_of(pair.before) == kind_of(pair.after) == kind:
                found.append((film.on, pair))
    return found


def _line(check: Check, kind: Kind, course: Sequence[Dated], pairs: Sequence[tuple[date, Pair]]) -> Line:
    points = tuple(film.holds[kind].points[check.key] for film in course if check.key in film.holds[kind].points)
    changes = tuple(changed(_change(pair, check), pair, on) for on, pair in pairs)
    return Line(kind[1], points, changes, kind[2])


def _change(pair: Pair, check: Check) -> Change:
    return next(change for change in pair.changes if change.check.key == check.key)


def changed(change: Change, pair: Pair, on: date | None) -> Changed:
    """A change in words; ``on``: since when, None between left and right."""
    word, shape = trend_words(change, pair)
    if change.trend is not compared.Trend.WITHIN:
        text = change_text(change, pair) or both_text(change, pair)
    else:
        text = (
            "" if isinstance(change.check.scale, Steps) else size_text(change.check, abs(change.value), change.margin)
        )
    by_hand = "hand" in (change.before.source, change.after.source)
    return Changed(on, word, shape, text, change.value, change.margin, by_hand)


def _scale(check: Check, lines: Sequence[Line], working: str) -> Scale:
    points = [point for line in lines for point in line.points if math.isfinite(point.value)]
    ends = [point.value + sign * point.margin for point in points for sign in (-1.0, 1.0)]
    sides = {line.side for line in lines}
    side = next(iter(sides)) if len(sides) == 1 else None
    scale = spanned(check, ends, Side(side) if side else None)
    if any(name and "{" in name for name in scale.ends or ()):  # both sides in one chart: which leg is not one word
        ends_of = tuple(words.of_either(way, working) for way in check.ways or ())
        return Scale(scale.bands, scale.low, scale.high, (ends_of[0], ends_of[1]), scale.named)
    return scale


def contrasts(key: str, films: Sequence[Checked]) -> tuple[Contrast, ...]:
    """Left against right of each check, where the recordings of a day show both; the longest holds of each form."""
    filmed = [Filmed(film.path.name, film.recording.clip, film.summary) for film in films]
    compared = [compare(filmed[0], *filmed[1:2])] if len(filmed) <= 2 else []
    if len(filmed) == 2 and not any(pair.pairing.sides for found in compared for pair in found.pairs):
        compared = [compare(film) for film in filmed]
    pairs = [p for found in compared for p in found.pairs if p.pairing.sides and p.before.pose.key == key]
    return tuple(
        Contrast(
            change.check.key,
            words.of_form(change.check.title, pair.after.setting.form),
            changed(change, pair, None),
            both_text(change, pair),
        )
        for pair in pairs
        for change in pair.changes
        if math.isfinite(change.value)
    )
