"""Imports run downhill: read from the syntax trees, so that imports inside functions count as well."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

_READING = ("frame", "source", "picture", "upright", "video", "times", "quiet", "ahead", "leaps", "ticks", "moments")
_LANDMARKS = ("libraries", "model", "landmarks", "engine", "landmarker", "follower")
_DRAWING = ("lettering", "figure", "measured", "panel", "overlay", "writer", "annotate")


def _media(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"posecheck.media.{name}" for name in names)


#: Level by level from the ground up: the rooms of each, and the modules (with all that is below them) of each room.
#: A module may import its own room and every lower level; the longest name that fits counts.
LEVELS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"errors": ("posecheck.errors",), "whole": ("posecheck.whole",)},
    {"body": ("posecheck.body",)},
    {"reading": _media(_READING), "media": ("posecheck.media",)},  # the package itself: its modules stand one by one
    {"measure": ("posecheck.measure",)},
    {"eyes": ("posecheck.eyes",)},
    {"poses": ("posecheck.poses",)},
    {"words": ("posecheck.words",)},
    {"session": ("posecheck.session",)},
    {"landmarks": _media(_LANDMARKS), "drawing": _media(_DRAWING)},
    {"api": tuple(f"posecheck.{name}" for name in ("api", "watch", "pace", "observe", "parts", "memory", "cache"))},
    {"posecheck": ("posecheck",)},
    {"report": ("posecheck.report",), "live": ("posecheck.live",)},
    {"library": ("posecheck.library",)},
    {"ui": ("posecheck.ui",)},
    {"cli": ("posecheck.cli", "posecheck.__main__")},
    {"app": ("app",)},
)

PLACE = {name: (level, room) for level, rooms in enumerate(LEVELS) for room, names in rooms.items() for name in names}

#: Names that cover modules one by one only: what is new below them has no place until it is given one.
EXACT = {"posecheck", "posecheck.media", "app"}


def place(module: str) -> tuple[int, str] | None:
    """Level and room of a module, None where it has none."""
    name = module
    while name:
        if name in PLACE and (name == module or name not in EXACT):
            return PLACE[name]
        name = name.rpartition(".")[0]
    return None


def imports(module: str, source: str, modules: set[str]) -> Iterator[str]:
    """Modules that a module imports, wherever in it; ``from a import b`` is ``a.b`` where that is a module."""
    package = module if f"{module}.__init__" in modules else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                name = f"{base}.{alias.name}"
                yield name if name in modules or f"{name}.__init__" in modules else base


def tree() -> dict[str, str]:
    """Name to source of every module of the program; a package is called ``package.__init__``."""
    files = sorted((ROOT / "posecheck").rglob("*.py")) + [path for path in [ROOT / "app.py"] if path.exists()]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text("utf-8") for path in files}


def own_imports(sources: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each import of one of these modules by another."""
    for name, source in sources.items():
        module = name.removesuffix(".__init__")
        for target in imports(module, source, set(sources)):
            if target != module and target.partition(".")[0] in ("posecheck", "app"):
                yield module, target


def offences(sources: Mapping[str, str]) -> list[str]:
    """Modules without a place, and imports that do not run downhill."""
    modules = [name.removesuffix(".__init__") for name in sources]
    found = [f"{module} has no level" for module in modules if place(module) is None]
    for module, target in own_imports(sources):
        here, there = place(module), place(target)
        if here and there and there[0] >= here[0] and there != here:
            found.append(f"{module} imports {target}")
    return found


def importers(sources: Mapping[str, str], library: str) -> set[str]:
    """The modules that import a library."""
    modules = set(sources)
    return {
        name.removesuffix(".__init__")
        for name, source in sources.items()
        if any(t.partition(".")[0] == library for t in imports(name.removesuffix(".__init__"), source, modules))
    }


def test_imports_run_downhill() -> None:
    assert offences(tree()) == []


def test_poses_do_not_know_each_other() -> None:
    shared = {"posecheck.poses", "posecheck.poses.checks"}
    between = [
        (module, target)
        for module, target in own_imports(tree())
        if module.startswith("posecheck.poses.") and target.startswith("posecheck.poses") and target not in shared
    ]
    assert between == []


def test_only_the_engine_of_the_landmarker_imports_mediapipe() -> None:
    assert importers(tree(), "mediapipe") == {"posecheck.media.engine"}


def test_only_the_screen_imports_streamlit() -> None:
    assert {m for m in importers(tree(), "streamlit") if place(m) not in (PLACE["posecheck.ui"], PLACE["app"])} == set()


@pytest.mark.parametrize("module", ["posecheck", "posecheck.cli", "posecheck.poses", "posecheck.session.session"])
def test_importing_it_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'mediapipe', 'streamlit', 'cv2', 'av'}} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("module", "source", "offence"),
    [
        ("posecheck.body.body", "from posecheck.session import session", "imports posecheck.session.session"),
        ("posecheck.body.body", "def f():\n    import posecheck.poses.tree", "imports posecheck.poses.tree"),
        ("posecheck.body.body", "from ..session.session import Session", "imports posecheck.session.session"),
        ("posecheck.body.body", "from posecheck import __version__", "imports posecheck"),
        ("posecheck.media.landmarker", "import posecheck.media.overlay", "imports posecheck.media.overlay"),
        ("posecheck.report.html", "import posecheck.library.table", "imports posecheck.library.table"),
        ("posecheck.session.session", "from posecheck import api", "imports posecheck.api"),
        ("posecheck.media.sound", "", "has no level"),
        ("posecheck.helpers", "", "has no level"),
    ],
    ids=[
        "upwards",
        "in a function",
        "relative",
        "the package",
        "one folder",
        "next door",
        "by name",
        "new in media",
        "new",
    ],
)
def test_an_offence_is_seen(module: str, source: str, offence: str) -> None:
    names = ("posecheck.__init__", "posecheck.api", "posecheck.session.session", "posecheck.poses.tree")
    others = dict.fromkeys((*names, "posecheck.media.overlay", "posecheck.library.table"), "")
    assert offences({**others, module: source}) == [f"{module} {offence}"]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("posecheck.session.session", "from posecheck import words\nfrom posecheck.session.hold import Span"),
        ("posecheck.cli.check", "from posecheck import __version__\nimport posecheck.report.results"),
        ("posecheck.body.body", "import numpy as np\nfrom posecheck.body.skeleton import Landmark"),
    ],
    ids=["down and beside", "the package from above", "libraries"],
)
def test_what_runs_downhill_is_no_offence(module: str, source: str) -> None:
    others = dict.fromkeys(
        ("posecheck.__init__", "posecheck.words", "posecheck.session.hold", "posecheck.report.results"), ""
    )
    assert offences({**others, module: source}) == []
