"""Native chatter is dropped; everything else that is written to stderr arrives."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from posecheck.media.quiet import quiet

ROOT = Path(__file__).parents[2]
CHATTER = [
    b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.",
    b"WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
    b"W0000 00:00:1795177207.115991    7277 inference_feedback_manager.cc:114] Feedback manager requires a model",
    b"E0000 00:00:1795177208.735783    7275 calculator_graph.cc:940] INVALID_ARGUMENT: failed: ",
    b"libpng warning: iCCP: known incorrect sRGB profile",
]


@pytest.fixture
def err(capfd):
    return lambda: capfd.readouterr().err


@pytest.mark.parametrize("line", CHATTER)
def test_chatter_is_dropped(err, line):
    with quiet():
        os.write(2, line + b"\n")
    assert err() == ""


def test_active_only_on_request(err):
    with quiet(False):
        os.write(2, CHATTER[0] + b"\n")
    assert "XNNPACK" in err()


@pytest.mark.parametrize(
    "line",
    ["Traceback (most recent call last):", "WARNING:root:a warning", "W is a letter", "  File 'x.py', line 3", "ü", ""],
)
def test_the_rest_arrives_in_order(err, line):
    with quiet():
        os.write(2, b"first\n")
        os.write(2, line.encode() + b"\n")
        os.write(2, CHATTER[0] + b"\nlast")
    assert err() == f"first\n{line}\nlast"


def test_python_writes_in_order_with_the_rest():
    code = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from posecheck.media.quiet import quiet
print("a", file=sys.stderr)
with quiet():
    print("b", end="", file=sys.stderr)
    os.write(2, b"c{chr(92)}n")
    print("d", file=sys.stderr)
print("e", file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], timeout=60, capture_output=True, text=True, check=False)
    assert done.stderr == "a\nbc\nd\ne\n"


def test_after_an_exception(err):
    def fail():
        with quiet():
            os.write(2, CHATTER[0] + b"\nkept\n")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert err() == "kept\n"
    os.write(2, b"after\n")
    assert err() == "after\n"


def test_nested(err):
    with quiet():
        with quiet():
            os.write(2, CHATTER[0] + b"\n")
        os.write(2, CHATTER[1] + b"\ninside\n")
        assert err() == ""
    assert err() == "inside\n"


def test_many_threads(err):
    def work(number):
        for i in range(30):
            with quiet():
                os.write(2, b"%d %d\n" % (number, i) + CHATTER[0] + b"\n")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(err().splitlines()) == sorted(f"{n} {i}" for n in range(4) for i in range(30))


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files on this system")
def test_no_file_is_left_open():
    before = open_files()
    for _ in range(20):
        with quiet():
            pass
    assert open_files() == before


@pytest.mark.parametrize("closing", ["os.close(2)", "sys.stderr.close()", "sys.stderr = None; os.close(2)"])
def test_stderr_is_closed(closing):
    code = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from posecheck.media.quiet import quiet
{closing}
for _ in range(2):
    with quiet():
        pass
os._exit(5)
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 5


def test_child_made_inside():
    if not hasattr(os, "fork"):
        pytest.skip("no fork on this system")
    code = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from posecheck.media.quiet import quiet
with quiet():
    child = os.fork()
    if child:
        os.waitpid(child, 0)
    else:
        os.write(2, b"child\\n")
if not child:
    os.write(2, b"still child\\n")
"""
    done = subprocess.run([sys.executable, "-c", code], timeout=60, capture_output=True, text=True, check=False)
    assert done.stderr == "child\nstill child\n"
    assert done.returncode == 0


def test_to_the_end_what_comes_late_is_dropped_too():
    code = f"""
import atexit, os, sys
sys.path.insert(0, {str(ROOT)!r})
from posecheck.media.quiet import quiet, quiet_to_the_end
late = {CHATTER[2]!r} + b"\\n"
atexit.register(os.write, 2, late)  # runs after what is registered below
with quiet():
    quiet_to_the_end()
print("a", file=sys.stderr)
os.write(2, late)
os.write(2, b"b\\n")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "a\nb\n")
