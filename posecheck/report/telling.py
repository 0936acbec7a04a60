"""Lines of a page that both papers tell alike."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from posecheck.report import words
from posecheck.report.sheet import Changed, Line, Note, Picture, Row, Sheet

#: Stands beside each number that rests on a landmark that somebody put elsewhere.
MARK = f"{words.HAND_SHAPE} {words.HAND}"


def row_lines(row: Row) -> Iterator[tuple[str, bool]]:
    """What follows a value, and whether it is what to do: the remedy, why there is no verdict, how it was read."""
    if row.cue:
        yield row.cue, True
    if row.reason:
        yield row.reason, False
    how = ", ".join(filter(None, [row.source, row.course]))
    if how:
        yield words.sentence(how), False


def caption_lines(picture: Picture) -> list[str]:
    """What stands below the title of a picture: when, the value then, and why there is none."""
    hand = f" {MARK}" if picture.by_hand else ""
    told = ": ".join(filter(None, [words.at(picture.time_s), picture.text + hand]))
    return list(filter(None, [told, picture.missing]))


def silent_lines(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Why checks can't be told: their titles, and the reason that they share."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.reason or row.word, []).append(row.title)
    return [(", ".join(titles), reason) for reason, titles in found.items()]


def change_line(line: Line, changed: Changed) -> str:
    """What a check of one side has changed since a date."""
    who = f"{words.SIDES[line.side]}, " if line.side else ""
    since = f"{words.since(changed.since)}: " if changed.since else ""
    return f"{changed.shape} {who}{since}{changed.word}{amount(changed)}"


def amount(changed: Changed) -> str:
    """By how much something has changed, and whether a hand was in it, as it follows the word of the change."""
    text = f", {changed.text}" if changed.text else ""
    return text + (f" {MARK}" if changed.by_hand else "")


def note_line(note: Note) -> str:
    """A note with its moment, and by whom and when it was written."""
    moment = f"{words.at(note.time_s)}: " if math.isfinite(note.time_s) else ""
    by = ", ".join(filter(None, [note.by, words.day(note.on) if note.on else ""]))
    return f"{moment}{note.text}" + (f" ({by})" if by else "")


def has_course(sheet: Sheet) -> bool:
    """Whether any check has more than one date."""
    return any(len(line.points) > 1 for trend in sheet.trends for line in trend.lines)


def chart_legend(sheet: Sheet) -> str:
    """How the charts are read."""
    lines = [line for trend in sheet.trends for line in trend.lines]
    mixed = any(len({point.against for point in line.points}) > 1 for line in lines)
    sides = len({line.side for line in lines}) > 1
    hand = any(point.by_hand for line in lines for point in line.points)
    told = (
        words.CHART_LEGEND,
        words.SIDES_LEGEND if sides else "",
        words.ZEROS_LEGEND if mixed else "",
        words.HAND_LEGEND if hand else "",
    )
    return " ".join(filter(None, told))


def title_of(sheet: Sheet) -> str:
    """What a file is called inside."""
    return ", ".join(filter(None, [words.TITLE, sheet.client, sheet.title, words.day(sheet.filmed_on)]))


def footing(sheet: Sheet) -> list[str]:
    """What made the page: version, model, settings, date."""
    made = sheet.made
    told = [words.VERSION.format(version=made.version)]
    if made.model_sha256:
        told.append(words.MODEL.format(sha=made.model_sha256[:12]))
    told.append(words.MADE_ON.format(on=words.day(made.on)))
    settings = ", ".join(f"{name} {value}" for name, value in made.settings)
    return [f"{', '.join(told)}.", f"{words.SETTINGS}: {settings}." if settings else words.AS_FOUND]
