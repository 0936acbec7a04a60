"""Parcels: an archive of everything about a client, sent while it is made; nothing of it is written to the disk."""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from posecheck.ui.visits import Visit

#: So many pieces wait at most to be sent: memory does not grow with the archive.
_WAITING = 16

_PIECE_BYTES = 256 * 1024


def address(visit: Visit, client_id: str) -> str:
    """Where a page finds the archive of a client."""
    return f"pose/client/{client_id}/archive?token={visit.token}"


class _Pipe(io.RawIOBase):
    """What is written at one end by a thread comes out as pieces at the other."""

    def __init__(self) -> None:
        self.pieces: queue.Queue[bytes | Exception | None] = queue.Queue(_WAITING)
        self.left = threading.Event()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self.put(piece)
        return len(piece)

    def put(self, piece: bytes | Exception | None) -> None:
        """Waits for room; raises BrokenPipeError when nobody takes anything any more."""
        while not self.left.is_set():
            try:
                return self.pieces.put(piece, timeout=0.5)
            except queue.Full:
                continue
        raise BrokenPipeError("the page is gone")


def pieces(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """What a function writes, piece by piece while it does; raises what it raises."""
    pipe = _Pipe()

    def work() -> None:
        try:
            buffered = io.BufferedWriter(pipe, _PIECE_BYTES)
            write(cast(BinaryIO, _Forward(buffered)))
            buffered.flush()
            pipe.put(None)
        except BrokenPipeError:
            pass
        except Exception as error:
            pipe.put(error)

    threading.Thread(target=work, daemon=True, name="parcel").start()
    try:
        while (piece := pipe.pieces.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        pipe.left.set()


class _Forward:
    """Only forwards: whoever writes must not try to go back."""

    def __init__(self, stream: io.BufferedWriter) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()

    def seekable(self) -> bool:
        return False
