"""Arrivals: an upload that goes straight to a client of the library, sealed while it arrives where that is sealed."""

from __future__ import annotations

from posecheck.library.intake import Arrival
from posecheck.ui.visits import Visit


class ToClient:
    """A ``posecheck.ui.uploads.Sink`` into the library."""

    def __init__(self, visit: Visit, arrival: Arrival) -> None:
        self._visit, self._arrival = visit, arrival

    def write(self, data: bytes) -> None:
        """Raises LibraryError where the library can't be written to."""
        self._arrival.write(data)

    def finish(self) -> str:
        """The id of the recording, or of the one with the same content that was there; raises PosecheckError."""
        with self._arrival as arrival:
            outcome = arrival.finish()
        self._visit.outcomes[outcome.recording.id] = outcome
        return outcome.recording.id

    def cancel(self) -> None:
        """Nothing of it stays."""
        self._arrival.discard()
