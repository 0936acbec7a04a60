"""Frames to bodies: MediaPipe's pose landmarker, with its traps closed."""

from __future__ import annotations

import hashlib
import math
import os
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.body.body import Body
from posecheck.errors import InputError, LandmarkerError, MissingLibraryError, ModelError
from posecheck.media.engine import Slot, abandoned, close_abandoned, create, first_line, give_back_memory, opened
from posecheck.media.frame import Frame
from posecheck.media.landmarks import to_bodies, to_body, usable_pixels
from posecheck.media.model import read_model
from posecheck.media.quiet import quiet

_LONGEST_TIME_S = 1e12


class Landmarker:
    """Finds one person in each frame. Call it with a ``Frame``; close it, or use ``with``.

    A landmarker for moving pictures follows the person from frame to frame and smooths, so its answers depend on
    the order and the times of the frames: one landmarker for each source. Any thread may call it, one at a time.
    It belongs to the process that made it.
    """

    def __init__(
        self,
        model: Path | None = None,
        *,
        still: bool = False,
        min_confidence: float = 0.5,
        native_log: bool = False,
    ) -> None:
        """Reads the model and starts the network.

        Args:
            model: a pose landmarker bundle; None is the one that comes with posecheck.
            still: True for unrelated pictures: no following, no smoothing, times in any order.
            min_confidence: in [0, 1], how sure the network must be that somebody is there.
            native_log: let the native library write its log to stderr.

        Raises:
            InputError: ``min_confidence`` is no number in [0, 1].
            ModelError: the model is missing, damaged or not a pose landmark model.
            MissingLibraryError: a library of the operating system is missing.
        """
        if isinstance(min_confidence, bool) or not 0.0 <= min_confidence <= 1.0:
            raise InputError(f"The confidence must be a number from 0 to 1, not {min_confidence}.")
        self._still = still
        self._min_confidence = float(min_confidence)
        self._native_log = native_log
        self._model = model
        self._sha256: str | None = None
        self._lock = threading.RLock()
        self._pid = os.getpid()
        self._closed = False
        self._last_s = -math.inf
        self._last_ms: int | None = None
        self._engine, self._crowd = Slot(), Slot()
        with quiet(not native_log):
            close_abandoned()
        self._start()
        self._finalizer = weakref.finalize(self, abandoned.extend, (self._engine, self._crowd))
        self._finalizer.atexit = False

    def __call__(self, frame: Frame) -> Body:
        """Where the person is in the frame.

        Args:
            frame: ``(H, W, 3)`` uint8 RGB. Times may repeat but not go back, unless ``still``.

        Returns:
            A moment; NaN everywhere when nobody was found.

        Raises:
            LandmarkerError: closed, called in a forked process, time going back or no number, unusable
                pixels, or the network failed twice on this frame. After all but the first two it still works.
        """
        self._check_process()
        with self._lock:
            pixels = self._open_pixels(frame)
            time_ms = self._time_ms(frame.time_s)
            # The library warns once more when it first follows a person, however late that is.
            with quiet(not (self._native_log or self._seen_anybody)):
                result = self._detect(pixels, time_ms)
            body = to_body(result, frame.time_s, (pixels.shape[1], pixels.shape[0]))
            self._seen_anybody |= bool(body.seen)
            return body

    def everybody(self, frame: Frame) -> list[Body]:
        """Whom a frame shows, up to two people, found afresh; people close to each other may be found as one.

        Disturbs no following. Costs about as much as a call.

        Raises:
            LandmarkerError: as a call.
        """
        self._check_process()
        with self._lock:
            pixels = self._open_pixels(frame)
            with quiet(not self._native_log):
                try:
                    if self._crowd.native is None:
                        self._crowd.native = create(self._bundle(), True, self._min_confidence, people=2)
                        opened.add(self._crowd)
                        give_back_memory()
                    result = self._crowd.detect(pixels, None)
                except Exception as error:
                    self._crowd.close()
                    raise LandmarkerError(f"MediaPipe failed to look for people ({first_line(error)}).") from None
            return to_bodies(result, frame.time_s, (pixels.shape[1], pixels.shape[0]))

    def anew(self, frame: Frame) -> Body:
        """As a call, but forgets who was followed, and follows from here whoever the frame shows.

        Raises:
            LandmarkerError: as a call.
        """
        self._check_process()
        with self._lock:
            pixels = self._open_pixels(frame)
            with quiet(not self._native_log):
                if not self._still:
                    self._engine.close()
                result = self._detect(pixels, self._time_ms(frame.time_s))
            return to_body(result, frame.time_s, (pixels.shape[1], pixels.shape[0]))

    def renewed(self, frame: Frame, fits: Callable[[Body], bool]) -> bool:
        """Goes on with a fresh network that has seen nothing but this frame, if what it finds there ``fits``.

        What is answered from then on does not depend on earlier frames: a new landmarker that is called ``anew`` with
        this frame gives the same answers.

        Returns:
            Whether it does; else nothing has changed.

        Raises:
            LandmarkerError: closed, in a forked process, or unusable pixels.
            ModelError: the model was changed since the start.
        """
        self._check_process()
        with self._lock, quiet(not self._native_log):
            pixels, time_ms, fresh = self._open_pixels(frame), round(frame.time_s * 1000.0), Slot()
            self._crowd.close()  # a third at once would take the most memory; it is made again when asked
            try:
                fresh.native = create(self._bundle(), self._still, self._min_confidence)
                opened.add(fresh)
                found = to_body(fresh.detect(pixels, time_ms), frame.time_s, (pixels.shape[1], pixels.shape[0]))
                if not fits(found):
                    return False
                self._engine.close()
                self._engine.native, fresh.native = fresh.native, None
                opened.add(self._engine)
                self._last_ms = time_ms
                return True
            except RuntimeError:  # the network that is there still works
                return False
            finally:
                fresh.close()

    @property
    def model_sha256(self) -> str:
        """SHA-256 of the model in use."""
        assert self._sha256 is not None  # known since the start
        return self._sha256

    def close(self) -> None:
        """Frees the network. May be called again, from any thread, and while the interpreter shuts down."""
        if os.getpid() != self._pid:
            self._closed = True
            return
        with self._lock:
            self._closed = True
            self._finalizer.detach()
            with quiet(not self._native_log):
                self._engine.close()
                self._crowd.close()
                close_abandoned()

    def __enter__(self) -> Landmarker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _bundle(self) -> bytes:
        """The model's bytes, read when a network is started: kept they would take as much memory as a picture."""
        data = read_model(self._model)
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 != (self._sha256 or sha256):
            raise ModelError(f"The model {self._model} was changed while it was in use; start again.")
        self._sha256 = sha256
        return data

    def _start(self) -> None:
        model = self._bundle()
        try:
            with quiet(not self._native_log):
                self._engine.native = create(model, self._still, self._min_confidence)
        except (MissingLibraryError, MemoryError):
            raise
        except Exception as error:
            name = self._model or "that comes with posecheck"
            raise ModelError(f"MediaPipe cannot use the model {name} ({first_line(error)}); name another.") from None
        opened.add(self._engine)
        self._seen_anybody = False

    def _open_pixels(self, frame: Frame) -> np.ndarray:
        if self._closed:
            raise LandmarkerError("The landmarker is closed; make a new one.")
        return usable_pixels(frame.pixels)

    def _check_process(self) -> None:
        # Before the lock: in a forked child it may be held for ever, as the native threads are gone for ever.
        if os.getpid() != self._pid:
            raise LandmarkerError(
                "This landmarker was made in another process; make one in this process, "
                "or start processes with the 'spawn' method."
            )

    def _time_ms(self, time_s: float) -> int:
        time_s = float(time_s)
        if not abs(time_s) <= _LONGEST_TIME_S:
            raise LandmarkerError(f"A frame's time must be a number of seconds, not {time_s}.")
        if not self._still and time_s < self._last_s:
            raise LandmarkerError(
                f"The frame at {time_s:.3f} s comes after the one at {self._last_s:.3f} s; "
                "give frames in the order of time, and use one landmarker for each source."
            )
        now_ms = round(time_s * 1000.0)
        self._last_ms = now_ms if self._last_ms is None else max(now_ms, self._last_ms + 1)
        self._last_s = time_s
        return self._last_ms

    def _detect(self, pixels: np.ndarray, time_ms: int) -> Any:
        """Asks the network; one that fails stays broken for good, so it is replaced, once."""
        for attempt in (1, 2):
            if self._engine.native is None:
                self._start()
            try:
                return self._engine.detect(pixels, None if self._still else time_ms)
            except Exception as error:
                with quiet(not self._native_log):
                    self._engine.close()
                if attempt == 2:
                    when_s = time_ms / 1000.0
                    raise LandmarkerError(
                        f"MediaPipe failed on the frame at {when_s:.3f} s ({first_line(error)}); leave it out."
                    ) from None
        raise AssertionError("unreachable")
