"""Fits, for each check and view, the line from the plain reading to the quantity, and the margin left.

    python benchmarks/lines.py --stills STILLS

STILLS is a folder rendered from the specification of ``benchmarks/stills.py``. The working side is taken
as known, the camera's roll as known; the view is the one that posecheck finds. Errors are those on bodies
that the line was not fitted on (five folds over bodies). The table's gain, offset and 95 % error go into
the declarations in posecheck/poses by hand, for views where the line does clearly better than always saying the
mean (MAE at most 0.9 of it, or r at least 0.4). Pigeon's drop from behind, the view to film it from, fails this
and is kept, so that a number with its true margin can be seen.
"""

from __future__ import annotations

import argparse
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np
from stillset import Still, load_stills
from truths import TRUTHS

from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.measure.level import from_user
from posecheck.measure.view import MIRRORED_VIEW
from posecheck.poses import POSES
from posecheck.session.setting import levelled, setting_of

FEWEST = 14


def rows(still: Still) -> list[tuple[tuple[str, str, str, str], tuple[str, float, float]]]:
    """((pose, check, view, form), (person, reading, truth)) for each check of one still."""
    pose = POSES[still.pose]
    side = None
    if pose.side is not None:
        left = still.truth["stretched_is_left"] if "stretched_is_left" in still.truth else still.truth["side"] == "L"
        side = Side.LEFT if left else Side.RIGHT
    clip = Body.stack([still.body])
    setting = setting_of(pose, clip, from_user(still.roll_deg), side)
    body = levelled(clip, setting.level)
    body = body.mirrored() if setting.mirrored else body
    view = MIRRORED_VIEW[setting.seen.view] if setting.mirrored else setting.seen.view
    found = []
    for check in pose.checks:
        if check.over_hold or (pose.key, check.key) not in TRUTHS:
            continue
        reading = float(check.measure(body)[0])
        true = TRUTHS[pose.key, check.key](still.truth, still.joints)
        found.append(((pose.key, check.key, view.value, setting.form or ""), (still.person, reading, true)))
    return found


def line(readings: np.ndarray, truth: np.ndarray, through_zero: bool) -> tuple[float, float]:
    """Gain and offset of the least-squares line."""
    if through_zero:
        return float(readings @ truth / (readings @ readings)), 0.0
    gain, offset = np.polyfit(readings, truth, 1)
    return float(gain), float(offset)


def table_row(key: tuple[str, str, str, str], group: list[tuple[str, float, float]], odd: bool) -> str:
    """One line of the table."""
    people = np.array([person for person, *_ in group])
    readings, truth = np.array([row[1:] for row in group]).T
    names, error = sorted(set(people)), np.zeros(len(truth))
    for fold in range(5):
        test = np.isin(people, names[fold::5])
        if test.any() and not test.all():
            gain, offset = line(readings[~test], truth[~test], odd)
            error[test] = offset + gain * readings[test] - truth[test]
    gain, offset = line(readings, truth, odd)
    constant = np.abs(truth - truth.mean()).mean()
    raw, ninety_five = np.abs(readings - truth), np.percentile(np.abs(error), 95)
    return (
        f"| {key[0]} | {key[1]} | {' '.join(key[2:]).strip()} | {len(group)} "
        f"| {np.corrcoef(readings, truth)[0, 1]:+.2f} "
        f"| {constant:.2f} | {raw.mean():.2f} | {np.percentile(raw, 95):.2f} | {np.abs(error).mean():.2f} "
        f"| {gain:.2f} | {offset:+.2f} | {ninety_five:.2f} |"
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stills", type=Path, required=True)
    groups: dict[tuple[str, str, str, str], list] = defaultdict(list)
    warnings.simplefilter("ignore")
    for still in load_stills(parser.parse_args().stills):
        if still.pose in POSES and still.body.seen:
            for key, row in rows(still):
                if np.isfinite(row[1]) and np.isfinite(row[2]):
                    groups[key].append(row)
    names = ["pose", "check", "view", "n", "r", "always the mean", "plain MAE", "plain p95", "line MAE"]
    print("| " + " | ".join([*names, "gain", "offset", "line p95"]) + " |")
    print("|---" * 12 + "|")
    for key in sorted(groups):
        if len(groups[key]) >= FEWEST:
            print(table_row(key, groups[key], POSES[key[0]].check(key[1]).odd))


if __name__ == "__main__":
    main()
