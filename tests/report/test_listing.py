"""JSON and CSV of the pages: everything is in them, unknown is null or empty."""

from __future__ import annotations

import base64
import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from reports import full, silent
from terminal import Batch

from posecheck.errors import InputError, OutputError
from posecheck.report.formats import FORMATS, ending_of, write_report
from posecheck.report.html import to_html
from posecheck.report.listing import COLUMNS, SCHEMA, to_csv, to_json
from posecheck.report.sheet import Practice


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_json_holds_all_that_the_page_says(samples: Batch) -> None:
    sheet = full(samples, dates=3)
    found = json.loads(to_json([sheet]), parse_constant=lambda name: pytest.fail(name))
    assert found["schema"] == SCHEMA
    (one,) = found["sheets"]
    assert one["client"] == "Änne Müller"
    assert one["filmed_on"] == "2026-11-21"
    assert one["notes"][0] == {"text": "Breathes freely.", "time_s": 1.5, "by": "Th", "on": "2026-11-21"}
    row, told = sheet.parts[0].rows[0], one["parts"][0]["rows"][0]
    assert told["value"] == pytest.approx(row.value, abs=1e-3)
    assert told["scale"]["bands"][0]["low"] is None
    assert base64.b64decode(one["parts"][0]["pictures"][0]["jpeg"]) == sheet.parts[0].pictures[0].jpeg
    assert len(one["trends"][0]["lines"][0]["points"]) == 3


def test_the_csv_has_a_row_for_each_check(samples: Batch) -> None:
    sheet = full(samples, ("tree_left", "tree_right_drop"))
    found = rows(to_csv([sheet]))
    checks = [(part, row) for part in sheet.parts for row in part.rows]
    assert tuple(found[0]) == COLUMNS
    assert len(found) == len(checks)
    for line, (part, row) in zip(found, checks, strict=True):
        assert (line["side"], line["check"], line["verdict"]) == (part.side, row.key, row.verdict)
        assert bool(line["value"]) == (row.told and not row.named)
        assert bool(line["step"]) == bool(row.step)
        assert (line["reason"], line["cue"]) == (row.reason or "", row.cue or "")
        if line["value"]:
            assert float(line["value"]) == pytest.approx(row.value, abs=1e-3)
            assert float(line["margin"]) == pytest.approx(row.margin, abs=1e-3)


def test_unknown_is_empty(samples: Batch) -> None:
    for line in rows(to_csv([silent(samples)])):
        assert (line["value"], line["margin"], line["client"], line["filmed_on"]) == ("", "", "", "")
        assert line["reason"]


@pytest.mark.parametrize("typed", ['=HYPERLINK("x")', "+1", "-1", "@x", "\tx"])
def test_no_name_becomes_a_formula(samples: Batch, typed: str) -> None:
    sheet = replace(full(samples), client=typed, practice=Practice(typed))
    assert all(line["client"] == f"'{typed}" for line in rows(to_csv([sheet])))


@pytest.mark.parametrize("ending", FORMATS)
def test_the_name_says_the_format(samples: Batch, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"Report{ending.upper() if ending == '.pdf' else ending}"
    sheet = full(samples)
    assert ending_of(path) == ending
    write_report([sheet], path)
    content = path.read_bytes()
    heads = {".pdf": b"%PDF-", ".html": b"<!doctype html>", ".csv": b"client,", ".json": b'{\n  "schema"'}
    assert content.startswith(heads.get(ending, b'{\n  "resourceType": "Bundle"'))
    assert (ending == ".html") == (content == to_html([sheet]).encode())


@pytest.mark.parametrize("name", ["report", "report.docx", "report.pdf.txt", "pdf"])
def test_another_ending_is_refused(samples: Batch, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"\.pdf, \.html"):
        write_report([full(samples)], tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused(samples: Batch, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        write_report([full(samples)], tmp_path / "no" / "report.pdf")
