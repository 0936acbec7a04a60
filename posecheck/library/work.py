"""The work of the queue: one recording after the other is analysed, in this process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from posecheck import words
from posecheck.api import Checked, check_file
from posecheck.errors import NotFoundError, PosecheckError
from posecheck.library import halfway
from posecheck.library.facts import Recording
from posecheck.library.library import Library
from posecheck.library.queue import BEAT_S, LEASE_S, Desk, Job
from posecheck.library.vault import unwritable

_log = logging.getLogger(__name__)


class _Dropped(Exception):
    """Unwinds the analysis, so that what it opened is closed."""


class Worker:
    """Takes recordings from the queue and analyses them.

    Args:
        library: any owner's.
        stopping: set from outside to make it put back what it works on, and end.
        everybody: take the recordings of all owners, not of this library's alone.
    """

    def __init__(
        self,
        library: Library,
        stopping: threading.Event | None = None,
        everybody: bool = False,
        lease_s: float = LEASE_S,
    ) -> None:
        self._library, self._stopping = library, stopping or threading.Event()
        owner = None if everybody else library.owner
        self._desk = Desk(library.store.engine, library.store.seal, owner=owner, lease_s=lease_s)
        self._beat_s = min(BEAT_S, lease_s / 4.0)

    def run(self, on_job: Callable[[Recording], None] | None = None) -> int:
        """Works until nothing waits; how many recordings it took. ``on_job`` is told each one that is taken."""
        taken = 0
        while not self._stopping.is_set() and (job := self._desk.take()):
            self._do(job, on_job)
            taken += 1
        return taken

    def _do(self, job: Job, on_job: Callable[[Recording], None] | None) -> None:
        library, pulse = self._library.of(job.owner), _Pulse(self._desk, job, self._beat_s, self._stopping)
        try:
            with pulse:
                recording = library.recordings.get(job.recording_id)
                if on_job:
                    on_job(recording)
                library.keeper.keep(recording, _checked(library, recording, pulse), self._desk.worker)
            library.timeline.prepare(recording.client_id)
        except _Dropped:
            self._desk.put_back(job)
            if _exists(library, job):
                return  # its parts stay for whoever goes on
        except NotFoundError:
            pass  # deleted meanwhile
        except KeyboardInterrupt:
            self._desk.put_back(job)
            raise
        except PosecheckError as error:
            self._desk.fail(job, str(error))
        except OSError as error:
            self._desk.fail(job, str(unwritable(error)))
        except Exception:
            _log.exception("an analysis failed")
            self._desk.fail(job, words.STUMBLED)
        halfway.forget(library.vault, [job.recording_id])


def _exists(library: Library, job: Job) -> bool:
    try:
        library.recordings.get(job.recording_id)
    except NotFoundError:
        return False
    return True


def _checked(library: Library, recording: Recording, pulse: _Pulse) -> Checked:
    settings = recording.settings
    return check_file(
        library.recordings.file(recording.id),  # type: ignore[arg-type]
        pose=settings.pose,
        side=settings.side,
        camera_roll_deg=settings.camera_roll_deg,
        every_frame=settings.every_frame,
        mirrored=settings.mirrored,
        on_progress=pulse.report,
        parts=halfway.parts_of(library.vault, recording.id),
    )


class _Pulse:
    """The heart-beat of one job, in a thread: renews the lease and writes how far it is."""

    def __init__(self, desk: Desk, job: Job, every_s: float, stopping: threading.Event) -> None:
        self._desk, self._job, self._every_s, self._stopping = desk, job, every_s, stopping
        self._progress, self._lost, self._ended = 0.0, False, threading.Event()
        self._thread = threading.Thread(target=self._beat, name="posecheck-pulse", daemon=True)

    def report(self, done_s: float, total_s: float | None) -> None:
        """Told after each analysed frame; ends the analysis where it is no longer wanted."""
        if self._lost or self._stopping.is_set():
            raise _Dropped
        self._progress = min(done_s / total_s, 1.0) if total_s else 0.0

    def _beat(self) -> None:
        while not self._ended.wait(self._every_s):
            try:
                self._lost = not self._desk.beat(self._job, self._progress)
            except PosecheckError:
                _log.warning("a heart-beat was missed")  # the database may be busy; the lease bears a few of them

    def __enter__(self) -> _Pulse:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
