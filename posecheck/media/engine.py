"""The native landmarkers themselves: made, used, closed, and never left to the garbage collector.

Alone imports mediapipe, and late.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import sys
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from posecheck.media.libraries import missing_library


class Slot:
    """Holds a native landmarker, so that nobody but this module ever drops the last reference to an open one."""

    def __init__(self) -> None:
        self.native: Any = None
        self._in_use: list[Any] = []

    def detect(self, pixels: np.ndarray, time_ms: int | None) -> Any:
        import mediapipe

        image = mediapipe.Image(mediapipe.ImageFormat.SRGB, pixels)
        # After Ctrl-C the native thread may still be reading: the picture lives until a later call has ended.
        self._in_use.append(image)
        native = self.native
        result = native.detect(image) if time_ms is None else native.detect_for_video(image, time_ms)
        self._in_use.clear()
        return result

    def close(self) -> None:
        native, self.native = self.native, None
        try:
            if native is not None:
                native.close()
        except Exception:
            pass  # A broken graph, or an interpreter that is going down: there is nothing left to free.
        finally:
            _defuse(native)
            self._in_use.clear()
            opened.discard(self)

    def forget(self) -> None:
        _defuse(self.native)
        self.native = None


def _defuse(native: Any) -> None:
    """Without its handle the library's own ``__del__`` returns at once, instead of waiting for a dead thread."""
    if native is not None:
        native._handle = None


# An open native landmarker in a reference cycle stops the garbage collector for ever, so one is always held here.
opened: set[Slot] = set()
# Slots whose Landmarker was dropped without closing. Closing waits for a thread, which a finalizer must not do.
abandoned: list[Slot] = []


def close_abandoned() -> None:
    with suppress(IndexError):
        while True:
            abandoned.pop().close()


def _forget_all() -> None:
    for slot in list(opened):
        slot.forget()
    opened.clear()
    abandoned.clear()


atexit.register(_forget_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


def _put_off(name: str) -> None:
    """Has a module loaded when something in it is first used: MediaPipe imports plots, which nobody draws here.

    They take 0.3 s and 20 MB. What stands in its place gives what the module gives.
    """
    if name in sys.modules:
        return
    package, _, short = name.rpartition(".")
    instead = ModuleType(name)

    def found(attribute: str) -> Any:
        if sys.modules.get(name) is instead:
            del sys.modules[name]
        return getattr(import_module(name), attribute)

    instead.__getattr__ = found  # type: ignore[method-assign]
    setattr(import_module(package), short, instead)
    sys.modules[name] = instead


def create(model: bytes, still: bool, min_confidence: float, people: int = 1) -> Any:
    """A native landmarker that looks for up to so many people.

    Raises:
        MissingLibraryError: a library of the operating system is missing.
        Exception: whatever MediaPipe makes of a model that it cannot use.
    """
    try:
        _put_off("matplotlib.pyplot")
        import mediapipe  # noqa: F401  (a broken system library shows here)
        from mediapipe.tasks.python import BaseOptions
        from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode

        options = PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=model),
            running_mode=RunningMode.IMAGE if still else RunningMode.VIDEO,
            num_poses=people,
            min_pose_detection_confidence=min_confidence,
            min_pose_presence_confidence=min_confidence,
            min_tracking_confidence=min_confidence,
        )
        return PoseLandmarker.create_from_options(options)
    except ImportError as error:
        raise missing_library(error) from None
    except OSError as error:
        if ".so" in str(error):
            raise missing_library(error) from None
        raise


def give_back_memory() -> None:
    """Returns to the system what was used and is freed, where the C library can: 20 MB after a network was started."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(" .:;") if lines else type(error).__name__
