"""The libraries of the operating system that MediaPipe and OpenCV load, and the packages that bring them."""

from __future__ import annotations

import re

from posecheck.errors import MissingLibraryError

#: Debian and Ubuntu package by the beginning of the library's file name.
DEBIAN_PACKAGES = {
    "libGL.": "libgl1",
    "libEGL.": "libegl1",
    "libGLESv2.": "libgles2",
    "libglib-2.0.": "libglib2.0-0",
    "libgthread-2.0.": "libglib2.0-0",
    "libxcb.": "libxcb1",
}


def missing_library(error: Exception) -> MissingLibraryError:
    """The error to raise when importing or starting MediaPipe failed.

    Args:
        error: what Python raised; a dynamic loader's message names the library.

    Returns:
        An error that names the library and the Debian package, as far as they are known.
    """
    library = re.search(r"lib[\w.+-]*\.so[\w.]*", str(error))
    if library is None:
        return MissingLibraryError(f"MediaPipe cannot be loaded ({error}); install posecheck again.")
    known = [package for prefix, package in DEBIAN_PACKAGES.items() if library[0].startswith(prefix)]
    packages = " ".join(known or dict.fromkeys(DEBIAN_PACKAGES.values()))
    return MissingLibraryError(
        f"The system library {library[0]} is missing or broken; on Debian or Ubuntu: apt-get install {packages}."
    )
