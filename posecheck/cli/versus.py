"""How a comparison looks on a terminal."""

from __future__ import annotations

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from posecheck import words
from posecheck.cli.screen import shape_text
from posecheck.session.compare import Change, Comparison, Pair, Trend
from posecheck.session.summary import Hold
from posecheck.session.wording import both_text, change_text, pose_text, trend_words

_COLOURS = {Trend.BETTER: "green", Trend.WORSE: "bold red", Trend.CHANGED: "cyan"}


def trend_text(change: Change, pair: Pair) -> Text:
    """Shape and word, coloured; between left and right neither is an alarm."""
    colour = _COLOURS.get(change.trend, "dim")
    return shape_text(*trend_words(change, pair), "yellow" if pair.pairing.sides and colour != "dim" else colour)


def changes_table(pair: Pair) -> Table:
    """Two lines per check: what has changed and by how much; below it both values."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True, min_width=15)
    table.add_column(ratio=1)
    for change in pair.changes:
        told, both = change_text(change, pair), both_text(change, pair)
        said = Text(change.check.title, style="bold")
        if told:
            said.append(f"  {told}", style="dim" if change.trend is Trend.CANT_TELL else "not bold")
        if both:
            said.append(f"\n{both}", style="dim")
        table.add_row(trend_text(change, pair), said)
    return table


def _where(label: str, hold: Hold, name: str) -> Text:
    when = f", held {hold.start_s:.1f} s to {hold.end_s:.1f} s" if hold.length_s else ""  # a picture has no length
    return Text(f"  {label:<8}{name}{when}, seen {words.VIEW_WORDS[hold.setting.seen.view]}")


def print_comparison(console: Console, found: Comparison) -> None:
    """A table for each pair, then what else there is to say."""
    for pair in found.pairs:
        sides = pair.pairing.sides
        first = pair.before.setting
        title = words.form_title(first.pose, first.form) if sides else pose_text(first)
        labels = ("left", "right") if sides else ("before", "after")
        lines = [_where(*one) for one in zip(labels, (pair.before, pair.after), pair.names, strict=True)]
        console.print(Group(Text(title, style="bold"), *lines, changes_table(pair), ""))
    for message in found.messages:
        console.print(Text(f"! {message}", style="yellow"))
