"""What every source of frames is: a checked file on disk, facts about it, and frames on request."""

from __future__ import annotations

import math
import os
import re
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, Self, cast, runtime_checkable

import numpy as np

from posecheck.errors import InputError, MediaError
from posecheck.media.frame import Frame
from posecheck.media.leaps import Leaps

_PROTOCOL = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)


@runtime_checkable
class Readable(Protocol):
    """What reads like the ``Path`` of a file and need not be one: a file of a library may lie sealed on the disk."""

    @property
    def name(self) -> str: ...
    @property
    def suffix(self) -> str: ...
    def open(self, mode: str = "rb") -> BinaryIO: ...
    def stat(self) -> os.stat_result: ...
    def read_bytes(self) -> bytes: ...
    def __fspath__(self) -> str: ...


def readable(path: str | os.PathLike[str] | Readable) -> Path:
    """A path as ``Path``; what reads like one stays what it is."""
    return cast(Path, path) if isinstance(path, Readable) else Path(path)


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a file says about itself.

    Attributes:
        path: the file.
        kind: whether it moves.
        width_px: width at full size, upright, with square pixels.
        height_px: height of the same.
        codec: FFmpeg's name of the video codec, or the format of a picture ("jpeg", "png", ...).
        duration_s: declared length; None where the file does not say, and for pictures.
        frames_declared: declared number of frames; None where the file does not say.
        rotation_deg: 0, 90, 180 or 270: how far clockwise the stored picture is turned to stand upright.
            0 for pictures, which are turned while they are decoded.
        pixel_aspect: width of a stored pixel over its height.
    """

    path: Path
    kind: Literal["video", "picture"]
    width_px: int
    height_px: int
    codec: str
    duration_s: float | None
    frames_declared: int | None
    rotation_deg: int
    pixel_aspect: float


@dataclass(frozen=True, slots=True)
class Counts:
    """Frames of a source up to some time: decoded, damaged, passed over undecoded, and left out for their times."""

    decoded: int = 0
    damaged: int = 0
    passed: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A frame whose pixels are not made yet: most of the work of reading it, where it turns out not to be needed.

    Attributes:
        time_s: as ``Frame.time_s``.
        pixels: makes them.
        counts: of the frames up to this one.
    """

    time_s: float
    pixels: Callable[[], np.ndarray]
    counts: Counts = Counts()

    def frame(self) -> Frame:
        """The frame; any thread may ask."""
        return Frame(self.time_s, self.pixels())


class Media(ABC):
    """A video or picture that gives upright frames; close it, or use ``with``.

    Attributes:
        info: what the file says about itself.
        size_px: (width, height) of every frame it gives.
        notices: sentences for the user about what could not be read, complete after the last frame.
    """

    def __init__(self, info: SourceInfo, size_px: tuple[int, int]) -> None:
        self.info = info
        self.size_px = size_px
        self.notices: list[str] = []
        self._closed = False

    def frames(self, every_s: float | None = None) -> Iterator[Frame]:
        """Decodes from the start, at each call again.

        Args:
            every_s: give a frame only when this many seconds have passed since the last one given, within half
                a frame, so that the rhythm is steady; None gives all.

        Returns:
            Frames in strictly increasing time.

        Raises:
            InputError: ``every_s`` is not a positive number.
            ValueError: it is closed.
        """
        return (shot.frame() for shot in self.shots(every_s))

    def shots(
        self,
        every_s: float | None = None,
        leaps: Leaps | None = None,
        since: tuple[float, Counts] | None = None,
    ) -> Iterator[Shot]:
        """As ``frames``, but leaves it to the caller to make the pixels of those that are wanted, in any thread.

        Args:
            leaps: says which frames are not even worth decoding; these are left out.
            since: the source was read before up to a frame at this time, with these counts: so that notices are of all
                of it.
        """
        if self._closed:
            raise ValueError("these media are closed")
        if every_s is not None and not (math.isfinite(every_s) and every_s > 0.0):
            raise InputError(f"The time between frames must be a positive number of seconds, not {every_s}.")
        return self._shots(every_s, leaps, since)

    @abstractmethod
    def _shots(
        self, every_s: float | None, leaps: Leaps | None, since: tuple[float, Counts] | None
    ) -> Iterator[Shot]: ...

    def close(self) -> None:
        """Ends the use; may be called again."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def checked_file(path: str | os.PathLike[str]) -> tuple[Path, bytes]:
    """Makes sure that a path is a readable regular file with something in it.

    Returns:
        The path, and the first bytes of the file (up to 4096).

    Raises:
        MediaError: it is not; the message says which and what to do.
    """
    place = readable(path)
    try:
        status = place.stat()
        if stat.S_ISDIR(status.st_mode):
            raise MediaError(f"{shown(place)} is a folder; name a video or picture in it.")
        if not stat.S_ISREG(status.st_mode):
            raise MediaError(f"{shown(place)} is not a regular file; save the recording as a file first.")
        with place.open("rb") as file:
            head = file.read(4096)
    except PermissionError:
        raise MediaError(f"{shown(place)} may not be read; give yourself permission to read it.") from None
    except (OSError, ValueError) as error:
        if _PROTOCOL.match(str(path)) and not getattr(place, "drive", ""):
            raise MediaError(
                f"{shown(path)} is an address, and only files on this computer are read; save it as a file first."
            ) from None
        if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
            raise MediaError(f"There is no file {shown(place)}; check the name and the folder.") from None
        raise MediaError(f"{shown(place)} cannot be read ({error.strerror}); copy it to another disk first.") from None
    if not head:
        raise MediaError(f"{shown(place)} is empty (zero bytes); copy or record it again.")
    return place, head


def shown(path: str | os.PathLike[str]) -> str:
    """A path as it can be printed anywhere, whatever bytes its name is made of."""
    return os.fspath(path).encode("utf-8", "replace").decode()


def fitted(width_px: int, height_px: int, max_side_px: int) -> tuple[int, int]:
    """(width, height) with the long side at most ``max_side_px``, never larger than before, at least 1 x 1."""
    scale = min(1.0, max_side_px / max(width_px, height_px))
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))
