"""models/rebuild.py refuses what is not the right wheel, in one sentence, and writes nothing then."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "models" / "rebuild.py"


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 not the wheel"])
def test_a_wrong_wheel(content: bytes | None, tmp_path: Path) -> None:
    wheel, out = tmp_path / "some.whl", tmp_path / "out.task"
    if content is not None:
        wheel.write_bytes(content)
    command = [sys.executable, str(SCRIPT), "--wheel", str(wheel), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("rebuild.py: ")
    assert done.stderr.count("\n") == 1
    assert "some.whl" in done.stderr
    assert sorted(tmp_path.iterdir()) == ([] if content is None else [wheel])
