"""posecheck as a user runs it: a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

#: Each kind of result file and its ending.
KINDS = {"json": ".json", "csv": ".csv", "video": ".mp4", "landmarks": ".npz"}


def command(*arguments: str | Path) -> list[str]:
    """The command line of posecheck with these arguments."""
    return [sys.executable, "-m", "posecheck", *map(str, arguments)]


def posecheck(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs posecheck to its end."""
    return subprocess.run(
        command(*arguments), cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )


def networks(pid: int) -> int | None:
    """Threads of landmark networks in a process, two or more for each; None where this system does not tell."""
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.exists():
        return None
    names = []
    for task in tasks.iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            names.append((task / "comm").read_text())
    return sum(name.startswith("mediapipe") for name in names)


@dataclass(frozen=True)
class Batch:
    """What one run over several files said and wrote."""

    done: subprocess.CompletedProcess[str]
    folder: Path

    def result(self, name: str) -> dict[str, Any]:
        """The JSON result of a file."""
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def table(self, name: str) -> str:
        """The CSV result of a file."""
        return (self.folder / f"{name}.csv").read_text(encoding="utf-8")

    def landmarks(self, name: str) -> Path:
        """The landmark recording of a file."""
        return self.folder / f"{name}.npz"


def everything_into(folder: Path, name: str = "") -> list[str | Path]:
    """The options that ask for all result files in a folder; as ``name`` with its ending where one is given."""
    return [part for kind, end in KINDS.items() for part in (f"--{kind}", folder / (name + end) if name else folder)]


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence with which posecheck refuses its input; fails where it says more, less, or ends otherwise."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].endswith("."), done.stderr
    return lines[0]
