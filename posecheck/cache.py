"""Where finished parts of long videos lie (``posecheck.parts``), and how they go when nobody comes back for them."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

import platformdirs

#: How long they are kept at most: a week.
_KEPT_S = 7 * 24 * 3600.0


def default_folder() -> Path:
    """``POSECHECK_CACHE``, else the user's cache; parts lie in a folder of it."""
    named = os.environ.get("POSECHECK_CACHE")
    return (Path(named).expanduser() if named else platformdirs.user_cache_path("posecheck")) / "parts"


def remove_old(folder: Path) -> None:
    """Removes parts that nobody has come back for."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if time.time() - path.stat().st_mtime > _KEPT_S:
                shutil.rmtree(path, ignore_errors=True)


def size_bytes(folder: Path) -> int:
    """How much lies there."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
