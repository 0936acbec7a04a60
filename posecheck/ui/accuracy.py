"""The tables of docs/accuracy.md in a person's words."""

from __future__ import annotations

from posecheck.measure.view import View
from posecheck.poses import POSES
from posecheck.ui import texts
from posecheck.ui.cards import unit
from posecheck.words import VIEW_WORDS


def found_table(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """How often pose and side were found."""
    return [{told: _found(row, name) for name, told in texts.FOUND_COLUMNS.items()} for row in rows]


def _found(row: dict[str, str], name: str) -> str:
    return POSES[row[name]].title if name == "pose" else row[name].replace("-", "\N{EN DASH}")


def error_table(rows: list[dict[str, str]], pose: str) -> list[dict[str, str]]:
    """What was answered of a pose: how far off, how often within the margin, how often with a verdict.

    The pose's first question comes first, and the front before the other views.
    """
    answered = [row for row in rows if row["pose"] == pose and row["told: MAE / p95"] != "-"]
    return [_errors(row) for row in sorted(answered, key=_place)]


def _place(row: dict[str, str]) -> tuple[int, int, str]:
    checks, (view, _, form) = [check.key for check in POSES[row["pose"]].checks], row["seen from"].partition("/")
    return checks.index(row["check"]), list(View).index(View(view)), form


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
