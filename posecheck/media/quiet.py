"""Keeps the chatter of native libraries off the terminal, and nothing else."""

from __future__ import annotations

import atexit
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_STDERR = 2

#: Lines as Abseil, TensorFlow Lite, OpenCV and the picture decoders write them.
_CHATTER = re.compile(
    rb"""
      [IWEF]\d{4}\ \d\d:\d\d:\d+\.\d+\ .*             # W0000 00:00:17.1  727 file.cc:114] text
    | WARNING:\ All\ log\ messages\ before\ absl::.*
    | (INFO|WARNING|ERROR):\ (Created|Initialized|Applying|Attempting|Following)\ .*
    | ERROR:\ (Invalid|Model|Didn't|Encountered|Node)\ .*
    | Calculator::.*for\ node\ ".*
    | ===\ Source\ Location\ Trace:\ ===
    | (third_party|mediapipe|research)/\S+:\d+
    | \[\ *(INFO|WARN|ERROR|DEBUG)\ *:\d+@.*           # OpenCV
    | libpng\ (warning|error):.*
    | (Premature\ end\ of|Corrupt|Invalid|Unsupported)\ JPEG.*
    | TIFF\w*:.*
    """,
    re.VERBOSE,
)

_guard = threading.RLock()
_blocks: set[object] = set()
_real_stderr: int | None = None
_caught: IO[bytes] | None = None


@contextmanager
def quiet(active: bool = True) -> Iterator[None]:
    """Drops the log lines of native libraries while the block runs.

    The file descriptor of stderr is caught for the whole process, since that is where native code writes.
    Lines that are not theirs (a traceback, another thread's message) are handed on when the last running block
    ends. May be nested, and used by several threads at once. Does nothing where stderr is closed. Keep blocks
    short: a program started by another thread meanwhile loses its stderr.

    Args:
        active: False lets everything through.
    """
    if not active:
        yield
        return
    block = object()
    try:
        _begin(block)
        yield
    finally:
        _end(block)


def quiet_to_the_end() -> None:
    """As ``quiet``, until the process ends: native threads that were cut short still write when nobody waits for them.

    What is not theirs is handed on when the interpreter ends.
    """
    _begin(object())
    atexit.register(_hand_on)


def _begin(block: object) -> None:
    global _real_stderr, _caught
    with _guard:
        _blocks.add(block)
        if _real_stderr is not None:
            return
        _flush()
        try:
            _real_stderr = os.dup(_STDERR)
        except OSError:
            return  # stderr is closed: there is nothing to keep clean
        try:
            _caught = _scratch()
            os.dup2(_caught.fileno(), _STDERR)
        except OSError:
            _release()


def _end(block: object) -> None:
    with _guard:
        _blocks.discard(block)
        if _blocks or _real_stderr is None:
            return
        _flush()
        os.dup2(_real_stderr, _STDERR)
        foreign = _foreign_lines()
        _release()
        _write(_STDERR, foreign)


def _hand_on() -> None:
    with _guard:
        _flush()
        if _real_stderr is not None:
            _write(_real_stderr, _foreign_lines())


def _write(stream: int, lines: bytes) -> None:
    with suppress(OSError):
        while lines:
            lines = lines[os.write(stream, lines) :]


def _scratch() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        file: IO[bytes] = os.fdopen(os.memfd_create("stderr"), "w+b", buffering=0)
    else:
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (_release closes it)
    if fcntl is not None:
        # Without it two threads that write at once overwrite each other.
        fcntl.fcntl(file, fcntl.F_SETFL, fcntl.fcntl(file, fcntl.F_GETFL) | os.O_APPEND)
    return file


def _foreign_lines() -> bytes:
    if _caught is None:
        return b""
    foreign, dropped = [], False
    with suppress(OSError):
        _caught.seek(0)
        for line in _caught.read().splitlines(keepends=True):
            dropped = bool(_CHATTER.match(line)) or (dropped and not line.strip())
            if not dropped:
                foreign.append(line)
    return b"".join(foreign)


def _release() -> None:
    global _real_stderr, _caught
    if _caught is not None:
        _caught.close()
    if _real_stderr is not None:
        os.close(_real_stderr)
    _real_stderr = _caught = None


def _flush() -> None:
    with suppress(AttributeError, OSError, ValueError):
        sys.stderr.flush()


def _after_fork() -> None:
    """A child made while stderr was caught must write to the real one."""
    global _guard
    _guard = threading.RLock()
    _blocks.clear()
    if _real_stderr is not None:
        with suppress(OSError):
            os.dup2(_real_stderr, _STDERR)
        _release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
