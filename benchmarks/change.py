"""How well a change from the person's own Tadasana is measured; writes the margins of changes into margins.json.

    python benchmarks/change.py --pairs PAIRS [--write posecheck/measure/margins.json]

PAIRS is rendered from ``benchmarks/pairs.py``. Side and roll are taken as known. Beside the change stands the value
itself, on the same stills.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "eyes"))

from calibrate import looked
from stillset import Still, load_stills
from truths import TRUTHS

from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.measure.level import from_user
from posecheck.measure.margin import SOURCES
from posecheck.poses import POSES
from posecheck.session.baseline import read_by
from posecheck.session.judge import Prepared, setting_of

TREE = POSES["tree"]
CHECK = TREE.check("free_hip_drop_deg")


def errors(tree: Still, own: Still, folder: Path) -> tuple[str, dict[str, tuple[float, float]]]:
    """View, and for each source the error of the change and of the value."""
    side = Side.LEFT if tree.truth["side"] == "L" else Side.RIGHT
    there, here = (Body.stack([looked(still, folder)]) for still in (tree, own))
    setting = setting_of(TREE, there, from_user(tree.roll_deg), side)
    true = TRUTHS["tree", CHECK.key](tree.truth, tree.joints)
    zero = own.truth["pelvis_obliquity_deg"] * (1 if side is Side.LEFT else -1)
    prepared = [Prepared(bodies, setting) for bodies in (there, here)]
    found = {}
    for source in SOURCES:
        now, before = (float(read_by(source, CHECK, ready)[0]) for ready in prepared)
        found[source] = (now - before - (true - zero), now - true)
    return setting.view.value, found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    stills = {still.name: still for still in load_stills(arguments.pairs)}
    groups: dict[tuple[str, str], list] = defaultdict(list)
    for name, tree in stills.items():
        own = stills.get(name.replace("tree", "tadasana"))
        if tree.pose == "tree" and own and tree.body.seen and own.body.seen:
            view, found = errors(tree, own, arguments.pairs)
            for source, pair in found.items():
                groups[source, view].append(pair)
    changes: dict[str, dict] = {source: {} for source in SOURCES}
    print("| read by | view | n | change: MAE | 95 % | value: MAE | 95 % |\n" + "|---" * 7 + "|")
    for (source, view), rows in sorted(groups.items()):
        off = np.abs(np.array(rows)[np.isfinite(rows).all(1)])
        if len(off) >= 30:
            (change, value), (change95, value95) = off.mean(0), np.quantile(off, 0.95, axis=0)
            print(f"| {source} | {view} | {len(off)} | {change:.2f} | {change95:.2f} | {value:.2f} | {value95:.2f} |")
            changes[source].setdefault(f"tree.{CHECK.key}", {})[view] = round(float(change95), 3)
    if arguments.write:
        table = json.loads(arguments.write.read_text()) | {"changes": changes}
        arguments.write.write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
