"""How the server's process is set up, however it is started."""

from __future__ import annotations

import os
import subprocess
import sys

START = """
import os, sys
import streamlit
from posecheck import ui
print("numpy" in sys.modules, os.environ["OPENBLAS_NUM_THREADS"])
"""


def test_matrices_are_multiplied_by_one_thread_however_the_app_is_started() -> None:
    own = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", START], env=own, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "1"]  # NumPy's library reads it when it is loaded, which is later
