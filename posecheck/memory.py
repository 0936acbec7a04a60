"""``Memory``: what the objects that look at a source remember, written down, and recalled by others of their kind.

All of an object's attributes count, so that nothing is forgotten that somebody adds to it later. Only its equipment,
which is made anew in each process, is left out: networks, and what two threads tell each other.
"""

from __future__ import annotations

import importlib
import io
import pickle
from typing import Any

from posecheck.eyes.network import HipNetwork
from posecheck.media.follower import Follower
from posecheck.media.landmarker import Landmarker
from posecheck.media.leaps import Leaps

#: Is not written; whoever recalls keeps the one it has. A watcher's follower has a memory of its own.
_EQUIPMENT = (Landmarker, HipNetwork, Leaps, Follower)

#: What may be made of a file beside classes of posecheck: nothing in it can call anything else.
_KNOWN = {
    ("collections", "deque"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy.core.multiarray", "scalar"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy.core.numeric", "_frombuffer"),
}


class Memory:
    """The memory of some objects, which share parts of it."""

    def __init__(self, *things: object) -> None:
        self._things = things

    def written(self) -> bytes:
        """What they remember now."""
        return self._dumped()[0]

    def recall(self, data: bytes) -> None:
        """Gives them the memory that others of their kind had written.

        Raises:
            Exception: whatever a damaged or foreign file leads to.
        """
        remembered = loaded(data, self._dumped()[1])
        for thing, memory in zip(self._things, remembered, strict=True):
            vars(thing).update(memory)

    def _dumped(self) -> tuple[bytes, dict[str, Any]]:
        return _dumped([vars(thing) for thing in self._things])


class _Writer(pickle.Pickler):
    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream, protocol=5)
        self.equipment: dict[str, Any] = {}

    def persistent_id(self, obj: Any) -> str | None:
        if not isinstance(obj, _EQUIPMENT):
            return None
        name = type(obj).__name__
        assert self.equipment.setdefault(name, obj) is obj, f"two of {name}"
        return name


class _Reader(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, equipment: dict[str, Any]) -> None:
        super().__init__(stream)
        self._equipment = equipment

    def persistent_load(self, pid: Any) -> Any:
        return self._equipment[pid]

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _KNOWN:
            return getattr(importlib.import_module(module), name)
        if module.startswith("posecheck.") and "__" not in module:
            found = getattr(importlib.import_module(module), name, None)
            # a module also holds what it has imported
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not part of any memory")


def _dumped(things: Any) -> tuple[bytes, dict[str, Any]]:
    stream = io.BytesIO()
    writer = _Writer(stream)
    writer.dump(things)
    return stream.getvalue(), writer.equipment


def dumped(things: Any) -> bytes:
    """Numbers, texts, arrays and objects of posecheck as bytes."""
    return _dumped(things)[0]


def loaded(data: bytes, equipment: dict[str, Any] | None = None) -> Any:
    """What was dumped; raises as ``Memory.recall``."""
    return _Reader(io.BytesIO(data), equipment or {}).load()
