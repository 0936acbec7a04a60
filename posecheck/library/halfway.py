"""Analyses that were cut short: where their finished parts lie, and that nothing is left of them afterwards.

They lie in the vault, in a folder of their recording, sealed where the library is.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidTag

from posecheck.cache import remove_old
from posecheck.library.sealing import Seal
from posecheck.library.vault import Vault
from posecheck.parts import Parts

_FOLDER, _SALT_BYTES, _NONCE = "parts", 32, bytes(12)


def parts_of(vault: Vault, recording_id: str) -> Parts:
    """What keeps the parts of a recording."""
    folder, seal = _place(vault, recording_id), vault.seal
    if seal.key is None:
        return Parts(folder)
    return Parts(folder, closed=lambda data: _closed(seal, data), opened=lambda data: _opened(seal, data))


def there(vault: Vault, recording_ids: Iterable[str]) -> list[str]:
    """Those of the recordings of which parts lie in the vault."""
    return [one for one in recording_ids if _place(vault, one).exists()]


def forget(vault: Vault, recording_ids: Iterable[str]) -> None:
    """Removes the parts of recordings that are done or gone."""
    for one in recording_ids:
        shutil.rmtree(_place(vault, one), ignore_errors=True)


def forget_all(vault: Vault) -> None:
    """Removes the parts of all recordings: these are then analysed from their beginning."""
    shutil.rmtree(vault.folder / _FOLDER, ignore_errors=True)


def forget_others(vault: Vault, wanted: set[str]) -> None:
    """Removes the parts of all but these recordings, and those that nobody has come back for."""
    folder = vault.folder / _FOLDER
    if folder.is_dir():
        remove_old(folder)
        forget(vault, {path.name for path in folder.iterdir()} - wanted)


def _place(vault: Vault, recording_id: str) -> Path:
    return vault.folder / _FOLDER / recording_id


def _closed(seal: Seal, data: bytes) -> bytes:
    """Each part has a key of its own, drawn from its salt: so the nonce need not differ."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return salt + seal.pieces(salt).encrypt(_NONCE, data, None)


def _opened(seal: Seal, data: bytes) -> bytes:
    try:
        return seal.pieces(data[:_SALT_BYTES]).decrypt(_NONCE, data[_SALT_BYTES:], None)
    except InvalidTag:
        raise ValueError("damaged, or sealed with another key") from None
