"""Work in the background: at most two at once, each with its progress, and each can be stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Generic, TypeVar

from posecheck.errors import PosecheckError
from posecheck.ui import texts

T = TypeVar("T")

#: Called with (seconds done, seconds in all or None), as ``posecheck.api.Progress``.
Report = Callable[[float, float | None], None]

#: Each holds a landmarker and a decoder, which use several cores themselves.
AT_ONCE = 2

_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="posecheck-job")


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class _Stopped(Exception):
    """Unwinds the work, so that what it opened is closed."""


class Job(Generic[T]):
    """One piece of work, started at once or as soon as there is room.

    Attributes:
        state: waiting, running, then one of the three ends.
        progress: share in [0, 1] that is done; None where the work does not know.
        result: what it gave, once it is done.
        error: one sentence for the user, where it failed.
    """

    def __init__(self, work: Callable[[Report], T]) -> None:
        """Starts.

        Args:
            work: gets a function to report progress to, which also is where it is stopped.
        """
        self.state = State.WAITING
        self.progress: float | None = 0.0
        self.result: T | None = None
        self.error: str | None = None
        self._stop = threading.Event()
        self._ended = threading.Event()
        _pool.submit(self._run, work)

    @classmethod
    def ended(cls, result: T) -> Job[T]:
        """One that has nothing to do: its result is known."""
        job = cls.__new__(cls)
        job.state, job.progress, job.result, job.error = State.DONE, 1.0, result, None
        job._stop, job._ended = threading.Event(), threading.Event()
        job._ended.set()
        return job

    @property
    def active(self) -> bool:
        """Whether it has not ended."""
        return self.state in (State.WAITING, State.RUNNING)

    def stop(self) -> None:
        """Asks it to stop: at once where it waits, else at its next report."""
        self._stop.set()
        if self.state is State.WAITING:
            self.state = State.STOPPED

    def wait(self, timeout_s: float | None = None) -> bool:
        """Waits until the work has ended and closed what it opened; False when that takes longer."""
        return self._ended.wait(timeout_s)

    def _report(self, done_s: float, total_s: float | None) -> None:
        if self._stop.is_set():
            raise _Stopped
        self.progress = min(done_s / total_s, 1.0) if total_s else None

    def _run(self, work: Callable[[Report], T]) -> None:
        try:
            if self._stop.is_set():
                raise _Stopped
            self.state = State.RUNNING
            self.result = work(self._report)
            self.state = State.DONE
        except _Stopped:
            self.state = State.STOPPED
        except PosecheckError as error:
            self.error, self.state = str(error), State.FAILED
        except Exception:
            logging.getLogger(__name__).exception("a job failed")
            self.error, self.state = texts.OUR_FAULT, State.FAILED
        finally:
            self._ended.set()
