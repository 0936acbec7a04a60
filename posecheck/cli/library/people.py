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
    from rich.text import Text

    from posecheck.library.facts import Client, Difference, Point, Series
    from posecheck.library.library import Library
    from posecheck.poses.checks import Check


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
        if (check := _check(series.pose, series.check)) is not None:
            _print_series(console, series, check)
    sides = [(one, check) for one in library.timeline.sides(client.id) if (check := _check(one.pose, one.check))]
    if sides:
        console.print(Text("\nLeft against right", style="bold"))
    for one, check in sides:
        console.print(_difference_line(one, check, check.title), soft_wrap=True)


def _check(pose: str, key: str) -> Check | None:
    """The check of a stored value; None where today's posecheck has none of that name."""
    from posecheck.poses import POSES

    return POSES[pose].check(key) if pose in POSES and key in POSES[pose].keys else None


def _print_series(console: Console, series: Series, check: Check) -> None:
    from rich.text import Text

    from posecheck import words
    from posecheck.poses import POSES

    place = ", ".join(filter(None, [words.form_title(POSES[series.pose], series.form), series.side]))
    console.print(Text(f"\n{place}: {check.title}", style="bold"))
    for point in series.points:
        console.print(_point_line(point, check, series.side), soft_wrap=True)
    points = {(point.recording_id, point.hold): point for point in series.points}
    told = {"since the first": series.whole} if len(series.steps) > 1 else {}
    told |= {"since the last but one" if told else "since then": series.steps[-1] if series.steps else None}
    for label, one in told.items():
        if one is not None:
            before = points.get((one.before, one.before_hold))
            console.print(_difference_line(one, check, label, before), soft_wrap=True)


def _point_line(point: Point, check: Check, side: str | None) -> Text:
    """Date, verdict and value, as a check tells them."""
    from rich.text import Text

    from posecheck.body.skeleton import Side
    from posecheck.cli.screen import verdict_text
    from posecheck.poses.checks import Steps, Verdict
    from posecheck.session.summary import Finding
    from posecheck.session.wording import told

    steps = check.scale.steps if isinstance(check.scale, Steps) else ()
    step = next((step for step in steps if step.name == point.step), None)
    verdict = Verdict.GOOD if point.verdict == "measured" else Verdict(point.verdict)
    reason = "" if verdict is Verdict.CANT_TELL else None  # points keep none
    source = {"source": point.source, "against": point.against}
    finding = Finding(check, point.value, point.margin, step, verdict, reason, None, **source)
    text = Text(f"  {point.filmed_on}  ").append_text(verdict_text(finding))
    return text.append(f"  {told(finding, Side(side) if side else None)}".rstrip())


def _difference_line(one: Difference, check: Check, label: str, before: Point | None = None) -> Text:
    """What has changed, and by how much towards what."""
    from rich.text import Text

    from posecheck import words
    from posecheck.cli.screen import shape_text
    from posecheck.poses.checks import Steps
    from posecheck.session.wording import size_text

    sides = one.pairing.startswith("sides")
    word, shape = (words.SIDES_WORDS if sides else words.TREND_WORDS)[one.trend]
    text = Text(f"  {label}: ").append_text(shape_text(word, shape, ""))
    named, size = isinstance(check.scale, Steps), ""
    if math.isfinite(one.value) and not named:
        size = size_text(check, abs(one.value), one.margin)
    if one.trend == "cant_tell":
        return text.append(f"  {words.fill(one.reason, one.after_side) or ''}".rstrip())
    if one.trend == "within_margin":
        return text.append(f"  {words.within(size or None, sides)}")
    return text.append(f"  {words.amount(size, *_direction(one, check, before))}" if size else "")


def _direction(one: Difference, check: Check, before: Point | None) -> tuple[str | None, bool]:
    """Towards or away from which way, as ``posecheck.session.wording`` tells a change; else whether it is more."""
    from posecheck import words

    rises = one.value > 0
    if not check.ways:
        return None, rises
    away = before is not None and abs(before.value) > before.margin and rises is not (before.value > 0)
    value = before.value if away and before else one.value
    return words.way(check, value, one.before_side if away else one.after_side), not away


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from posecheck.cli.library.showing import print_table

    print_table(heads, rows)
