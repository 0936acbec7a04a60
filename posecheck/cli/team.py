"""Several files at once: the work of each in a thread, the results in the order of the files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from posecheck.api import Progress

T = TypeVar("T")


class Stopped(BaseException):
    """Unwinds a file's work when the whole is stopped, so that what it opened is closed and nothing is half-written."""


@contextmanager
def team(
    works: Sequence[Callable[[Progress], T]], jobs: int, on_progress: Progress | None = None
) -> Iterator[list[Future[T]]]:
    """Starts the works, at most ``jobs`` at once.

    Threads, not processes: the libraries leave Python while they work, and are loaded once.

    Args:
        works: each is given a function to report progress to, which is where it is stopped.
        on_progress: called with (works done, works in all), from any thread.

    Yields:
        What becomes of each, in their order. When the block ends, those under way are stopped and waited for.
    """
    stop, done, lock = threading.Event(), [0], threading.Lock()

    def report(done_s: float, total_s: float | None) -> None:
        if stop.is_set():
            raise Stopped

    def run(work: Callable[[Progress], T]) -> T:
        try:
            report(0.0, None)
            return work(report)
        finally:
            with lock:
                done[0] += 1
                if on_progress:
                    on_progress(done[0], len(works))

    pool = ThreadPoolExecutor(jobs, thread_name_prefix="posecheck-file")
    try:
        yield [pool.submit(run, work) for work in works]
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
