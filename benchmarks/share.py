"""Where the processor time of a check goes: ``python benchmarks/share.py VIDEO [--every-frame]`` prints shares as JSON.

The libraries' own threads (landmark network, decoder) are what Python's threads leave of the process; of these,
time within a call to a library is told by what the call is for. The rest is posecheck's own. Loading the program
and the networks is left out.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

import json
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import posecheck.eyes.spot
import posecheck.media.follower
import posecheck.media.video
from posecheck.api import check_file
from posecheck.eyes.network import HipNetwork
from posecheck.eyes.people import Stillness
from posecheck.measure.level import LevelFinder
from posecheck.media import engine
from posecheck.media.landmarker import Landmarker
from posecheck.report.results import to_json
from posecheck.report.tables import to_csv

spent: dict[str, float] = defaultdict(float)


def told(owner: Any, name: str, part: str) -> None:
    """Adds the thread's processor time in a function to a part."""
    plain = getattr(owner, name)

    def timed(*given: Any, **named: Any) -> Any:
        began = time.thread_time()
        try:
            return plain(*given, **named)
        finally:
            spent[part] += time.thread_time() - began

    setattr(owner, name, timed)


def main() -> None:
    Landmarker().close()  # loads the libraries
    told(engine.Slot, "detect", "landmarks")
    told(engine, "create", "loading")
    told(HipNetwork, "__init__", "loading")
    told(HipNetwork, "answers", "hips")
    told(posecheck.eyes.spot, "find_card", "card")
    told(LevelFinder, "add", "room")
    told(posecheck.media.video, "upright", "pictures")
    for name in ("hidden", "light", "is_shape"):
        told(posecheck.media.follower, name, "people")
    told(Stillness, "__call__", "people")
    plain_run = threading.Thread.run

    def run(thread: threading.Thread) -> None:
        try:
            plain_run(thread)
        finally:
            spent["python"] += time.thread_time()

    threading.Thread.run = run  # type: ignore[method-assign]
    decoded = posecheck.media.video._decoded

    def timed(*given: Any) -> Any:
        frames = decoded(*given)
        while True:
            began = time.thread_time()
            frame = next(frames, None)
            spent["decoding"] += time.thread_time() - began
            if frame is None:
                return
            yield frame

    posecheck.media.video._decoded = timed
    whole, here = time.process_time(), time.thread_time()
    checked = check_file(sys.argv[1], every_frame="--every-frame" in sys.argv)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "r.json").write_text(to_json(checked))
        (Path(folder) / "r.csv").write_text(to_csv(checked))
    whole, here = time.process_time() - whole, time.thread_time() - here + spent.pop("python")
    own = here - sum(spent.values())
    spent["networks and decoder in their own threads"] = whole - here
    spent["everything else"] = own
    whole -= spent.pop("loading")
    print(json.dumps({part: round(100.0 * took / whole, 2) for part, took in spent.items()}))


if __name__ == "__main__":
    main()
