"""``posecheck library list`` and ``show``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from posecheck.cli.library.opening import Where, opened
from posecheck.errors import InputError

if TYPE_CHECKING:
    from posecheck.library.facts import Correction, Note, Recording

#: So many letters of an id are shown: enough to tell thousands of recordings apart.
_ID_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recordings, as ``Recordings.find`` takes it."""

    search: str
    client: str | None
    unreviewed: bool
    state: str | None
    pose: str | None
    tags: tuple[str, ...]
    since: date | None
    until: date | None


def run_list(where: Where, wanted: Wanted) -> None:
    """Lists recordings.

    Raises:
        InputError: there is no such state.
        LibraryError: there is no such client; and as ``opened``.
    """
    from posecheck.library.facts import State

    if wanted.state is not None and wanted.state not in list(State):
        raise InputError(f"There is no state {wanted.state!r}. Choose one of: {', '.join(State)}.")
    with opened(where) as library:
        names = {client.id: client.name for client in library.clients.all()}
        client = library.clients.named(wanted.client).id if wanted.client else None
        found = library.recordings.find(
            client,
            state=State(wanted.state) if wanted.state else None,
            reviewed=False if wanted.unreviewed else None,
            tags=wanted.tags,
            search=wanted.search,
            since=wanted.since,
            until=wanted.until,
            pose=wanted.pose,
        )
    heads = "id", "filmed", "client", "file", "poses", "state", "tags"
    print_table(heads, [_row(recording, names[recording.client_id]) for recording in found])


def run_show(where: Where, name: str) -> None:
    """Shows what was found in a recording; raises as ``Results.checked`` and ``opened``."""
    from rich.console import Console

    from posecheck.cli.screen import print_tables

    with opened(where) as library:
        recording = library.recordings.named(name)
        console = Console(highlight=False)
        client = library.clients.get(recording.client_id).name
        console.print(f"{client}, {recording.filmed_on}: {recording.name}", markup=False, soft_wrap=True)
        print_tables(console, library.results.checked(recording.id))
        for note in library.notes.of(recording.id):
            console.print(_note_line(note), markup=False, soft_wrap=True)
        for one in library.corrections(recording.id):
            console.print(_correction_line(one), markup=False, soft_wrap=True)


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as wide as its texts; None is empty."""
    told = [["" if cell is None else str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[n]) for row in told) for n in range(len(heads))]
    for row in told:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(recording: Recording, client: str) -> tuple[object, ...]:
    from posecheck.library.facts import State

    state = recording.state.value
    if recording.state is State.RUNNING:
        state = f"{recording.progress:.0%}"
    elif recording.state is State.FAILED:
        state = f"failed: {recording.error}"
    elif recording.state is State.DONE:
        state = "reviewed" if recording.reviewed_at else "to review"
    poses = ", ".join(f"{pose} {side}" if side else pose for pose, side in recording.poses)
    marks = " (by hand)" if recording.corrected else ""
    return (recording.id[:_ID_LETTERS], recording.filmed_on, client, recording.name, poses, state + marks,
            ", ".join(recording.tags))  # fmt: skip


def _note_line(note: Note) -> str:
    when = "" if note.time_s is None else f" at {note.time_s:.1f} s"
    by = f" ({note.written_by})" if note.written_by else ""
    return f"Note{when}{by}: {note.text}"


def _correction_line(one: Correction) -> str:
    from posecheck.body.skeleton import Landmark

    name = Landmark(one.landmark).name.lower().replace("_", " ")
    by = f" by {one.made_by}" if one.made_by else ""
    undone = ", undone" if not one.holds else ""
    x, y = one.after
    when = f"{one.made_at.astimezone():%Y-%m-%d %H:%M}"
    return (
        f"Correction {one.id[:_ID_LETTERS]}: {name} at {one.time_s:.1f} s put to {x:.0f}, {y:.0f}{by}, {when}{undone}"
    )
