"""Killed at fifty random moments of import, analysis and deletion, a library loses and corrupts nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shelves import film

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
ROUNDS = 50


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_killed_process_leaves_a_library_whole(tmp_path: Path) -> None:
    base = film("tadasana_tilted", tmp_path)
    seed = time.time_ns() % 1_000_000
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("crash.py")), str(tmp_path), str(base), str(ROUNDS), str(seed)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    print(done.stdout)  # the seeds
    assert done.returncode == 0, done.stderr[-3000:]
