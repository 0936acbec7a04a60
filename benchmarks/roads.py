"""The roads to a number side by side: naive reading, landmark correction, eyes, and what posecheck tells.

    python benchmarks/roads.py --clips CLIPS

CLIPS is a folder rendered by the truth bench, of people that nothing was fitted on. Each file goes through
``check_file`` as a user's would. First comes how often pose and side were found; then for each check and view found one
line: errors of each road over the hold, and of what is told its bias, gain, margin, coverage, verdicts and opposite
verdicts.
"""

from __future__ import annotations

import argparse
import math
import warnings
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from accuracy import Clip, load, recognition_table, true_verdict

from posecheck.poses.checks import Verdict
from posecheck.session.prepared import Prepared
from posecheck.session.summary import Finding, Hold

ROADS = ("naive", "landmarks", "eyes", "both")
OPPOSITE = {Verdict.GOOD, Verdict.CLEAR}


@dataclass(frozen=True)
class Row:
    """One check of one hold: the truth, what each road reads, and what is told."""

    truth: float
    roads: dict[str, float]
    finding: Finding
    deserved: Verdict | None


def roads(clip: Clip, hold: Hold, finding: Finding) -> dict[str, float]:
    """The median over a hold of what each road reads."""
    check, bodies = finding.check, clip.checked.recording.clip
    inside = (bodies.time_s >= hold.start_s) & (bodies.time_s <= hold.end_s)
    ready = Prepared(bodies[inside], hold.setting)
    found = {"naive": check.measure(ready.body)}
    for source in ROADS[1:]:
        if check.sight:
            found[source] = check.sight(ready.sights[source])[0]
    return {name: float(np.nanmedian(values)) for name, values in found.items()}


def rows_of(clip: Clip) -> dict[tuple[str, str, str], Row]:
    """(pose, check, view of the canonical body) to a row, where the right pose and side were found."""
    hold = clip.checked.summary.longest
    if hold is None or hold.pose.key != clip.about["pose"] or clip.side_right is False:
        return {}
    if hold.pose.side is not None and hold.side is None:
        return {}
    found = {}
    for finding in hold.findings:
        truth = clip.truth(finding.check.key, hold)
        if math.isfinite(truth) and not finding.check.over_hold:
            view = hold.setting.view.value + (f"/{hold.setting.form}" if hold.setting.form else "")
            row = Row(truth, roads(clip, hold, finding), finding, true_verdict(finding, truth))
            found[hold.pose.key, finding.check.key, view] = row
    return found


def errors(group: list[Row], road: str) -> str:
    """MAE and 95th percentile of a road."""
    off = np.array([abs(row.roads.get(road, math.nan) - row.truth) for row in group])
    off = off[np.isfinite(off)]
    return f"{off.mean():.1f} / {np.quantile(off, 0.95):.1f}" if len(off) else "-"


def line(key: tuple[str, str, str], group: list[Row]) -> str:
    """One line of the table."""
    told = [row for row in group if math.isfinite(row.finding.value)]
    cells = [*key, str(len(group)), *(errors(group, road) for road in ROADS)]
    if told:
        value, truth, margin = (
            np.array(column)
            for column in zip(*((r.finding.value, r.truth, r.finding.margin) for r in told), strict=True)
        )
        off = value - truth
        gain = np.polyfit(truth, value, 1)[0] if len(told) > 4 and np.ptp(truth) > 0 else math.nan
        graded = [row for row in told if row.deserved and row.finding.verdict is not Verdict.CANT_TELL]
        opposite = sum({row.finding.verdict, row.deserved} == OPPOSITE for row in graded)
        size, inside = np.abs(off), (np.abs(off) <= margin).mean()
        cells += [f"{size.mean():.1f} / {np.quantile(size, 0.95):.1f}", f"{off.mean():+.1f}", f"{gain:.2f}"]
        cells += [f"{np.median(margin):.1f}", f"{inside:.0%}", f"{len(told) / len(group):.0%}"]
        check = told[0].finding.check
        cells += ["informs", "-"] if check.informs else [f"{len(graded) / len(group):.0%}", str(opposite)]
    else:
        cells += ["-"] * 4 + ["-", "0%", "0%", "0"]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--fewest", type=int, default=8)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    clips = load(arguments.clips)
    print("\n".join(recognition_table(clips)) + "\n")
    for clip in clips:
        for key, row in rows_of(clip).items():
            groups[key].append(row)
    names = ["pose", "check", "seen from", "n", *(f"{road}: MAE / p95" for road in ROADS), "told: MAE / p95", "bias",
             "gain", "margin", "inside", "answered", "verdicts", "opposite"]  # fmt: skip
    print("| " + " | ".join(names) + " |\n|" + "---|" * len(names))
    for key, group in sorted(groups.items()):
        if len(group) >= arguments.fewest:
            print(line(key, group))
    told = [row for group in groups.values() for row in group if math.isfinite(row.finding.value)]
    inside = np.mean([abs(row.finding.value - row.truth) <= row.finding.margin for row in told])
    graded = [row for row in told if row.deserved and row.finding.verdict is not Verdict.CANT_TELL]
    opposite = sum({row.finding.verdict, row.deserved} == OPPOSITE for row in graded)
    print(f"\n{len(told)} values, {inside:.1%} within their margin; {len(graded)} verdicts, {opposite} opposite.")


if __name__ == "__main__":
    main()
