"""A mirror image that is said to be one gives the answers of the true picture."""

from __future__ import annotations

from pathlib import Path

import films
import numpy as np
import pytest
from clips import frames, truth
from terminal import posecheck, refused

from posecheck import words
from posecheck.api import Checked, check_file
from posecheck.body.recording import load_recording, save_recording
from posecheck.body.skeleton import BONES
from posecheck.media.annotate import annotate
from posecheck.media.video import open_media

NAME = "tree_right_drop"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample encoded anew as it is, and as a selfie app stores it."""
    made = tmp_path_factory.mktemp("mirrored")
    pictures, fps = frames(NAME), truth(NAME)["fps"]
    films.write_video(made / "true.mp4", pictures, fps=fps)
    films.write_video(made / "selfie.mp4", [picture[:, ::-1] for picture in pictures], fps=fps)
    return made


@pytest.fixture(scope="module")
def true(folder: Path) -> Checked:
    return check_file(folder / "true.mp4")


@pytest.fixture(scope="module")
def unmirrored(folder: Path) -> Checked:
    return check_file(folder / "selfie.mp4", mirrored=True)


def assert_alike(one: Checked, other: Checked) -> None:
    """The same holds and sides; values as near as another encoding of the same pictures gives."""
    assert [(hold.pose.key, hold.side) for hold in one.summary.holds] == [
        (hold.pose.key, hold.side) for hold in other.summary.holds
    ]
    for a, b in zip(one.summary.findings, other.summary.findings, strict=True):
        assert np.isfinite(a.value) == np.isfinite(b.value)
        if np.isfinite(a.value):
            within = 1.0 if a.check.over_hold else 0.4  # sway is a matter of jitter, which no two runs share
            assert a.value == pytest.approx(b.value, abs=max(within * b.margin, 0.1)), a.check.key


def test_the_mirror_image_alone_names_the_other_leg(folder: Path, true: Checked) -> None:
    assert true.summary.longest.side == truth(NAME)["side"]
    assert check_file(folder / "selfie.mp4").summary.longest.side != truth(NAME)["side"]


def test_turned_over_it_gives_the_true_sides(unmirrored: Checked, true: Checked) -> None:
    assert_alike(unmirrored, true)
    assert np.abs(unmirrored.recording.clip.image - true.recording.clip.image).max() < 12.0


def test_the_recording_has_the_true_sides_and_says_so(unmirrored: Checked, true: Checked, tmp_path: Path) -> None:
    assert unmirrored.recording.unmirrored
    assert words.UNMIRRORED in unmirrored.recording.notices
    assert not true.recording.unmirrored
    save_recording(tmp_path / "a.npz", unmirrored.recording)
    again = check_file(tmp_path / "a.npz")
    assert again.recording.unmirrored
    assert [repr(f.value) for f in again.summary.findings] == [repr(f.value) for f in unmirrored.summary.findings]


def test_a_recording_made_without_saying_so_can_be_turned_over(folder: Path, true: Checked, tmp_path: Path) -> None:
    save_recording(tmp_path / "selfie.npz", check_file(folder / "selfie.mp4").recording)
    assert_alike(check_file(tmp_path / "selfie.npz", mirrored=True), true)


def test_the_drawn_video_shows_the_picture_as_it_is(folder: Path, unmirrored: Checked, tmp_path: Path) -> None:
    recording, drawn = unmirrored.recording, tmp_path / "drawn.mp4"
    annotate(folder / "selfie.mp4", drawn, unmirrored.summary, recording.clip, mirrored=True)
    with open_media(folder / "selfie.mp4") as media:
        source = next(media.frames()).pixels.astype(int)
    with open_media(drawn) as media:
        shown = next(media.frames()).pixels.astype(int)
    changed = np.abs(shown - source).max(-1) > 60
    middles = recording.clip.image[0][np.array(BONES)].mean(1)
    mirrored = middles * (-1.0, 1.0) + np.array([source.shape[1] - 1.0, 0.0])
    on_the_person, elsewhere = (
        np.mean([changed[y - 2 : y + 3, x - 2 : x + 3].any() for x, y in np.round(points).astype(int)])
        for points in (mirrored, middles)
    )
    assert on_the_person > 0.9
    assert elsewhere < 0.5


def test_the_command_turns_over_too_and_only_once(folder: Path, tmp_path: Path) -> None:
    stored = tmp_path / "selfie.npz"
    done = posecheck("check", folder / "selfie.mp4", "--mirrored", "--landmarks", stored)
    assert done.returncode == 0, done.stderr
    assert "mirror image" in " ".join(done.stdout.split())
    assert load_recording(stored).unmirrored
    assert "leave out --mirrored" in refused(posecheck("check", stored, "--mirrored"))
