"""posecheck doctor: every line says what is there or what to do; nothing found wrong is overlooked."""

from __future__ import annotations

import importlib
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from posecheck.cli import needs
from posecheck.cli.doctor import run_doctor
from posecheck.cli.needs import Line, State
from posecheck.measure import refine
from posecheck.media import libraries, model

ROOT = Path(__file__).parents[2]


def printed() -> tuple[int, str]:
    """Exit code and text of the doctor."""
    out = io.StringIO()
    code = run_doctor(Console(file=out, width=80))
    return code, out.getvalue()


def only(check: Callable[[], Iterator[Line]]) -> Line:
    """The one line of a check."""
    (line,) = check()
    return line


def with_versions(monkeypatch: pytest.MonkeyPatch, **versions: str | None) -> None:
    """Pretend that these packages are installed (None: not installed)."""
    known = {name.replace("_", "-"): release for name, release in versions.items()}
    real = needs._version
    monkeypatch.setattr(needs, "_version", lambda name: known[name] if name in known else real(name))


def test_everything_needed_is_there() -> None:
    code, text = printed()
    assert code == 0, text
    assert "missing" not in text
    assert "mediapipe 0.10.33" in text
    assert "landmarker: starts and looks at a frame" in text


def test_the_pinned_version_is_the_one_that_is_installed_by_pip() -> None:
    pinned = re.search(r'"mediapipe==([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    assert pinned is not None
    assert pinned[1] == needs.MEDIAPIPE


def test_a_missing_library_is_named_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(needs, "LIBRARIES", ("libmadeup.so.7", "libother.so.1"))
    monkeypatch.setattr(libraries, "DEBIAN_PACKAGES", {"libmadeup.": "libmadeup7", "libother.": "libother1"})
    code, text = printed()
    assert code == 1
    assert "libmadeup.so.7, libother.so.1" in text
    assert "apt-get install libmadeup7 libother1\n" in text


@pytest.mark.parametrize("library", needs.LIBRARIES)
def test_every_library_has_a_package(library: str) -> None:
    assert needs._package(library).startswith("lib")


def test_a_damaged_model_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    damaged = tmp_path / "pose_landmarker_full.task"
    shutil.copy(model.embedded_model(), damaged)
    with damaged.open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"\xff" * 8)
    monkeypatch.setattr(model, "embedded_model", lambda: damaged)
    line = only(needs.check_model)
    assert line.state is State.MISSING
    assert str(damaged) in line.advice


@pytest.mark.parametrize(("module", "name"), [("eyes.network", "hips.onnx"), ("measure.refine", "refine.npz")])
def test_a_damaged_network_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str, name: str) -> None:
    owner = importlib.import_module(f"posecheck.{module}")
    for whole in Path(str(owner.__file__)).parent.glob("*.[on]*[xz]"):
        shutil.copy(whole, tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:100_000])
    monkeypatch.setattr(owner, "files", lambda _: tmp_path)
    refine.weights.cache_clear()
    try:
        line = only(needs.check_networks)
    finally:
        refine.weights.cache_clear()
    assert line.state is State.MISSING
    assert "install posecheck again" in line.advice


def test_another_mediapipe_is_refused_and_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    with_versions(monkeypatch, mediapipe="0.10.35")
    line = only(needs.check_mediapipe)
    assert line.state is State.MISSING
    assert "usage data" in line.what
    assert line.advice == "pip install mediapipe==0.10.33"
    assert "not tried" in only(needs.check_landmarker).what


def test_two_versions_of_opencv_are_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    with_versions(monkeypatch, opencv_python="4.12.0.88", opencv_contrib_python="5.0.0.93")
    line = only(needs.check_opencv)
    assert line.state is State.MISSING
    assert "opencv-contrib-python==5.0.0.93" in line.advice
    assert "opencv-python==5.0.0.93" in line.advice


def test_headless_opencv_of_the_same_version_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    release = needs._version("opencv-python")
    with_versions(monkeypatch, opencv_python_headless=release)
    line = only(needs.check_opencv)
    assert line.state is State.NOTE
    assert "last" in line.advice


@pytest.mark.parametrize("package", ["cv2", "mediapipe", "av"])
def test_a_package_that_cannot_be_imported_is_no_crash(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    for name in [name for name in sys.modules if name.startswith(package + ".")]:
        monkeypatch.delitem(sys.modules, name)
    code, text = printed()
    assert code == 1
    assert "missing" in text


def test_no_camera_is_a_note(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(needs, "DEVICES", tmp_path)
    assert only(needs.check_camera).state is State.NOTE
    (tmp_path / "video0").touch()
    assert only(needs.check_camera) == Line(State.OK, f"camera: {tmp_path / 'video0'}")


def test_little_disk_space_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "ENOUGH_DISK_BYTES", 1 << 62)
    assert only(needs.check_disk).state is State.NOTE


def test_a_terminal_without_unicode_gets_plain_shapes() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    run_doctor(Console(file=out, width=80))
    out.flush()
    assert b"+ ok" in out.buffer.getvalue()


def test_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "posecheck", "doctor"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything that posecheck needs is there." in done.stdout
    assert not done.stderr
