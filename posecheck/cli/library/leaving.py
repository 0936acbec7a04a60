"""``posecheck library report``, ``export``, ``delete`` and ``retention``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.cli.library.opening import Where, opened, sure
from posecheck.errors import InputError

if TYPE_CHECKING:
    from posecheck.library.facts import Receipt
    from posecheck.library.library import Library


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a report that are asked for."""

    pdf: Path | None
    html: Path | None
    fhir: Path | None
    json: Path | None
    csv: Path | None
    paper: str
    blur: bool


def run_export(where: Where, client: str | None, zip: Path | None, json: Path | None, csv: Path | None) -> None:
    """Writes out a client or the whole library.

    Raises:
        InputError: no file is named, or one that does not go with what is asked for.
        OutputError: a file can't be written.
        LibraryError: there is no such client; and as ``opened``.
    """
    from posecheck.report.files import check_target, write_text

    targets = [path for path in (zip, json, csv) if path]
    if not targets:
        raise InputError("Name a file to write: --zip (of a client), --json or --csv.")
    if zip and not client:
        raise InputError("--zip writes one client: name it with --client.")
    if json and client:
        raise InputError("--json writes the whole library: leave out --client, or use --zip.")
    for path in targets:
        check_target(path)
    with opened(where) as library:
        client_id = library.clients.named(client).id if client else None
        if zip and client_id:
            library.archive.client(client_id, zip)
        if json:
            write_text(json, library.archive.json())
        if csv:
            write_text(csv, library.archive.csv(client_id))
    for path in targets:
        print(path)


def run_delete(where: Where, client: str | None, recording: str | None, receipt: Path | None, yes: bool) -> int:
    """Deletes a client or a recording, after asking.

    Returns:
        The exit code: 0, 1 when it was not wanted or something is left.

    Raises:
        InputError: neither or both are named; or nobody can be asked.
        OutputError: the receipt can't be written.
        LibraryError: there is no such client or recording; and as ``opened``.
    """
    from posecheck.report.files import check_target

    if (client is None) == (recording is None):
        raise InputError("Name a client to delete, or one recording with --recording.")
    if receipt:
        check_target(receipt)
    with opened(where) as library:
        if recording is not None:
            found = library.recordings.named(recording)
            if not sure(f"Delete {found.name} and all that was found in it for good?", yes):
                return 1
            library.recordings.remove(found.id)
            print(f"{found.name}: deleted")
            return 0
        assert client is not None
        return _delete(library, client, receipt, yes)


def run_retention(where: Where, delete: bool, yes: bool) -> int:
    """Lists the clients that should be kept no longer; deletes them after asking for each.

    Returns:
        The exit code: 0, 1 when something is left of one that was deleted.

    Raises:
        InputError: nobody can be asked.
        LibraryError: as ``opened``.
    """
    left = 0
    with opened(where) as library:
        overdue = library.clients.overdue()
        for client in overdue:
            print(f"{client.name}: {client.recordings} recordings, to be kept until {client.keep_until}")
            if delete:
                left |= _delete(library, client.id, None, yes, unwanted=0)
        if not overdue:
            print("No recordings are kept too long.")
    return left


def run_report(where: Where, name: str, pose: str | None, files: Files) -> None:
    """Writes a report of a recording.

    Raises:
        InputError: no file is named, no such pose is held, or an option can't be used.
        OutputError: a file can't be written.
        LibraryError: there is no such recording, or it is not analysed yet; and as ``opened``.
    """
    from posecheck.report.files import check_target, write_text
    from posecheck.report.results import to_json
    from posecheck.report.tables import to_csv

    targets = [path for path in (files.pdf, files.html, files.fhir, files.json, files.csv) if path]
    if not targets:
        raise InputError("Name a file to write: --pdf, --html, --fhir, --json or --csv.")
    for path in targets:
        check_target(path)
    with opened(where) as library:
        recording = library.recordings.named(name)
        checked = library.results.checked(recording.id)
        if files.json:
            write_text(files.json, to_json(checked))
        if files.csv:
            write_text(files.csv, to_csv(checked))
        _write_sheets(library, recording.id, pose, files)
    for path in targets:
        print(path)


def _write_sheets(library: Library, recording_id: str, pose: str | None, files: Files) -> None:
    if not (files.pdf or files.html or files.fhir):
        return
    from posecheck.library import papers
    from posecheck.report import fhir, html, pdf

    sheets = papers.sheets(library, recording_id, pose, blur=files.blur)
    if files.pdf:
        pdf.write(sheets, files.pdf, files.paper)
    if files.html:
        html.write(sheets, files.html)
    if files.fhir:
        fhir.write(sheets, files.fhir)


def _delete(library: Library, name: str, receipt: Path | None, yes: bool, unwanted: int = 1) -> int:
    from posecheck.library.erasure import to_json
    from posecheck.report.files import write_text

    client = library.clients.named(name)
    what = f"Delete {client.name} with {client.recordings} recordings, and all that was found in them, for good?"
    if not sure(what, yes):
        print(f"{client.name}: kept")
        return unwanted
    proof = library.erasure.delete(client.id)
    if receipt:
        write_text(receipt, to_json(proof))
    _print_receipt(proof)
    return 1 if proof.traces else 0


def _print_receipt(receipt: Receipt) -> None:
    size_bytes = sum(size for _, _, size in receipt.files)
    rows = sum(count for _, count in receipt.rows)
    print(f"Deleted: files {len(receipt.files)} ({size_bytes / 1e6:.1f} MB), entries {rows}.")
    if receipt.left_in_place:
        print(f"Files outside of the library that were left where they are: {receipt.left_in_place}.")
    for trace in receipt.traces:
        print(f"Still there: {trace.what} in {trace.where}")
    if not receipt.traces:
        print("A search afterwards found nothing of it.")
    print(f"Receipt {receipt.id}")
