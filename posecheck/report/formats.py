"""The formats of a report, by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from posecheck.errors import InputError
from posecheck.report.files import check_target, write_text
from posecheck.report.sheet import Sheet

#: Ending to what it is.
FORMATS = {
    ".pdf": "a page to print",
    ".html": "a page for a browser, whole in itself",
    ".json": "everything, for programs",
    ".csv": "the numbers, for a table",
    ".fhir.json": "a FHIR R4 bundle of observations",
}

#: Paper to width and height in points.
PAPERS: dict[str, tuple[float, float]] = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}


def ending_of(path: Path) -> str:
    """Which of the formats a file's name asks for.

    Raises:
        InputError: none of them.
    """
    for ending in sorted(FORMATS, key=len, reverse=True):
        if path.name.lower().endswith(ending):
            return ending
    raise InputError(f"A report is a file that ends in {', '.join(FORMATS)}, not {path.name}.")


def write_report(sheets: Sequence[Sheet], path: Path, paper: str = "a4") -> None:
    """Writes the sheets in the format that the name asks for, completely or not at all.

    Args:
        paper: "a4" or "letter", for a PDF.

    Raises:
        InputError: no such format or paper, or there is no sheet.
        OutputError: it can't be written.
        MissingLibraryError: the fonts of a PDF are missing.
    """
    ending = ending_of(path)
    check_target(path)
    if ending == ".pdf":
        from posecheck.report.pdf import write

        write(sheets, path, paper)
    elif ending == ".html":
        from posecheck.report import html

        html.write(sheets, path)
    elif ending == ".fhir.json":
        from posecheck.report import fhir

        fhir.write(sheets, path)
    else:
        from posecheck.report.listing import to_csv, to_json

        write_text(path, to_csv(sheets) if ending == ".csv" else to_json(sheets))
