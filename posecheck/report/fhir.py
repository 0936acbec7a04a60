"""Sheets as a FHIR R4 bundle of observations, for programs that keep such records. Codes: docs/report.md.

The subject is named by a code only. What posecheck means has codes of its own, ``urn:posecheck:...``; the addresses are
names that FHIR gives to code systems, and nothing is asked of them.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from posecheck.errors import InputError
from posecheck.report import words
from posecheck.report.files import write_text
from posecheck.report.results import number
from posecheck.report.sheet import Part, Row, Sheet

UCUM = "http://unitsofmeasure.org"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"

#: What the observations are about: FHIR has no other word for it.
_SUBJECT = "Patient"

#: Unit of a check to (UCUM code, as it is written).
UNITS = {"deg": ("deg", "°"), "cm": ("cm", "cm"), "%": ("%", "%"), "": ("1", "")}

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:posecheck")

Resource = dict[str, Any]


def bundle(sheets: Sequence[Sheet]) -> Resource:
    """The sheets as a Bundle of type "collection", ready for ``json``; the same sheets give the same ids.

    Raises:
        InputError: there is no sheet.
    """
    if not sheets:
        raise InputError(words.NOTHING)
    made = max(sheet.made.on for sheet in sheets)
    subjects = {sheet.code: _subject(sheet.code) for sheet in sheets if sheet.code}
    devices = {sheet.made.version: _device(sheet) for sheet in sheets}
    resources = [*subjects.values(), *devices.values()]
    for nth, sheet in enumerate(sheets):
        resources += _observations(sheet, nth)
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": datetime.combine(made, time(), UTC).isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources],
    }


def to_json(sheets: Sequence[Sheet]) -> str:
    """The bundle as text; raises as ``bundle``."""
    return json.dumps(bundle(sheets), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write(sheets: Sequence[Sheet], path: Path) -> None:
    """Writes the bundle completely or not at all; raises as ``bundle``, and OutputError where it can't be written."""
    write_text(path, to_json(sheets))


def _id(*parts: object) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\n".join(map(str, parts))))


def _subject(code: str) -> Resource:
    identifier = {"system": "urn:posecheck:client", "value": code}
    return {"resourceType": _SUBJECT, "id": _id("client", code), "identifier": [identifier]}


def _device(sheet: Sheet) -> Resource:
    made = sheet.made
    device: Resource = {
        "resourceType": "Device",
        "id": _id("device", made.version, made.model_sha256),
        "deviceName": [{"name": "posecheck", "type": "model-name"}],
        "version": [{"type": {"text": "posecheck"}, "value": made.version}],
    }
    if made.model_sha256:
        device["version"].append({"type": {"text": "landmark model, SHA-256"}, "value": made.model_sha256})
    return device


def _observations(sheet: Sheet, nth: int) -> Iterator[Resource]:
    for part in sheet.parts:
        for row in part.rows:
            yield _observation(sheet, row, part, _id(nth, *_place(sheet), part.file, part.start_s, row.key))
    for row in sheet.silent:
        yield _observation(sheet, row, None, _id(nth, *_place(sheet), row.key))


def _place(sheet: Sheet) -> tuple[object, ...]:
    return sheet.code, sheet.filmed_on, sheet.pose


def _observation(sheet: Sheet, row: Row, part: Part | None, identity: str) -> Resource:
    told: Resource = {
        "resourceType": "Observation",
        "id": identity,
        "status": "preliminary" if row.verdict == "cant_tell" else "final",
        "category": [_concept(CATEGORY, "activity", "Activity")],
        "code": _concept("urn:posecheck:check", f"{sheet.pose}.{row.key}", f"{sheet.title}: {row.title}"),
        "device": {"reference": f"urn:uuid:{_id('device', sheet.made.version, sheet.made.model_sha256)}"},
        "interpretation": [_concept("urn:posecheck:verdict", row.verdict, row.word)],
    }
    if sheet.code:
        told["subject"] = {"reference": f"urn:uuid:{_id('client', sheet.code)}"}
    if sheet.filmed_on:
        told["effectiveDateTime"] = sheet.filmed_on.isoformat()
    told |= _value(row)
    if part and part.side:
        told["bodySite"] = _concept("urn:posecheck:side", part.side, part.title)
    if row.method:
        told["method"] = _concept("urn:posecheck:method", row.method, row.source or row.method)
    notes = [text for text in (row.text, row.cue, row.reason) if text]
    if notes:
        told["note"] = [{"text": text} for text in notes]
    if ranges := _ranges(row):
        told["referenceRange"] = ranges
    if components := _components(row, part):
        told["component"] = components
    return told


def _value(row: Row) -> Resource:
    """The number, the named step, or why there is none."""
    if row.named and row.step:
        return {"valueCodeableConcept": _concept(f"urn:posecheck:step:{row.key}", row.step, row.text or row.step)}
    if row.named or not math.isfinite(row.value):
        return {"dataAbsentReason": _concept(ABSENT, "unknown", row.reason or row.word)}
    return {"valueQuantity": _quantity(row.value, row.unit)}


def _components(row: Row, part: Part | None) -> list[Resource]:
    """Margin, camera's view, form, and what the number rests on."""
    found = []
    if math.isfinite(row.margin) and not row.named:
        margin = _quantity(row.margin, row.unit)
        found.append({"code": _part("margin", "Half-width of the 95 % margin"), "valueQuantity": margin})
    if part:
        view = _concept("urn:posecheck:view", part.view, words.seen(part.seen))
        found.append({"code": _part("view", "Camera's view"), "valueCodeableConcept": view})
        if part.form:
            form = _concept("urn:posecheck:form", part.form, part.title)
            found.append({"code": _part("form", "Form of the pose"), "valueCodeableConcept": form})
    if row.against:
        pose = _concept("urn:posecheck:pose", row.against, row.against)
        found.append({"code": _part("change-from", "Change from the own pose"), "valueCodeableConcept": pose})
    if row.by_hand:
        found.append({"code": _part("by-hand", words.HAND), "valueBoolean": True})
    return found


def _ranges(row: Row) -> list[Resource]:
    """The good range, where the check is graded by one."""
    if row.scale is None or row.scale.named:
        return []
    ranges = []
    for band in row.scale.bands:
        if band.verdict == "good":
            ends = {"low": band.low, "high": band.high}
            quantities = {name: _quantity(end, row.unit) for name, end in ends.items() if math.isfinite(end)}
            ranges.append({**quantities, "type": _concept("urn:posecheck:verdict", "good", band.name)})
    return [entry for entry in ranges if len(entry) > 1]


def _quantity(value: float, unit: str) -> Resource:
    code, written = UNITS[unit]
    return {"value": number(value), "unit": written or code, "system": UCUM, "code": code}


def _part(code: str, display: str) -> Resource:
    return _concept("urn:posecheck:component", code, display)


def _concept(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}
