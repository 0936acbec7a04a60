"""Sealing: a library with a passphrase keeps files and whatever names or describes a person encrypted.

A random data key encrypts everything; the passphrase, through scrypt, encrypts the data key. So the passphrase can be
changed without touching a file. It protects what lies on the disk, not a running library.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from posecheck.errors import LibraryError, PassphraseError

#: scrypt's cost for new passphrases (128 MiB, a third of a second): OWASP's recommendation.
_COST = {"n": 2**17, "r": 8, "p": 1}

_KEY_BYTES, _NONCE_BYTES, _TAG_BYTES = 32, 12, 16
_MAGIC = b"posecheck-sealed-1\n"
_SALT_BYTES = 32
_HEAD_BYTES = len(_MAGIC) + _SALT_BYTES

#: A sealed file is encrypted in pieces of this size, so that any part of it can be read.
PIECE_BYTES = 65536

_PLAIN, _SEALED = "=", "~"


def wrap(key: bytes, passphrase: str) -> dict[str, Any]:
    """A data key as it may lie on the disk, opened by a passphrase.

    Raises:
        PassphraseError: the passphrase is empty.
    """
    if not passphrase:
        raise PassphraseError("An empty passphrase protects nothing: choose one of several words.")
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    wrapped = AESGCM(_stretched(passphrase, salt, _COST)).encrypt(nonce, key, None)
    return {"kdf": "scrypt", **_COST, "salt": _text(salt), "nonce": _text(nonce), "key": _text(wrapped)}


def unwrap(wrapped: dict[str, Any], passphrase: str) -> bytes:
    """The data key.

    Raises:
        PassphraseError: it is another passphrase.
        LibraryError: what was wrapped is damaged.
    """
    try:
        salt, nonce, key = (base64.b64decode(wrapped[name]) for name in ("salt", "nonce", "key"))
        cost = {name: int(wrapped[name]) for name in _COST}
        stretched = AESGCM(_stretched(passphrase, salt, cost))
    except (KeyError, TypeError, ValueError):
        raise LibraryError("The library's key in library.json is damaged: put back a copy of that file.") from None
    try:
        return stretched.decrypt(nonce, key, None)
    except InvalidTag:
        raise PassphraseError("That is not the passphrase of this library: try again.") from None


def _stretched(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return Scrypt(salt=salt, length=_KEY_BYTES, **cost).derive(passphrase.encode())


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(frozen=True, repr=False)
class Seal:
    """Seals and opens texts and files; without a key it leaves them as they are.

    Every stored text says in its first letter whether it is sealed, and every file by its row, so that both kinds can
    be read while a library is being sealed or opened up.
    """

    key: bytes | None = None

    @staticmethod
    def new() -> Seal:
        """With a new random key."""
        return Seal(secrets.token_bytes(_KEY_BYTES))

    def text(self, plain: str) -> str:
        """A text as it is stored."""
        if self.key is None:
            return _PLAIN + plain
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _SEALED + _text(nonce + self._texts.encrypt(nonce, plain.encode(), None))

    def plain(self, stored: str) -> str:
        """A text as it was given.

        Raises:
            LibraryError: it was sealed with another key, or is damaged.
        """
        if stored.startswith(_PLAIN):
            return stored[len(_PLAIN) :]
        try:
            data = base64.b64decode(stored[len(_SEALED) :])
            text = self._texts.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], None)
        except (ValueError, InvalidTag):
            raise LibraryError("An entry of the library is damaged or sealed with another key.") from None
        return text.decode()

    def fingerprint(self, sha256: str) -> str:
        """What finds the same content again; of a sealed library it tells nobody else what the content is."""
        if self.key is None:
            return sha256
        return hmac.new(self._derived(b"fingerprints"), sha256.encode(), hashlib.sha256).hexdigest()

    def pieces(self, salt: bytes) -> AESGCM:
        """The cipher of one file."""
        return AESGCM(self._derived(b"file" + salt))

    @cached_property
    def _texts(self) -> AESGCM:
        """The cipher of all texts."""
        return AESGCM(self._derived(b"texts"))

    def _derived(self, use: bytes) -> bytes:
        if self.key is None:
            raise LibraryError("An entry of the library is sealed: give its passphrase.")
        return HKDF(SHA256(), _KEY_BYTES, None, use).derive(self.key)


def _nonce(number: int, last: bool) -> bytes:
    """Of the piece of that number; the last one is marked, so that a file cut off is noticed."""
    return number.to_bytes(_NONCE_BYTES - 1, "big") + bytes([last])


class SealingWriter:
    """Seals what is written to it; nothing is whole before ``finish``."""

    def __init__(self, stream: BinaryIO, seal: Seal) -> None:
        salt = secrets.token_bytes(_SALT_BYTES)
        self._stream, self._cipher = stream, seal.pieces(salt)
        self._held, self._number = bytearray(), 0
        stream.write(_MAGIC + salt)

    def write(self, data: bytes) -> int:
        """Takes data of any length."""
        self._held += data
        while len(self._held) > PIECE_BYTES:
            self._put(bytes(self._held[:PIECE_BYTES]), last=False)
            del self._held[:PIECE_BYTES]
        return len(data)

    def finish(self) -> None:
        """Writes the last piece, which may be empty."""
        self._put(bytes(self._held), last=True)

    def _put(self, piece: bytes, last: bool) -> None:
        self._stream.write(self._cipher.encrypt(_nonce(self._number, last), piece, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads a sealed file as the plain one it was, from any place in it.

    Raises:
        LibraryError: it is damaged, cut off, or sealed with another key.
    """

    def __init__(self, stream: BinaryIO, seal: Seal) -> None:
        self._stream, self._place = stream, 0
        head = stream.read(_HEAD_BYTES)
        if not head.startswith(_MAGIC) or len(head) < _HEAD_BYTES:
            raise _damaged()
        self._cipher = seal.pieces(head[len(_MAGIC) :])
        self.size_bytes, self._pieces = _plain_size(os.fstat(stream.fileno()).st_size)
        self._number, self._piece = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size_bytes}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        view, done = memoryview(buffer).cast("B"), 0
        while done < len(view) and self._place < self.size_bytes:
            number, offset = divmod(self._place, PIECE_BYTES)
            part = self._open(number)[offset : offset + len(view) - done]
            view[done : done + len(part)] = part
            done, self._place = done + len(part), self._place + len(part)
        return done

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()

    def _open(self, number: int) -> bytes:
        if number != self._number:
            self._stream.seek(_HEAD_BYTES + number * (PIECE_BYTES + _TAG_BYTES))
            data = self._stream.read(PIECE_BYTES + _TAG_BYTES)
            try:
                self._piece = self._cipher.decrypt(_nonce(number, number == self._pieces - 1), data, None)
            except InvalidTag:
                raise _damaged() from None
            self._number = number
        return self._piece


def _plain_size(sealed_bytes: int) -> tuple[int, int]:
    """Bytes of the plain file, and the number of its pieces.

    Raises:
        LibraryError: no sealed file has that size.
    """
    pieces, rest = divmod(sealed_bytes - _HEAD_BYTES, PIECE_BYTES + _TAG_BYTES)
    pieces += rest > 0
    plain_bytes = sealed_bytes - _HEAD_BYTES - pieces * _TAG_BYTES
    if pieces < 1 or 0 < rest < _TAG_BYTES or plain_bytes < 0:
        raise _damaged()
    return plain_bytes, pieces


def plain_size(path_bytes: int, sealed: bool) -> int:
    """How many bytes a file of the vault gives when it is read."""
    return _plain_size(path_bytes)[0] if sealed else path_bytes


def _damaged() -> LibraryError:
    return LibraryError("A file of the library is damaged or sealed with another key: put back a copy of it.")
