"""Locks between processes: many use a library at once, one alone seals it or brings its tables up to date."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from posecheck.errors import LibraryError

try:
    import fcntl
except ImportError:  # Windows, where one user's library is hardly opened by two processes in the same second
    fcntl = None  # type: ignore[assignment]

_PATIENCE_S = 30.0


class Use:
    """The use of a library's folder by this process, shared with others until ``alone``."""

    def __init__(self, folder: Path) -> None:
        """Waits while another process has it alone.

        Raises:
            LibraryError: that takes too long.
        """
        self._file: IO[bytes] = (folder / "in-use").open("ab")
        _wait(self._file, alone=False)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else uses it meanwhile.

        Raises:
            LibraryError: another process uses it.
        """
        if not _locked(self._file, alone=True):
            _wait(self._file, alone=False)
            raise LibraryError("The library is open elsewhere: stop the app and all other uses of it first.")
        try:
            yield
        finally:
            _wait(self._file, alone=False)

    def close(self) -> None:
        """Ends the use; may be called again."""
        self._file.close()


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Others that come here wait.

    Raises:
        LibraryError: that takes too long.
    """
    with (folder / "opening").open("ab") as file:
        _wait(file, alone=True)
        yield


def _wait(file: IO[bytes], alone: bool) -> None:
    end_s = time.monotonic() + _PATIENCE_S
    while not _locked(file, alone):
        if time.monotonic() > end_s:
            raise LibraryError("The library is busy: another program is sealing it or bringing it up to date.")
        time.sleep(0.02)


def _locked(file: IO[bytes], alone: bool) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
