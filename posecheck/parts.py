"""Finished parts of a long source, kept on disk while it is looked at, so that a crash loses little.

A part is what was seen up to a seam, and all that was remembered there (``posecheck.observe``): landmarks and what was
measured in the pictures, no picture. A part is whole on the disk or not there.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from posecheck.body.body import Body
from posecheck.media.source import Counts
from posecheck.memory import dumped, loaded
from posecheck.whole import whole

#: A source is known by its size, when it was changed, and this many pieces of its content, its first and last bytes
#: among them: reading all of a film of an hour takes longer than 1 % of looking at it.
_PIECES, _PIECE_BYTES = 64, 65536

_MAGIC = b"posecheck-part-1\n"
_HASH_BYTES = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Part:
    """What was seen from one seam to the next.

    Attributes:
        clip: ``(T,)`` the moments; the last is that of the seam.
        counts: what the reader of the source had counted at the seam.
        following, looking: the memory of those who follow and of those who look, at the seam.
    """

    clip: Body
    counts: Counts
    following: bytes
    looking: bytes

    @property
    def time_s(self) -> float:
        """When the seam is."""
        return float(self.clip.time_s[-1])


class Parts:
    """The parts of one source. Where they can't be written they are not kept: that stops nothing.

    Attributes:
        until_s: up to where parts lie on the disk; NaN none.
    """

    def __init__(
        self,
        folder: Path,
        *,
        closed: Callable[[bytes], bytes] = bytes,
        opened: Callable[[bytes], bytes] = bytes,
        on_resume: Callable[[float], None] | None = None,
    ) -> None:
        """
        Args:
            folder: of all parts; made for its user alone when there is something to keep.
            closed, opened: how what lies on the disk is sealed and unsealed.
            on_resume: called with the seconds up to which a source was seen before.
        """
        self.until_s = math.nan
        self._all = folder
        self._folder: Path | None = None
        self._closed, self._opened, self._on_resume = closed, opened, on_resume
        self._count = 0

    def begin(self, path: Path, **told: object) -> list[Part]:
        """The parts of a source that lie there, from its beginning on; what is damaged, and all after it, is removed.

        Args:
            told: whatever else decides what is seen.
        """
        try:
            self._folder = self._all / _name(path, told)
            found = list(self._found(self._folder))
        except OSError:
            found = []
        self._count = len(found)
        if found:
            self.until_s = found[-1].time_s
            if self._on_resume:
                self._on_resume(self.until_s)
        return found

    def add(self, part: Part) -> None:
        """Keeps one more."""
        if self._folder is None:
            return
        try:
            if not self._count:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            body = dumped([part.clip, part.counts, part.following, part.looking])
            with whole(self._folder / _file(self._count), private=True, lasting=True) as stream:
                stream.write(self._closed(_MAGIC + hashlib.sha256(body).digest() + body))
        except OSError:
            self._folder = None  # no room, or somebody removed them: from here on none is kept
        else:
            self._count, self.until_s = self._count + 1, part.time_s

    def remove(self) -> None:
        """Removes them; the source is done."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self.until_s, self._count = math.nan, 0

    def _found(self, folder: Path) -> Iterator[Part]:
        files = sorted(folder.glob("*.part"))
        for number, file in enumerate(files):
            try:
                data = self._opened(file.read_bytes())
                head, body = data[: len(_MAGIC) + _HASH_BYTES], data[len(_MAGIC) + _HASH_BYTES :]
                if file.name != _file(number) or head != _MAGIC + hashlib.sha256(body).digest():
                    raise ValueError("damaged")
                part = Part(*loaded(body))
            except Exception:  # whatever is wrong with it, the source itself is still there
                for rest in files[number:]:
                    rest.unlink(missing_ok=True)
                return
            yield part


def _file(number: int) -> str:
    return f"{number:06d}.part"


def _name(path: Path, told: dict[str, object]) -> str:
    """What a source that is looked at in one way is called: says nothing about it to who reads it."""
    status = path.stat()
    content = hashlib.sha256()
    with path.open("rb") as stream:
        last = max(status.st_size - _PIECE_BYTES, 0)
        for place in sorted({last * piece // (_PIECES - 1) for piece in range(_PIECES)}):
            stream.seek(place)
            content.update(stream.read(_PIECE_BYTES))
    source = {"size": status.st_size, "changed": int(status.st_mtime), "content": content.hexdigest()}
    about = json.dumps({"program": _program(), **source, **told}, sort_keys=True)
    return hashlib.sha256(about.encode()).hexdigest()[:32]


@cache
def _program() -> str:
    """What this posecheck is made of: any other may see, or remember, something else."""
    program = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted(path for path in here.rglob("*") if path.suffix in (".py", ".onnx", ".npz", ".json")):
        program.update(str(path.relative_to(here)).encode() + b"\0" + path.read_bytes())
    return program.hexdigest()
