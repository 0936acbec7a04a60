"""Choice: what a person sets otherwise than posecheck found it, and the recording judged so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posecheck.api import Checked, judge_again
from posecheck.poses import POSES
from posecheck.poses.checks import Band, Pose
from posecheck.ui import texts


@dataclass(frozen=True, slots=True)
class Choice:
    """What is set; None, and no bands, is as posecheck has it.

    Attributes:
        pose, side, camera_roll_deg: as in ``posecheck.api.open_session``.
        bands: (key of a pose, key of a check, its thresholds) of each check whose thresholds were moved.
    """

    pose: str | None = None
    side: str | None = None
    camera_roll_deg: float | None = None
    bands: tuple[tuple[str, str, Band], ...] = ()

    def band(self, pose: str, check: str) -> Band | None:
        """The thresholds that were set for a check."""
        return next((band for p, c, band in self.bands if (p, c) == (pose, check)), None)

    def with_band(self, pose: str, check: str, band: Band | None) -> Choice:
        """The same with other thresholds for a check; None takes its own again."""
        others = [moved for moved in self.bands if moved[:2] != (pose, check)]
        return replace(self, bands=tuple(sorted([*others, *([(pose, check, band)] if band else [])], key=_keys)))


def _keys(moved: tuple[str, str, Band]) -> tuple[str, str]:
    return moved[:2]


def poses_of(choice: Choice) -> dict[str, Pose]:
    """The registry with the chosen thresholds."""
    poses = dict(POSES)
    for pose_key, check_key, band in choice.bands:
        pose = poses[pose_key]
        checks = [replace(check, scale=band) if check.key == check_key else check for check in pose.checks]
        poses[pose_key] = replace(pose, checks=tuple(checks))
    return poses


def judged(checked: Checked, choice: Choice) -> Checked:
    """The recording judged as chosen; it says so itself where thresholds were moved.

    Raises:
        InputError: a choice that can't be made.
    """
    again = judge_again(
        checked,
        pose=choice.pose,
        side=choice.side,
        camera_roll_deg=choice.camera_roll_deg,
        poses=poses_of(choice),
    )
    titles = [POSES[pose].check(check).title for pose, check, _ in choice.bands]
    if not titles:
        return again
    messages = (*again.summary.messages, texts.moved(titles))
    return replace(again, summary=replace(again.summary, messages=messages))
