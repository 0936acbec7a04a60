"""The registry: every module beside this file that declares a ``POSE``.

Adding a pose is adding one file here; nothing else lists them.
"""

from __future__ import annotations

import importlib
import pkgutil

from posecheck.errors import InputError
from posecheck.poses.checks import Pose

_NOT_POSES = {"checks"}  # the types, not a pose


def register(pose: Pose, registry: dict[str, Pose]) -> None:
    """Adds a pose.

    Raises:
        ValueError: the key, or a check's key inside the pose, is taken twice.
    """
    if pose.key in registry:
        raise ValueError(f"two poses are called {pose.key!r}")
    if len(set(pose.keys)) != len(pose.keys):
        raise ValueError(f"pose {pose.key!r} has two checks of one key")
    registry[pose.key] = pose


def _collect() -> dict[str, Pose]:
    found: dict[str, Pose] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name in _NOT_POSES:
            continue
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        if not isinstance(getattr(loaded, "POSE", None), Pose):
            raise ValueError(f"{loaded.__name__} declares no POSE")
        register(loaded.POSE, found)
    return dict(sorted(found.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER))))


#: The four first poses in the order in which they are taught; later ones follow by name.
_ORDER = {"tadasana": 0, "tree": 1, "side_lying_stretch": 2, "pigeon": 3}

#: Key to pose.
POSES: dict[str, Pose] = _collect()


def get_pose(key: str) -> Pose:
    """The pose of that key.

    Raises:
        InputError: no such pose; the message lists those there are.
    """
    try:
        return POSES[key]
    except KeyError:
        raise InputError(f"There is no pose {key!r}. Choose one of: {', '.join(POSES)}.") from None
