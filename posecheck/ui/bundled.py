"""Files that come with posecheck and that the app shows: samples and a picture."""

from __future__ import annotations

from pathlib import Path

from posecheck.errors import InputError

#: Pose to the sample that shows it.
SAMPLES = {
    "tadasana": "tadasana_tilted.mp4",
    "tree": "tree_right_drop.mp4",
    "side_lying_stretch": "side_lying_above.mp4",
    "pigeon": "pigeon_back_left.mp4",
}

#: Two samples of one person and pose: the right hip lower, then level.
BEFORE_AFTER = ("tadasana_tilted.mp4", "tadasana_level.mp4")

_PACKAGE = Path(__file__).resolve().parents[1]


def sample(pose: str) -> Path:
    """The sample clip of a pose.

    Raises:
        InputError: it is neither in the installed package nor in the source checkout.
    """
    return _found(Path("samples", SAMPLES[pose]))


def before_after() -> tuple[Path, ...]:
    """Two samples to compare; raises as ``sample``."""
    return tuple(_found(Path("samples", name)) for name in BEFORE_AFTER)


def picture() -> Path:
    """A picture of what posecheck draws and says; raises as ``sample``."""
    return _found(Path("docs", "images", "tadasana.jpg"))


def _found(name: Path) -> Path:
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_file():
            return place
    raise InputError(f"{name.name}, which comes with posecheck, is missing: install posecheck again.")
