"""Keeps the memory of many threads together, and gives back what they have freed."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from contextlib import suppress
from functools import cache

#: glibc's number of the setting how many heaps there may be, from malloc.h.
_M_ARENA_MAX = -8

#: How often what is freed is given back, seconds. Asking the system for the pixels of each large frame anew and giving
#: them back at once would need as little memory, but a sixth more time.
_EVERY_S = 0.3


@cache
def share_heap() -> None:
    """Lets all threads share one heap, where the C library can, instead of each filling one of its own: 100 MB less."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
            threading.Thread(target=_sweep, name="posecheck-heap", daemon=True).start()


def _sweep() -> None:
    from posecheck.media.engine import give_back_memory

    while True:
        time.sleep(_EVERY_S)
        give_back_memory()
