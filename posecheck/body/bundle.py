"""``Bundle``: named arrays with one leading shape, which are cut, stacked and stored together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Self

import numpy as np

Array = np.ndarray


def kept(array: Array) -> Array:
    """The array, read-only: one that was just made, and nobody else holds, need not be copied to be kept."""
    array = np.asarray(array, np.float64)
    array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """Arrays with leading shape ``()`` or ``(T,)``; float64 and read-only.

    Attributes:
        TAILS: name of each array, and what follows the leading shape in it.
    """

    TAILS: ClassVar[Mapping[str, tuple[int, ...]]] = {}

    def __post_init__(self) -> None:
        lead = self.shape
        for name, tail in self.TAILS.items():
            given = getattr(self, name)
            array = np.asarray(given, np.float64)
            if array.shape != lead + tail:
                raise ValueError(f"{type(self).__name__}.{name} has shape {array.shape}, expected {lead + tail}")
            if array.flags.writeable:
                array = kept(array.copy() if array is given else array)
            object.__setattr__(self, name, array)

    @property
    def shape(self) -> tuple[int, ...]:
        """The leading shape: that of the first array without its tail."""
        name, tail = next(iter(self.TAILS.items()))
        shape = np.shape(getattr(self, name))
        return shape[: len(shape) - len(tail)]

    @classmethod
    @lru_cache(maxsize=16)  # nothing of it ever changes, and each picture has some
    def none(cls, lead: tuple[int, ...]) -> Self:
        """Nothing looked: NaN everywhere; takes no memory."""
        return cls(**{name: np.broadcast_to(np.nan, lead + tail) for name, tail in cls.TAILS.items()})

    @classmethod
    def stack(cls, moments: Sequence[Self]) -> Self:
        """A clip ``(T,)`` from T moments."""
        return cls(**{name: kept(np.stack([getattr(m, name) for m in moments])) for name in cls.TAILS})

    @classmethod
    def joined(cls, clips: Sequence[Self]) -> Self:
        """A clip ``(T,)`` from several, one after the other."""
        return cls(**{name: kept(np.concatenate([getattr(clip, name) for clip in clips])) for name in cls.TAILS})

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """From what ``arrays`` gave."""
        return cls(**{name: arrays[name] for name in cls.TAILS})

    def arrays(self) -> dict[str, Array]:
        """Name to array, for files."""
        return {name: getattr(self, name) for name in self.TAILS}

    def as_stored(self) -> Self:
        """The same to the digits that a recording keeps (float32), so that it is judged alike when read again."""
        return self.from_arrays({name: array.astype(np.float32) for name, array in self.arrays().items()})

    def __getitem__(self, index: Any) -> Self:
        """Moments of a clip."""
        return self.from_arrays({name: kept(array[index]) for name, array in self.arrays().items()})


def last_known(known: Array, time_s: Array, longest_s: float) -> tuple[Array, Array]:
    """For each moment ``(T,)`` of a clip the last one that is known, and whether that is at most so long ago.

    Returns:
        ``(T,)`` indices (of no meaning where it is not), and ``(T,)`` bool.
    """
    last = np.maximum.accumulate(np.where(known, np.arange(len(time_s)), -1))
    return last, (last >= 0) & (time_s - time_s[last] <= longest_s + 1e-9)
