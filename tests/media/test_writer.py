"""Written videos, read back: size, times, codec, and that nothing is left behind when it goes wrong."""

from __future__ import annotations

import base64
import json
import os
import queue
import shutil
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import films
import numpy as np
import pytest

from posecheck.errors import OutputError
from posecheck.media import writer
from posecheck.media.video import open_media
from posecheck.media.writer import VideoWriter

RHYTHMS = {
    "steady": [i / 25 for i in range(20)],
    "variable": [0.0, 0.04, 0.5, 0.51, 1.1, 2.3],
    "one frame": [0.0],
    "of a camera that names milliseconds": [0.0, 0.033, 0.067, 0.1, 0.133],
}


def write(path, frames, times=None, rate_hz=25.0):
    frames = list(frames)
    size_px = frames[0].shape[1], frames[0].shape[0]
    with VideoWriter(path, size_px, rate_hz=rate_hz) as out:
        for index, pixels in enumerate(frames):
            out.write(pixels, index / rate_hz if times is None else times[index])
    return path


def write_all(out, frames):
    for index, pixels in enumerate(frames):
        out.write(pixels, index / 25)


def read(path):
    with open_media(path) as media:
        return media.info, list(media.frames())


def boxes(path):
    """Names of the outermost MP4 boxes, in order."""
    data, offset, names = path.read_bytes(), 0, []
    while offset + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[offset : offset + 8])
        names.append(name.decode())
        offset += size or len(data)
    return names


def failure(path, size_px=(64, 48)):
    """The one sentence with which a target is refused before a frame is written."""
    with pytest.raises(OutputError) as caught, VideoWriter(path, size_px, rate_hz=25):
        raise AssertionError("the block must not be entered")
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


# --- what is written --------------------------------------------------------------------------------------------


def test_a_browser_can_play_it_while_it_loads(tmp_path):
    path = write(tmp_path / "a.mp4", films.grey_levels(10))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert len(container.streams) == 1
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert (stream.width, stream.height) == (64, 48)
    names = boxes(path)
    assert names[0] == "ftyp"
    assert names.index("moov") < names.index("mdat")


@pytest.mark.parametrize("times", RHYTHMS.values(), ids=RHYTHMS)
def test_every_frame_keeps_its_time_and_the_last_one_is_shown(tmp_path, times):
    path = write(tmp_path / "a.mp4", films.grey_levels(len(times)), times, rate_hz=25)
    info, frames = read(path)
    assert [frame.time_s for frame in frames] == pytest.approx(times, abs=1e-4)
    assert info.duration_s == pytest.approx(times[-1] + 1 / 25, abs=2e-3)


def test_pictures_come_out_as_they_went_in(tmp_path):
    card = films.card(320, 240)
    _, frames = read(write(tmp_path / "a.mp4", [card] * 3))
    assert films.corners(frames[0].pixels) == films.corners(card)
    for colour in (films.RED, films.GREEN, films.BLUE, (128, 128, 128)):
        inside = (card == colour).all(-1)
        assert np.median(np.abs(frames[0].pixels[inside].astype(int) - colour).max(-1)) < 6


@pytest.mark.parametrize("size_px", [(97, 65), (96, 65), (97, 64), (1, 1)])
def test_odd_sizes_grow_by_a_repeated_pixel_and_nothing_moves(tmp_path, size_px):
    width_px, height_px = size_px
    card = films.card(width_px, height_px)
    info, frames = read(write(tmp_path / "a.mp4", [card] * 2))
    assert (info.width_px, info.height_px) == (width_px + width_px % 2, height_px + height_px % 2)
    if width_px > 1:
        assert films.corners(frames[0].pixels) == films.corners(card)
        assert films.square_size(frames[0].pixels)[1] == pytest.approx(films.square_size(card)[1], abs=1.0)


def test_frames_that_lie_strangely_in_memory_are_taken(tmp_path):
    card = films.card(96, 64)
    _, frames = read(write(tmp_path / "a.mp4", [np.flip(card, 1)] * 2))
    assert films.corners(frames[0].pixels)["red"] == "top right"


def test_an_older_file_is_replaced_and_a_link_is_followed(tmp_path):
    old, link = tmp_path / "old.mp4", tmp_path / "link.mp4"
    old.write_bytes(b"old")
    link.symlink_to(old)
    write(link, films.grey_levels(3))
    assert link.is_symlink()
    assert read(old)[0].codec == "h264"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.mp4", "old.mp4"]


@pytest.mark.skipif(os.name == "nt", reason="no such permissions")
def test_the_file_may_be_read_by_whom_the_user_lets(tmp_path):
    before = os.umask(0o022)
    try:
        path = write(tmp_path / "a.mp4", films.grey_levels(2))
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o644


def test_any_name_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a:b.mp4", "Übung 1.mp4", "pipe:1", "%03d.mp4", "noending"):
        write(Path(name), films.grey_levels(2))
        assert read(tmp_path / name)[0].codec == "h264"


# --- when it goes wrong -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_whatever_stops_it_leaves_nothing_and_keeps_the_older_file(tmp_path, error):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"older")

    def frames():
        yield from films.grey_levels(60)
        raise error

    with pytest.raises(error), VideoWriter(path, (64, 48), rate_hz=25) as out:
        write_all(out, frames())
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_without_a_frame_there_is_no_file(tmp_path):
    with pytest.raises(OutputError, match="no picture"), VideoWriter(tmp_path / "a.mp4", (64, 48), rate_hz=25):
        pass
    assert list(tmp_path.iterdir()) == []


def test_targets_that_cannot_be_written_are_refused_at_once(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    assert "folder does not exist" in failure(tmp_path / "missing" / "a.mp4")
    assert "is a folder" in failure(tmp_path)
    assert "not a folder" in failure(tmp_path / "file" / "a.mp4")
    assert "too long" in failure(tmp_path / ("x" * 300 + ".mp4"))
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no device files")
def test_a_device_is_not_replaced_by_a_file():
    assert "not a file" in failure(Path("/dev/null"))
    assert not Path("/dev/null").is_file()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    assert "may not be written to" in failure(tmp_path / "a.mp4")
    tmp_path.chmod(0o700)


def test_without_the_encoder_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "_ENCODER", "libnothing")
    assert "libnothing" in failure(tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


FULL = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from posecheck.errors import OutputError
from posecheck.media.writer import VideoWriter

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, limit = Path(sys.argv[1]), int(sys.argv[2])
noise = np.random.default_rng(0)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
try:
    with VideoWriter(path, (320, 240), rate_hz=25) as out:
        for i in range(8):
            out.write(noise.integers(0, 255, (240, 320, 3), np.uint8), i / 25)
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on file sizes")
@pytest.mark.parametrize("limit", [0, 3_000, 150_000])
def test_where_there_is_no_more_room_it_says_so_and_cleans_up(tmp_path, limit):
    path = tmp_path / "a.mp4"
    done = subprocess.run([sys.executable, "-c", FULL, path, str(limit)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "too large" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_programmers_mistakes_are_told(tmp_path):
    frame = np.zeros((48, 64, 3), np.uint8)
    for size_px, rate_hz in (((0, 48), 25), ((64, 48), 0.0), ((64, 48), float("nan"))):
        with pytest.raises(ValueError, match="positive"):
            VideoWriter(tmp_path / "a.mp4", size_px, rate_hz=rate_hz)
    closed = VideoWriter(tmp_path / "a.mp4", (64, 48), rate_hz=25)
    with pytest.raises(ValueError, match="with block"):
        closed.write(frame, 0.0)
    with VideoWriter(tmp_path / "a.mp4", (64, 48), rate_hz=25) as out:
        out.write(frame, 0.0)
        for wrong in (frame[:-1], frame[..., 0], frame.astype(float)):
            with pytest.raises(ValueError, match="expected uint8"):
                out.write(wrong, 1.0)
        for late in (0.0, -1.0):
            with pytest.raises(ValueError, match="does not rise"):
                out.write(frame, late)


# --- a real browser ---------------------------------------------------------------------------------------------

PAGE = """<video id=v muted></video><script>
const v = document.getElementById('v'), told = [];
const tell = extra => fetch('/told', {method: 'POST', body: JSON.stringify({
  told, width: v.videoWidth, height: v.videoHeight, duration: v.duration, ...extra})});
v.onerror = () => tell({error: v.error.message});
// "seeked" may come before the picture does, so what is looked at is the frame that was really shown
const seek = (time, from) => {
  v.requestVideoFrameCallback((_, shown) => {
    if (shown.mediaTime < from) return seek(time, from);
    const c = document.createElement('canvas'); c.width = v.videoWidth; c.height = v.videoHeight;
    const g = c.getContext('2d'); g.drawImage(v, 0, 0);
    told.push([shown.mediaTime, ...g.getImageData(20, 20, 1, 1).data.slice(0, 3)]);
    if (told.length === 1) seek(1.0, 0.5); else tell({});
  });
  v.currentTime = time;
};
v.onloadeddata = () => seek(0.1, 0.0);
v.src = 'data:video/mp4;base64,VIDEO';
</script>"""


@contextmanager
def page_server(page: str) -> Iterator[tuple[str, queue.Queue]]:
    """A server on the loopback that shows one page and hands on what the page tells it."""
    answers: queue.Queue = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode() if self.path == "/" else b"")

        def do_POST(self) -> None:
            answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", answers
        server.shutdown()


def test_chromium_plays_it_with_the_right_colours_at_the_right_times(tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no chromium here")
    colours = [(200, 40, 90), (30, 160, 220)]
    frames = [np.full((120, 160, 3), colour, np.uint8) for colour in colours for _ in range(2)]
    video = write(tmp_path / "a.mp4", frames, [0.0, 0.04, 0.5, 1.4], rate_hz=10)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
             "--no-first-run", "--disable-component-update", "--remote-debugging-port=0"]  # fmt: skip
    page = PAGE.replace("VIDEO", base64.b64encode(video.read_bytes()).decode())
    with page_server(page) as (address, answers), (tmp_path / "log").open("wb") as log:
        browser = subprocess.Popen(
            [chromium, *flags, f"--user-data-dir={tmp_path / 'profile'}", address], stdout=log, stderr=log
        )
        try:
            told = answers.get(timeout=60)
        finally:
            browser.terminate()
            browser.wait(timeout=20)
    assert (told.get("error"), told["width"], told["height"]) == (None, 160, 120)
    assert told["duration"] == pytest.approx(1.5, abs=0.02)
    for (_, *seen), colour in zip(told["told"], colours, strict=True):
        assert np.abs(np.subtract(seen, colour)).max() < 10
