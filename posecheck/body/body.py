"""``Body``: what was seen of one person, at one time or over a clip. The type that travels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from posecheck.body.bundle import kept
from posecheck.body.placed import Moved
from posecheck.body.scene import Scene
from posecheck.body.sight import Sight
from posecheck.body.skeleton import COUNT, MIRROR, Landmark
from posecheck.body.worn import Worn

Array = np.ndarray

#: What follows the leading shape in each array of a Body.
_TAILS: dict[str, tuple[int, ...]] = {
    "time_s": (),
    "image": (COUNT, 2),
    "depth": (COUNT,),
    "world": (COUNT, 3),
    "visibility": (COUNT,),
    "presence": (COUNT,),
}

#: The names of these arrays.
ARRAYS = tuple(_TAILS)

#: What else was seen at the moments of a Body; left out it is NaN.
LOOKS: dict[str, type[Sight] | type[Worn] | type[Scene]] = {"sight": Sight, "card": Worn, "scene": Scene}


#: Moments in a block.
_BLOCK = 1024


@dataclass(frozen=True, eq=False, slots=True)
class Body:
    """Landmarks of one person. Leading shape ``()`` is a moment, ``(T,)`` a clip.

    Nobody seen is NaN in every landmark, never zero. Arrays are float64 and read-only.

    Attributes:
        time_s: ``(...)`` seconds from the start of the source.
        image: ``(..., 33, 2)`` pixels of the upright picture; x right, y down, pixel centres at integers.
        depth: ``(..., 33)`` MediaPipe's image depth in pixels, smaller is nearer to the camera; 0 at mid-hip.
        world: ``(..., 33, 3)`` metres, origin at mid-hip, axes of the picture: x right, y down, z away from the camera.
        visibility: ``(..., 33)`` in [0, 1]. High even on hidden hips: never a gate by itself.
        presence: ``(..., 33)`` in [0, 1]: whether the point lies in the picture.
        size_px: (width, height) of the upright picture in which ``image`` counts.
        sight: what the eyes saw in the picture at these moments; NaN where they did not look.
        card: what was seen of the printed card that the person may wear; NaN where it was not looked for.
        scene: who this is, who else is in the picture, and how the light falls; NaN where nothing looked.
        moved: where the network saw those landmarks that a hand put right (``image`` and ``world`` are where they were
            put); None where nobody touched them, which is nearly always.
        given: what the landmarks give away, as the network saw them, where that was worked out before; else None.
    """

    time_s: Array
    image: Array
    depth: Array
    world: Array
    visibility: Array
    presence: Array
    size_px: tuple[int, int]
    sight: Sight = field(default=None)  # type: ignore[assignment]  # None stands for "nothing looked"
    card: Worn = field(default=None)  # type: ignore[assignment]  # likewise
    scene: Scene = field(default=None)  # type: ignore[assignment]  # likewise
    moved: Moved | None = None
    given: Sight | None = None

    def __post_init__(self) -> None:
        lead = np.shape(self.time_s)
        for name, tail in _TAILS.items():
            value = np.asarray(getattr(self, name), np.float64)
            if value.shape != lead + tail:
                raise ValueError(f"Body.{name} has shape {value.shape}, expected {lead + tail}")
            if value.flags.writeable:
                value = value.copy() if value is getattr(self, name) else value
                value.flags.writeable = False
            object.__setattr__(self, name, value)
        width, height = self.size_px
        if width < 1 or height < 1:
            raise ValueError(f"Body.size_px is {self.size_px}, expected two positive numbers")
        object.__setattr__(self, "size_px", (int(width), int(height)))
        for name, kind in LOOKS.items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, kind.none(lead))
            if getattr(self, name).shape != lead:
                raise ValueError(f"Body.{name} has leading shape {getattr(self, name).shape}, expected {lead}")
        if self.moved is not None and self.moved.shape != lead:
            raise ValueError(f"Body.moved has leading shape {self.moved.shape}, expected {lead}")

    @classmethod
    def unseen(cls, time_s: float | Array, size_px: tuple[int, int]) -> Body:
        """A body of which nothing was seen at the given time or times."""
        lead = np.shape(time_s)
        blank: dict[str, Any] = {name: np.full(lead + tail, np.nan) for name, tail in _TAILS.items()}
        return cls(**{**blank, "time_s": np.asarray(time_s, np.float64)}, size_px=size_px)

    @classmethod
    def stack(cls, moments: Iterable[Body]) -> Body:
        """A clip ``(T,)`` from T moments of one picture size.

        Raises:
            ValueError: no moments, or moments of different picture sizes.
        """
        bodies = list(moments)
        if not bodies:
            raise ValueError("Body.stack needs at least one moment")
        if len({b.size_px for b in bodies}) > 1:
            raise ValueError("Body.stack needs moments of one picture size")
        arrays = {name: np.stack([getattr(b, name) for b in bodies]) for name in _TAILS}
        looks: dict[str, Any] = {name: kind.stack([getattr(b, name) for b in bodies]) for name, kind in LOOKS.items()}
        moved = None
        if any(b.moved is not None for b in bodies):
            moved = Moved.stack([b.moved or Moved.none(np.shape(b.time_s)) for b in bodies])
        return cls(**arrays, **looks, size_px=bodies[0].size_px, moved=moved)

    def __getitem__(self, index: object) -> Body:
        """Moments of a clip: an integer, a slice, a mask or an index array over the leading axes."""
        moved = self.moved[index] if self.moved is not None else None
        given = self.given[index] if self.given is not None else None
        parts: dict[str, Any] = {name: kept(getattr(self, name)[index]) for name in _TAILS}
        parts |= {name: getattr(self, name)[index] for name in LOOKS}
        return Body(**parts, size_px=self.size_px, moved=moved, given=given)

    def bare(self) -> Body:
        """The landmarks alone, as they stand now: nothing looked."""
        arrays: dict[str, Any] = {name: getattr(self, name) for name in _TAILS}
        return Body(**arrays, size_px=self.size_px)

    def __len__(self) -> int:
        """Number of moments of a clip."""
        if not self.time_s.ndim:
            raise TypeError("a single moment has no length")
        return len(self.time_s)

    def blocks(self) -> list[slice]:
        """A clip cut up so that what is worked out on the way stays near the processor; one at least."""
        starts = [*range(0, max(len(self) - _BLOCK, 0) + 1, _BLOCK)]
        return [slice(start, end) for start, end in zip(starts, [*starts[1:], len(self)], strict=True)]

    @property
    def seen(self) -> Array:
        """``(...)`` bool: whether somebody was found."""
        return np.isfinite(self.image).reshape(*self.time_s.shape, -1).all(-1)

    def at(self, mark: Landmark) -> Array:
        """``(..., 2)`` pixels of one landmark."""
        return self.image[..., mark, :]

    def world_at(self, mark: Landmark) -> Array:
        """``(..., 3)`` metres of one landmark."""
        return self.world[..., mark, :]

    def mirrored(self) -> Body:
        """The same person in a mirror: left is right, and the picture is turned over sideways."""
        swap = list(MIRROR)
        width = self.size_px[0]
        image = self.image[..., swap, :] * (-1.0, 1.0) + (width - 1.0, 0.0)
        return replace(
            self,
            image=kept(image),
            depth=kept(self.depth[..., swap]),
            world=kept(self.world[..., swap, :] * (-1.0, 1.0, 1.0)),
            visibility=kept(self.visibility[..., swap]),
            presence=kept(self.presence[..., swap]),
            sight=self.sight.mirrored(),
            card=self.card.mirrored(),
            moved=self.moved.mirrored(width) if self.moved is not None else None,
            given=self.given.mirrored() if self.given is not None else None,
        )

    def rolled(self, deg: float | Array) -> Body:
        """The picture turned clockwise about its middle, as seen on the screen.

        A camera turned clockwise by ``r`` (seen from behind it) turns the picture anticlockwise:
        ``body.rolled(r)`` levels it.

        Args:
            deg: ``()`` or ``(...)`` degrees.
        """
        angle = np.radians(np.asarray(deg, np.float64))
        cos, sin = (np.broadcast_to(part, self.time_s.shape)[..., None] for part in (np.cos(angle), np.sin(angle)))
        blocks: list[Any] = self.blocks() if self.time_s.ndim == 1 else [...]

        def turned(points: Array, about: tuple[float, float] = (0.0, 0.0)) -> Array:
            told = np.empty_like(points, order="C")
            for at in blocks:
                x, y = points[at][..., 0] - about[0], points[at][..., 1] - about[1]
                told[at][..., 0] = cos[at] * x - sin[at] * y + about[0]
                told[at][..., 1] = sin[at] * x + cos[at] * y + about[1]
                told[at][..., 2:] = points[at][..., 2:]
            return kept(told)

        middle = (self.size_px[0] - 1.0) / 2.0, (self.size_px[1] - 1.0) / 2.0
        image, world = turned(self.image, middle), turned(self.world)
        moved = None
        if self.moved is not None:
            moved = Moved(turned(self.moved.image, middle), turned(self.moved.world))
        sight, card = self.sight.rolled(deg), self.card.rolled(deg)
        given = self.given.rolled(deg) if self.given is not None else None
        return replace(self, image=image, world=world, sight=sight, card=card, moved=moved, given=given)


def same(a: Body, b: Body) -> bool:
    """Whether two bodies hold the same numbers (NaN equals NaN)."""
    pairs = [(getattr(a, name), getattr(b, name)) for name in ARRAYS]
    for one, other in ((getattr(a, name), getattr(b, name)) for name in LOOKS):
        pairs += list(zip(one.arrays().values(), other.arrays().values(), strict=True))
    if a.moved is not None and b.moved is not None:
        pairs += list(zip(a.moved.arrays().values(), b.moved.arrays().values(), strict=True))
    elif a.moved is not b.moved:
        return False
    return a.size_px == b.size_px and all(np.array_equal(one, other, equal_nan=True) for one, other in pairs)
