"""Landmark recordings: a clip on disk that can be judged again without the video and without MediaPipe.

The file is a compressed NumPy archive (.npz) without pickles. Landmarks are stored as float32, which is
what the landmarker delivers, so a recording judged again gives the same numbers to the last digit.
"""

from __future__ import annotations

import json
import math
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from posecheck.body.body import Body
from posecheck.body.bundle import Bundle
from posecheck.body.placed import Moved
from posecheck.body.scene import Scene
from posecheck.body.sight import Sight
from posecheck.body.worn import Worn
from posecheck.errors import InputError, RecordingError

SCHEMA = "posecheck.landmarks/2"

#: The first version knew neither looks nor the pitch: it is read as if nothing had looked.
_FIRST = "posecheck.landmarks/1"

#: What NumPy, zipfile and json raise on an archive that is damaged or foreign.
_DAMAGE = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    ArithmeticError,
    EOFError,
    OSError,
    RuntimeError,
    MemoryError,
    SyntaxError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)

#: A kind of looks.
B = TypeVar("B", bound=Bundle)

_ARRAYS = ("image", "depth", "world", "visibility", "presence")


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A clip with its origin.

    Attributes:
        clip: ``(T,)``, T >= 1.
        source: name of the file it was made from (no folders).
        model_sha256: of the landmark model; None unknown.
        roll_deg, roll_margin_deg, roll_source: the camera's roll as ``posecheck.measure.level`` found it.
        notices: what reading the source had to say.
        pitch_deg, pitch_margin_deg: how far the camera looks up, and its margin; NaN unknown.
        unmirrored: whether the source shows a mirror image, which was turned over before anything was measured.
    """

    clip: Body
    source: str
    model_sha256: str | None
    roll_deg: float
    roll_margin_deg: float
    roll_source: str
    notices: tuple[str, ...] = ()
    pitch_deg: float = math.nan
    pitch_margin_deg: float = math.nan
    unmirrored: bool = False

    def turned_over(self) -> Recording:
        """The recording of a mirror image with the sides put right.

        Raises:
            InputError: it was done before.
        """
        if self.unmirrored:
            raise InputError(f"{self.source} was turned over before: leave out --mirrored.")
        return replace(self, clip=self.clip.mirrored(), roll_deg=-self.roll_deg, unmirrored=True)


def write_recording(stream: object, recording: Recording) -> None:
    """Writes a recording to a file or a binary stream."""
    clip = recording.clip
    about = {
        "schema": SCHEMA,
        "source": recording.source,
        "model_sha256": recording.model_sha256,
        "roll_deg": _finite(recording.roll_deg),
        "roll_margin_deg": recording.roll_margin_deg,
        "roll_source": recording.roll_source,
        "pitch_deg": _finite(recording.pitch_deg),
        "pitch_margin_deg": _finite(recording.pitch_margin_deg),
        "notices": list(recording.notices),
        "size_px": list(clip.size_px),
        "unmirrored": recording.unmirrored,
    }
    arrays = {name: getattr(clip, name).astype(np.float32) for name in _ARRAYS}
    arrays |= {f"sight_{name}": array.astype(np.float32) for name, array in clip.sight.arrays().items()}
    for prefix, looks in (("card_", clip.card), ("scene_", clip.scene)):
        if looks.looked.any():
            arrays |= {prefix + name: array.astype(np.float32) for name, array in looks.arrays().items()}
    if clip.moved is not None:
        arrays |= {f"moved_{name}": array.astype(np.float32) for name, array in clip.moved.arrays().items()}
    np.savez_compressed(stream, about=np.array(json.dumps(about)), time_s=clip.time_s, **arrays)  # type: ignore[arg-type]


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def save_recording(path: Path, recording: Recording) -> None:
    """Writes a recording to ``path`` as it is named."""
    with path.open("wb") as stream:
        write_recording(stream, recording)


def load_recording(path: Path) -> Recording:
    """Reads a recording.

    Raises:
        RecordingError: missing, damaged, not a landmark recording, or of a later version.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            about = json.loads(str(archive["about"]))
            if about["schema"] in (SCHEMA, _FIRST):
                return _parse(archive, about)
            raise RecordingError(
                f"{path.name} is a recording of another version ({about['schema']}): update posecheck."
            )
    except FileNotFoundError:
        raise RecordingError(f"{path} does not exist: check the name.") from None
    except IsADirectoryError:
        raise RecordingError(f"{path} is a folder: name a landmark recording (.npz) in it.") from None
    except PermissionError:
        raise RecordingError(f"{path} may not be read: change its permissions.") from None
    except _DAMAGE as error:
        raise RecordingError(
            f"{path.name} is not a landmark recording of posecheck, or is damaged: make it again with --landmarks."
        ) from error


def _numbers(array: np.ndarray) -> np.ndarray:
    """Real numbers as float64; NaN is allowed, infinity is not."""
    if array.dtype.kind not in "fiu" or np.isinf(array).any():
        raise ValueError("not real numbers")
    return array.astype(np.float64)


def _angle(number: float | None, most_deg: float) -> float:
    """An angle in degrees, NaN where it is null."""
    angle_deg = math.nan if number is None else float(number)
    if abs(angle_deg) > most_deg:
        raise ValueError("an impossible angle")
    return angle_deg


def _looks(archive: Mapping[str, np.ndarray], kind: type[B], prefix: str, shape: tuple[int, ...]) -> B:
    """What looked, stored under names that begin so; NaN where nothing did."""
    arrays = {name.removeprefix(prefix): _numbers(archive[name]) for name in archive if name.startswith(prefix)}
    return kind.from_arrays(arrays) if arrays else kind.none(shape)


def _parse(archive: Mapping[str, np.ndarray], about: dict[str, Any]) -> Recording:
    """The recording in an archive; raises one of ``_DAMAGE`` where something is missing or impossible."""
    arrays = {name: _numbers(archive[name]) for name in _ARRAYS}
    time_s, size_px = _numbers(archive["time_s"]), tuple(about["size_px"])
    sight, card = _looks(archive, Sight, "sight_", time_s.shape), _looks(archive, Worn, "card_", time_s.shape)
    scene = _looks(archive, Scene, "scene_", time_s.shape)
    moved = _looks(archive, Moved, "moved_", time_s.shape) if "moved_image" in archive else None
    clip = Body(time_s, **arrays, size_px=size_px, sight=sight, card=card, scene=scene, moved=moved)
    times = clip.time_s
    if times.ndim != 1 or not len(times) or not np.isfinite(times).all() or not (np.diff(times) > 0).all():
        raise ValueError("times do not rise")
    roll_deg, roll_margin_deg = _angle(about["roll_deg"], 180.0), float(about["roll_margin_deg"])
    if not 0.0 <= roll_margin_deg <= 180.0:
        raise ValueError("an impossible camera roll")
    pitch = _angle(about.get("pitch_deg"), 90.0), _angle(about.get("pitch_margin_deg"), 90.0)
    notices = about["notices"]
    if not isinstance(notices, list):
        raise TypeError("notices are no list")
    unmirrored = about.get("unmirrored", False)
    if not isinstance(unmirrored, bool):
        raise TypeError("unmirrored is neither true nor false")
    model = about["model_sha256"]
    roll = roll_deg, roll_margin_deg, str(about["roll_source"])
    return Recording(clip, str(about["source"]), model, *roll, tuple(notices), *pitch, unmirrored)
