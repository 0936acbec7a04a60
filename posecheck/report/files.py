"""Writing result files so that a failure, a full disk or Ctrl-C leaves nothing half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from posecheck.errors import OutputError


def write_whole(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Writes a file completely or not at all: into a temporary one beside it, moved there at the end.

    Raises:
        OutputError: it can't be written; the message says why and what to do.
    """
    check_target(path)
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
            temporary = Path(stream.name)
            write(stream)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({(error.strerror or 'disk error').lower()}): choose another place."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def check_target(path: Path) -> None:
    """Refuses, before any work is done, a place where no file can be written.

    Raises:
        OutputError: the folder does not exist or may not be written to, or the path is a folder.
    """
    folder = path.parent
    if path.is_dir():
        raise OutputError(f"{path} is a folder: name a file in it.")
    if not folder.is_dir():
        raise OutputError(f"The folder {folder} does not exist: make it first.")
    if not os.access(folder, os.W_OK):
        raise OutputError(f"The folder {folder} may not be written to: choose another one.")


def write_text(path: Path, text: str) -> None:
    """Writes UTF-8 text completely or not at all; raises as ``write_whole``."""
    write_whole(path, lambda stream: _put(stream, text))


def _put(stream: BinaryIO, text: str) -> None:
    stream.write(text.encode("utf-8"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
