"""A small disk, for tests of what happens when there is no more room."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """A folder with room for so many bytes; skips where this user may not mount one."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not root or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs to be allowed to mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path, room: int = 0) -> Path:
    """A file that takes all but so many bytes of the room there is."""
    full, left = disk / "full", os.statvfs(disk)
    with full.open("wb") as out:
        out.write(bytes(left.f_bavail * left.f_frsize - room))
    return full
