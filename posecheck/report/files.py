"""Writing result files so that a failure, a full disk or Ctrl-C leaves nothing half-written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from posecheck.errors import OutputError
from posecheck.whole import whole


def write_whole(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Writes a file completely or not at all: into a temporary one beside it, moved there at the end.

    Raises:
        OutputError: it can't be written; the message says why and what to do.
    """
    check_target(path)
    try:
        with whole(path) as stream:
            write(stream)
    except OSError as error:
        raise _failure(path, error) from error


def check_target(path: Path) -> None:
    """Refuses, before any work is done, a place where no file can be written.

    Raises:
        OutputError: the folder does not exist or may not be written to, or the path is no file or no possible name.
    """
    folder = path.parent
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a folder: name a file in it.")
        if path.exists() and not path.is_file():
            raise OutputError(f"{path} is a device, not a file: choose another name.")
        if not folder.is_dir():
            raise OutputError(f"The folder {folder} does not exist: make it first.")
    except OSError as error:
        raise _failure(path, error) from error
    if not os.access(folder, os.W_OK):
        raise OutputError(f"The folder {folder} may not be written to: choose another one.")


def names_folder(name: str) -> bool:
    """Whether a name means a folder: one that is there, or a new one by the slash at its end."""
    try:
        return name.endswith(("/", os.sep)) or Path(name).is_dir()
    except OSError:  # a name that is too long, a place that may not be looked at
        return False


def write_text(path: Path, text: str) -> None:
    """Writes UTF-8 text completely or not at all; raises as ``write_whole``."""
    write_whole(path, lambda stream: _put(stream, text))


def _put(stream: BinaryIO, text: str) -> None:
    stream.write(text.encode("utf-8"))


def _failure(path: Path, error: OSError) -> OutputError:
    reason = (error.strerror or "disk error").lower()
    return OutputError(f"{path} cannot be written ({reason}): choose another place.")
