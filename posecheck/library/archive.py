"""What leaves the library on request: everything about one client as a zip, and the whole library as JSON or CSV.

The formats are described in docs/library.md. What leaves a sealed library is plain.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from posecheck import __version__
from posecheck.body.recording import write_recording
from posecheck.errors import LibraryError
from posecheck.library import tables
from posecheck.library.clients import Clients
from posecheck.library.facts import Client, Recording
from posecheck.library.hand import Hand
from posecheck.library.notes import Notes
from posecheck.library.recordings import Recordings
from posecheck.library.results import Results
from posecheck.report.files import write_whole
from posecheck.report.tables import to_csv

SCHEMA = "posecheck.archive/1"

_CHUNK_BYTES = 1 << 20

_COLUMNS = (
    "client", "recording", "filmed_on", "reviewed", "corrected", "hold", "start_s", "end_s", "pose", "form", "side",
    "view", "check", "value", "margin", "unit", "verdict", "method", "change_from", "reason",
)  # fmt: skip


class Archive:
    """Writes out what one owner's library holds."""

    def __init__(self, clients: Clients, recordings: Recordings, results: Results, notes: Notes, hand: Hand) -> None:
        self._clients, self._recordings, self._results = clients, recordings, results
        self._notes, self._hand = notes, hand

    def client(self, client_id: str, target: Path | BinaryIO) -> None:
        """Writes everything about a client as a zip: recordings, landmarks, results, pictures, notes, corrections,
        consent, and a list of all files with their SHA-256. A file is written completely or not at all.

        Raises:
            NotFoundError: there is no such client.
            OutputError: the file can't be written.
            LibraryError: a file of the library is damaged.
        """
        client = self._clients.get(client_id)
        if isinstance(target, Path):
            write_whole(target, lambda stream: self._write(client, stream))
        else:
            self._write(client, target)

    def json(self) -> str:
        """The whole library as JSON: clients, their recordings, results, notes and corrections; no files."""
        told = [self._client(client) for client in self._clients.all()]
        return _json({"schema": SCHEMA, "posecheck": __version__, "made_at": tables.now(), "clients": told})

    def csv(self, client_id: str | None = None) -> str:
        """The whole library, or one client, as a table: one row for each check of each hold; unknown is empty.

        Raises:
            NotFoundError: there is no such client.
        """
        clients = self._clients.all() if client_id is None else (self._clients.get(client_id),)
        names = {client.id: client.name for client in clients}
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        data = self._results.data(client_id)
        for recording in self._recordings.find(client_id):
            if recording.id in data:
                writer.writerows(_rows(names[recording.client_id], recording, data[recording.id]["data"]))
        return stream.getvalue()

    def _client(self, client: Client) -> dict[str, Any]:
        notes, corrections = self._notes.all(client.id), self._hand.all(client.id)
        data = self._results.data(client.id)
        recordings = [
            asdict(recording)
            | {
                "result": data.get(recording.id),
                "notes": [asdict(note) for note in notes.get(recording.id, ())],
                "corrections": [asdict(one) for one in corrections.get(recording.id, ())],
            }
            for recording in self._recordings.find(client.id)
        ]
        return asdict(client) | {"recordings": recordings}

    def _write(self, client: Client, stream: BinaryIO) -> None:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            listing = _Listing(archive)
            listing.text("client.json", _json({"schema": SCHEMA, "posecheck": __version__, **self._client(client)}))
            listing.text("checks.csv", self.csv(client.id))
            for number, recording in enumerate(reversed(self._recordings.find(client.id)), 1):
                self._put(listing, f"recordings/{number:03d}-{recording.filmed_on}-{_safe(recording.name)}", recording)
            told = {"schema": SCHEMA, "posecheck": __version__, "made_at": tables.now()}
            manifest = _json(told | {"files": listing.files, "missing": listing.missing})
            archive.writestr("manifest.json", manifest)

    def _put(self, listing: _Listing, folder: str, recording: Recording) -> None:
        file = self._recordings.file(recording.id)
        if file.exists():
            with file.open() as stream:
                listing.stream(f"{folder}/{_safe(recording.name)}", stream, recording.sha256)
        else:
            listing.missing.append(recording.name)
        result = self._results.of(recording.id)
        if result is None:
            return
        checked = self._results.checked(recording.id)
        landmarks = io.BytesIO()
        write_recording(landmarks, checked.recording)
        listing.data(f"{folder}/landmarks.npz", landmarks.getvalue())
        listing.text(f"{folder}/result.json", _json(result.data))
        listing.text(f"{folder}/result.csv", to_csv(checked))
        for picture in result.pictures:
            jpeg = self._results.picture(picture.id)
            listing.data(f"{folder}/hold{picture.hold + 1}-{picture.moment}.jpg", jpeg)


class _Listing:
    """Files of a zip, each with its SHA-256."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: list[dict[str, Any]] = []
        self.missing: list[str] = []

    def text(self, name: str, text: str) -> None:
        """Adds a text."""
        self.data(name, text.encode())

    def data(self, name: str, data: bytes) -> None:
        """Adds some bytes."""
        self.stream(name, io.BytesIO(data))

    def stream(self, name: str, stream: BinaryIO, sha256: str | None = None) -> None:
        """Adds a stream; where its SHA-256 is given and is another one, it is damaged."""
        found, size_bytes = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(name, datetime.now().timetuple()[:6])
        # pictures and films don't get smaller by another compression
        entry.compress_type = zipfile.ZIP_STORED if sha256 else zipfile.ZIP_DEFLATED
        with self._archive.open(entry, "w", force_zip64=True) as target:
            while data := stream.read(_CHUNK_BYTES):
                target.write(data)
                found.update(data)
                size_bytes += len(data)
        if sha256 not in (None, found.hexdigest()):
            raise LibraryError(f"{Path(name).name} is not what was put into the library: put back a copy of it.")
        self.files.append({"name": name, "sha256": found.hexdigest(), "size_bytes": size_bytes})


def _rows(client: str, recording: Recording, result: dict[str, Any]) -> Iterator[list[Any]]:
    first = [client, recording.name, recording.filmed_on, "yes" if recording.reviewed_at else "no"]
    for number, hold in enumerate(result["holds"]):
        placed = [hold[name] for name in ("start_s", "end_s", "pose", "form", "side", "view")]
        for check in hold["checks"]:
            told = [check[name] for name in ("key", "value", "margin", "unit", "verdict", "method", "change_from")]
            by_hand = "yes" if check["method"] == "hand" else "no"
            yield [*first, by_hand, number + 1, *placed, *told, check["reason"]]


def _safe(name: str) -> str:
    """A file name that every system can unpack."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", name).strip(". ")[:120] or "recording"


def _json(data: Any) -> str:
    return json.dumps(_plain(data), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(data: Any) -> Any:
    """Times as text, unknown numbers as null."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    if isinstance(data, datetime | date):
        return data.isoformat()
    if isinstance(data, Enum):
        return data.value
    return None if isinstance(data, float) and not math.isfinite(data) else data
