"""docs/accuracy.md as data: its sections and tables, and how far off each check was where the truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from posecheck.errors import InputError
from posecheck.session.setting import Setting

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the document: heading, and what follows it, as Markdown."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Errors:
    """How far off what posecheck told was, on rendered people that it never learned from.

    Attributes:
        pictures: how many were compared.
        mean, p95: mean absolute error and its 95th percentile, in the check's unit.
        inside: share in [0, 1] of the values whose margin holds the truth.
    """

    pictures: int
    mean: float
    p95: float
    inside: float


def document() -> str:
    """The text of docs/accuracy.md.

    Raises:
        InputError: it is neither in the installed package nor in the source checkout.
    """
    for place in (_PACKAGE, _PACKAGE.parent):
        path = place / "docs" / "accuracy.md"
        if path.is_file():
            return path.read_text("utf-8")
    raise InputError("accuracy.md, which comes with posecheck, is missing: install posecheck again.")


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


def errors_of(check: str, setting: Setting) -> Errors | None:
    """How far off a check was from the view that it was seen from; None where that was not measured, or not told."""
    view = setting.view.value + (f"/{setting.form}" if setting.form else "")
    rows = _rows()
    return rows.get((setting.pose.key, check, view)) or rows.get((setting.pose.key, check, setting.view.value))


@cache
def _rows() -> dict[tuple[str, str, str], Errors]:
    """Pose, check and view (and form) of the first section's second table, as the page of the app shows it."""
    rows = tables(sections(document())[0].body)[1]
    return {(row["pose"], row["check"], row["seen from"]): _errors(row) for row in rows if " / " in row[_TOLD]}


_TOLD = "told: MAE / p95"


def _errors(row: dict[str, str]) -> Errors:
    mean, p95 = (float(part) for part in row[_TOLD].split(" / "))
    return Errors(int(row["n"]), mean, p95, float(row["inside"].rstrip("%")) / 100.0)
