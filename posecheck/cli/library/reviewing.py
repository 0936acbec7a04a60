"""``posecheck library review``, ``note`` and ``correct``."""

from __future__ import annotations

from posecheck.cli.library.opening import Where, opened
from posecheck.errors import InputError, NotFoundError


def run_review(where: Where, names: list[str], by: str, undo: bool, tags: list[str], untags: list[str]) -> None:
    """Marks and tags recordings; raises as ``Recordings.named`` and ``opened``."""
    with opened(where) as library:
        found = [library.recordings.named(name) for name in names]
        for recording in found:
            if tags or untags:
                kept = [tag for tag in (*recording.tags, *tags) if tag not in untags]
                library.recordings.change(recording.id, tags=kept)
            library.recordings.mark_reviewed(recording.id, by, reviewed=not undo)
            print(f"{recording.name}: {'to review' if undo else 'reviewed'}")


def run_note(where: Where, name: str, text: str, at: float | None, by: str) -> None:
    """Writes a note; raises as ``Notes.add`` and ``opened``."""
    with opened(where) as library:
        recording = library.recordings.named(name)
        library.notes.add(recording.id, text, at, by)
        print(f"{recording.name}: noted")


def run_correct(
    where: Where, name: str, at: float | None, landmark: str | None, to: str | None, undo: str | None, by: str
) -> None:
    """Puts a landmark right, or takes that back.

    Raises:
        InputError: an option is missing or can't be used.
        LibraryError: as ``Library.correct``, ``Library.undo_correction`` and ``opened``.
    """
    with opened(where) as library:
        recording = library.recordings.named(name)
        if undo is not None:
            made = [one for one in library.corrections(recording.id) if one.id.startswith(undo)]
            if len(made) != 1:
                raise NotFoundError(f"{recording.name} has no correction {undo!r}: see 'posecheck library show'.")
            library.undo_correction(made[0].id, by)
            print(f"{recording.name}: undone")
            return
        if at is None or landmark is None or to is None:
            raise InputError("A correction needs --at, --landmark and --to.")
        library.correct(recording.id, at, _landmark(landmark), _place(to), by)
        print(f"{recording.name}: corrected")


def _landmark(name: str) -> int:
    from posecheck.body.skeleton import Landmark

    wanted = name.strip().upper().replace(" ", "_").replace("-", "_")
    if wanted not in Landmark.__members__:
        names = ", ".join(member.lower() for member in Landmark.__members__)
        raise InputError(f"There is no landmark {name!r}. Choose one of: {names}.")
    return int(Landmark[wanted])


def _place(text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"{text!r} is no place: write it as in 320,240.") from None
    return x, y
