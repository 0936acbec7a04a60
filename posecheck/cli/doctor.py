"""``posecheck doctor``: is everything there that posecheck needs, and if not, what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posecheck import __version__
from posecheck.cli.needs import Line, State, lines

if TYPE_CHECKING:
    from rich.console import Console


def run_doctor(console: Console | None = None) -> int:
    """Look at everything and print a line for each.

    Args:
        console: where to print; None is the standard output.

    Returns:
        The exit code: 0 when all that is needed is there, 1 otherwise.
    """
    from rich.console import Console

    console = console or Console()
    console.print(f"posecheck {__version__}", highlight=False)
    missing = 0
    for line in lines():
        _print(console, line)
        missing += line.state is State.MISSING
    if missing:
        console.print(f"{missing} of these must be put right before posecheck can work.", highlight=False)
        return 1
    console.print("Everything that posecheck needs is there.", highlight=False)
    return 0


def _print(console: Console, line: Line) -> None:
    """A line, and its advice below it: not wrapped, so that a command in it can be copied."""
    from rich.text import Text

    shape = line.state.shape if console.encoding.lower().startswith("utf") else line.state.ascii_shape
    text = Text.assemble((f"{shape} {line.state.word:<8}", line.state.colour), line.what)
    if line.advice:
        text.append(f"\n{'':10}{line.advice}")
    console.print(text, soft_wrap=True)
