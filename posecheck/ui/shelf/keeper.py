"""The keeper: the library of this server, opened once for everybody who signs in, with the workers that analyse."""

from __future__ import annotations

import threading
from enum import StrEnum
from pathlib import Path

from posecheck.errors import LibraryError, PassphraseError, PosecheckError
from posecheck.library import place
from posecheck.library.library import Library
from posecheck.library.workers import Workers
from posecheck.ui.shelf import texts
from posecheck.ui.visits import VISITS


class State(StrEnum):
    """Whether there is a library, and whether it can be looked into."""

    ABSENT = "absent"
    LOCKED = "locked"
    OPEN = "open"


class Keeper:
    """Any thread may use it.

    Attributes:
        analyses: whether it starts workers with the library.
        trouble: why the library could not be opened, where it needs no passphrase; empty otherwise.
    """

    def __init__(self) -> None:
        self._guard = threading.RLock()
        self._library: Library | None = None
        self._workers: Workers | None = None
        self.analyses = True
        self.trouble = ""

    @property
    def folder(self) -> Path:
        """Where the library lies, or would."""
        return self._library.folder if self._library else place.default_folder().absolute()

    @property
    def state(self) -> State:
        """Whether there is a library, and whether it is open."""
        if self._library:
            return State.OPEN
        return State.LOCKED if place.exists(self.folder) else State.ABSENT

    def wake(self, make: bool = False) -> None:
        """Opens the library where that needs nobody: it is there, and no passphrase is asked for, or it is set.

        Args:
            make: makes one where there is none.
        """
        if self.state is State.LOCKED or (make and self.state is State.ABSENT):
            self.trouble = ""
            try:
                self.open()
            except PassphraseError:
                pass  # its page asks for it
            except PosecheckError as error:
                self.trouble = str(error)

    def open(self, passphrase: str | None = None) -> None:
        """Opens the library, or makes a new one, and starts its workers.

        Raises:
            PassphraseError, LibraryError: as ``Library.open``.
        """
        with self._guard:
            if self._library is None:
                self._library = Library.open(passphrase=passphrase)
                self._start()

    def of(self, owner: str) -> Library:
        """The open library as its owner sees it.

        Raises:
            LibraryError: it is not open.
        """
        with self._guard:
            if self._library is None:
                raise LibraryError(texts.NOT_OPEN)
            return self._library.of(owner)

    def set_passphrase(self, passphrase: str | None) -> None:
        """Seals the open library, changes its passphrase, or (None) unseals it.

        Raises:
            LibraryError: another process uses it, or it can't be written to.
        """
        with self._guard:
            if self._library is None:
                raise LibraryError(texts.NOT_OPEN)
            self._stop()
            VISITS.clear_shelves()
            try:
                self._library = self._library.set_passphrase(passphrase)
            finally:
                self._start()

    def lock(self) -> None:
        """Closes it: its workers end, and its key is forgotten."""
        with self._guard:
            self._stop()
            VISITS.clear_shelves()
            library, self._library = self._library, None
            if library:
                library.close()

    def _start(self) -> None:
        assert self._library
        if self.analyses:
            self._workers = Workers(self._library)
            self._workers.start()

    def _stop(self) -> None:
        workers, self._workers = self._workers, None
        if workers:
            workers.stop()


#: That of this process.
KEEPER = Keeper()
