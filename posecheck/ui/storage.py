"""The private folder of a running server: what people hand it lies there, and goes with it."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where an open file can't be removed
    fcntl = None  # type: ignore[assignment]

_PREFIX, _LOCK = "posecheck-", "lock"

#: A folder younger than this may belong to a server that is about to lock it.
_YOUNG_S = 60.0


class Storage:
    """A folder of mode 0700 below the system's temporary folder, locked as long as the server lives."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = (self.path / _LOCK).open("w")
        if fcntl:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def folder(self) -> Path:
        """A new private folder in it."""
        return Path(tempfile.mkdtemp(dir=self.path))

    def close(self) -> None:
        """Removes everything; may be called again."""
        self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)


def remove_leftovers() -> None:
    """Removes the folders of this user's servers that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _is_own_folder(path) and _is_dead(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_own_folder(path: Path) -> bool:
    if path.is_symlink() or not path.is_dir():
        return False
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


def _is_dead(path: Path) -> bool:
    lock = path / _LOCK
    try:
        if not lock.exists():
            return time.time() - path.stat().st_mtime > _YOUNG_S
        if not fcntl:
            lock.unlink()
            return True
        with lock.open("r+") as probe:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:
        return False
