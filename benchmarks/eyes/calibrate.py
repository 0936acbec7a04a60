"""Finds how wide the margins of both networks must be: ``posecheck/measure/margins.json``.

    python benchmarks/eyes/calibrate.py --stills DIR [DIR] --bodies NAME,NAME --out posecheck/measure/margins.json

On rendered stills of bodies that neither network was trained on, and of blends of them. The working side and the roll
are taken as known, the view is the one posecheck finds. For each check and view: the factor on the network's spread
that holds 95 % of the errors, never below three quarters of the constant half-width that would, both made wider by
``WIDER``. A view is left out where the answer is not clearly better than always saying the mean (MAE above 0.7 of it),
where the plain line of the check is as good on the same stills, or where too few stills show it.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from stillset import Still, load_stills
from truths import TRUTHS

from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.eyes.look import Looker
from posecheck.measure.level import from_user
from posecheck.measure.margin import SOURCES
from posecheck.measure.view import MIRRORED_VIEW
from posecheck.poses import POSES
from posecheck.session.methods import line_of, plainly
from posecheck.session.prepared import Prepared
from posecheck.session.setting import setting_of

FEWEST, WORTH = 60, 0.7

#: Two bodies are few. Set on one pair of the ten development bodies and tried on the other eight, for eleven quantities
#: and views of the landmark correction, margins this much wider hold 95 % in 95 of 100 trials.
WIDER = 1.2

#: What the plain line reads, beside the networks.
PLAIN = "plain"

Row = tuple[float, float, float, str]  # value, spread, truth, person


def looked(still: Still, folder: Path) -> Body:
    """The still's body with what the eyes see in its picture."""
    picture = cv2.cvtColor(cv2.imread(str(folder / f"{still.name}.png")), cv2.COLOR_BGR2RGB)
    return Looker()(picture, still.body)


def rows(still: Still, body: Body) -> Iterator[tuple[tuple[str, str, str], Row]]:
    """((source, check, view), what it says and what is true) of one still."""
    pose = POSES[still.pose]
    side = None
    if pose.side is not None:
        left = still.truth["stretched_is_left"] if "stretched_is_left" in still.truth else still.truth["side"] == "L"
        side = Side.LEFT if left else Side.RIGHT
    clip = Body.stack([body])
    setting = setting_of(pose, clip, from_user(still.roll_deg), side)
    if pose.form is not None:
        setting = replace(setting, form=still.camera["params"]["stretch"])
    ready = Prepared(clip, setting)
    view = f"{setting.view.value}/{setting.form}" if setting.form else setting.view.value
    for check in pose.checks:
        if not check.sight or (pose.key, check.key) not in TRUTHS:
            continue
        true = TRUTHS[pose.key, check.key](still.truth, still.joints)
        told = {source: check.sight(ready.sights[source]) for source in SOURCES}
        if line := line_of(check, setting.view, setting.form):
            told[PLAIN] = line.offset + line.gain * plainly(check, ready.bare, np.ones(1, bool)), np.full(1, np.nan)
        for source, (value, spread) in told.items():
            row = float(value[0]), float(spread[0]), true, still.person
            yield (source, f"{pose.key}.{check.key}", view), row
            mirrored = MIRRORED_VIEW[setting.view].value
            if pose.side is None and mirrored != view:  # its mirror image stands for the other side
                yield (source, f"{pose.key}.{check.key}", mirrored), row


def mean_error(group: list[Row]) -> float:
    """Mean absolute error of a group; infinite where there are too few."""
    value, _, true = np.array([row[:3] for row in group] or [[np.nan] * 3]).T
    error = np.abs(value - true)
    return float(np.nanmean(error)) if np.isfinite(error).sum() >= FEWEST else np.inf


def fitted(group: list[Row], plain: float) -> tuple[float, float, float] | None:
    """Factor, floor and 95 % error of a group; None where it says too little, or no more than the plain line does."""
    value, spread, true = np.array([row[:3] for row in group]).T
    good = np.isfinite(value) & np.isfinite(true)
    if good.sum() < FEWEST:
        return None
    error, spread, true = np.abs(value - true)[good], spread[good], true[good]
    if error.mean() > WORTH * np.abs(true - true.mean()).mean() or error.mean() >= plain:
        return None
    constant = float(np.quantile(error, 0.95))
    floor = 0.75 * constant
    wide = error > floor
    # with the floor in place: the factor that leaves one in twenty outside
    ratios = np.sort(np.where(wide, error / spread, 0.0))
    factor = float(ratios[int(np.ceil(0.95 * len(ratios))) - 1])
    return WIDER * factor, WIDER * floor, WIDER * constant


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stills", type=Path, nargs="+", required=True)
    parser.add_argument("--bodies", type=lambda text: text.split(","), required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    count = 0
    for folder in arguments.stills:
        for still in load_stills(folder, people=arguments.bodies):
            if still.pose in POSES and still.body.seen:
                count += 1
                for key, row in rows(still, looked(still, folder)):
                    groups[key].append(row)
    ways: dict[str, dict[str, dict[str, list[float]]]] = {source: {} for source in SOURCES}
    print("| read by | check | view | n | always the mean | MAE | 95 % error | r | factor |\n" + "|---" * 9 + "|")
    for (source, check, view), group in sorted(groups.items()):
        value, _, true = np.array([row[:3] for row in group if np.isfinite(row[0])]).T
        found = fitted(group, mean_error(groups.get((PLAIN, check, view), []))) if source in SOURCES else None
        if len(group) >= FEWEST:
            error = np.abs(value - true)
            told = f"{found[0]:.2f}" if found else "-"
            constant = np.abs(true - true.mean()).mean()
            print(f"| {source} | {check} | {view} | {len(group)} | {constant:.2f} | {error.mean():.2f} "
                  f"| {np.quantile(error, 0.95):.2f} | {np.corrcoef(value, true)[0, 1]:+.2f} | {told} |")  # fmt: skip
        if found:
            ways[source].setdefault(check, {})[view] = [round(number, 3) for number in found]
    changes = json.loads(arguments.out.read_text()).get("changes", {}) if arguments.out.exists() else {}
    note = {"made by": "benchmarks/eyes/calibrate.py", "stills": count, "people": arguments.bodies}
    table = {"note": note, "ways": ways, "changes": changes}
    arguments.out.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
