"""Uploads: files that come in slices, each written to disk as it arrives, so that memory does not grow with them."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from posecheck.errors import InputError
from posecheck.ui import texts
from posecheck.ui.visits import Item, Visit

MOST_BYTES = 2 * 1024**3
SLICE_BYTES = 4 * 1024**2

#: Longest file name kept, in bytes of UTF-8; file systems allow 255.
_NAME_BYTES = 200


class Upload:
    """One file on its way in.

    Attributes:
        id: names it in addresses.
        visit: to which it belongs.
        received: bytes that have arrived.
    """

    def __init__(self, visit: Visit, name: str, size: int) -> None:
        """Makes room for it.

        Args:
            name: as the person's machine calls it; only its last part counts.
            size: bytes in all.

        Raises:
            InputError: too large for posecheck, or for the disk.
        """
        if not 0 <= size <= MOST_BYTES:
            raise InputError(texts.TOO_LARGE)
        self.id = uuid.uuid4().hex
        self.received = 0
        self.visit, self._size = visit, size
        self.folder = visit.folder()
        if shutil.disk_usage(self.folder).free < size:
            self.cancel()
            raise InputError(texts.DISK_FULL)
        self._path = self.folder / safe_name(name)
        self._path.touch(0o600)

    @property
    def complete(self) -> bool:
        """Whether all of it has arrived."""
        return self.received == self._size

    async def write(self, offset: int, chunks: AsyncIterator[bytes]) -> None:
        """Takes the next slice. One that breaks off is to be sent again from ``received`` on.

        Raises:
            InputError: it does not follow what has arrived, is larger than announced, or can't be written.
        """
        if offset != self.received:
            raise InputError(texts.OUT_OF_ORDER)
        end = min(offset + SLICE_BYTES, self._size)
        try:
            with self._path.open("ab") as file:
                async for chunk in chunks:
                    if self.received + len(chunk) > end:
                        raise InputError(texts.OUT_OF_ORDER)
                    await run_in_threadpool(file.write, chunk)
                    self.received += len(chunk)
        except OSError:
            raise InputError(texts.DISK_FULL) from None

    def finish(self) -> Item:
        """Hands the complete file over to be analysed."""
        return self.visit.add(self._path, self.folder)

    def cancel(self) -> None:
        """Removes what has arrived."""
        shutil.rmtree(self.folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """The last part of a file name without what a file system or a terminal would stumble over; never empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable()).strip().lstrip(".")
    stem, dot, ending = kept.rpartition(".")
    room = _NAME_BYTES - len(ending.encode()) - len(dot)
    if stem and room > 0:
        kept = stem.encode()[:room].decode("utf-8", "ignore") + dot + ending
    return Path(kept.encode()[:_NAME_BYTES].decode("utf-8", "ignore") or "recording").name
