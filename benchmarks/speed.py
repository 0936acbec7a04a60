"""How fast posecheck is, next to the naive loop and to the machine's limit, in one run.

    PYTHONPATH=. python benchmarks/speed.py [--quick] [--folder FILMS] [--write docs/performance.md]

All that is compared is run in turns, each in a process of its own, and told by medians and ratios: another load slows
both sides. Processor time, which another load changes less, stands beside it. Films are made from the samples once.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import films
import numpy as np

from posecheck.body.recording import load_recording
from posecheck.body.tape import joined

HERE = Path(__file__).parent
ROOT = HERE.parent
WIDE, TALL, HD = (1920, 1080), (1080, 1920), (1280, 720)

#: Compiled modules are kept, as wherever posecheck is installed; not every shell that starts this would keep them.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)

#: Holds of the default setting may differ from those of every frame by so much.
BOUND = {"deg": 0.3, "cm": 0.5}


@dataclass(frozen=True)
class Ran:
    """What a process took: seconds by the clock and of the processor, and the most memory it held."""

    wall_s: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True)
class Row:
    """A goal: what was compared, what is to be reached, what was measured, and whether it is met (None: only told)."""

    work: str
    reach: str
    measured: str
    met: bool | None


def run(*arguments: str | Path, script: Path | None = None) -> Ran:
    """Runs posecheck, or another script, in a process of its own."""
    command = [sys.executable, *([str(script)] if script else ["-m", "posecheck"]), *map(str, arguments)]
    with tempfile.TemporaryFile() as told:
        silent = [(os.POSIX_SPAWN_DUP2, told.fileno(), 1), (os.POSIX_SPAWN_DUP2, told.fileno(), 2)]
        began = time.perf_counter()
        process = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=silent)
        peak_kb = 0
        while not (ended := os.wait4(process, os.WNOHANG))[0]:
            peak_kb = _peak_kb(process) or peak_kb
            time.sleep(0.02)
        took_s, (_, status, used) = time.perf_counter() - began, ended
        if status:
            told.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{told.read().decode(errors='replace')[-2000:]}")
    return Ran(took_s, used.ru_utime + used.ru_stime, peak_kb / 1024)


def _peak_kb(process: int) -> int:
    """The most memory that a running process has held; what the system tells at its end counts its parent's too."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def in_turns(rounds: int, *works: Callable[[], Ran]) -> list[Ran]:
    """The medians of works that are run one after the other, round after round."""
    table = [[work() for work in works] for _ in range(rounds)]
    return [
        Ran(*(statistics.median(getattr(ran, name) for ran in column) for name in ("wall_s", "cpu_s", "peak_mb")))
        for column in zip(*table, strict=True)
    ]


class Bench:
    """The films and results of one run; each method fills a row or more."""

    def __init__(self, folder: Path, quick: bool) -> None:
        self.folder, self.quick = folder, quick
        self.rounds, self.seconds = (1, 20.0) if quick else (5, 60.0)
        self.rows: list[Row] = []
        self.notes: list[str] = []

    def film(self, name: str, size: tuple[int, int], seconds: float, kind: str = "phone") -> Path:
        """A film, made if it is not there."""
        options = films.PHONE if kind == "phone" else films.CONVERTED
        to = self.folder / f"{name}_{size[0]}x{size[1]}_{seconds:g}s_{kind}.mp4"
        return films.film(name, to, size, seconds, options)

    def check(self, film: Path, *options: str | Path) -> Ran:
        """A whole ``posecheck check`` with JSON and CSV."""
        out = self.folder / "out"
        out.mkdir(exist_ok=True)
        return run("check", film, "--json", out / "r.json", "--csv", out / "r.csv", *options)

    def against_naive(self) -> None:
        """Every frame and the default setting against the naive loop, on a phone's film and on a converted one."""
        for kind in ("phone", "converted"):
            film = self.film("tadasana_tilted", WIDE, self.seconds, kind)
            bits = film.stat().st_size * 8 / self.seconds / 1e6
            marks = self.folder / "naive.npy"
            naive, every, usual = in_turns(
                self.rounds,
                lambda film=film, marks=marks: run(film, "--save", marks, script=HERE / "naive.py"),
                lambda film=film: self.check(film, "--every-frame", "--landmarks", self.folder / "every.npz"),
                lambda film=film: self.check(film, "--landmarks", self.folder / "usual.npz"),
            )
            frames, looked = (load_recording(self.folder / f"{name}.npz").clip for name in ("every", "usual"))
            equal = _equal(np.load(marks), frames.image, frames.size_px)
            what = f"1080p30, {kind} ({bits:.0f} Mb/s), {len(frames)} frames"
            self.row(f"{what}: every frame", ">= 1.25 times", naive, every, 1.25, f"; landmarks bit-equal: {equal}")
            self.row(f"{what}: default", ">= 4 times", naive, usual, 4.0, f"; {len(looked)} frames looked at")
            self.rows.append(
                Row(f"peak memory, {what}", "<= 450 MB", f"{every.peak_mb:.0f} MB every frame, {usual.peak_mb:.0f} MB "
                    f"default; naive {naive.peak_mb:.0f} MB", max(every.peak_mb, usual.peak_mb) <= 450.0)
            )  # fmt: skip

    def row(self, work: str, reach: str, base: Ran, ours: Ran, least: float, more: str = "") -> None:
        """A ratio as a row."""
        ratio = base.wall_s / ours.wall_s
        clock, cpu = f"{base.wall_s:.1f} s to {ours.wall_s:.1f} s", f"{base.cpu_s:.1f} s to {ours.cpu_s:.1f} s"
        told = f"{ratio:.2f} times ({clock}; processor {cpu})"
        self.rows.append(Row(work, reach, told + more, ratio >= least))

    def ceiling(self) -> None:
        """Detecting alone, by two landmarkers."""
        film = self.film("tadasana_tilted", WIDE, self.seconds)
        told = [_told("naive.py", film, *more) for _ in range(self.rounds) for more in ([], ["--ceiling"])]
        loop_ms, limit_ms = (1e3 * statistics.median(told[part::2]) for part in (0, 1))
        text = f"{limit_ms:.1f} ms a frame; the naive loop {loop_ms:.1f} ms"
        self.rows.append(Row("inference alone: decoded frames, two landmarkers", "the limit", text, None))

    def differences(self) -> None:
        """Each hold value of the default setting against every frame, over many films."""
        names = ("tree_left", "side_lying_above") if self.quick else films.names()
        worst: dict[str, tuple[float, str]] = dict.fromkeys(BOUND, (0.0, ""))
        for name in names:
            wide = name not in ("tree_left", "pigeon_card_zero", "pigeon_rotated")
            film = self.film(name, WIDE if wide else TALL, 15.0)
            told = []
            for options in (["--every-frame"], []):
                self.check(film, *options)
                told.append(json.loads((self.folder / "out" / "r.json").read_text()))
            for unit, off, where in _apart(*told):
                worst[unit] = max(worst[unit], (off, f"{name}, {where}"))
        text = "; ".join(f"{off:.2f} {unit} ({where})" for unit, (off, where) in worst.items())
        met = all(worst[unit][0] <= most for unit, most in BOUND.items())
        self.rows.append(
            Row(f"default against every frame: largest difference, {len(names)} films", "0.3 deg, 0.5 cm", text, met)
        )

    def jobs(self) -> None:
        """Many files, one after the other and two at once."""
        names = films.names()[: 4 if self.quick else 8]
        copies = [
            self.film(name, HD, 10.0)
            for name in names
            if name not in ("tree_left", "pigeon_card_zero", "pigeon_rotated")
        ]
        one, two = in_turns(self.rounds, lambda: run("check", *copies), lambda: run("check", *copies, "--jobs", "2"))
        used = one.cpu_s / one.wall_s
        more = f"; one file after the other already keeps {used:.1f} of 2 cores busy"
        self.row(f"{len(copies)} files, --jobs 2 against one after the other", ">= 1.7 times", one, two, 1.7, more)

    def share(self) -> None:
        """How much of the processor's time is neither inference nor decoding nor looking at pictures."""
        film = self.film("tadasana_tilted", WIDE, self.seconds)
        for title, options in (("every frame", ["--every-frame"]), ("default", [])):
            told = [_told("share.py", film, *options) for _ in range(self.rounds)]
            middle = {part: statistics.median(one.get(part, 0.0) for one in told) for part in told[0]}
            own = middle.pop("everything else")
            parts = ", ".join(f"{part} {share:.1f} %" for part, share in middle.items())
            self.rows.append(Row(f"everything else, {title}", "<= 3 %", f"{own:.1f} % ({parts})", own <= 3.0))

    def start(self) -> None:
        """Help and list of poses."""
        helped, listed = in_turns(max(self.rounds, 3), lambda: run("--help"), lambda: run("poses"))
        text = f"{helped.wall_s:.2f} s, {listed.wall_s:.2f} s"
        self.rows.append(
            Row("posecheck --help, posecheck poses", "<= 0.25 s", text, max(helped.wall_s, listed.wall_s) <= 0.25)
        )

    def live(self) -> None:
        """What a camera's picture costs the server."""
        told = [_told("stream.py") for _ in range(self.rounds)]
        ours, loop = (statistics.median(one[name] for one in told) for name in ("stream", "naive"))
        text = f"{ours:.0f} ms; decoding and detecting alone {loop:.0f} ms"
        self.rows.append(Row("live: server's processor for a picture of 640 x 480", "<= 12 ms", text, ours <= 12.0))

    def annotated(self) -> None:
        """A 720p film, with and without the annotated video."""
        film, out = self.film("tadasana_tilted", HD, self.seconds / 2), self.folder / "out" / "drawn.mp4"
        alone, drawn = in_turns(self.rounds, lambda: self.check(film), lambda: self.check(film, "--video", out))
        every, also = in_turns(
            self.rounds,
            lambda: self.check(film, "--every-frame"),
            lambda: self.check(film, "--every-frame", "--video", out),
        )
        for setting, base, more in (("every frame", every, also), ("default", alone, drawn)):
            ratio = more.wall_s / base.wall_s
            text = f"{ratio:.2f} times ({base.wall_s:.1f} s to {more.wall_s:.1f} s)"
            work = f"annotated 720p video against the check alone, {setting}"
            self.rows.append(Row(work, "<= 1.6 times", text, ratio <= 1.6))

    def again(self) -> None:
        """An hour of landmarks judged again."""
        hour = _hour(self.folder)
        (ran,) = in_turns(self.rounds, lambda: run(hour, script=HERE / "again.py"))
        told = json.loads((self.folder / "again.json").read_text())
        more = f"{told['holds']} holds, processor {told['judge_cpu_s']:.1f} s, peak {ran.peak_mb:.0f} MB"
        text = f"{told['judge_s']:.1f} s, and {told['load_s']:.1f} s to read it ({more})"
        self.rows.append(Row("an hour of landmarks, 15 a second, judged again", "<= 2 s", text, told["judge_s"] <= 2.0))


def _told(script: str, *arguments: str | Path) -> Any:
    """What another script of this folder measures in a process of its own: its last line, as JSON."""
    command = [sys.executable, HERE / script, *arguments]
    return json.loads(subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT).stdout.splitlines()[-1])


def _equal(naive: np.ndarray, image: np.ndarray, size_px: tuple[int, int]) -> bool:
    ours = np.float32(image)
    theirs = np.float32(np.float64(naive[..., :2]) * size_px - 0.5)
    return ours.shape == theirs.shape and bool(np.array_equal(ours, theirs, equal_nan=True))


def _apart(every: dict, usual: dict) -> list[tuple[str, float, str]]:
    """Unit, difference and name of each value of each hold that both found."""
    found = []
    for hold in usual["holds"]:
        near = [h for h in every["holds"] if h["pose"] == hold["pose"] and abs(h["start_s"] - hold["start_s"]) < 1.0]
        for one, other in zip(near[0]["checks"] if near else [], hold["checks"], strict=False):
            if one["unit"] in BOUND and None not in (one["value"], other["value"]):
                off = abs(one["value"] - other["value"])
                found.append((one["unit"], off, one["key"]))
    return found


def _hour(folder: Path) -> Path:
    """An hour of practice, 15 moments a second: Tadasana, Tree held for most of a minute, and again."""
    from dataclasses import replace

    from posecheck.api import check_file
    from posecheck.body.recording import save_recording

    to = folder / "hour.npz"
    if not to.exists():
        recording = check_file(ROOT / "samples" / "tree_left.mp4", every_frame=True).recording
        clip, first, last = recording.clip, 75, 145
        held = np.concatenate([np.arange(first, last), np.arange(last, first, -1)])
        one = np.concatenate([np.arange(first), *[held] * 5, np.arange(last, len(clip))])
        hour = joined([clip[one]] * (-(-3600 * 15 // len(one))))
        flicker = np.random.default_rng(1).normal(0.0, 0.3, hour.image.shape)
        clip = replace(hour, time_s=np.arange(len(hour)) / 15.0, image=np.float32(hour.image + flicker))
        save_recording(to, replace(recording, clip=clip))
    return to


def machine() -> str:
    """What it runs on, as far as the system says."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    cores, name = len(os.sched_getaffinity(0)), names[0] if names else platform.machine()
    return f"{cores} cores of {name}, Python {platform.python_version()}"


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    marks = {True: "yes", False: "**no**", None: ""}
    lines = [f"| {row.work} | {row.reach} | {row.measured} | {marks[row.met]} |" for row in rows]
    return "\n".join(["| work | to reach | measured | met |", "|---|---|---|---|", *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short films, one round")
    parser.add_argument("--rounds", type=int, help="how often each work is done")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "posecheck-films")
    parser.add_argument("--only", nargs="*", help="names of rows to fill")
    parser.add_argument("--write", type=Path, help="a page in which the table between the marks is replaced")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(given.folder, given.quick)
    bench.rounds = given.rounds or bench.rounds
    load = os.getloadavg()[0]
    works = ("against_naive", "ceiling", "differences", "jobs", "share", "start", "live", "annotated", "again")
    for name in given.only or works:
        getattr(bench, name)()
        print(table(bench.rows[-3:]), flush=True)
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    text = f"{when}, {machine()}; load before it began {load:.2f}; medians of {bench.rounds}.\n\n{table(bench.rows)}\n"
    if given.write:
        page = given.write.read_text("utf-8")
        start, end = "<!-- measured -->\n", "<!-- end -->"
        before, after = page.partition(start)[0], page.partition(end)[2]
        given.write.write_text(f"{before}{start}\n{text}\n{end}{after}", "utf-8")
    print("\n" + text)


if __name__ == "__main__":
    main()
