"""The vault: the library's files, each whole or not there, plain or sealed.

A file is written under a temporary name, flushed to the disk and renamed; from its first byte until a row of the
database names it, its writer holds a lock on it. What no row names and nobody has locked was left by a writer that was
killed, and is swept.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from posecheck.errors import LibraryError
from posecheck.library.sealing import Seal, SealedReader, SealingWriter, plain_size

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]

_PART = ".part"

#: Where files can't be locked, one that nobody has written to for so long has no living writer.
_ABANDONED_S = 3600.0


@dataclass(frozen=True, slots=True)
class File:
    """A file that reads like a ``Path`` and has a name of its own: of the vault, sealed or not, or anywhere.

    Attributes:
        name: what it is called; nothing about where it lies.
        path: where it lies.
        seal: what opens it; None where it is not sealed.
    """

    name: str
    path: Path
    seal: Seal | None = None

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    def __fspath__(self) -> str:
        return self.name  # in messages: where it lies is nobody's business

    def __str__(self) -> str:
        return self.name

    def open(self, mode: str = "rb") -> BinaryIO:
        """A stream for reading, from any place.

        Raises:
            OSError: it can't be opened.
            LibraryError: it is damaged, or sealed with another key.
        """
        if mode != "rb":
            raise ValueError("a file of the library is only read, as bytes")
        stream = self.path.open("rb")
        if self.seal is None:
            return stream
        try:
            return cast(BinaryIO, io.BufferedReader(SealedReader(stream, self.seal)))
        except BaseException:
            stream.close()
            raise

    def read_bytes(self) -> bytes:
        """All of it."""
        with self.open() as stream:
            return stream.read()

    def exists(self) -> bool:
        """Whether it is there."""
        return self.path.is_file()

    def stat(self) -> os.stat_result:
        """As ``Path.stat``, with the size that reading it gives."""
        status = self.path.stat()
        values = list(status)
        values[6] = plain_size(status.st_size, self.seal is not None)
        return os.stat_result(values)


class Incoming:
    """A file on its way into the vault; without ``settle`` it is removed at the end of the ``with`` block.

    Attributes:
        id: its name in the vault.
        size_bytes, sha256: of what was written so far.
        sealed: whether it is written sealed.
    """

    def __init__(self, vault: Vault) -> None:
        self.id, self.size_bytes, self.sealed = uuid.uuid4().hex, 0, vault.seal.key is not None
        self._vault, self._hash, self._settled, self._failed = vault, hashlib.sha256(), False, False
        self._path = vault.place(self.id)
        if not self._path.parent.is_dir():
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(vault.folder)
        self._part = self._path.with_suffix(_PART)
        self._stream = _created(self._part)
        self._writer = SealingWriter(self._stream, vault.seal) if self.sealed else None

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> int:
        """Appends; what failed once, on a full disk, is not whole and takes nothing more."""
        if self._failed:
            raise OSError(errno.EIO, "a part of it was not written")
        try:
            (self._writer or self._stream).write(data)
        except OSError:
            self._failed = True
            raise
        self._hash.update(data)
        self.size_bytes += len(data)
        return len(data)

    def finish(self, name: str = "") -> File:
        """Makes it whole under its own name; it can be read from now on, under the name given."""
        if self._failed:
            raise OSError(errno.EIO, "a part of it was not written")
        if self._writer:
            self._writer.finish()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._part.rename(self._path)
        _sync_folder(self._path.parent)
        return self._vault.file(self.id, name or self.id, self.sealed)

    def settle(self) -> None:
        """To be called once a row names it: it stays."""
        self._settled = True

    def discard(self) -> None:
        """Ends the use; removes it unless it is settled. May be called again."""
        if not self._settled:
            self._part.unlink(missing_ok=True)
            self._path.unlink(missing_ok=True)
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.discard()


class Vault:
    """A folder of files named by random ids."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self.folder, self.seal = folder, seal
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def place(self, file_id: str) -> Path:
        """Where a file of that id lies, whether it is there or not."""
        return self.folder / file_id[:2] / file_id

    def incoming(self) -> Incoming:
        """A new file, to be written.

        Raises:
            LibraryError: the disk is full or may not be written to.
        """
        try:
            return Incoming(self)
        except OSError as error:
            raise unwritable(error) from error

    def file(self, file_id: str, name: str, sealed: bool) -> File:
        """A file of the vault under the name that people know."""
        return File(name, self.place(file_id), self.seal if sealed else None)

    def remove(self, ids: Iterable[str]) -> None:
        """Removes files for good; those that are gone already are no error."""
        folders = set()
        for file_id in ids:
            place = self.place(file_id)
            place.unlink(missing_ok=True)
            folders.add(place.parent)
        for folder in folders:
            if folder.is_dir():
                _sync_folder(folder)

    def sweep(self, named: Callable[[], set[str]]) -> list[str]:
        """Removes what killed writers left.

        Args:
            named: ids of the files that rows name, now.

        Returns:
            Names of the files removed.
        """
        paths = list(self._paths())
        known = named()  # only now: what was settled since the folder was read is not among the paths
        return [path.name for path in paths if path.name not in known and _is_left(path, named)]

    def ids(self) -> set[str]:
        """Names of everything that lies in the vault, half-written files included."""
        return {path.name for path in self._paths()}

    def _paths(self) -> Iterator[Path]:
        yield from (path for path in self.folder.glob("*/*") if path.is_file())


def _is_left(path: Path, named: Callable[[], set[str]]) -> bool:
    """Removes a file that nobody has locked and no row names; whether it did."""
    try:
        with path.open("r+b") as stream:
            if fcntl is None and time.time() - path.stat().st_mtime < _ABANDONED_S:
                return False
            # asked again under the lock: its writer may have settled it a moment ago
            if not _lock(stream) or path.name in named():
                return False
            path.unlink(missing_ok=True)
    except FileNotFoundError:
        return False
    return True


def _created(path: Path) -> BinaryIO:
    """A new file that only its user may read, locked."""
    while True:
        stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb")
        if _lock(stream) and path.exists():
            return stream
        stream.close()  # swept between its making and its locking
        path.unlink(missing_ok=True)


def _lock(stream: BinaryIO) -> bool:
    """Locks an open file until it is closed; whether nobody else had it locked."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    """Flushes a folder's names to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unwritable(error: OSError) -> LibraryError:
    """The library's folder can't be written to."""
    reason = (error.strerror or "disk error").lower()
    return LibraryError(f"The library cannot be written to ({reason}): make room, or give yourself permission.")
