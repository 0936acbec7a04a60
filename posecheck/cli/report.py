"""``posecheck check --report``: one recording as a page to print or to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.errors import InputError

if TYPE_CHECKING:
    from posecheck.api import Checked


@dataclass(frozen=True, slots=True)
class Paper:
    """How a report is made.

    Attributes:
        client: name or code that stands on it.
        size: "a4" or "letter".
        blurred: whether faces are made unrecognisable.
    """

    client: str = ""
    size: str = "a4"
    blurred: bool = False


def check_paper(paper: Paper) -> None:
    """Refuses, before any work is done, a paper that there is not.

    Raises:
        InputError: there is none of that size.
    """
    from posecheck.report.formats import PAPERS

    if paper.size not in PAPERS:
        raise InputError(f"There is no paper {paper.size!r}. Choose one of: {', '.join(PAPERS)}.")


def run_report(checked: Checked, path: Path, paper: Paper, settings: tuple[tuple[str, str], ...]) -> None:
    """Writes the report of one recording.

    Args:
        settings: what was set otherwise than it was found: name and value.

    Raises:
        InputError: the ending names no format, or there is nothing to report.
        OutputError: it can't be written.
    """
    from posecheck.report.compose import Film, Frame, sheets_of
    from posecheck.report.formats import write_report

    frame = Frame(_filmed_on(checked), client=paper.client, settings=settings, blurred=paper.blurred)
    write_report(sheets_of([Film.of(checked)], frame), path, paper.size)


def _filmed_on(checked: Checked) -> date | None:
    """As the container of a video says, else the file's date; of landmarks alone it is not known."""
    from posecheck.media.times import filmed_at

    if checked.kind == "landmarks":
        return None
    told = filmed_at(checked.path) if checked.kind == "video" else None
    return told.date() if told else date.fromtimestamp(checked.path.stat().st_mtime)
