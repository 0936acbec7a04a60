"""``posecheck library passphrase`` and ``practice``."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from posecheck.cli.library.opening import Where, asked, open_library, opened
from posecheck.errors import InputError, PassphraseError


def run_passphrase(where: Where, remove: bool) -> None:
    """Seals the library, changes its passphrase, or unseals it. The new one is asked for twice, or taken from
    POSECHECK_NEW_PASSPHRASE.

    Raises:
        PassphraseError: the old one is wrong, or the new one was written in two ways.
        LibraryError: the library is open elsewhere; and as ``opened``.
    """
    library = open_library(where)
    try:
        if remove:
            library = library.set_passphrase(None)
            print("The library is no longer sealed.")
            return
        new = os.environ.get("POSECHECK_NEW_PASSPHRASE") or asked("New passphrase: ")
        if not os.environ.get("POSECHECK_NEW_PASSPHRASE") and new != asked("The same again: "):
            raise PassphraseError("The two differ: nothing was changed, try again.")
        library = library.set_passphrase(new)
        print("The library is sealed. Nobody can open it without the passphrase, and nobody can recover that.")
    finally:
        library.close()


def run_practice(where: Where, name: str | None, logo: Path | None) -> None:
    """Shows or sets what reports are headed with.

    Raises:
        InputError: the logo can't be read.
        LibraryError: it is no picture; and as ``opened``.
    """
    with opened(where) as library:
        practice = library.practice.get()
        if name is not None:
            practice = replace(practice, name=name)
        if logo is not None:
            try:
                practice = replace(practice, logo=logo.read_bytes())
            except OSError as error:
                raise InputError(f"{logo} cannot be read ({error.strerror}).") from None
        if name is not None or logo is not None:
            library.practice.set(practice)
        size = f", logo of {len(practice.logo) // 1000 + 1} kB" if practice.logo else ""
        print(f"{practice.name or 'No name'}{size}")
