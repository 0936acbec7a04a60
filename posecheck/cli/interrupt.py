"""Ctrl-C that is never lost.

Python raises KeyboardInterrupt wherever the main thread happens to be. Where that is a callback of the interpreter, as
when a thread that has ended is forgotten, it is printed and dropped. So it is remembered too, and raised at the next
step.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

_pressed = threading.Event()


def remember() -> None:
    """From now on; where somebody else handles Ctrl-C, or it is ignored, that stays so."""
    on_main = threading.current_thread() is threading.main_thread()
    _pressed.clear()
    if on_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)
        sys.unraisablehook = partial(_dropped, sys.unraisablehook)


def raise_pressed() -> None:
    """To be called at each step of long work in the main thread.

    Raises:
        KeyboardInterrupt: it was pressed before.
    """
    if _pressed.is_set():
        raise KeyboardInterrupt


def ended(sentence: str = "") -> int:
    """Tells what Ctrl-C has stopped, and has the native libraries, whose threads were not asked, end in silence.

    Returns:
        The exit code.
    """
    from posecheck.media.quiet import quiet_to_the_end

    quiet_to_the_end()
    if sentence:
        print(sentence, file=sys.stderr)
    return 130


def _interrupted(number: int, frame: FrameType | None) -> None:
    _pressed.set()
    raise KeyboardInterrupt


def _dropped(before: Callable[[Any], Any], told: Any) -> None:
    if told.exc_type is not KeyboardInterrupt:
        before(told)
