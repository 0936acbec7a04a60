"""Judges a landmark recording and writes how long that took beside it: ``python benchmarks/again.py RECORDING``."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

import json
import sys
import time
from pathlib import Path

from posecheck.api import Checked, judge_again, open_session
from posecheck.body.recording import load_recording

path = Path(sys.argv[1])
nothing = open_session()
began = time.perf_counter()
recording = load_recording(path)
loaded = time.perf_counter()
nothing.feed(recording.clip[:2])
before = Checked(path, "landmarks", None, nothing.summary(), recording)
ready, cpu_s = time.perf_counter(), time.process_time()
checked = judge_again(before)
judge_s, cpu_s = time.perf_counter() - ready, time.process_time() - cpu_s
told = {"load_s": loaded - began, "judge_s": judge_s, "judge_cpu_s": cpu_s, "holds": len(checked.summary.holds)}
(path.parent / "again.json").write_text(json.dumps(told))
