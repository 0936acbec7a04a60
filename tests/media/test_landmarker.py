"""The landmarker finds the person, in the right coordinates, and none of MediaPipe's traps is reachable through it."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import films
import numpy as np
import pytest

from posecheck.body.body import same
from posecheck.body.skeleton import Landmark
from posecheck.errors import InputError, LandmarkerError, ModelError
from posecheck.media import engine
from posecheck.media import landmarker as landmarker_module
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker
from posecheck.media.landmarks import to_body, usable_pixels
from posecheck.media.video import open_media

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "tadasana_level.mp4"
LONG_S = 100


@pytest.fixture(scope="module")
def frames():
    """The first 12 frames of somebody who stands in front of the camera."""
    with open_media(SAMPLE) as media:
        return [frame for frame, _ in zip(media.frames(), range(12), strict=False)]


@pytest.fixture(scope="module")
def still():
    with Landmarker(still=True) as landmarker:
        yield landmarker


@pytest.fixture
def moving():
    with Landmarker() as landmarker:
        yield landmarker


def empty_room(time_s=0.0):
    return Frame(time_s, films.noise(1)[0])


# --- what it finds ------------------------------------------------------------------------------------------------


def test_finds_the_person(frames, moving):
    bodies = [moving(frame) for frame in frames]
    for frame, body in zip(frames, bodies, strict=True):
        height_px, width_px = frame.pixels.shape[:2]
        assert body.seen
        assert body.size_px == (width_px, height_px)
        assert body.time_s == frame.time_s
        assert (body.image >= -5).all()
        assert (body.image <= (width_px + 4, height_px + 4)).all()
        for share in (body.visibility, body.presence):
            assert ((share >= 0) & (share <= 1)).all()
        assert body.at(Landmark.NOSE)[1] < body.at(Landmark.LEFT_HIP)[1] < body.at(Landmark.LEFT_ANKLE)[1]
        assert body.at(Landmark.LEFT_HIP)[0] > body.at(Landmark.RIGHT_HIP)[0], "somebody who faces the camera"
        hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
        assert np.linalg.norm(body.world[hips].mean(0)) < 0.02
        assert abs(body.depth[hips].mean()) < 0.05 * np.ptp(body.image[:, 1])
        assert 1.2 < np.ptp(body.world[:, 1]) < 2.2, "as tall as a person, in metres"


def test_level_hips_are_level(frames, still):
    truth_deg = json.loads(SAMPLE.with_suffix(".json").read_text())["per_frame"]["pelvis_obliquity_deg"][0]
    body = still(frames[0])
    across = body.at(Landmark.LEFT_HIP) - body.at(Landmark.RIGHT_HIP)
    assert np.degrees(np.arctan2(across[1], across[0])) == pytest.approx(truth_deg, abs=4.0)


def test_pixel_centres_are_whole_numbers():
    point = SimpleNamespace(x=0.5, y=0.25, z=-0.1, visibility=0.9, presence=0.8)
    result = SimpleNamespace(pose_landmarks=[[point] * 33], pose_world_landmarks=[[point] * 33])
    body = to_body(result, 1.5, (200, 100))
    assert body.image[0].tolist() == [99.5, 24.5]
    assert body.depth[0] == pytest.approx(-20.0)
    assert body.world[0] == pytest.approx([0.5, 0.25, -0.1])
    assert (body.visibility[0], body.presence[0], body.time_s) == pytest.approx((0.9, 0.8, 1.5))


def test_a_model_of_other_landmarks():
    result = SimpleNamespace(pose_landmarks=[[None] * 21], pose_world_landmarks=[[None] * 21])
    with pytest.raises(ModelError, match="21 landmarks"):
        to_body(result, 0.0, (2, 2))


def test_nobody_is_not_zero(still, moving):
    for landmarker in (still, moving):
        body = landmarker(empty_room(0.5))
        assert not body.seen
        assert np.isnan(body.image).all()
        assert np.isnan(body.world).all()
        assert body.time_s == 0.5
        assert body.size_px == (320, 240)


def test_still_pictures_do_not_depend_on_each_other(frames, still):
    first = still(frames[0])
    still(empty_room(9.0))
    still(frames[5])
    assert same(first, still(frames[0]))


def test_same_frames_same_numbers(frames):
    runs = []
    for _ in range(2):
        with Landmarker() as landmarker:
            runs.append([landmarker(frame) for frame in frames])
    assert all(same(a, b) for a, b in zip(*runs, strict=True))


def test_strides_do_not_matter(frames, still):
    """MediaPipe reads a view as if it were contiguous: mirrored it would stay unmirrored, reordered change colours."""
    nose_x = int(still(frames[0]).at(Landmark.NOSE)[0])
    plain = np.ascontiguousarray(frames[0].pixels[:, nose_x - 150 :])  # a person at the left, not in the middle
    body = still(Frame(0.0, plain))
    seen = still(Frame(0.0, plain[:, ::-1]))
    assert same(seen, still(Frame(0.0, plain[:, ::-1].copy())))
    error_px = np.linalg.norm(seen.mirrored().image - body.image, axis=-1)
    unmirrored_px = np.linalg.norm(seen.image - body.image, axis=-1)
    assert np.median(error_px) < 6
    assert np.median(unmirrored_px) > 30
    swapped = np.ascontiguousarray(plain[..., ::-1])[..., ::-1]
    assert same(still(Frame(0.0, swapped)), body)
    padded = np.zeros((plain.shape[0], plain.shape[1] + 13, 3), np.uint8)
    padded[:, 5:-8] = plain
    assert same(still(Frame(0.0, padded[:, 5:-8])), body)


def test_upside_down_view_of_a_large_picture(still):
    assert still(Frame(0.0, np.zeros((2160, 3840, 3), np.uint8)[::-1])).size_px == (3840, 2160)


def test_size_may_change(frames, moving):
    moving(frames[0])
    small = np.ascontiguousarray(frames[1].pixels[::2, ::2])
    assert moving(Frame(frames[1].time_s, small)).size_px == (small.shape[1], small.shape[0])
    assert not moving(Frame(5.0, np.zeros((1, 1, 3), np.uint8))).seen
    assert moving(Frame(6.0, frames[2].pixels)).seen


def test_a_network_that_begins_afresh_answers_as_a_new_one(frames):
    before, at, after = frames[:5], frames[5], frames[6:]
    with Landmarker() as old, Landmarker() as new, Landmarker() as plain:
        for frame in [*before, at]:
            old(frame)
            plain(frame)
        asked = []
        assert not old.renewed(at, lambda body: asked.append(body))
        assert asked[0].seen
        assert same(old(after[0]), plain(after[0]))
        assert old.renewed(after[0], lambda body: True)
        new.anew(after[0])
        for frame in after[1:]:
            answer = old(frame)
            assert same(answer, new(frame))
            assert not same(answer, plain(frame))


def test_beginning_afresh_holds_no_third_network(frames, monkeypatch):
    there, create = [], landmarker_module.create

    def counted(*asked, **more):
        there.append(len(engine.opened))
        return create(*asked, **more)

    with Landmarker() as landmarker:
        others = len(engine.opened) - 1
        landmarker(frames[0])
        (before,) = landmarker.everybody(frames[1])
        monkeypatch.setattr(landmarker_module, "create", counted)
        assert landmarker.renewed(frames[1], lambda body: True)
        assert there == [others + 1]
        assert len(engine.opened) == others + 1
        assert same(landmarker.everybody(frames[1])[0], before)


# --- what it refuses ----------------------------------------------------------------------------------------------

UNUSABLE = {
    "grey": np.zeros((48, 64), np.uint8),
    "one channel": np.zeros((48, 64, 1), np.uint8),
    "transparent": np.zeros((48, 64, 4), np.uint8),
    "floats": np.zeros((48, 64, 3)),
    "half floats": np.zeros((48, 64, 3), np.float32),
    "16 bits": np.zeros((48, 64, 3), np.uint16),
    "bool": np.zeros((48, 64, 3), bool),
    "four axes": np.zeros((1, 48, 64, 3), np.uint8),
    "no rows": np.zeros((0, 64, 3), np.uint8),
    "no columns": np.zeros((48, 0, 3), np.uint8),
    "list": [[[0, 0, 0]]],
    "nothing": None,
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_unusable_pixels(frames, still, kind):
    with pytest.raises(LandmarkerError, match="frame must"):
        still(Frame(0.0, UNUSABLE[kind]))
    assert still(frames[0]).seen, "and goes on"


def test_usable_pixels_are_not_copied():
    pixels = films.card()
    assert usable_pixels(pixels) is pixels


def test_times(frames, moving):
    pixels = frames[0].pixels
    moving(Frame(1.0, pixels))
    for bad in (float("nan"), float("inf"), 1e300, 0.999, -1.0):
        with pytest.raises(LandmarkerError):
            moving(Frame(bad, pixels))
    with pytest.raises(LandmarkerError, match=r"0\.500 s comes after the one at 1\.000 s"):
        moving(Frame(0.5, pixels))
    network = moving._engine.native
    for time_s in (1.0, 1.0001, 1.0002, 1.0002, 1.0014, 1.0021):
        body = moving(Frame(time_s, pixels))
        assert body.seen
        assert body.time_s == time_s, "the frame's own time, not the network's"
    assert moving(Frame(1e9, pixels)).time_s == 1e9
    assert moving._engine.native is network, "none of it broke the network"


def test_times_before_zero(frames, moving):
    assert moving(Frame(-2.0, frames[0].pixels)).time_s == -2.0
    assert moving(Frame(-1.0, frames[0].pixels)).seen


def test_still_pictures_come_in_any_order(frames, still):
    assert still(Frame(5.0, frames[0].pixels)).time_s == 5.0
    assert still(Frame(1.0, frames[0].pixels)).time_s == 1.0
    with pytest.raises(LandmarkerError):
        still(Frame(float("nan"), frames[0].pixels))


@pytest.mark.parametrize("confidence", [1.5, -0.1, float("nan"), True])
def test_confidence(confidence):
    with pytest.raises(InputError, match="from 0 to 1"):
        Landmarker(min_confidence=confidence)


def test_confidence_is_used(frames):
    with Landmarker(still=True, min_confidence=1.0) as landmarker:
        assert not landmarker(frames[0]).seen


def test_model_problems_are_model_errors(tmp_path):
    with pytest.raises(ModelError, match="no model"):
        Landmarker(tmp_path / "missing.task")


def test_a_bundle_that_mediapipe_refuses(tmp_path, capfd):
    path = tmp_path / "a.task"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("pose_detector.tflite", "pose_landmarks_detector.tflite"):
            archive.writestr(name, b"\x1c\x00\x00\x00TFL3" + bytes(200))
    with pytest.raises(ModelError, match=r"cannot use the model .*a\.task"):
        Landmarker(path)
    assert capfd.readouterr().err == ""


# --- closing ------------------------------------------------------------------------------------------------------


def test_closed_is_closed(frames):
    landmarker = Landmarker(still=True)
    assert landmarker(frames[0]).seen
    landmarker.close()
    landmarker.close()
    with pytest.raises(LandmarkerError, match="closed"):
        landmarker(frames[0])
    with Landmarker(still=True) as landmarker:
        landmarker.close()


def test_close_from_another_thread(frames):
    """While one thread detects, another closes: every answer is right or an error, never "nobody there"."""
    landmarker = Landmarker(still=True)
    seen, stopped = [], []

    def detect():
        try:
            while True:
                seen.append(bool(landmarker(frames[0]).seen))
        except LandmarkerError:
            stopped.append(True)

    thread = threading.Thread(target=detect)
    thread.start()
    while len(seen) < 3 and thread.is_alive():
        time.sleep(0.005)
    landmarker.close()
    thread.join(20)
    assert not thread.is_alive()
    assert stopped == [True]
    assert all(seen)


def test_threads_take_turns(frames, still):
    wanted = [still(frame) for frame in frames[:4]]
    got = [None] * 4

    def work(i):
        got[i] = [still(frames[i]) for _ in range(5)]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for i in range(4):
        assert all(same(body, wanted[i]) for body in got[i])


def kill_graph(landmarker):
    """What a picture of the wrong kind does to MediaPipe's own object."""
    import mediapipe

    grey = mediapipe.Image(mediapipe.ImageFormat.GRAY8, np.zeros((48, 64), np.uint8))
    native = landmarker._engine.native
    detect = native.detect if landmarker._still else partial(native.detect_for_video, timestamp_ms=10**9)
    with pytest.raises((ValueError, RuntimeError)):
        detect(grey)


@pytest.mark.parametrize("is_still", [True, False])
def test_broken_network_is_replaced(frames, is_still):
    with Landmarker(still=is_still) as landmarker:
        before = landmarker(frames[0])
        kill_graph(landmarker)
        after = landmarker(frames[1])
        assert after.seen
        assert np.abs(after.image - before.image).max() < 40
        assert len(engine.opened) >= 1
    assert landmarker._engine not in engine.opened


def test_network_that_fails_again_is_an_error(frames, still, monkeypatch):
    calls = []

    def broken(slot, pixels, time_ms):
        calls.append(time_ms)
        raise RuntimeError("Graph has errors:\nmany lines")

    with monkeypatch.context() as patch:
        patch.setattr(engine.Slot, "detect", broken)
        with pytest.raises(LandmarkerError, match=r"Graph has errors\)"):
            still(frames[0])
    assert len(calls) == 2
    assert still(frames[0]).seen


def test_one_person_and_nobody_are_found(frames, still):
    with Landmarker() as landmarker:
        (found,) = landmarker.everybody(frames[0])
        assert np.abs(found.image - still(frames[0]).image).max() < 5.0
        assert landmarker.everybody(Frame(0.0, np.full_like(frames[0].pixels, 128))) == []


def test_two_people_side_by_side_are_two(frames, still):
    third = frames[0].pixels.shape[1] // 3
    person = frames[0].pixels[:, third : 2 * third]
    found = still.everybody(Frame(0.0, np.hstack([person, person])))
    places_px = sorted(body.image[:, 0].mean() for body in found)
    assert np.diff(places_px) == pytest.approx([third], abs=6.0)


def test_anew_follows_whoever_is_shown_then(frames):
    third = frames[0].pixels.shape[1] // 3
    person = frames[0].pixels[:, third : 2 * third]
    nobody = np.full_like(person, 127)
    both = [Frame(frame.time_s, np.hstack([person, person])) for frame in frames[:6]]
    for shown, place in (([person, nobody], 0), ([nobody, person], 1)):
        with Landmarker() as landmarker:
            landmarker(both[0])
            bodies = [landmarker.anew(Frame(both[0].time_s, np.hstack(shown)))]
            bodies += [landmarker(frame) for frame in both[1:]]
        assert all(place * third < body.image[:, 0].mean() < (place + 1) * third for body in bodies)


def test_looking_for_people_does_not_disturb_the_following(frames):
    with Landmarker() as looking, Landmarker() as plain:
        for frame in frames[:4]:
            looking.everybody(frame)
            assert same(looking(frame), plain(frame))


def test_dropped_landmarkers_are_closed_with_the_next(frames):
    before = len(engine.opened)
    landmarker = Landmarker(still=True)
    landmarker(frames[0])
    slot = landmarker._engine
    cycle = [landmarker]
    cycle.append(cycle)
    del landmarker, cycle
    gc.collect()
    assert engine.abandoned[0] is slot
    with Landmarker(still=True):
        assert slot.native is None
        assert len(engine.opened) == before + 1
    assert len(engine.opened) == before
    assert engine.abandoned == []


# --- whole programs -----------------------------------------------------------------------------------------------

START = f"""
import gc, os, signal, sys, threading, time
sys.path.insert(0, {str(ROOT)!r})
import numpy as np
from posecheck.errors import *
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker
from posecheck.media.video import open_media
frame = next(open_media({str(SAMPLE)!r}).frames())
"""


def program(code, *, env=None):
    """Runs a program to its end, which must come."""
    return subprocess.run(
        [sys.executable, "-c", START + code],
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=False,
        env={**os.environ, **(env or {})},
    )


def clean(done, out="done\n"):
    assert done.stderr == ""
    assert done.stdout == out
    assert done.returncode == 0


def test_mediapipe_is_loaded_late():
    clean(program("print('mediapipe' in sys.modules, 'matplotlib' in sys.modules)"), "False False\n")


def test_a_normal_run_prints_nothing():
    """Nobody at first, so that the library's last remark comes late."""
    code = """
with Landmarker() as landmarker:
    for i in range(5):
        landmarker(Frame(i / 25, np.zeros((240, 320, 3), np.uint8)))
    for i in range(5, 30):
        assert landmarker(Frame(i / 25, frame.pixels)).seen
with Landmarker(still=True) as landmarker:
    assert landmarker(frame).seen
print("done")
"""
    clean(program(code))


def test_native_log_on_request():
    done = program("with Landmarker(native_log=True) as landmarker: landmarker(frame)")
    assert done.returncode == 0
    assert "XNNPACK" in done.stderr


def test_not_closed_and_in_a_cycle():
    """MediaPipe's own object would stop the collector for ever."""
    code = """
class Holder: pass
holder = Holder()
holder.me = holder
holder.landmarker = Landmarker()
holder.landmarker(frame)
del holder
started = time.monotonic()
gc.collect()
assert time.monotonic() - started < 5
try:
    raise KeyError
except KeyError as error:
    kept, landmarker = error, Landmarker()
    landmarker(frame)
    landmarker.kept = kept
del kept, landmarker
gc.collect()
print("done")
"""
    clean(program(code))


@pytest.mark.parametrize(
    "code",
    [
        "landmarker = Landmarker(); landmarker(frame); print('done')",
        "sys.keep = Landmarker(); sys.keep(frame); print('done')",
        "landmarker = Landmarker(); landmarker(frame); sys.me = landmarker; landmarker.me = landmarker; print('done')",
        "import atexit; landmarker = Landmarker(); landmarker(frame); atexit.register(landmarker.close); print('done')",
        "landmarker = Landmarker(); landmarker(frame); landmarker.close(); print('done')",
    ],
    ids=["global", "module", "cycle", "atexit", "closed"],
)
def test_not_closed_at_the_end(code):
    clean(program(code))


def test_fork():
    if not hasattr(os, "fork"):
        pytest.skip("no fork on this system")
    code = """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)
landmarker = Landmarker(still=True)
before = landmarker(frame)
child = os.fork()
if not child:
    signal.alarm(40)
    try:
        landmarker(frame)
    except LandmarkerError as error:
        assert "spawn" in str(error)
        landmarker.close()
        with Landmarker(still=True) as own:
            assert own(frame).seen
        sys.exit(7)
    sys.exit(1)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 7, status
assert landmarker(frame).seen
landmarker.close()
print("done")
"""
    clean(program(code))


def test_interrupted():
    """Ctrl-C in the middle of a frame: the landmarker goes on, or closes, as one likes."""
    code = """
signal.signal(signal.SIGINT, signal.default_int_handler)
landmarker = Landmarker(still=True)
landmarker(frame)
interrupts = 0
threading.Timer(0.2, lambda: [(os.kill(os.getpid(), signal.SIGINT), time.sleep(0.05)) for _ in range(10)]).start()
ends = time.monotonic() + 1.5
while time.monotonic() < ends:
    try:
        while time.monotonic() < ends:
            assert landmarker(frame).seen
    except KeyboardInterrupt:
        interrupts += 1
assert interrupts > 3, interrupts
landmarker.close()
print("done")
"""
    clean(program(code))


def test_interrupted_and_left():
    code = """
signal.signal(signal.SIGINT, signal.default_int_handler)
with Landmarker() as landmarker:
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    i = 0
    while True:
        i += 1
        landmarker(Frame(i / 25, frame.pixels))
"""
    done = program(code)
    assert done.stderr.strip().endswith("KeyboardInterrupt")
    assert done.returncode != 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's loader")
@pytest.mark.parametrize(
    ("library", "package"), [("libEGL.so.1", "libegl1"), ("libGLESv2.so.2", "libgles2"), ("libGL.so.1", "libgl1")]
)
def test_missing_system_library(tmp_path, library, package):
    """A broken library in front of the real one fails as a missing one does."""
    (tmp_path / library).write_bytes(b"")
    code = """
for attempt in range(2):
    try:
        Landmarker()
    except MissingLibraryError as error:
        print(error)
"""
    if library == "libGL.so.1":  # which OpenCV, too, needs
        code = "import posecheck.media.landmarker\n" + code
        start = START.split("from posecheck.media.video")[0]
        done = subprocess.run(
            [sys.executable, "-c", start + code],
            capture_output=True,
            text=True,
            timeout=LONG_S,
            check=False,
            env={**os.environ, "LD_LIBRARY_PATH": str(tmp_path)},
        )
    else:
        done = program(code, env={"LD_LIBRARY_PATH": str(tmp_path)})
    if done.stdout == "" and done.stderr == "":
        pytest.skip(f"nothing here needs {library}")
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == (
        f"The system library {library} is missing or broken; on Debian or Ubuntu: apt-get install {package}."
    )
    assert "broken" in done.stdout.splitlines()[1] or "cannot be loaded" in done.stdout.splitlines()[1]
