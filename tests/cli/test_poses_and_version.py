"""``posecheck poses``, ``posecheck --version``, and what is shown to somebody who types no command."""

from __future__ import annotations

import pytest
from terminal import posecheck

from posecheck import __version__
from posecheck.cli.listing import good_range
from posecheck.poses import POSES
from posecheck.poses.checks import Pose


@pytest.fixture(scope="module")
def listing() -> str:
    """What ``posecheck poses`` prints, in one line."""
    done = posecheck("poses")
    assert (done.returncode, done.stderr) == (0, "")
    return " ".join(done.stdout.split())


@pytest.mark.parametrize("pose", POSES.values(), ids=list(POSES))
def test_every_pose_is_listed_with_its_checks(pose: Pose, listing: str) -> None:
    start = listing.index(f"{pose.title} (--pose {pose.key})")
    place = start
    for check in pose.checks:
        place = listing.index(f"{check.title} {check.key} Good: {good_range(check)} Seen: ", place)
    assert "(--pose" not in listing[start + len(pose.title) + 8 : place]


@pytest.mark.parametrize("pose", POSES.values(), ids=list(POSES))
def test_every_pose_says_where_the_camera_stands(pose: Pose, listing: str) -> None:
    assert pose.camera in listing
    assert (f"--side is the {pose.working}." in listing) == (pose.working is not None)


def test_no_brace_is_left_open(listing: str) -> None:
    assert "{" not in listing


def test_the_version() -> None:
    done = posecheck("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"posecheck {__version__}\n", "")


@pytest.mark.parametrize("arguments", [(), ("--help",)], ids=["nothing", "help"])
def test_the_commands_are_shown(arguments: tuple[str, ...]) -> None:
    done = posecheck(*arguments)
    assert done.returncode == (0 if arguments else 2)
    shown = done.stdout + done.stderr
    assert all(f"  {name} " in shown for name in ("check", "poses", "doctor"))
    assert "Traceback" not in shown


def test_every_option_of_check_is_explained() -> None:
    done = posecheck("check", "--help")
    assert done.returncode == 0
    options = {"--pose", "--side", "--json", "--csv", "--video", "--landmarks", "--camera-roll", "--model"}
    assert all(option in done.stdout for option in options)


def test_an_unknown_command() -> None:
    done = posecheck("chekc")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No such command 'chekc'. Did you mean 'check'?" in done.stderr
