"""What posecheck needs from the machine it runs on, one check for each.

Imports nothing heavy by itself: it must work where OpenCV or MediaPipe cannot be imported. Opens no connection.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from posecheck.cache import default_folder, size_bytes
from posecheck.errors import PosecheckError
from posecheck.media import libraries

OLDEST_PYTHON = (3, 11)
MEDIAPIPE = "0.10.33"
PACKAGES = ("numpy", "av", "streamlit", "typer", "rich", "reportlab")
OPENCV = ("opencv-python", "opencv-contrib-python")
OPENCV_HEADLESS = ("opencv-python-headless", "opencv-contrib-python-headless")
#: Libraries of a Linux system: the first three are for OpenCV, the others for MediaPipe.
LIBRARIES = ("libGL.so.1", "libxcb.so.1", "libglib-2.0.so.0", "libEGL.so.1", "libGLESv2.so.2")
DEVICES = Path("/dev")
ENOUGH_DISK_BYTES = 2_000_000_000


class State(Enum):
    """How a check ended: a word, a shape, the shape where only ASCII can be written, and a colour."""

    OK = ("ok", "●", "+", "green")
    NOTE = ("note", "▲", "!", "yellow")
    MISSING = ("missing", "✖", "x", "red")

    def __init__(self, word: str, shape: str, ascii_shape: str, colour: str) -> None:
        self.word, self.shape, self.ascii_shape, self.colour = word, shape, ascii_shape, colour


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: what was found, and what to do about it (empty where nothing is to be done)."""

    state: State
    what: str
    advice: str = ""


def lines() -> Iterator[Line]:
    """Every check, one after the other. A check that fails in an unforeseen way says so in its line."""
    for check in CHECKS:
        try:
            yield from check()
        except Exception as error:
            yield Line(State.MISSING, f"{_title(check)}: {_first_line(error)}", "install posecheck again")


def check_python() -> Iterator[Line]:
    """The interpreter."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST_PYTHON:
        yield Line(State.OK, f"Python {found}")
    else:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        yield Line(State.MISSING, f"Python {oldest} or newer (this is {found})", f"install Python {oldest} or newer")


def check_packages() -> Iterator[Line]:
    """The Python packages that have no trap of their own."""
    absent = [name for name in PACKAGES if _version(name) is None]
    if absent:
        yield Line(State.MISSING, f"Python packages: {', '.join(absent)}", f"pip install {' '.join(absent)}")
    else:
        yield Line(State.OK, "Python packages: " + ", ".join(f"{name} {_version(name)}" for name in PACKAGES))


def check_mediapipe() -> Iterator[Line]:
    """The landmark library: one version only."""
    found = _version("mediapipe")
    cure = f"pip install mediapipe=={MEDIAPIPE}"
    if found == MEDIAPIPE:
        yield Line(State.OK, f"mediapipe {found}")
    elif found is None:
        yield Line(State.MISSING, f"mediapipe {MEDIAPIPE}", cure)
    else:
        why = "later versions send usage data to their maker, earlier ones cannot use the model"
        yield Line(State.MISSING, f"mediapipe {MEDIAPIPE} (this is {found}; {why})", cure)


def check_opencv() -> Iterator[Line]:
    """OpenCV's four packages own the same files: two versions of them overwrite each other."""
    found = {name: release for name in (*OPENCV, *OPENCV_HEADLESS) if (release := _version(name))}
    names = ", ".join(f"{name} {release}" for name, release in found.items())
    if not found:
        yield Line(State.MISSING, "OpenCV", f"pip install {' '.join(OPENCV)}")
        return
    release = found.get(OPENCV[1], next(iter(found.values())))
    pinned = " ".join(f"{name}=={release}" for name in OPENCV)
    cure = f"pip uninstall -y {' '.join(found)} && pip install --no-deps {pinned}"
    if len(set(found.values())) > 1:
        yield Line(State.MISSING, f"one version of OpenCV (these overwrite each other's files: {names})", cure)
        return
    try:
        import cv2
    except ImportError as error:
        yield Line(State.MISSING, f"a working OpenCV ({_first_line(error)})", f"see the system libraries; else: {cure}")
        return
    if not hasattr(cv2, "VideoCapture"):
        yield Line(State.MISSING, f"files of OpenCV (a package that shared them was removed; left: {names})", cure)
    elif any(name in OPENCV_HEADLESS for name in found):
        note = "headless and full OpenCV share their files, the one installed last counts; posecheck works with either"
        yield Line(State.NOTE, names, note)
    else:
        yield Line(State.OK, names)


def check_libraries() -> Iterator[Line]:
    """Libraries of a Linux system that the packages load at run time."""
    if not sys.platform.startswith("linux"):
        return
    absent = [name for name in LIBRARIES if not _loads(name)]
    if absent:
        packages = " ".join(dict.fromkeys(_package(name) for name in absent))
        advice = f"on Debian or Ubuntu: apt-get install {packages}"
        yield Line(State.MISSING, f"system libraries: {', '.join(absent)}", advice)
    else:
        yield Line(State.OK, f"system libraries: {', '.join(LIBRARIES)}")


def check_model() -> Iterator[Line]:
    """The landmark model, byte for byte."""
    from posecheck.media import model

    try:
        size = len(model.read_model())
    except PosecheckError as error:
        yield Line(State.MISSING, "the landmark model", str(error))
    else:
        yield Line(State.OK, f"landmark model: {size:,} bytes, SHA-256 as it should be")


def check_networks() -> Iterator[Line]:
    """posecheck's own two networks: each answers once."""
    import numpy as np

    from posecheck.eyes.crop import SIZE_PX
    from posecheck.eyes.network import HipNetwork
    from posecheck.measure.answers import LANDMARK_NUMBERS
    from posecheck.measure.refine import weights

    try:
        crop = np.full((1, SIZE_PX, SIZE_PX, 3), 128, np.uint8)
        HipNetwork().answers(crop, np.zeros((1, LANDMARK_NUMBERS)))
        weights()
    except PosecheckError as error:
        yield Line(State.MISSING, "the networks for the hips", str(error))
    else:
        yield Line(State.OK, "networks for the hips: both answer")


def check_landmarker() -> Iterator[Line]:
    """All of it together: a landmarker looks at one grey frame."""
    if _version("mediapipe") != MEDIAPIPE:  # another one is not even started: it might use the network
        yield Line(State.MISSING, f"a working landmarker (not tried without mediapipe {MEDIAPIPE})")
        return
    try:
        import numpy as np

        from posecheck.media.frame import Frame
        from posecheck.media.landmarker import Landmarker

        with Landmarker(still=True) as landmarker:
            landmarker(Frame(time_s=0.0, pixels=np.full((480, 640, 3), 128, np.uint8)))
    except PosecheckError as error:
        yield Line(State.MISSING, "a working landmarker", str(error))
    else:
        yield Line(State.OK, "landmarker: starts and looks at a frame")


def check_encoder() -> Iterator[Line]:
    """The encoder for exported videos."""
    from av.codec import Codec
    from av.codec.codec import UnknownCodecError

    try:
        Codec("libx264", "w")
    except UnknownCodecError:
        cure = "pip install --force-reinstall --only-binary=:all: av"
        yield Line(State.MISSING, "the H.264 encoder libx264 in PyAV, for exported videos", cure)
    else:
        yield Line(State.OK, "H.264 encoder for exported videos: libx264")


def check_camera() -> Iterator[Line]:
    """Cameras of this machine; recordings need none."""
    if not sys.platform.startswith("linux"):
        yield Line(State.NOTE, "camera: not looked for on this system; the browser asks for it")
        return
    cameras = sorted(DEVICES.glob("video*"))
    usable = [str(camera) for camera in cameras if os.access(camera, os.R_OK | os.W_OK)]
    if usable:
        yield Line(State.OK, f"camera: {', '.join(usable)}")
    elif cameras:
        names = ", ".join(map(str, cameras))
        yield Line(State.NOTE, f"camera: {names} may not be opened", "sudo usermod -aG video $USER, then sign in again")
    else:
        yield Line(State.NOTE, "camera: none found; recordings can be checked all the same")


def check_disk() -> Iterator[Line]:
    """Room for uploads, which go to the folder for temporary files."""
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    state = State.OK if free >= ENOUGH_DISK_BYTES else State.NOTE
    advice = "" if state is State.OK else "long recordings may not fit: free some space, or set TMPDIR"
    yield Line(state, f"free disk space: {free / 1e9:.1f} GB in {folder}", advice)


def check_cache() -> Iterator[Line]:
    """Finished parts of long videos whose analysis was cut short."""
    folder = default_folder()
    size = size_bytes(folder)
    if size:
        advice = "they go when that is finished, or after a week; or remove the folder"
        yield Line(State.OK, f"kept of videos that were cut short: {size / 1e6:.0f} MB in {folder}", advice)
    else:
        yield Line(State.OK, f"kept of videos that were cut short: nothing in {folder}")


CHECKS: tuple[Callable[[], Iterator[Line]], ...] = (
    check_python,
    check_packages,
    check_mediapipe,
    check_opencv,
    check_libraries,
    check_model,
    check_networks,
    check_landmarker,
    check_encoder,
    check_camera,
    check_disk,
    check_cache,
)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _package(library: str) -> str:
    """The Debian package that brings a library."""
    return next(package for start, package in libraries.DEBIAN_PACKAGES.items() if library.startswith(start))


def _title(check: Callable[[], Iterator[Line]]) -> str:
    return check.__name__.removeprefix("check_")


def _first_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return text[0] if text else type(error).__name__
