"""Where a library lies: its folder, and ``library.json`` in it, which holds the locked key of a sealed one."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import platformdirs

from posecheck.errors import LibraryError, PassphraseError
from posecheck.library.sealing import Seal, unwrap, wrap
from posecheck.library.store import sqlite_url
from posecheck.whole import whole

SCHEMA = "posecheck.library/1"


@dataclass(frozen=True, slots=True)
class Opening:
    """What another process needs to open the same library.

    Attributes:
        key: the data key of a sealed one; it must not be written anywhere.
    """

    folder: Path
    database: str = field(repr=False)  # it may hold a password
    key: bytes | None = field(default=None, repr=False)


_ABOUT, _DATABASE = "library.json", "library.db"


def default_folder() -> Path:
    """``POSECHECK_LIBRARY``, else a folder of the user's data."""
    named = os.environ.get("POSECHECK_LIBRARY")
    return Path(named).expanduser() if named else platformdirs.user_data_path("posecheck") / "library"


def default_database(folder: Path) -> str:
    """``POSECHECK_DATABASE``, else a SQLite file in the folder."""
    return os.environ.get("POSECHECK_DATABASE") or sqlite_url(folder.resolve() / _DATABASE)


@dataclass(frozen=True, slots=True)
class About:
    """What ``library.json`` says.

    Attributes:
        id: of the library.
        key: the data key, locked by the passphrase; None where it is not sealed.
        turning: "sealed" or "open" while everything is being rewritten so; None otherwise.
    """

    id: str
    key: dict[str, Any] | None = None
    turning: str | None = None

    @property
    def sealed(self) -> bool:
        """Whether a passphrase is needed to read it."""
        return self.key is not None

    def seal(self, passphrase: str | None) -> Seal:
        """What opens the library.

        Raises:
            PassphraseError: it is sealed, and this is not its passphrase.
        """
        if self.key is None:
            return Seal()
        passphrase = passphrase or os.environ.get("POSECHECK_PASSPHRASE")
        if not passphrase:
            raise PassphraseError("This library is sealed: give its passphrase.")
        return Seal(unwrap(self.key, passphrase))

    def locked(self, seal: Seal, passphrase: str) -> About:
        """The same with the key of a seal behind a passphrase."""
        assert seal.key is not None
        return replace(self, key=wrap(seal.key, passphrase))


def exists(folder: Path) -> bool:
    """Whether a library lies in a folder."""
    return (folder / _ABOUT).is_file()


def prepare(folder: Path) -> None:
    """Makes the folder, for its user alone.

    Raises:
        LibraryError: it can't be made or written to, or holds something else.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not exists(folder):
            # of one that was cut short while it was made, or that somebody else is making at this moment
            known = {_ABOUT, "vault", "in-use", "opening"}
            if any(path.name not in known and not path.name.startswith((_DATABASE, ".")) for path in folder.iterdir()):
                raise LibraryError(f"The folder {folder} holds other things: name a new or an empty one.")
        folder.chmod(0o700)
    except OSError as error:
        raise LibraryError(
            f"The library's folder {folder} cannot be used ({(error.strerror or 'disk error').lower()})."
        ) from None


def read_about(folder: Path) -> About:
    """What ``library.json`` says; a new one where there is none.

    Raises:
        LibraryError: it is damaged, or of a later posecheck.
    """
    path = folder / _ABOUT
    try:
        data = json.loads(path.read_text("utf-8"))
        schema, told = data.pop("schema"), About(**data)
    except FileNotFoundError:
        if (folder / _DATABASE).exists():  # without its key a sealed library would be taken for an open one
            raise LibraryError(f"{path} is missing: put back a copy of it.") from None
        return About(uuid.uuid4().hex)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise LibraryError(f"{path} cannot be read or is damaged: put back a copy of it.") from None
    if schema != SCHEMA:
        raise LibraryError("This library was written by a later posecheck: update posecheck.")
    return told


def write_about(folder: Path, about: About) -> None:
    """Writes ``library.json`` whole or not at all.

    Raises:
        LibraryError: it can't be written.
    """
    told = {"schema": SCHEMA, "id": about.id, "key": about.key, "turning": about.turning}
    try:
        with whole(folder / _ABOUT, private=True, lasting=True) as stream:
            stream.write(json.dumps(told, indent=2).encode())
    except OSError as error:
        raise LibraryError(f"The library's folder {folder} cannot be written to ({error.strerror}).") from None
