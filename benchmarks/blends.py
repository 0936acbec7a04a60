"""Renders a specification whose people may lie between the bench's bodies.

    (with the bench on PYTHONPATH, in its environment)
    python benchmarks/blends.py --spec lessons.json --out LESSONS [--part 0/2]

A body named ``f_cauc_young:0.55,m_asian_slim:0.60,m_cauc_heavy:-0.15`` is the sum of the three with these weights: the
bench's bodies share one mesh, so a sum whose weights make 1 is a body too. The first decides what the name decides
elsewhere (clothes, skin). What is there already is left alone; ``--part`` renders every so manieth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection
from pathlib import Path

import numpy as np

#: Three bodies to a blend; their weights reach so many times farther from the middle than the triangle between them.
PARENTS, REACH = 3, 1.35


def blend(rng: np.random.Generator, bodies: list[str], reach: float = REACH) -> str:
    """The name of a body between, and a little beyond, three of these."""
    chosen = rng.choice(len(bodies), PARENTS, replace=False)
    weights = 1 / PARENTS + reach * (rng.dirichlet(np.ones(PARENTS)) - 1 / PARENTS)
    whole = [*np.round(weights[:-1], 2), 0.0]
    whole[-1] = 1 - sum(whole)
    return ",".join(f"{bodies[i]}:{weight:.2f}" for i, weight in zip(chosen, whole, strict=True))


def mostly(rng: np.random.Generator, two: list[str], others: list[str]) -> str:
    """The name of a body between and beyond two, and a little of or away from one of the others."""
    first = round(rng.uniform(-0.35, 1.35), 2)
    third, other = round(rng.uniform(-0.25, 0.35), 2), str(rng.choice(others))
    first = round(first * (1 - third), 2)
    own = sorted([(first, two[0]), (round(1 - third - first, 2), two[1])], reverse=True)
    return ",".join(f"{name}:{weight:.2f}" for weight, name in [*own, (third, other)])


def bodies_of(person: str) -> list[str]:
    """The bodies that a person is made of: several of a blend, or the person's own."""
    return [part.partition(":")[0] for part in person.split(",")]


def made_of(person: str, bodies: Collection[str]) -> bool:
    """Whether a person is one of these bodies, or a blend that one of them has a part in."""
    return any(body in bodies for body in bodies_of(person))


def register(name: str) -> None:
    """Makes a blend known to the bench, in the place of the one before."""
    from bench import body

    _, table = body._raw()
    if ":" not in name:
        return
    names = [str(n) for n in table["names"] if ":" not in str(n)]
    parts = [part.split(":") for part in name.split(",")]
    rows, weights = [names.index(part) for part, _ in parts], np.array([float(weight) for _, weight in parts])
    count = len(names)
    for key in ("delta", "joints"):
        mixed = np.tensordot(weights, table[key][rows].astype(float), 1)
        mixed = np.round(mixed) if table[key].dtype.kind == "i" else mixed
        table[key] = np.concatenate([table[key][:count], mixed[None].astype(table[key].dtype)])
    table["names"] = np.array([*names, name])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spec", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--part", default="0/1")
    arguments = parser.parse_args()
    from bench.__main__ import expand
    from bench.clip import render_clip

    first, step = map(int, arguments.part.split("/"))
    arguments.out.mkdir(parents=True, exist_ok=True)
    for spec in expand(json.loads(arguments.spec.read_text()))[first::step]:
        if (arguments.out / f"{spec['id']}.json").exists():
            continue
        register(spec.get("body", ""))
        try:
            render_clip(spec, arguments.out)
        except (ValueError, IndexError, np.linalg.LinAlgError) as error:
            print(f"{spec['id']} left out: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
