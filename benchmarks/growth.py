"""How time and memory grow: with length, resolution, the number of checks and of files; plots and the numbers.

    PYTHONPATH=. python benchmarks/growth.py [--quick] [--folder FILMS] [--out docs/images/growth.svg]

Needs Matplotlib, which nothing else here does. Processor time is told, which another load changes least.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import films
import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from speed import Ran, run

SIZES = {"360p": (640, 360), "720p": (1280, 720), "1080p": (1920, 1080), "4K": (3840, 2160)}
#: Pose to look for, by how many checks it has.
POSES = {"tadasana": 4, "pigeon": 5, "side_lying_stretch": 7}

#: All plots tell memory on the same scale.
MOST_MB = 600

Points = list[tuple[float, Ran]]


def lengths(folder: Path, minutes: list[float]) -> Points:
    """The default check of 1080p films of so many minutes."""
    name, size = "tadasana_tilted", SIZES["1080p"]
    films_of = [films.film(name, folder / f"grow_{one:g}min.mp4", size, 60.0 * one, films.CONVERTED) for one in minutes]
    return [
        (one, run("check", film, "--csv", folder / "grow.csv")) for one, film in zip(minutes, films_of, strict=True)
    ]


def resolutions(folder: Path, seconds: float) -> Points:
    """The default check from 360p to 4K; the place is the height."""
    made = {
        size: films.film("tadasana_tilted", folder / f"grow_{name}.mp4", size, seconds) for name, size in SIZES.items()
    }
    return [(size[1], run("check", film)) for size, film in made.items()]


def checks(folder: Path) -> Points:
    """One landmark recording judged as poses with more and more checks."""
    marks = folder / "grow.npz"
    film = films.film("tadasana_tilted", folder / "grow_360p.mp4", SIZES["360p"], 20.0)
    run("check", film, "--landmarks", marks)
    return [(number, run("check", marks, "--pose", pose)) for pose, number in POSES.items()]


def files(folder: Path, most: int) -> Points:
    """1, 2, 4 ... files in one command."""
    film = films.film("tadasana_tilted", folder / "grow_360p.mp4", SIZES["360p"], 20.0)
    counts = [2**power for power in range(most.bit_length())]
    return [(count, run("check", *[film] * count)) for count in counts]


def draw(parts: dict[str, Points], out: Path) -> None:
    """Time to the left, memory to the right."""
    plt.rcParams.update({"svg.hashsalt": "posecheck", "font.size": 9})
    figure, table = plt.subplots(1, len(parts), figsize=(3.0 * len(parts), 2.6))
    for axes, (title, points) in zip(table, parts.items(), strict=True):
        where = [place for place, _ in points]
        axes.plot(where, [ran.cpu_s for _, ran in points], "o-", color="#1f5f8b", label="processor, s")
        axes.set(xlabel=title, ylim=(0, 1.15 * max(ran.cpu_s for _, ran in points)), xlim=(0, 1.08 * where[-1]))
        memory = axes.twinx()
        memory.plot(where, [ran.peak_mb for _, ran in points], "s--", color="#b3541e", label="memory, MB")
        memory.set_ylim(0, MOST_MB)
    table[0].set_ylabel("processor time, s", color="#1f5f8b")
    memory.set_ylabel("peak memory, MB", color="#b3541e")
    figure.tight_layout()
    figure.savefig(out, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short films")
    parser.add_argument("--minutes", type=float, nargs="+", default=[1.0, 5.0, 20.0, 60.0], help="lengths of films")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "posecheck-films")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    parts = {
        "length, minutes": lengths(given.folder, [0.5, 1.0] if given.quick else given.minutes),
        "height, pixels": resolutions(given.folder, 10.0 if given.quick else 30.0),
        "checks": checks(given.folder),
        "files": files(given.folder, 2 if given.quick else 8),
    }
    for title, points in parts.items():
        for place, ran in points:
            print(
                f"{title:16} {place:7g}  clock {ran.wall_s:7.1f} s  processor {ran.cpu_s:7.1f} s  {ran.peak_mb:4.0f} MB"
            )
    if given.out:
        draw(parts, given.out)


if __name__ == "__main__":
    main()
