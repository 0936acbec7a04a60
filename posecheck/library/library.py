"""``Library``: the one door to clients, recordings, and all that is known of them."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, select

from posecheck.library import erasure, halfway, place, resealing, schema, tables
from posecheck.library.archive import Archive
from posecheck.library.clients import Clients
from posecheck.library.erasure import Erasure
from posecheck.library.facts import Correction, State
from posecheck.library.hand import Hand
from posecheck.library.intake import Intake
from posecheck.library.keeping import Keeper
from posecheck.library.locks import Use, one_at_a_time
from posecheck.library.notes import Notes
from posecheck.library.place import Opening
from posecheck.library.practice import Practices
from posecheck.library.queue import Queue
from posecheck.library.recordings import Recordings
from posecheck.library.results import Results
from posecheck.library.sealing import Seal
from posecheck.library.store import Store, engine_of
from posecheck.library.timeline import Timeline
from posecheck.library.vault import Vault


class Library:
    """One owner's clients, recordings, results, notes and corrections. Any thread may use it; close it at the end.

    Attributes:
        owner: whose library it is; "" where nobody signs in.
        folder: where it lies.
        sealed: whether it has a passphrase.
        clients, recordings, intake, results, keeper, notes, queue, timeline, practice, archive, erasure: its rooms.
    """

    @classmethod
    def open(
        cls, folder: Path | None = None, database: str | None = None, passphrase: str | None = None, owner: str = ""
    ) -> Self:
        """Opens a library, or makes a new one.

        Args:
            folder: where its files lie; None as ``place.default_folder`` says.
            database: URL of its database; None as ``place.default_database`` says.
            passphrase: of a sealed library; None takes ``POSECHECK_PASSPHRASE``.
            owner: whose rows are shown.

        Raises:
            PassphraseError: it is sealed, and the passphrase is missing or another one.
            LibraryError: folder or database can't be used, or are those of a later posecheck.
        """
        folder = (folder or place.default_folder()).absolute()
        database = database or place.default_database(folder)
        place.prepare(folder)
        with one_at_a_time(folder):
            about = place.read_about(folder)
            opening = Opening(folder, database, about.seal(passphrase).key)
            if not place.exists(folder):
                place.write_about(folder, about)
            if about.turning:
                opening = resealing.finish(opening, about)
            return cls._opened(opening, owner)

    @classmethod
    def reopen(cls, opening: Opening, owner: str = "") -> Self:
        """Opens a library that another process has opened; raises as ``open``."""
        with one_at_a_time(opening.folder):
            return cls._opened(opening, owner)

    @classmethod
    def _opened(cls, opening: Opening, owner: str) -> Self:
        engine = engine_of(opening.database)
        with ExitStack() as stack:
            stack.callback(engine.dispose)
            use = stack.enter_context(closing(Use(opening.folder)))
            schema.bring_up_to_date(engine)
            library = cls(opening, use, engine, owner)
            library.tidy()
            stack.pop_all()  # all went well: from now on it is the library's to close
        return library

    def __init__(self, opening: Opening, use: Use, engine: Engine, owner: str) -> None:
        """For ``open``, ``reopen`` and ``of``."""
        self.opening, self.owner, self.folder = opening, owner, opening.folder
        self._use = use
        seal = Seal(opening.key)
        self.store, self.vault = Store(engine, owner, seal), Vault(opening.folder / "vault", seal)
        self.clients = Clients(self.store)
        self.recordings = Recordings(self.store, self.vault)
        self.intake = Intake(self.store, self.vault, self.clients, self.recordings)
        self._hand = Hand(self.store)
        self.results = Results(self.store, self.vault, self.recordings, self._hand)
        self.keeper = Keeper(self.store, self.vault, self.recordings, self.results, self._hand)
        self.notes = Notes(self.store, self.recordings)
        self.queue = Queue(self.store, self.recordings)
        self.timeline = Timeline(self.store, self.clients, self.results)
        self.practice = Practices(self.store)
        self.archive = Archive(self.clients, self.recordings, self.results, self.notes, self._hand)
        self.erasure = Erasure(self.store, self.vault)

    @property
    def sealed(self) -> bool:
        """Whether a passphrase is needed to open it."""
        return self.opening.key is not None

    def of(self, owner: str) -> Library:
        """The same library as another owner sees it; it closes with this one."""
        return self if owner == self.owner else Library(self.opening, self._use, self.store.engine, owner)

    def corrections(self, recording_id: str) -> tuple[Correction, ...]:
        """All corrections of a recording, undone ones included, the oldest first.

        Raises:
            NotFoundError: there is no such recording.
        """
        self.recordings.get(recording_id)
        return self._hand.of(recording_id)

    def correct(
        self, recording_id: str, time_s: float, landmark: int, after: tuple[float, float], by: str = ""
    ) -> Correction:
        """Puts a landmark elsewhere: the correction is kept, and the recording's numbers and pictures follow.

        Args:
            after: (x, y) pixels, as ``posecheck.body.placed.Placed`` has them.
            by: who says so.

        Raises:
            NotFoundError: there is no such recording.
            LibraryError: it is not analysed yet.
            InputError: a time or a place that is none, or where nobody was seen.
        """
        before = self.results.try_placed(recording_id, time_s, landmark, after)
        correction = self._hand.add(recording_id, time_s, landmark, before, after, by)
        self.keeper.refresh(recording_id)
        return correction

    def undo_correction(self, correction_id: str, by: str = "") -> Correction:
        """Takes a correction back; it stays in the log.

        Raises:
            NotFoundError: there is no such correction.
            LibraryError: it was undone before.
        """
        correction = self._hand.undo(correction_id, by)
        self.keeper.refresh(correction.recording_id)
        return correction

    def set_passphrase(self, passphrase: str | None) -> Library:
        """Seals an open library, gives a sealed one another passphrase, or (None) unseals it.

        This library is closed; nothing else may have it open.

        Returns:
            The library, opened anew.

        Raises:
            LibraryError: it is open elsewhere; then everything is as before, and this library stays open.
            PassphraseError: the passphrase is empty.
        """
        opening = resealing.with_passphrase(self.opening, self._use, self.store.engine, passphrase)
        self.close()
        return Library.reopen(opening, self.owner)

    def tidy(self) -> list[str]:
        """Finishes what killed processes began: deletions, files that no row names, and parts that nobody needs.

        Returns:
            Names of the files removed from the vault.
        """
        with self.store.reading() as connection:
            unfinished = erasure.unfinished(connection)
        for owner, client_id in unfinished:
            self.of(owner).erasure.delete(client_id)

        with self.store.reading() as connection:
            undone = tables.recordings.c.state != State.DONE.value
            halfway.forget_others(self.vault, set(connection.scalars(select(tables.recordings.c.id).where(undone))))

        def named() -> set[str]:
            with self.store.reading() as connection:
                return set(connection.scalars(select(tables.files.c.id)))

        return self.vault.sweep(named)

    def close(self) -> None:
        """Ends the use; may be called again."""
        self.store.engine.dispose()
        self._use.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()
