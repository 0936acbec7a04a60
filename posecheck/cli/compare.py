"""``posecheck compare``: two recordings, or the two sides in one, on the terminal and as JSON."""

from __future__ import annotations

import os
from pathlib import Path

from posecheck.errors import InputError


def run_compare(
    before: Path,
    after: Path | None,
    pose: str | None,
    side: str | None,
    camera_roll: float | None,
    holds: tuple[int, int] | None,
    json: str | None,
) -> int:
    """Compares and prints.

    Returns:
        The exit code 0.

    Raises:
        InputError: a file or an option can't be used, or there is nothing to compare.
        OutputError: the JSON can't be written.
    """
    from rich.console import Console

    from posecheck.api import check_file, compare, open_session
    from posecheck.cli.check import progress
    from posecheck.cli.versus import print_comparison
    from posecheck.report.comparison import to_json
    from posecheck.report.files import check_target, names_folder, write_text

    open_session(pose, side, camera_roll)
    files = [before] if after is None else [before, after]
    printing = json == "-"
    target = None
    if json is not None and not printing:
        target = Path(json) / "comparison.json" if names_folder(json) else Path(json)
        if os.path.realpath(target) in {os.path.realpath(file) for file in files}:
            raise InputError(f"--json would overwrite {target}, which is to be compared: name another file.")
        check_target(target)
    checked = []
    for file in files:
        with progress(f"Checking {file.name}") as step:
            checked.append(check_file(file, pose=pose, side=side, camera_roll_deg=camera_roll, on_progress=step))
    found = compare(*checked, holds=holds)
    if printing:
        print(to_json(found), end="", flush=True)
    elif target:
        write_text(target, to_json(found))
    console = Console(stderr=printing, highlight=False)
    print_comparison(console, found)
    if target:
        console.print(f"{'json':<10}{target}", markup=False, soft_wrap=True)
    return 0
