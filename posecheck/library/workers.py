"""Worker processes: each analyses what waits in the queue, until the process that started it ends.

A worker is a fresh process that is told the library through its standard input. When that closes, because the starter
has closed it or is dead, it puts back what it works on and ends: nothing is left behind by a killed server.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from posecheck.library.library import Library
from posecheck.library.place import Opening
from posecheck.library.queue import LEASE_S

#: How often an idle worker looks whether something waits, in seconds.
_LOOK_S = 1.0

#: How long a stopped worker gets to put back what it works on, in seconds.
_GRACE_S = 10.0

#: A worker that dies is replaced; one that dies sooner than this only a few times, as something is wrong then.
_SHORT_S, _MOST_SHORT = 10.0, 3

_ROOT = Path(__file__).parents[2]


class Workers:
    """Several worker processes for the recordings of all owners of a library.

    Args:
        library: whose database and vault; not whose owner.
        count: how many at once; None as many as pairs of processor cores.
    """

    def __init__(self, library: Library, count: int | None = None, lease_s: float = LEASE_S) -> None:
        self._opening, self._lease_s = library.opening, lease_s
        self._count = count or max(1, (os.cpu_count() or 2) // 2)
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Starts them; a second call does nothing."""
        if not self._threads:
            self._threads = [threading.Thread(target=self._keep_one, daemon=True) for _ in range(self._count)]
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """Stops them; what they worked on waits again. May be called again."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(_GRACE_S + 5.0)

    @property
    def working(self) -> bool:
        """Whether any is kept alive: they are given up where they die again and again."""
        return any(thread.is_alive() for thread in self._threads)

    def __enter__(self) -> Workers:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _keep_one(self) -> None:
        """Keeps one worker alive."""
        short = 0
        while not self._stopping.is_set() and short < _MOST_SHORT:
            started_s = time.monotonic()
            process = launch(self._opening, self._lease_s)
            while not self._stopping.wait(0.2) and process.poll() is None:
                pass
            _end(process)
            short = short + 1 if time.monotonic() - started_s < _SHORT_S else 0


def launch(opening: Opening, lease_s: float = LEASE_S) -> subprocess.Popen[bytes]:
    """A new worker process; it ends when its standard input is closed."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(
        [sys.executable, "-m", "posecheck.library.workers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    key = base64.b64encode(opening.key).decode() if opening.key else None
    told = {"folder": str(opening.folder), "database": opening.database, "key": key, "lease_s": lease_s}
    assert process.stdin
    with suppress(BrokenPipeError):
        process.stdin.write(json.dumps(told).encode() + b"\n")
        process.stdin.flush()
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin
    with suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> None:
    """A worker's whole life."""
    from posecheck.library.work import Worker

    logging.basicConfig(level=logging.WARNING)
    told = json.loads(sys.stdin.buffer.readline())
    stopping = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(stopping,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)  # who sits at the machine comes first
    key = base64.b64decode(told["key"]) if told["key"] else None
    with Library.reopen(Opening(Path(told["folder"]), told["database"], key)) as library:
        worker = Worker(library, stopping, everybody=True, lease_s=told["lease_s"])
        while not stopping.is_set():
            if not worker.run():
                stopping.wait(_LOOK_S)


def _wait_for_the_end(stopping: threading.Event) -> None:
    sys.stdin.buffer.read()
    stopping.set()
    time.sleep(_GRACE_S)
    os._exit(1)  # it hangs: the lease gives its recording back


if __name__ == "__main__":
    main()
