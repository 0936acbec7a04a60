"""docs/accuracy.md as data: its sections and tables, and those tables in a person's words."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.measure.view import View
from posecheck.poses import POSES
from posecheck.ui import texts
from posecheck.ui.cards import unit
from posecheck.words import VIEW_WORDS


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the document: heading, and what follows it, as Markdown."""

    heading: str
    body: str


def sections(text: str) -> list[Section]:
    """The sections below the title, in order."""
    parts = text.split("\n## ")[1:]
    return [Section(heading.strip(), body.strip()) for heading, _, body in (part.partition("\n") for part in parts)]


def tables(body: str) -> list[list[dict[str, str]]]:
    """The tables of a section: rows of column name to cell."""
    found: list[list[dict[str, str]]] = []
    header: list[str] | None = None
    for line in body.splitlines():
        if not line.startswith("|"):
            header = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if header is None:
            header = cells
            found.append([])
        elif any(cell.strip("-: ") for cell in cells):
            found[-1].append(dict(zip(header, cells, strict=True)))
    return found


def found_table(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """How often pose and side were found."""
    return [{told: _found(row, name) for name, told in texts.FOUND_COLUMNS.items()} for row in rows]


def _found(row: dict[str, str], name: str) -> str:
    return POSES[row[name]].title if name == "pose" else row[name].replace("-", "\N{EN DASH}")


def error_table(rows: list[dict[str, str]], pose: str) -> list[dict[str, str]]:
    """What was answered of a pose: how far off, how often within the margin, how often with a verdict."""
    return [_errors(row) for row in rows if row["pose"] == pose and row["told: MAE / p95"] != "-"]


def _errors(row: dict[str, str]) -> dict[str, str]:
    check = POSES[row["pose"]].check(row["check"])
    view, _, form = row["seen from"].partition("/")
    mean, _, p95 = row["told: MAE / p95"].partition(" / ")
    leg = f", the {form} leg" if form else ""
    cells = {
        "check": f"{check.title}, {VIEW_WORDS[View(view)]}{leg}",
        "mean": mean + unit(check),
        "p95": p95 + unit(check),
        "inside": row["inside"],
        "verdicts": row["verdicts"],
    }
    return {texts.TRUST_COLUMNS[name]: cell for name, cell in cells.items()}
