"""Folders with recordings in them: what is there, and what has come to rest."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from posecheck.errors import LibraryError

#: Endings of the files that are taken from a folder.
_VIDEOS = ("mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "mts", "m2ts", "wmv", "flv", "3gp", "ogv")
_PICTURES = ("jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff", "avif", "gif")
ENDINGS = frozenset(f".{ending}" for ending in (*_VIDEOS, *_PICTURES, "npz"))


def folder_files(folder: Path) -> list[Path]:
    """Files of a folder and those below it whose ending says that they are recordings, by name; hidden ones left out.

    Raises:
        LibraryError: it is no folder, or can't be read.
    """
    if not folder.is_dir():
        raise LibraryError(f"{folder} is no folder: name one with recordings in it.")
    return list(_files(folder))


def _files(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise LibraryError(f"The folder {folder} cannot be read ({error.strerror}).") from None
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        elif path.is_file() and path.suffix.lower() in ENDINGS:
            yield path


class Watch:
    """Finds the files of a folder that have come to rest: an unfinished copy or recording still grows.

    Each file is given once, and again only when it has changed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Path, tuple[int, int]] = {}
        self._given: dict[Path, tuple[int, int]] = {}

    def settled(self) -> list[Path]:
        """Files whose size and date are as they were at the last call; raises as ``folder_files``."""
        now, ready = {}, []
        for path in folder_files(self._folder):
            try:
                status = path.stat()
            except OSError:
                continue  # gone since the folder was read
            if stat.S_ISREG(status.st_mode) and status.st_size:
                now[path] = status.st_size, status.st_mtime_ns
                if self._seen.get(path) == now[path] != self._given.get(path):
                    ready.append(path)
        self._seen = now
        self._given |= {path: now[path] for path in ready}
        return ready
