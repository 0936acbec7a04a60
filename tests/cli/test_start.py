"""What does not look at a picture starts at once: the large libraries are loaded by those who need them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from terminal import ROOT

LARGE = ["mediapipe", "streamlit", "cv2", "av", "scipy", "matplotlib", "onnxruntime"]

SCRIPT = """
import json, sys
from posecheck.cli import main
code = main({arguments!r})
print(json.dumps([name for name in {large!r} if name in sys.modules]), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"], ["poses"]], ids=" ".join)
def test_nothing_large_is_loaded(arguments: list[str]) -> None:
    script = SCRIPT.format(arguments=arguments, large=LARGE)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout
    assert json.loads(done.stderr.splitlines()[-1]) == []
