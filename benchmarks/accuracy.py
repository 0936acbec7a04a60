"""Value, margin and verdict of every check against the truth, over a folder of rendered clips and stills.

    python benchmarks/accuracy.py --clips CLIPS --out docs/accuracy_table.md

CLIPS is a folder rendered by the truth bench (for example its specs/dev.json at 12 frames a second). Each
file goes through ``posecheck.api.check_file`` exactly as a user's would: pose, side, view, holds and camera
roll are all found. The truth of a hold is the median of the true values at its moments.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from truths import TRUTHS

from posecheck.api import Checked, check_file
from posecheck.poses import POSES
from posecheck.poses.checks import Band, Steps, Verdict
from posecheck.session.summary import Finding, Hold


@dataclass(frozen=True)
class Row:
    """One check of one clip against its truth."""

    clip: str
    pose: str
    check: str
    view: str
    value: float
    margin: float
    verdict: Verdict
    truth: float
    true_verdict: Verdict | None


@dataclass(frozen=True)
class Clip:
    """One clip: what was found and what is true."""

    name: str
    about: dict
    checked: Checked
    joints: np.ndarray

    def truth(self, key: str, hold: Hold) -> float:
        """Median of the true values of a check of the true pose over a hold; NaN where the bench has none."""
        name = TRUTHS.get((self.about["pose"], key))
        times = self.checked.summary.time_s
        inside = times[(times >= hold.start_s) & (times <= hold.end_s)]
        frames = np.clip(np.round(inside * self.about["fps"]).astype(int), 0, len(self.joints) - 1)
        values = []
        for frame in frames:
            now = {k: v[frame] for k, v in self.about["measures"].items() if v[frame] is not None}
            joints = dict(zip(self.about["joints"], self.joints[frame], strict=True))
            try:
                values.append(name(now | {"side": self.about["side"]}, joints) if name else math.nan)
            except KeyError:
                values.append(math.nan)
        return float(np.nanmedian(values)) if np.isfinite(values).any() else math.nan

    @property
    def side_right(self) -> bool | None:
        """Whether the working side was named rightly; None where there is none or it was not told."""
        setting = self.checked.summary.setting
        if setting is None or setting.side is None or self.about["side"] is None:
            return None
        return setting.side.value[0].upper() == self.about["side"]


def true_verdict(finding: Finding, truth: float) -> Verdict | None:
    """The verdict that the true value deserves; None where there is none."""
    scale = finding.check.scale
    if scale is None or not math.isfinite(truth):
        return None
    if isinstance(scale, Steps):
        return [step for step in scale.steps if step.start <= truth][-1].verdict
    if scale.good[0] <= truth <= scale.good[1]:
        return Verdict.GOOD
    inside = isinstance(scale, Band) and scale.clear and scale.clear[0] <= truth <= scale.clear[1]
    return Verdict.SLIGHT if inside or not scale.clear else Verdict.CLEAR


def rows_of(clip: Clip) -> list[Row]:
    """All checks of the longest hold, when the right pose and side were found."""
    hold = clip.checked.summary.longest
    if hold is None or hold.pose.key != clip.about["pose"] or clip.side_right is False:
        return []
    found = []
    for finding in hold.findings:
        truth = clip.truth(finding.check.key, hold)
        if math.isfinite(truth):
            view = hold.setting.seen.view.value
            found.append(Row(clip.name, hold.pose.key, finding.check.key, view, finding.value, finding.margin,
                             finding.verdict, truth, true_verdict(finding, truth)))  # fmt: skip
    return found


def _table(*names: str) -> list[str]:
    return ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]


def _numbers(told: list[Row]) -> list[str]:
    """MAE, 95th percentile, median margin, share inside the margin."""
    if not told:
        return ["-"] * 4
    errors = np.array([abs(row.value - row.truth) for row in told])
    margins = np.array([row.margin for row in told])
    inside = np.mean(errors <= margins)
    return [f"{errors.mean():.1f}", f"{np.percentile(errors, 95):.1f}", f"{np.median(margins):.1f}", f"{inside:.0%}"]


def summary_table(rows: list[Row]) -> list[str]:
    """One line per check: errors, coverage, verdicts."""
    lines = _table("pose", "check", "measured / asked", "MAE", "95 % of errors", "margin, median", "inside the margin",
                   "verdicts", "opposite verdicts")  # fmt: skip
    groups = defaultdict(list)
    for row in rows:
        groups[row.pose, row.check].append(row)
    for key, group in groups.items():
        pose, check = POSES[key[0]], POSES[key[0]].check(key[1])
        told = [row for row in group if math.isfinite(row.value)]
        graded = [row for row in group if row.verdict is not Verdict.CANT_TELL and row.true_verdict]
        opposite = sum({row.verdict, row.true_verdict} == {Verdict.GOOD, Verdict.CLEAR} for row in graded)
        verdicts = ["informs", "-"] if check.informs else [str(len(graded)), str(opposite)]
        cells = [pose.key, check.key, f"{len(told)} / {len(group)}", *_numbers(told), *verdicts]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def recognition_table(clips: list[Clip]) -> list[str]:
    """Pose and side found, and how well the level was found."""
    names = ["pose", "clips", "pose right", "other pose", "none found", "side right", "side not told"]
    lines = _table(*names, "roll found", "roll MAE, deg")
    for pose in POSES.values():
        group = [clip for clip in clips if clip.about["pose"] == pose.key]
        if not group:
            continue
        found = [clip.checked.summary.longest for clip in group]
        right = [clip for clip, hold in zip(group, found, strict=True) if hold and hold.pose is pose]
        wrong = sum(hold is not None and hold.pose is not pose for hold in found)
        sides = [clip.side_right for clip in right]
        told = len(sides) - sides.count(None)
        off = [clip.checked.summary.level.roll_deg - float(np.median(clip.about["camera_roll_deg"])) for clip in group]
        known = np.abs([x for x in off if math.isfinite(x)])
        side = [f"{sides.count(True)} of {told}", str(sides.count(None))] if pose.side else ["-", "-"]
        cells = [pose.key, len(group), len(right), wrong, found.count(None), *side, len(known), f"{known.mean():.2f}"]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


def clip_table(rows: list[Row]) -> list[str]:
    """Every row of a check that some view can answer."""
    lines = _table("clip", "seen from", "check", "truth", "value", "margin", "verdict", "the truth deserves")
    for row in rows:
        value = f"{row.value:+.1f} | {row.margin:.1f}" if math.isfinite(row.value) else "- | -"
        deserved = row.true_verdict.value if row.true_verdict else "-"
        lines.append(
            f"| {row.clip} | {row.view} | {row.check} | {row.truth:+.1f} | {value} | {row.verdict.value} | {deserved} |"
        )
    return lines


def load(folder: Path) -> list[Clip]:
    """Checks every rendered file of a folder."""
    clips = []
    for path in sorted(folder.glob("*.json")):
        about = json.loads(path.read_text())
        if about.get("pose") not in POSES:
            continue
        media = next(p for ending in (".mp4", ".png") if (p := path.with_suffix(ending)).exists())
        clips.append(Clip(path.stem, about, check_file(media), np.load(path.with_suffix(".npz"))["joints3d"]))
    return clips


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    clips = load(arguments.clips)
    rows = [row for clip in clips for row in rows_of(clip)]
    told = [row for row in rows if math.isfinite(row.value)]
    inside = np.mean([abs(row.value - row.truth) <= row.margin for row in told])
    text = "\n".join([
        *recognition_table(clips), "", *summary_table(rows), "",
        f"Of {len(told)} values, {inside:.1%} lie within their margin of the truth.",
    ])  # fmt: skip
    print(text)
    if arguments.out:
        arguments.out.write_text("\n".join(clip_table(rows)) + "\n")


if __name__ == "__main__":
    main()
