"""Sheets for programs: everything as JSON, the numbers as CSV. Both formats are described in docs/report.md."""

from __future__ import annotations

import base64
import csv
import io
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from posecheck.report.results import number
from posecheck.report.sheet import Part, Row, Sheet

SCHEMA = "posecheck.report/1"

COLUMNS = (
    "client", "filmed_on", "recording", "pose", "side", "form", "view", "start_s", "end_s", "check", "title", "value",
    "margin", "unit", "step", "verdict", "method", "change_from", "by_hand", "reason", "cue", "posecheck",
)  # fmt: skip


def to_json(sheets: Sequence[Sheet]) -> str:
    """All that the sheets say, pictures included, as text."""
    whole = {"schema": SCHEMA, "sheets": [_plain(sheet) for sheet in sheets]}
    return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Dataclasses as objects, dates as ISO 8601, files as base64; unknown and open ends are null."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def to_csv(sheets: Sequence[Sheet]) -> str:
    """A row for each check of each hold; unknown is empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for sheet in sheets:
        writer.writerows(_rows(sheet))
    return stream.getvalue()


def _rows(sheet: Sheet) -> Iterator[list[str]]:
    head = [_safe(sheet.client), sheet.filmed_on.isoformat() if sheet.filmed_on else ""]
    for part in sheet.parts:
        for row in part.rows:
            yield [*head, *_hold(sheet, part), *_check(row), sheet.made.version]
    for row in sheet.silent:
        file = _safe(sheet.files[0]) if sheet.files else ""
        yield [*head, file, sheet.pose, "", "", "", "", "", *_check(row), sheet.made.version]


def _hold(sheet: Sheet, part: Part) -> list[str]:
    times = [_cell(part.start_s), _cell(part.end_s)]
    return [_safe(part.file), sheet.pose, part.side or "", part.form or "", part.view, *times]


def _check(row: Row) -> list[str]:
    verdict = [row.verdict, row.method or "", row.against or "", "yes" if row.by_hand else "no"]
    value, margin = ("", "") if row.named else (_cell(row.value), _cell(row.margin))
    numbers = [value, margin, row.unit, row.step or ""]
    return [row.key, row.title, *numbers, *verdict, row.reason or "", row.cue or ""]


def _cell(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else ""


def _safe(text: str) -> str:
    """What somebody typed, so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
