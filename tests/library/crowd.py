"""A library with many clients and recordings, without a film behind them: for looking how fast lists are."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import insert

from posecheck.library import tables
from posecheck.library.library import Library

_CHECKS = ("pelvis_obliquity_deg", "hands_obliquity_deg", "weight_offset_pct", "feet_offset_pct")


def crowd(library: Library, clients: int, each: int) -> None:
    """Fills a library: every recording analysed, every fifth not reviewed, every tenth a Tree, results compared."""
    store, rows = library.store, {name: [] for name in tables.metadata.tables}  # type: ignore[var-annotated]
    for number in range(clients):
        client_id = uuid.uuid4().hex
        told = store.sealed(tables.clients, name=f"Client {number:04d}", consent_note="yes", tags=["a", "b"])
        rows["clients"].append({"id": client_id, "owner": store.owner, "created_at": tables.now(), **told})
        results = [_recording(library, rows, client_id, n) for n in range(each)]
        for before, after in [*pairwise(results), (results[0], results[-1])]:
            told = store.sealed(tables.comparisons, differences=[])
            pair = {"before_id": before, "after_id": after}
            rows["comparisons"].append({"id": uuid.uuid4().hex, "owner": store.owner, **pair, **told})
    with store.writing() as connection:
        for table in tables.metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(insert(table), rows[table.name])


def _recording(library: Library, rows: dict[str, list[dict[str, Any]]], client_id: str, number: int) -> str:
    store, recording_id, result_id = library.store, uuid.uuid4().hex, uuid.uuid4().hex
    pose = "tree" if number % 10 == 9 else "tadasana"
    verdicts = [(check, "cant_tell") for check in _CHECKS]
    hold = {"pose": pose, "side": None, "form": None, "view": "front", "start_s": 0.0, "end_s": 9.0,
            "verdicts": verdicts, "by_hand": []}  # fmt: skip
    told = store.sealed(
        tables.recordings, name=f"visit {number}.mp4", sha256=uuid.uuid4().hex * 2, settings={}, holds=[hold],
        tags=["monday"] if number % 2 else [],
    )  # fmt: skip
    reviewed = tables.now() if number % 5 else None
    rows["recordings"].append(
        {"id": recording_id, "owner": store.owner, "client_id": client_id, "fingerprint": uuid.uuid4().hex,
         "size_bytes": 1_000_000, "filmed_on": date(2024, 1, 1) + timedelta(7 * number), "added_at": tables.now(),
         "kind": "video", "state": "done", "progress": 1.0, "attempts": 1, "duration_s": 30.0,
         "reviewed_at": reviewed, **told}
    )  # fmt: skip
    points = [
        {"hold": 0, "pose": "tadasana", "form": None, "side": None, "check": check, "unit": "deg", "value": 1.0,
         "margin": 2.0, "verdict": "cant_tell", "step": None, "source": "eyes", "against": None}
        for check in _CHECKS
    ]  # fmt: skip
    made = store.sealed(tables.results, settings={}, data={"holds": [], "filler": "x" * 6000}, points=points)
    rows["results"].append(
        {"id": result_id, "owner": store.owner, "recording_id": recording_id, "made_at": tables.now(),
         "version": "0", "model_sha256": None, **made}
    )  # fmt: skip
    for time_s in (1.0, 2.0) if number % 3 == 0 else ():
        noted = store.sealed(tables.notes, text="a note", written_by="")
        rows["notes"].append(
            {"id": uuid.uuid4().hex, "owner": store.owner, "recording_id": recording_id, "time_s": time_s,
             "written_at": tables.now(), **noted}
        )  # fmt: skip
    return result_id
