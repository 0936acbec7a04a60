"""How results look on a terminal."""

from __future__ import annotations

import math
import sys

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from posecheck import words
from posecheck.api import Checked
from posecheck.body.skeleton import Side
from posecheck.poses.checks import Verdict
from posecheck.session.summary import Finding
from posecheck.session.wording import pose_text, told, verdict_words

COLOURS = {Verdict.GOOD: "green", Verdict.SLIGHT: "yellow", Verdict.CLEAR: "bold red", Verdict.CANT_TELL: "dim"}


def verdict_text(finding: Finding) -> Text:
    """Shape and word, coloured."""
    word, shape = verdict_words(finding)
    return shape_text(word, shape, "cyan" if (word, shape) == words.MEASURED else COLOURS[finding.verdict])


def shape_text(word: str, shape: str, colour: str) -> Text:
    """A shape and its word, as the terminal can print them."""
    return Text(f"{shape if _can_print(shape) else _PLAIN[shape]} {word}", style=colour)


#: Shapes for a terminal that knows ASCII only; "?" must stay for what can't be told.
_PLAIN = {"✓": "+", "▲": "!", "■": "X", "•": "-", "≈": "~", "?": "?"}


def _can_print(shape: str) -> bool:
    try:
        shape.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def findings_table(findings: tuple[Finding, ...], side: Side | None = None) -> Table:
    """Two lines per check: verdict, title and value; below it what to do, or why it can't be told."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True, min_width=14)
    table.add_column(ratio=1)
    width = max((len(finding.check.title) for finding in findings), default=0)
    for finding in findings:
        said = Text(f"{finding.check.title:<{width}}  {told(finding, side)}".rstrip())
        advice = finding.cue or finding.reason
        if advice:
            said.append(f"\n{advice}", style="" if finding.cue else "dim")
        table.add_row(verdict_text(finding), said)
    return table


def level_line(checked: Checked) -> str:
    """What is known of the camera's level."""
    level = checked.summary.level
    if not math.isfinite(level.roll_deg):
        return "Camera level: not known; margins allow for a camera up to 5 deg off (--camera-roll tells)."
    how = "as you said" if level.source == "user" else "from the room's edges"
    turn = f"{abs(level.roll_deg):.1f} ± {level.margin_deg:.1f}°"
    way = "clockwise" if level.roll_deg > 0 else "anticlockwise"
    return f"Camera level: turned {turn} {way} ({how}), and taken out."


def options_line(checked: Checked) -> str | None:
    """How to tell posecheck what it could not find; None where it found all."""
    summary = checked.summary
    if summary.pose is None:
        return "Say which pose it is with --pose ('posecheck poses' lists them)."
    if any(hold.pose.side and hold.side is None for hold in summary.holds):
        return "Say which leg it is with --side left or --side right."
    return None


def print_tables(console: Console, checked: Checked) -> None:
    """A table for each hold, then what else there is to say."""
    summary = checked.summary
    for number, hold in enumerate(summary.holds, 1):
        when = "" if checked.kind == "picture" else f", held {hold.start_s:.1f} s to {hold.end_s:.1f} s"
        title = Text(f"{pose_text(hold.setting)}{when}, seen {words.VIEW_WORDS[hold.setting.seen.view]}", style="bold")
        if len(summary.holds) > 1:
            title = Text(f"Hold {number}: ", style="bold") + title
        console.print(Group(title, findings_table(hold.findings, hold.side), ""))
    if not summary.holds and summary.pose:
        console.print(Group(Text(summary.pose.title, style="bold"), findings_table(summary.findings), ""))
    for message in (*checked.recording.notices, *summary.messages):
        console.print(Text(f"! {message}", style="yellow"))
    if option := options_line(checked):
        console.print(Text(option, style="dim"))
    if summary.holds:
        console.print(Text(level_line(checked), style="dim"))


def print_line(console: Console, checked: Checked) -> None:
    """One line for a file among many."""
    summary = checked.summary
    line = Text(f"{checked.path.name}  ", style="bold")
    hold = summary.longest
    if hold is None:
        line.append(summary.messages[-1], style="yellow")
    else:
        line.append(pose_text(hold.setting))
        graded = [f for f in hold.findings if f.verdict is not Verdict.CANT_TELL and not f.check.informs]
        order = [Verdict.CLEAR, Verdict.SLIGHT, Verdict.GOOD]
        for finding in sorted(graded, key=lambda f: order.index(f.verdict)):
            line.append(f" · {finding.check.title} {told(finding, hold.side)} ").append_text(verdict_text(finding))
        silent = sum(f.verdict is Verdict.CANT_TELL for f in hold.findings)
        line.append(f" · {silent} can't tell" if silent else "", style="dim")
    remarks = summary.messages if hold else summary.messages[:-1]
    for message in (*checked.recording.notices, *remarks):
        line.append(f" · ! {message}", style="yellow")
    console.print(line, soft_wrap=True)
