"""Opening the library from the terminal: where it lies, and its passphrase, asked for without showing it."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.errors import InputError, LibraryError, PassphraseError

if TYPE_CHECKING:
    from posecheck.library.library import Library


@dataclass(frozen=True, slots=True)
class Where:
    """Which library, as it was named; None as the environment says, else the user's own."""

    folder: Path | None = None
    database: str | None = None


@contextmanager
def opened(where: Where, make: bool = False) -> Iterator[Library]:
    """The library, closed afterwards.

    Args:
        make: make a new one where there is none.

    Raises:
        PassphraseError: it is sealed, and the passphrase is missing or another one.
        LibraryError: there is none, or it can't be used.
    """
    with open_library(where, make) as library:
        yield library


def open_library(where: Where, make: bool = False) -> Library:
    """As ``opened``; the caller closes it."""
    from posecheck.library import place
    from posecheck.library.library import Library

    folder = where.folder or place.default_folder()
    if not make and not place.exists(folder):
        raise LibraryError(
            f"There is no library in {folder} yet: begin one with 'posecheck library client NAME --new', "
            "or name its folder with --folder."
        )
    passphrase = None
    if place.exists(folder) and place.read_about(folder).sealed and not os.environ.get("POSECHECK_PASSPHRASE"):
        passphrase = asked("Passphrase: ")
    return Library.open(folder, where.database, passphrase)


def asked(prompt: str) -> str:
    """A passphrase from the keyboard, not shown.

    Raises:
        PassphraseError: there is no keyboard.
    """
    if not sys.stdin.isatty():
        raise PassphraseError("This needs a passphrase: set POSECHECK_PASSPHRASE, or run it in a terminal.")
    return getpass.getpass(prompt)


def sure(question: str, yes: bool) -> bool:
    """Whether somebody says yes; without a terminal only ``yes`` does.

    Raises:
        InputError: there is nobody to ask.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise InputError("Nothing was deleted: say --yes where nobody can be asked.")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def day(text: str | None) -> date | None:
    """A day as it is written on the command line.

    Raises:
        InputError: it is no day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no day: write it as in 2025-03-31.") from None
