"""Uploads: files that come in slices, each written to disk as it arrives, so that memory does not grow with them."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from posecheck.errors import InputError, PosecheckError
from posecheck.ui import texts
from posecheck.ui.visits import Visit

MOST_BYTES = 2 * 1024**3
SLICE_BYTES = 4 * 1024**2

#: Longest file name kept, in bytes of UTF-8; file systems allow 255.
_NAME_BYTES = 200


class Sink(Protocol):
    """Where an upload goes."""

    def write(self, data: bytes) -> object:
        """Takes the next piece; raises OSError or PosecheckError where it can't be kept."""

    def finish(self) -> str:
        """All of it has arrived; gives the id of what it has become. Raises PosecheckError."""

    def cancel(self) -> None:
        """Nothing of it is kept; may be called again."""


class ToVisit:
    """Into a private ``folder`` of a visit, to be analysed there."""

    def __init__(self, visit: Visit, name: str, size: int) -> None:
        """Makes room for it; raises InputError where the disk has none."""
        try:
            self._visit, self.folder = visit, visit.folder()
        except OSError:
            raise InputError(texts.DISK_FULL) from None
        if shutil.disk_usage(self.folder).free < size:
            self.cancel()
            raise InputError(texts.DISK_FULL)
        self._path = self.folder / safe_name(name)
        self._path.touch(0o600)

    def write(self, data: bytes) -> None:
        """As ``Sink.write``, whole or not at all. The file is open only meanwhile: a page may be left at any time."""
        size = self._path.stat().st_size
        try:
            with self._path.open("ab") as file:
                file.write(data)
        except OSError:
            os.truncate(self._path, size)
            raise

    def finish(self) -> str:
        """As ``Sink.finish``: the id of the visit's item."""
        return self._visit.add(self._path, self.folder).id

    def cancel(self) -> None:
        """As ``Sink.cancel``."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Upload:
    """One file on its way in.

    Attributes:
        id: names it in addresses.
        received: bytes that have arrived.
        sink: where they go.
    """

    def __init__(self, sink: Sink, size: int) -> None:
        """Begins.

        Args:
            size: bytes in all.
        """
        self.id = uuid.uuid4().hex
        self.received = 0
        self.sink, self._size = sink, size

    @property
    def complete(self) -> bool:
        """Whether all of it has arrived."""
        return self.received == self._size

    async def write(self, offset: int, chunks: AsyncIterator[bytes]) -> None:
        """Takes the next slice. One that breaks off is to be sent again from ``received`` on.

        Raises:
            InputError: it does not follow what has arrived, is larger than announced, or can't be written.
            PosecheckError: as ``Sink.write``.
        """
        if offset != self.received:
            raise InputError(texts.OUT_OF_ORDER)
        end = min(offset + SLICE_BYTES, self._size)
        try:
            async for chunk in chunks:
                if self.received + len(chunk) > end:
                    raise InputError(texts.OUT_OF_ORDER)
                await run_in_threadpool(self.sink.write, chunk)
                self.received += len(chunk)
        except OSError:
            raise InputError(texts.DISK_FULL) from None

    async def finish(self) -> str:
        """Hands the complete file over; the id of what it has become. Raises as ``Sink.finish``."""
        try:
            return await run_in_threadpool(self.sink.finish)
        except PosecheckError:
            self.cancel()
            raise

    def cancel(self) -> None:
        """Removes what has arrived."""
        self.sink.cancel()


def possible(size: int) -> int:
    """The size, if files of it are taken.

    Raises:
        InputError: it is too large, or no size.
    """
    if not 0 <= size <= MOST_BYTES:
        raise InputError(texts.TOO_LARGE)
    return size


def safe_name(name: str) -> str:
    """The last part of a file name without what a file system or a terminal would stumble over; never empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable()).strip().lstrip(".")
    stem, dot, ending = kept.rpartition(".")
    room = _NAME_BYTES - len(ending.encode()) - len(dot)
    if stem and room > 0:
        kept = stem.encode()[:room].decode("utf-8", "ignore") + dot + ending
    return Path(kept.encode()[:_NAME_BYTES].decode("utf-8", "ignore") or "recording").name
