"""Landmark recordings: a clip on disk that can be judged again without the video and without MediaPipe.

The file is a compressed NumPy archive (.npz) without pickles. Landmarks are stored as float32, which is
what the landmarker delivers, so a recording judged again gives the same numbers to the last digit.
"""

from __future__ import annotations

import json
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.body.body import Body
from posecheck.errors import RecordingError

SCHEMA = "posecheck.landmarks/1"

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
    """

    clip: Body
    source: str
    model_sha256: str | None
    roll_deg: float
    roll_margin_deg: float
    roll_source: str
    notices: tuple[str, ...] = ()


def write_recording(stream: object, recording: Recording) -> None:
    """Writes a recording to a file or a binary stream."""
    clip = recording.clip
    about = {
        "schema": SCHEMA,
        "source": recording.source,
        "model_sha256": recording.model_sha256,
        "roll_deg": recording.roll_deg if np.isfinite(recording.roll_deg) else None,
        "roll_margin_deg": recording.roll_margin_deg,
        "roll_source": recording.roll_source,
        "notices": list(recording.notices),
        "size_px": list(clip.size_px),
    }
    arrays = {name: getattr(clip, name).astype(np.float32) for name in _ARRAYS}
    np.savez_compressed(stream, about=np.array(json.dumps(about)), time_s=clip.time_s, **arrays)  # type: ignore[arg-type]


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
            if about["schema"] == SCHEMA:
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


def _parse(archive: Mapping[str, np.ndarray], about: dict[str, Any]) -> Recording:
    """The recording in an archive; raises one of ``_DAMAGE`` where something is missing or impossible."""
    arrays = {name: _numbers(archive[name]) for name in _ARRAYS}
    clip = Body(_numbers(archive["time_s"]), **arrays, size_px=tuple(about["size_px"]))
    times = clip.time_s
    if times.ndim != 1 or not len(times) or not np.isfinite(times).all() or not (np.diff(times) > 0).all():
        raise ValueError("times do not rise")
    roll_deg = np.nan if about["roll_deg"] is None else float(about["roll_deg"])
    margin_deg = float(about["roll_margin_deg"])
    if abs(roll_deg) > 180.0 or not 0.0 <= margin_deg <= 180.0:
        raise ValueError("an impossible camera roll")
    notices = about["notices"]
    if not isinstance(notices, list):
        raise TypeError("notices are no list")
    model = about["model_sha256"]
    return Recording(clip, str(about["source"]), model, roll_deg, margin_deg, str(about["roll_source"]), tuple(notices))
