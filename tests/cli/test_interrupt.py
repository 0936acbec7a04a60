"""Ctrl-C where Python drops it: inside a callback of the interpreter."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

DROPPED = """
import os, signal, sys, weakref
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background begins with it ignored
from posecheck.cli.interrupt import raise_pressed, remember
remember()
raise_pressed()

class Thing:
    pass

def forgotten(reference):
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass

thing = Thing()
reference = weakref.ref(thing, forgotten)
del thing
print("goes on")
try:
    raise_pressed()
except KeyboardInterrupt:
    print("remembered")
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send on Windows")
def test_it_is_remembered_and_nothing_is_printed_where_it_is_dropped() -> None:
    done = subprocess.run([sys.executable, "-c", DROPPED], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.split("\n")[:2], done.stderr) == (0, ["goes on", "remembered"], "")
