"""The built package works by itself: in an environment of its own, from another folder, without a network."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from posecheck import __version__
from posecheck.media.model import EMBEDDED_SHA256

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "tree_right_drop.mp4"

pytest.importorskip("hatchling", reason="building the package needs hatchling")


def run(*command: str | Path, cwd: Path) -> str:
    """Output of a command that must succeed, run without this environment's settings for Python."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs of an environment with the package installed; its dependencies are this one's."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    place = folder / ("Scripts" if os.name == "nt" else "bin")
    run(place / "python", "-m", "pip", "install", "--no-deps", "--no-index", wheel, cwd=folder)
    # Only now: pip would take a posecheck installed here for the one to be replaced.
    own = run(place / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    shared = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    Path(own, "dependencies.pth").write_text("\n".join(shared) + "\n")
    return place


def test_what_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        model = archive.read("posecheck/models/pose_landmarker_full.task")
    assert hashlib.sha256(model).hexdigest() == EMBEDDED_SHA256
    assert {"posecheck/py.typed", "posecheck/models/LICENSE", "posecheck/models/README.md"} <= set(names)
    shown = {"samples/tree_right_drop.mp4", "docs/accuracy.md", "docs/images/tadasana.jpg", "ui/player/player.js"}
    shown |= {"report/templates/sheet.html", "report/templates/sheet.css"}
    assert {f"posecheck/{name}" for name in shown} <= set(names)  # what the app shows
    assert all(name.startswith(("posecheck/", f"posecheck-{__version__}.dist-info/")) for name in names)
    assert not [name for name in names if name.endswith(".pyc")]


def test_it_starts_from_another_folder(programs: Path, tmp_path: Path) -> None:
    where = run(programs / "python", "-c", "import posecheck; print(posecheck.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(programs.parent.resolve())
    assert __version__ in run(programs / "python", "-m", "posecheck", "--version", cwd=tmp_path)
    assert __version__ in run(programs / "posecheck", "--version", cwd=tmp_path)


def test_it_checks_a_clip_with_its_own_model(programs: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path)
    run(programs / "posecheck", "check", SAMPLE.name, "--json", "result.json", cwd=tmp_path)
    result = (tmp_path / "result.json").read_text()
    assert json.loads(result)
    assert "tree" in result
    assert "right" in result
