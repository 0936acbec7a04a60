"""How long a library of 200 clients and 2,000 recordings takes to open and to filter.

Run: PYTHONPATH=.:tests:tests/library python benchmarks/library.py

Prints the median of several runs in milliseconds, unsealed and sealed. The recordings have no films behind them; their
entries are as long as real ones.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from crowd import crowd

from posecheck.library import place
from posecheck.library.library import Library

CLIENTS, EACH, RUNS = 200, 10, 7


def median_ms(work: Callable[[], object]) -> float:
    """Median time of some work."""
    times = []
    for _ in range(RUNS):
        start_s = time.perf_counter()
        work()
        times.append(time.perf_counter() - start_s)
    return 1000.0 * statistics.median(times)


def measure(library: Library) -> dict[str, float]:
    """Times of what a page asks for."""
    client = library.clients.all()[0].id
    opening = library.opening

    def reopen() -> None:
        Library.reopen(opening).close()

    asks: dict[str, Callable[[], object]] = {
        "open, without the passphrase's own time": reopen,
        "all clients": library.clients.all,
        "clients by words": lambda: library.clients.all("client 01"),
        "all recordings": library.recordings.find,
        "recordings to review": lambda: library.recordings.find(reviewed=False),
        "recordings by tag and pose": lambda: library.recordings.find(tags=["monday"], pose="tree"),
        "recordings of a client": lambda: library.recordings.find(client),
        "timeline of a client": lambda: library.timeline.of(client),
        "the queue": library.queue.pending,
        "the whole library as CSV": library.archive.csv,
    }
    return {name: median_ms(work) for name, work in asks.items()}


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder), place.sqlite_url(Path(folder).resolve() / "library.db"))
        crowd(library, CLIENTS, EACH)
        plain = measure(library)
        library = library.set_passphrase("only for this")
        sealed = measure(library)
        library.close()
    print(f"{CLIENTS} clients, {CLIENTS * EACH} recordings{'plain':>24}{'sealed':>10}")
    for name, took in plain.items():
        print(f"{name:<45}{took:>7.0f} ms{sealed[name]:>7.0f} ms")


if __name__ == "__main__":
    main()
