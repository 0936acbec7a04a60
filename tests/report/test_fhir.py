"""The FHIR bundle against the structure that R4 (4.0.1) asks for, written down here: elements, types, counts, rules."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from clips import NAMES
from reports import TODAY, film, full, silent
from terminal import Batch

from posecheck.errors import InputError
from posecheck.report.compose import Frame, sheets_of
from posecheck.report.fhir import ABSENT, CATEGORY, UCUM, bundle, to_json
from posecheck.report.sheet import Sheet

Check = Callable[[Any], None]

#: Codes of HL7's own that are used, out of the value sets of R4.
ABSENT_CODES = {"unknown", "asked-unknown", "not-applicable", "error", "not-performed"}
STATUS = {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"}
BUNDLES = {"document", "message", "transaction", "batch", "history", "searchset", "collection"}
DEVICE_NAMES = {"udi-label-name", "user-friendly-name", "manufacturer-name", "model-name", "other"}


def text(value: Any) -> None:
    assert isinstance(value, str)
    assert value.strip()


def code(value: Any) -> None:
    assert re.fullmatch(r"[^\s]+(\s[^\s]+)*", value)


def uri(value: Any) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", value)


def ident(value: Any) -> None:
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", value)


def decimal(value: Any) -> None:
    assert isinstance(value, Decimal)
    assert value.is_finite()


def boolean(value: Any) -> None:
    assert isinstance(value, bool)


def instant(value: Any) -> None:
    assert datetime.fromisoformat(value).tzinfo


def day(value: Any) -> None:
    assert date.fromisoformat(value)


def one_of(values: set[str]) -> Check:
    def check(value: Any) -> None:
        assert value in values

    return check


def each(check: Check) -> Check:
    def all_of(values: Any) -> None:
        assert isinstance(values, list)
        assert values, "an empty list is not allowed"
        for value in values:
            check(value)

    return all_of


def structure(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An element with these children and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any) -> None:
        assert isinstance(value, dict)
        assert set(required) <= set(value), f"missing {set(required) - set(value)}"
        assert set(value) <= set(known), f"unknown {set(value) - set(known)}"
        for name, child in value.items():
            known[name](child)

    return check


coding = structure({"system": uri, "code": code}, {"display": text})
concept = structure({"coding": each(coding)}, {"text": text})
quantity = structure({"value": decimal, "system": uri, "code": code}, {"unit": text})
reference = structure({"reference": uri})
identifier = structure({"system": uri, "value": text})
component = structure(
    {"code": concept}, {"valueQuantity": quantity, "valueCodeableConcept": concept, "valueBoolean": boolean}
)
reference_range = structure({}, {"low": quantity, "high": quantity, "type": concept, "text": text})

RESOURCES: dict[str, Check] = {
    "Patient": structure({"resourceType": text, "id": ident, "identifier": each(identifier)}),
    "Device": structure(
        {"resourceType": text, "id": ident},
        {
            "deviceName": each(structure({"name": text, "type": one_of(DEVICE_NAMES)})),
            "version": each(structure({"value": text}, {"type": structure({}, {"text": text})})),
        },
    ),
    "Observation": structure(
        {"resourceType": text, "id": ident, "status": one_of(STATUS), "code": concept},
        {
            "category": each(concept), "subject": reference, "device": reference, "effectiveDateTime": day,
            "valueQuantity": quantity, "valueCodeableConcept": concept, "dataAbsentReason": concept,
            "interpretation": each(concept), "bodySite": concept, "method": concept, "component": each(component),
            "note": each(structure({"text": text})), "referenceRange": each(reference_range),
        },
    ),
}  # fmt: skip


def resource(value: Any) -> None:
    RESOURCES[value["resourceType"]](value)


entry = structure({"fullUrl": uri, "resource": resource})
whole = structure(
    {"resourceType": one_of({"Bundle"}), "type": one_of(BUNDLES), "entry": each(entry)}, {"timestamp": instant}
)


def parsed(sheets: list[Sheet]) -> dict[str, Any]:
    """Read as strictly as JSON is, numbers as decimals."""
    return json.loads(to_json(sheets), parse_float=Decimal, parse_int=Decimal)


def valid(found: dict[str, Any]) -> None:
    """Structure, and the rules between elements."""
    whole(found)
    urls = [entry["fullUrl"] for entry in found["entry"]]
    assert len(urls) == len(set(urls))  # bdl-7
    for entry in found["entry"]:
        told = entry["resource"]
        assert entry["fullUrl"] == f"urn:uuid:{uuid.UUID(told['id'])}"
        values = [name for name in told if name.startswith("value")]
        assert len(values) <= 1
        assert not (values and "dataAbsentReason" in told)  # obs-6
        for name in ("subject", "device"):
            assert told.get(name, {}).get("reference", urls[0]) in urls
        for part in told.get("component", []):
            assert sum(name.startswith("value") for name in part) == 1
            assert part["code"] != told["code"]  # obs-7
        for band in told.get("referenceRange", []):
            assert {"low", "high", "text"} & set(band)  # obs-3
            if {"low", "high"} <= set(band):
                assert band["low"]["value"] < band["high"]["value"]


def observations(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in found["entry"] if entry["resource"]["resourceType"] == "Observation"]


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_makes_a_valid_bundle(samples: Batch, name: str) -> None:
    sheets = sheets_of([film(samples, name)], Frame(filmed_on=TODAY, made_on=TODAY, client="C 7"))
    found = parsed(sheets)
    valid(found)
    assert found["type"] == "collection"
    assert len(observations(found)) == sum(len(part.rows) for sheet in sheets for part in sheet.parts)


def test_a_bundle_without_client_date_or_hold_is_valid(samples: Batch) -> None:
    sheet = replace(silent(samples), parts=(), silent=silent(samples).parts[0].rows)
    found = parsed([sheet])
    valid(found)
    for told in observations(found):
        assert "subject" not in told
        assert "effectiveDateTime" not in told
        assert told["status"] == "preliminary"
        assert told["dataAbsentReason"]["coding"][0]["code"] in ABSENT_CODES


def test_a_value_has_its_unit_margin_side_and_date(samples: Batch) -> None:
    sheet = full(samples, ("tree_right_drop",))
    row = sheet.parts[0].rows[0]
    told = observations(parsed([sheet]))[0]
    assert told["code"]["coding"][0] == {
        "system": "urn:posecheck:check", "code": "tree.free_hip_drop_deg", "display": "Tree: Pelvis level",
    }  # fmt: skip
    assert float(told["valueQuantity"]["value"]) == pytest.approx(row.value, abs=1e-3)
    assert (told["valueQuantity"]["system"], told["valueQuantity"]["code"]) == (UCUM, "deg")
    margin = next(part for part in told["component"] if part["code"]["coding"][0]["code"] == "margin")
    assert float(margin["valueQuantity"]["value"]) == pytest.approx(row.margin, abs=1e-3)
    assert told["bodySite"]["coding"][0]["code"] == "right"
    assert told["effectiveDateTime"] == "2026-11-21"
    assert told["category"][0]["coding"][0]["system"] == CATEGORY


def test_what_can_not_be_told_is_preliminary_and_says_why(samples: Batch) -> None:
    sheet = full(samples, ("side_lying_above",))
    for row, told in zip(sheet.parts[0].rows, observations(parsed([sheet])), strict=True):
        assert told["status"] == ("preliminary" if row.verdict == "cant_tell" else "final")
        if not row.told:
            assert told["dataAbsentReason"]["coding"][0]["system"] == ABSENT
            assert told["dataAbsentReason"]["text"] == row.reason


def test_a_named_step_is_a_code(samples: Batch) -> None:
    sheet = full(samples, ("tree_left",))
    told = next(one for one in observations(parsed([sheet])) if one["code"]["coding"][0]["code"] == "tree.foot_place")
    assert told["valueCodeableConcept"]["coding"][0]["code"] == "thigh"


def test_the_subject_is_named_by_its_code_only(samples: Batch) -> None:
    text_of = to_json([full(samples)])
    assert "C7" in text_of
    assert "Müller" not in text_of
    assert "Breathes" not in text_of


def test_a_number_corrected_by_hand_is_marked(samples: Batch) -> None:
    sheet = full(samples)
    part = sheet.parts[0]
    rows = (replace(part.rows[0], by_hand=True), *part.rows[1:])
    found = observations(parsed([replace(sheet, parts=(replace(part, rows=rows),))]))
    marked = [
        [part for part in told.get("component", []) if part["code"]["coding"][0]["code"] == "by-hand"] for told in found
    ]
    assert [len(parts) for parts in marked] == [1, *[0] * (len(found) - 1)]
    assert marked[0][0]["valueBoolean"] is True


def test_ids_follow_from_what_is_said(samples: Batch) -> None:
    sheet = full(samples)
    assert bundle([sheet]) == bundle([full(samples)])
    ids = {one["id"] for one in observations(bundle([sheet]))}
    other = {one["id"] for one in observations(bundle([replace(sheet, filmed_on=date(2026, 1, 1))]))}
    assert not ids & other


def test_nothing_to_report_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to report"):
        bundle([])


@pytest.mark.parametrize(
    "break_it",
    [
        lambda told: told.update(status="good"),
        lambda told: told.pop("code"),
        lambda told: told.update(valueString="7"),
        lambda told: told["valueQuantity"].update(value="7"),
        lambda told: told.update(dataAbsentReason=told["code"]),
        lambda told: told.update(note=[]),
        lambda told: told.update(subject={"reference": "urn:uuid:00000000-0000-0000-0000-000000000000"}),
    ],
    ids=["status", "no code", "unknown element", "number as text", "value and no value", "empty list", "nobody"],
)
def test_the_check_of_the_structure_can_fail(samples: Batch, break_it: Callable[[dict[str, Any]], object]) -> None:
    found = parsed([full(samples)])
    valid(found)
    break_it(observations(found)[0])
    with pytest.raises(AssertionError):
        valid(found)
