"""How well changes are measured: before and after, left and right, and against the own Tadasana; writes their margins.

    python benchmarks/change.py --pairs PAIRS [--write posecheck/measure/margins.json]

PAIRS is rendered from ``benchmarks/pairs.py``. Side, form and roll are taken as known, the view is the one posecheck
finds, the value is the one it would tell. Pairs are made of stills of one person seen from the same view:

    times        a-b               the same recording: clothes, light, room and camera are the same
    times_apart  a-c, b-c          another day, the camera set up again
    sides        a-d, b-d          left and right in one recording
    sides_apart  c-d               left and right on two days
    zero         o-a, o-b, o-d, p-c   Tree against the own Tadasana in the same recording
    zero_apart   p-a, p-b, p-d, o-c   and in another one

The errors of a pair are counted in units of the root of the sum of the squares of both values' own margins. The factor
is the 95th percentile of that, made wider as the margins of values are (``WIDER``). Values and changes are measured on
the same people: run this after ``benchmarks/eyes/calibrate.py`` on stills of the bodies that it used, and on others
(without ``--write``) to judge: "inside" is the share of errors within the margins that are in place.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "eyes"))

from calibrate import WIDER, looked
from stillset import Still, load_stills
from truths import TRUTHS

from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.measure.level import from_user
from posecheck.measure.margin import Pairing, change_factor
from posecheck.poses import POSES
from posecheck.session.change import one_view
from posecheck.session.judge import read
from posecheck.session.prepared import Prepared
from posecheck.session.setting import Setting, setting_of

PAIRS = {
    Pairing.TIMES: ("ab",),
    Pairing.TIMES_APART: ("ac", "bc"),
    Pairing.SIDES: ("ad", "bd"),
    Pairing.SIDES_APART: ("cd",),
    Pairing.ZERO: ("oa", "ob", "od", "pc"),
    Pairing.ZERO_APART: ("pa", "pb", "pd", "oc"),
}

FEWEST = 30


@dataclass(frozen=True)
class Shot:
    """A still of a family, and what is known of it beforehand."""

    still: Still
    body: Body
    setting: Setting


def shot(still: Still, folder: Path) -> Shot:
    """Side, form and roll are known, the view is found."""
    pose, body = POSES[still.pose], Body.stack([looked(still, folder)])
    left = still.truth["stretched_is_left"] if "stretched_is_left" in still.truth else still.truth["side"] == "L"
    side = None if pose.side is None else Side.LEFT if left else Side.RIGHT
    setting = setting_of(pose, body, from_user(still.roll_deg), side)
    if pose.form is not None:
        setting = replace(setting, form=still.camera["params"]["stretch"])
    return Shot(still, body, setting)


def readings(taken: Shot, setting: Setting) -> dict[str, tuple[float, float]]:
    """Check to its error and own margin, in a setting that may be that of another pose of the same person."""
    ready, found = Prepared(taken.body, replace(setting, level=taken.setting.level)), {}
    for check in setting.pose.checks:
        if taken.still.pose == setting.pose.key:
            truth = TRUTHS.get((setting.pose.key, check.key))
        else:
            truth = TRUTHS["tadasana", "pelvis_obliquity_deg"] if check.zero == taken.still.pose else None
        if truth is None or check.over_hold:
            continue
        true = truth(taken.still.truth, taken.still.joints)
        if taken.still.pose != setting.pose.key and setting.mirrored:
            true = -true
        told = read(check, ready)
        found[check.key] = float(told.value[0]) - true, float(told.own[0])
    return found


def pairs(family: dict[str, Shot]) -> Iterator[tuple[Pairing, Shot, Shot]]:
    """The pairs of a family that are seen from one view."""
    for pairing, names in PAIRS.items():
        for one, other in names:
            if one in family and other in family:
                before, after = family[one], family[other]
                if before.still.pose == after.still.pose:
                    near = one_view(before.setting, after.setting)
                else:
                    near = before.setting.seen.view is after.setting.seen.view
                if near:
                    yield pairing, before, after


def errors(families: dict[str, dict[str, Shot]]) -> dict[tuple[Pairing, str], list[tuple[float, float]]]:
    """(Pairing, check) to the error of each change and the root of the sum of squares of both own margins."""
    found = defaultdict(list)
    for family in families.values():
        for pairing, before, after in pairs(family):
            zero = before.still.pose != after.still.pose
            first = readings(before, after.setting if zero else before.setting)
            for key, (error, own) in readings(after, after.setting).items():
                if key in first and np.isfinite([error, own, *first[key]]).all():
                    pair = error - first[key][0], float(np.hypot(own, first[key][1]))
                    found[pairing, f"{after.setting.pose.key}.{key}"].append(pair)
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    families: dict[str, dict[str, Shot]] = defaultdict(dict)
    for still in load_stills(arguments.pairs):
        if still.body.seen:
            family, letter = still.name.rsplit("_", 1)
            families[family][letter] = shot(still, arguments.pairs)
    changes: dict[str, dict[str, float]] = {pairing.value: {} for pairing in Pairing}
    print("| pairs | check | n | MAE | 95 % | two values' margins | factor | inside |\n" + "|---" * 8 + "|")
    held: dict[str, list] = defaultdict(list)
    for (pairing, check), group in sorted(errors(families).items()):
        error, margin = np.abs(np.array(group)).T
        if len(group) < FEWEST:
            continue
        factor = WIDER * float(np.quantile(error / margin, 0.95))
        inside = error <= change_factor(pairing, *check.split(".")) * margin
        held[pairing.value] += list(inside)
        print(f"| {pairing} | {check} | {len(group)} | {error.mean():.2f} | {np.quantile(error, 0.95):.2f} "
              f"| {np.median(margin):.2f} | {factor:.2f} | {inside.mean():.0%} |")  # fmt: skip
        changes[pairing.value][check] = round(factor, 3)
    for pairing, inside in held.items():
        print(f"{pairing}: {len(inside)} changes, {np.mean(inside):.1%} within their margin")
    if arguments.write:
        table = json.loads(arguments.write.read_text()) | {"changes": changes}
        arguments.write.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
