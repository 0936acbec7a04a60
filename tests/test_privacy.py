"""Nothing leaves the machine: no socket to anywhere, whatever is installed, and nothing heavy without need."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "tree_right_drop.mp4"

#: Addresses that stay on this machine: files, and the kernel itself.
LOCAL_FAMILIES = {"AF_UNIX", "AF_NETLINK"}


def families(trace: Path, *command: str | Path) -> set[str]:
    """Address families of all sockets that a command and its children make."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    done = subprocess.run(
        [strace, "-f", "-qq", "-e", "trace=network", "-o", str(trace), *map(str, command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if "ptrace" in done.stderr.lower() and not trace.read_text():
        pytest.skip(f"strace may not trace here: {done.stderr.strip().splitlines()[0]}")
    assert done.returncode == 0, done.stdout + done.stderr
    return set(re.findall(r"\b((?:AF|PF)_\w+)", trace.read_text()))


def test_the_trace_sees_a_socket(tmp_path: Path) -> None:
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"
    assert "AF_INET" in families(tmp_path / "trace", sys.executable, "-c", code)


def test_checking_a_clip_opens_no_connection(tmp_path: Path) -> None:
    outputs = {"--json": tmp_path / "result.json", "--csv": tmp_path / "result.csv", "--video": tmp_path / "result.mp4"}
    options = [part for option, path in outputs.items() for part in (option, path)]
    found = families(tmp_path / "trace", sys.executable, "-m", "posecheck", "check", SAMPLE, *options)
    assert found <= LOCAL_FAMILIES
    assert all(path.stat().st_size for path in outputs.values())


def test_the_doctor_opens_no_connection(tmp_path: Path) -> None:
    assert families(tmp_path / "trace", sys.executable, "-m", "posecheck", "doctor") <= LOCAL_FAMILIES


@pytest.mark.parametrize("module", ["posecheck", "posecheck.cli"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'mediapipe', 'streamlit', 'cv2', 'av'}} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
