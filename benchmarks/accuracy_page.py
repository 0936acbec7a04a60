"""Puts what the benchmarks printed into the tables of docs/accuracy.md.

    python benchmarks/accuracy_page.py --runs RUNS

RUNS holds what each has printed, as ``renew.py`` keeps it: ``roads.txt``, ``holds.txt``, ``change.txt``, ``view.txt``,
``photographs.txt``, ``calibrate.txt`` and ``sources.txt``; the tables of what is missing stay as they are. A table is
found by its header. Sentences around the tables are written by hand.
"""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path

from asked import ASKED

from posecheck.measure.margin import Pairing, change_factor
from posecheck.report.accuracy import tables

PAGE = Path(__file__).parents[1] / "docs" / "accuracy.md"

#: Checks whose views without an answer are shown too.
MAIN = {
    "pelvis_obliquity_deg", "free_hip_drop_deg", "knee_behind_torso_cm", "front_hip_drop_deg", "front_hip_forward_deg",
}  # fmt: skip

PAIRINGS = list(Pairing)


def put(page: str, header: str, table: str) -> str:
    """The page with the paragraph or table that begins so replaced.

    Raises:
        ValueError: the page has none.
    """
    start = page.index("\n" + header) + 1
    end = page.find("\n\n", start)
    return page[:start] + table.strip() + (page[end:] if end > 0 else "\n")


def block(text: str, header: str) -> str:
    """The table or paragraph of a benchmark's output that begins so."""
    return next(part for part in text.split("\n\n") if part.strip().startswith(header)).strip()


def roads(page: str, text: str) -> str:
    """How often pose and side were found; every road, without the views that nothing is told from; the sum of all."""
    page = put(page, "| pose | clips", block(text, "| pose | clips"))
    head, rule, *rows = block(text, "| pose | check").split("\n")
    told = [row for row, cells in zip(rows, tables("\n".join([head, rule, *rows]))[0], strict=True)
            if cells["answered"] != "0%" or cells["check"] in MAIN]  # fmt: skip
    page = put(page, "| pose | check", "\n".join([head, rule, *told]))
    return put(page, "Together: ", "Together: " + text.strip().splitlines()[-1])


def holds(page: str, text: str) -> str:
    """The holds filmed as asked."""
    return put(page, "| holds | check", text)


def change(page: str, text: str) -> str:
    """Changes, in the units of their checks, check by check."""
    checks = list(dict.fromkeys(row["check"] for row in tables(page[page.index("\n| check | pair | n") :])[0]))
    rows = []
    for row in tables(text)[0]:
        if row["check"] in checks:
            pairing, two = Pairing(row["pairs"]), float(row["two values' margins"])
            whole = change_factor(pairing, *row["check"].split(".")) * two
            cells = (row["check"], pairing, row["n"], row["MAE"], row["95 %"], f"{two / math.sqrt(2):.1f}",
                     f"{whole:.1f}", row["inside"])  # fmt: skip
            rows.append((checks.index(row["check"]), PAIRINGS.index(pairing), "| " + " | ".join(cells) + " |"))
    header = "| check | pair | n | MAE | 95 % | margin of one value | margin of the change | inside |"
    page = put(page, "| check | pair | n", "\n".join([header, "|---" * 8 + "|", *(line for *_, line in sorted(rows))]))
    counts = {name: (int(n), float(share)) for name, n, share in re.findall(r"(\w+): (\d+) changes, ([\d.]+)%", text)}
    total = sum(n for n, _ in counts.values())
    inside = sum(n * share for n, share in counts.values()) / total
    each = "; ".join(f"{name} {counts[name][1]}%" for name in PAIRINGS if name in counts)
    return put(page, "**In all:", f"**In all: {inside:.1f}% of {total:,} changes lay inside their margin** ({each}).")


def photographs(page: str, text: str) -> str:
    """Photographs."""
    page = put(page, "| read by | answered", block(text, "| read by | answered"))
    return put(page, "Eyes and landmarks apart", text.strip().splitlines()[-1])


def view(page: str, text: str) -> str:
    """The camera's view."""
    return put(page, "| pose, seen from", text)


def calibrate(page: str, text: str) -> str:
    """The networks on the bodies that set the margins."""
    return put(page, "| read by | check", block(text, "| read by | check"))


def sources(page: str, text: str) -> str:
    """What the errors are made of."""
    return put(page, "| stills | check", text)


def compared(page: str) -> str:
    """What was asked beside what was reached, from the tables that the page has by now."""
    stills = {(r["pose"], r["check"], r["seen from"]): r for r in tables(page[page.index("\n| pose | check") :])[0]}
    filmed = {(r["holds"], r["check"]): r for r in tables(page[page.index("\n| holds | check") :])[0]}
    lines = ["| quantity, view | asked: MAE / p95 | single stills, any camera of that view | holds filmed as asked |",
             "|---|---|---|---|"]  # fmt: skip
    for row in ASKED:
        one, many = stills[row.pose, row.check, row.view], filmed[row.holds, row.check]
        still = f"{one['told: MAE / p95']} ({one['inside']} inside, n = {one['n']})"
        if one["answered"] == "0%":
            still = f"can't tell (both networks: {one['both: MAE / p95']}; n = {one['n']})"
        verdicts = f", verdicts {many['verdicts']}" if many["verdicts"].endswith("%") else ""
        hold = f"({many['inside']} inside, gain {many['gain']}{verdicts}, n = {many['n'].partition(' ')[0]})"
        hold = f"{many['MAE']} / {many['p95']} {hold}" if many["MAE"] != "-" else "can't tell"
        lines.append(f"| {row.words} | {row.errors} | {still} | {hold} |")
    total = re.search(r"Together: [\d,]+ values, ([\d.]+%) within their margin; (\d+ verdicts, \d+ opposite)", page)
    assert total
    opposite = sum(int(r["opposite"]) for r in filmed.values() if r["opposite"].isdigit())
    shares = sorted(int(r["verdicts"].rstrip("%")) for r in filmed.values() if r["verdicts"].endswith("%"))
    share = f"{shares[0]} to {shares[-1]} %"
    lines += ["| which leg | >= 97 % | see the first table | all that were told |",
              f"| margin coverage | 93-97 % | {total[1]} | see the table |",
              f"| opposite verdicts | <= 2 % | {total[2]} | {opposite or 'none'} |",
              f"| with a verdict, recommended view | >= 70 % | see the table | {share} |"]  # fmt: skip
    return put(page, "| quantity, view | asked", "\n".join(lines))


PARTS = {
    "roads": roads, "holds": holds, "change": change, "photographs": photographs, "view": view, "calibrate": calibrate,
    "sources": sources,
}  # fmt: skip


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, required=True)
    runs = parser.parse_args().runs
    page = PAGE.read_text("utf-8")
    for name, part in PARTS.items():
        path = runs / f"{name}.txt"
        if path.exists():
            page = part(page, path.read_text("utf-8"))
            print(f"{name}: renewed")
    PAGE.write_text(compared(page), "utf-8")


if __name__ == "__main__":
    main()
