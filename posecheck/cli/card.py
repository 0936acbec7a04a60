"""``posecheck card``: the printable card, as a PDF file."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from posecheck.errors import InputError


def run_card(pdf: Path, place: str) -> int:
    """Writes the page to print, completely or not at all.

    Args:
        pdf: the file to write; one that is there is replaced.
        place: back or front.

    Returns:
        The exit code 0.

    Raises:
        InputError: another place.
        OutputError: the file can't be written.
    """
    from posecheck.eyes.card import Place
    from posecheck.eyes.sheet import sheet_pdf
    from posecheck.report.files import check_target, write_whole

    if place not in {known.value for known in Place}:
        raise InputError(f"The card is worn on the back or on the front, not on '{place}': use --place back or front.")
    check_target(pdf)
    page = sheet_pdf(Place(place))
    write_whole(pdf, lambda stream: _put(stream, page))
    print(f"{pdf}: print it at 100 % on A4; what to do with it stands on the page.")
    return 0


def _put(stream: BinaryIO, page: bytes) -> None:
    stream.write(page)
