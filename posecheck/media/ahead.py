"""Work done ahead in a thread of its own: the next items are made while the last one is still in use."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

#: How long a thread that waits for room sleeps at most before it looks whether it is still wanted, seconds.
_LOOK_S = 0.1


@contextmanager
def ahead(items: Iterator[T], most: int) -> Iterator[Iterator[T]]:
    """The same items in the same order, made by a thread that is up to ``most`` of them ahead.

    An error of the items is raised where they are taken. When the block ends, however it does, the thread stops after
    the item at hand, and the items are closed in it.

    Args:
        items: a generator, used by the thread only from here on.
        most: how many wait at most; more wait for nobody.
    """
    line: queue.Queue[tuple[str, T | BaseException | None]] = queue.Queue(most)
    stop = threading.Event()

    def put(kind: str, what: T | BaseException | None) -> bool:
        while not stop.is_set():
            try:
                line.put((kind, what), timeout=_LOOK_S)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for item in items:
                if not put("item", item):
                    return
                del item  # a picture must not outlive its turn while the next one is made
            put("end", None)
        except BaseException as error:
            put("error", error)
        finally:
            items.close()  # type: ignore[attr-defined]

    def taken() -> Iterator[T]:
        while True:
            kind, what = line.get()
            if kind == "error":
                raise what  # type: ignore[misc]
            if kind == "end":
                return
            yield what  # type: ignore[misc]
            del what

    thread = threading.Thread(target=work, name="posecheck-ahead", daemon=True)
    thread.start()
    try:
        yield taken()
    finally:
        stop.set()
        thread.join()
