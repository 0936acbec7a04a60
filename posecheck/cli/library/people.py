"""``posecheck library clients`` and ``client``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from posecheck.cli.library.opening import Where, day, opened

if TYPE_CHECKING:
    from rich.console import Console

    from posecheck.library.facts import Client, Difference, Point, Series
    from posecheck.library.library import Library


@dataclass(frozen=True, slots=True)
class Noted:
    """What is to be noted of a client; None and empty leave it as it is."""

    rename: str | None
    consent: str | None
    consent_on: date | None
    keep_until: str | None
    tags: tuple[str, ...]
    untags: tuple[str, ...]

    def changes(self, known: Sequence[str] = ()) -> dict[str, Any]:
        """As ``Clients.change`` takes them.

        Raises:
            InputError: what should be a day is none.
        """
        given = {"name": self.rename, "consent_note": self.consent, "consent_on": self.consent_on}
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if self.keep_until is not None:
            changes["keep_until"] = None if self.keep_until == "open" else day(self.keep_until)
        if self.tags or self.untags:
            changes["tags"] = [tag for tag in (*known, *self.tags) if tag not in self.untags]
        return changes


def run_clients(where: Where, search: str, tags: list[str]) -> None:
    """Lists clients; raises as ``opened``."""
    with opened(where) as library:
        found = library.clients.all(search, tags)
    _print_table(
        ("client", "recordings", "to review", "last filmed", "keep until", "tags"),
        [
            (client.name, client.recordings, client.unreviewed, client.last_filmed_on, client.keep_until,
             ", ".join(client.tags))
            for client in found
        ],
    )  # fmt: skip


def run_client(where: Where, name: str, new: bool, noted: Noted) -> None:
    """Makes, changes and shows a client.

    Raises:
        InputError: what should be a day is none.
        LibraryError: there is no such client, or the name is taken; and as ``opened``.
    """
    from rich.console import Console

    with opened(where, make=new) as library:
        if new:
            client = library.clients.add(**{"name": name} | noted.changes())
        else:
            client = library.clients.named(name)
            client = library.clients.change(client.id, **noted.changes(client.tags))
        _print_client(Console(highlight=False), library, client)


def _print_client(console: Console, library: Library, client: Client) -> None:
    from rich.text import Text

    console.print(Text(client.name, style="bold"))
    facts = {
        "consent": " ".join(filter(None, [str(client.consent_on or ""), client.consent_note])),
        "keep until": client.keep_until,
        "tags": ", ".join(client.tags),
        "recordings": f"{client.recordings}, {client.unreviewed} to review" if client.recordings else "",
    }
    for label, value in facts.items():
        if value:
            console.print(Text(f"{label:<12}{value}"), soft_wrap=True)
    for series in library.timeline.of(client.id):
        _print_series(console, series)
    sides = library.timeline.sides(client.id)
    if sides:
        console.print(Text("\nLeft against right", style="bold"))
        for one in sides:
            console.print(_difference_line(one, _title(one.pose, one.check), sides=True), soft_wrap=True)


def _print_series(console: Console, series: Series) -> None:
    from rich.text import Text

    from posecheck import words
    from posecheck.poses import POSES

    if series.pose not in POSES:
        return
    place = ", ".join(filter(None, [words.form_title(POSES[series.pose], series.form), series.side]))
    console.print(Text(f"\n{place}: {_title(series.pose, series.check)}", style="bold"))
    for point in series.points:
        console.print(Text(f"  {point.filmed_on}  {_value(series, point)}"), soft_wrap=True)
    if series.whole:
        label = "since the first" if len(series.steps) > 1 else "since then"
        console.print(_difference_line(series.whole, label), soft_wrap=True)
    if len(series.steps) > 1:
        console.print(_difference_line(series.steps[-1], "since the last but one"), soft_wrap=True)


def _title(pose: str, check: str) -> str:
    from posecheck.poses import POSES

    return POSES[pose].check(check).title if pose in POSES and check in POSES[pose].keys else check


def _value(series: Series, point: Point) -> str:
    from posecheck import words
    from posecheck.poses.checks import Verdict

    word = words.MEASURED[0] if point.verdict == "measured" else words.VERDICT_WORDS[Verdict(point.verdict)][0]
    by = words.by(point.source) if point.source else ""
    if point.step:
        return f"{point.step.replace('_', ' ')}  {word}{by}"
    return f"{_number(point.value, point.margin, series.unit)}  {word}{by}"


def _number(value: float, margin: float, unit: str) -> str:
    from posecheck.words import UNITS

    if not (math.isfinite(value) and math.isfinite(margin)):
        return "-"
    digits = 0 if margin >= 2.0 else 1
    return f"{value:.{digits}f} ± {margin:.{digits}f}{UNITS.get(unit, f' {unit}')}"


def _difference_line(one: Difference, label: str, sides: bool = False) -> Any:
    from rich.text import Text

    from posecheck import words
    from posecheck.cli.screen import shape_text
    from posecheck.poses import POSES

    word, shape = (words.SIDES_WORDS if sides else words.TREND_WORDS)[one.trend]
    check = POSES[one.pose].check(one.check) if one.pose in POSES else None
    unit = check.unit if check else ""
    size = "" if math.isnan(one.value) or not unit else f" {_number(one.value, one.margin, unit)}"
    return Text(f"  {label}: ").append_text(shape_text(word, shape, "")).append(size)


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from posecheck.cli.library.showing import print_table

    print_table(heads, rows)
