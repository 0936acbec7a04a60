"""The landmark model: where it lies, and whether it is what it should be."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from pathlib import Path

from posecheck.errors import ModelError

#: What the embedded model must be, byte for byte: damaged weights load and run without a complaint.
EMBEDDED_SHA256 = "8928ddcfe9e246cd123097f2a8ee2f00bc37bf6b414b5c2b731f2c1062f039e0"

_NAME = "pose_landmarker_full.task"
_NETWORKS = ("pose_detector.tflite", "pose_landmarks_detector.tflite")
_LARGEST_BYTES = 512 * 1024 * 1024
_CURE = "install posecheck again, or in a source checkout rebuild the file with models/rebuild.py"


def embedded_model() -> Path:
    """Where the model that comes with posecheck lies.

    Returns:
        The file inside the installed package, or in a source checkout the one in its ``models`` folder.

    Raises:
        ModelError: it is in neither place.
    """
    package = Path(__file__).resolve().parent.parent
    places = (package / "models" / _NAME, package.parent / "models" / _NAME)
    for place in places:
        if place.is_file():
            return place
    raise ModelError(f"The landmark model {_NAME} that comes with posecheck is missing; {_CURE}.")


def read_model(path: Path | None = None) -> bytes:
    """The bytes of a checked model.

    Args:
        path: a pose landmarker bundle (``.task``) of the user's own; None is the embedded model.

    Returns:
        The whole bundle: for the embedded model with the right SHA-256, for another a sound archive
        with both networks in it.

    Raises:
        ModelError: missing, unreadable, damaged, or something else than a pose landmarker bundle.
    """
    if path is not None:
        data = _read(Path(path))
        _check_bundle(Path(path), data)
        return data
    place = embedded_model()
    data = _read(place)
    if hashlib.sha256(data).hexdigest() != EMBEDDED_SHA256:
        raise ModelError(f"The landmark model {place} is damaged (its SHA-256 is not the expected one); {_CURE}.")
    return data


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ModelError(f"The model {path} is a folder; name the .task file in it.")
        if not stat.S_ISREG(status.st_mode):
            raise ModelError(f"The model {path} is not a regular file; name a .task file.")
        if status.st_size > _LARGEST_BYTES:
            raise ModelError(f"The model {path} is too large to be a pose landmarker bundle; name a .task file.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ModelError(f"There is no model at {path}; check the name, or use the one posecheck has.") from None
    except PermissionError:
        raise ModelError(f"The model {path} may not be read; give yourself permission to read it.") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"The model {path} cannot be read ({error}); copy it to another disk and try again.") from None
    if not data:
        raise ModelError(f"The model {path} is empty; download or copy it again.")
    return data


def _check_bundle(path: Path, data: bytes) -> None:
    if data[4:8] == b"TFL3":
        raise ModelError(f"The model {path} is a single network; posecheck needs the pose landmarker bundle (.task).")
    if not zipfile.is_zipfile(io.BytesIO(data)):
        if data[:4] == b"PK\x03\x04":
            raise ModelError(f"The model {path} is cut off before its end; download or copy it again.")
        raise ModelError(f"The model {path} is not a pose landmarker bundle; name a .task file of MediaPipe.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            missing = [name for name in _NETWORKS if name not in bundle.namelist()]
            if missing:
                raise ModelError(
                    f"The archive {path} is not a pose landmarker bundle: it lacks {' and '.join(missing)}; "
                    "name another .task file."
                )
            sound = all(bundle.read(name)[4:8] == b"TFL3" for name in _NETWORKS)
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise ModelError(f"The model {path} is damaged ({error}); download or copy it again.") from None
    if not sound:
        raise ModelError(f"The model {path} holds no TensorFlow Lite networks; name another .task file.")
