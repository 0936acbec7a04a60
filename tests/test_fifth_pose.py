"""A fifth pose is one file: the terminal, the result files and the contract suite know it without being told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

DECLARATION = '''
"""A made-up pose: standing somewhere, the head held straight."""

from __future__ import annotations

from posecheck.body.body import Array, Body
from posecheck.body.skeleton import Landmark as L
from posecheck.measure.anatomy import lean_deg
from posecheck.measure.geometry import picture_slope_deg, ramp
from posecheck.measure.view import Posture, View
from posecheck.poses.checks import Band, Check, Line, Pose


def head_tilt_deg(body: Body) -> Array:
    """``(...)`` deg: slope of the line through the ears; + right ear lower."""
    return picture_slope_deg(body.at(L.LEFT_EAR), body.at(L.RIGHT_EAR))


def likeness(body: Body) -> Array:
    """``(...)`` in [0, 1], but never as likely as a real pose."""
    return 0.3 * ramp(lean_deg(body), 40, 20)


POSE = Pose(
    key="head_straight",
    title="Head straight",
    posture=Posture.UPRIGHT,
    likeness=likeness,
    camera="Camera straight in front, at the height of the face.",
    checks=(
        Check(
            key="head_tilt_deg",
            title="Head level",
            unit="deg",
            measure=head_tilt_deg,
            ways=("left ear lower", "right ear lower"),
            needs=(L.LEFT_EAR, L.RIGHT_EAR),
            lines={View.FRONT: Line(2.0)},
            scale=Band.even(4.0, 8.0, "made up"),
            low="Your left ear is lower: raise it.",
            high="Your right ear is lower: raise it.",
            odd=True,
        ),
    ),
)
'''


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which posecheck has one more file and is otherwise the same."""
    home = tmp_path_factory.mktemp("extended")
    shutil.copytree(ROOT / "posecheck", home / "posecheck", ignore=shutil.ignore_patterns("__pycache__"))
    (home / "posecheck" / "poses" / "head_straight.py").write_text(DECLARATION)
    (home / "models").symlink_to(ROOT / "models")
    return {**os.environ, "PYTHONPATH": str(home)}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=environment["PYTHONPATH"],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_terminal_lists_it(extended: dict[str, str]) -> None:
    listed = run(extended, "-m", "posecheck", "poses")
    assert listed.returncode == 0
    assert "Head straight  (--pose head_straight)" in listed.stdout
    assert "head_tilt_deg" in listed.stdout


def test_a_check_gives_its_finding_as_text_and_json(extended: dict[str, str]) -> None:
    sample = str(ROOT / "samples" / "tadasana_level.mp4")
    done = run(extended, "-m", "posecheck", "check", sample, "--pose", "head_straight", "--json", "-")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["pose"] == "head_straight"
    assert [check["key"] for check in result["checks"]] == ["head_tilt_deg"]
    assert result["checks"][0]["verdict"] == "good"
    assert abs(result["checks"][0]["value"]) < 4


def test_it_is_offered_when_another_name_is_wrong(extended: dict[str, str]) -> None:
    done = run(extended, "-m", "posecheck", "check", "x.mp4", "--pose", "nothing")
    assert done.returncode == 2
    assert "head_straight" in done.stderr


def test_the_contract_suite_tests_it_unasked(extended: dict[str, str]) -> None:
    suite = str(ROOT / "tests" / "poses" / "test_contract.py")
    done = run(extended, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(ROOT), "-c",
               str(ROOT / "pyproject.toml"), "-k", "head", "-v", suite)  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert "head_straight-head_tilt_deg" in done.stdout
    assert "PASSED" in done.stdout
