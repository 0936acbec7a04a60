"""Files to frames: where things are in the picture, when they are shown, and what is said when it cannot be read."""

from __future__ import annotations

import gc
import os
import socket
import sys
from fractions import Fraction
from pathlib import Path

import av
import films
import numpy as np
import pytest

from posecheck.errors import InputError, MediaError
from posecheck.media import video
from posecheck.media.video import open_media


def read(path, every_s=None, **options):
    with open_media(path, **options) as media:
        return media.info, list(media.frames(every_s)), media.notices


def times(frames):
    return [frame.time_s for frame in frames]


def failure(path):
    """The one sentence that a file that cannot be read is answered with."""
    with pytest.raises(MediaError) as caught:
        open_media(path)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return text


# --- what is seen -----------------------------------------------------------------------------------------------


def test_frames_are_what_the_rest_relies_on(tmp_path):
    path = films.write_video(tmp_path / "a.mp4", [films.card()] * 3)
    info, frames, notices = read(path)
    assert (info.kind, info.codec, info.width_px, info.height_px) == ("video", "h264", 96, 64)
    assert (info.duration_s, info.frames_declared, info.rotation_deg, info.pixel_aspect) == (
        pytest.approx(0.12),
        3,
        0,
        1.0,
    )
    assert info.path == path
    assert notices == []
    for frame in frames:
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.shape == (64, 96, 3)
        assert frame.pixels.flags.c_contiguous
    assert films.corners(frames[0].pixels) == {"red": "top left", "green": "top right", "blue": "bottom left"}
    assert np.abs(frames[0].pixels[10, 10].astype(int) - films.RED).max() < 12


CODECS = [
    ("h264.mp4", "libx264", "yuv420p"),
    ("h264.mov", "libx264", "yuv420p"),
    ("h264.mkv", "libx264", "yuv420p"),
    ("h264.avi", "libx264", "yuv420p"),
    ("h264.ts", "libx264", "yuv420p"),
    ("h264_422.mp4", "libx264", "yuv422p"),
    ("h264_444.mkv", "libx264", "yuv444p"),
    ("h264_10bit.mp4", "libx264", "yuv420p10le"),
    ("hevc.mp4", "libx265", "yuv420p"),
    ("hevc_10bit.mkv", "libx265", "yuv420p10le"),
    ("vp9.webm", "libvpx-vp9", "yuv420p"),
    ("av1.mp4", "libsvtav1", "yuv420p"),
    ("mjpeg.avi", "mjpeg", "yuvj420p"),
    ("alpha.mov", "png", "rgba"),
    ("prores.mov", "prores_ks", "yuv422p10le"),
    ("grey.mkv", "ffv1", "gray"),
]
QUIET = {"libx265": {"x265-params": "log-level=none"}, "libvpx-vp9": {"deadline": "realtime"}}


@pytest.mark.parametrize(("name", "codec", "pix_fmt"), CODECS, ids=[name for name, *_ in CODECS])
def test_formats(tmp_path, name, codec, pix_fmt):
    pictures = [films.card()] * 5 + [films.card()[::-1]] * 5
    path = films.write_video(tmp_path / name, pictures, codec=codec, pix_fmt=pix_fmt, options=QUIET.get(codec))
    info, frames, notices = read(path)
    assert (info.width_px, info.height_px) == (96, 64)
    assert times(frames) == pytest.approx([i / 25 for i in range(10)], abs=1e-3)
    assert notices == []
    if pix_fmt == "gray":
        assert np.ptp(frames[0].pixels[2, 2]) == 0
        assert frames[0].pixels[2, 2, 0] < frames[0].pixels[2, 48, 0], "the red square is darker than the ground"
        return
    assert films.corners(frames[0].pixels) == {"red": "top left", "green": "top right", "blue": "bottom left"}
    assert films.corners(frames[-1].pixels) == {"red": "bottom left", "green": "bottom right", "blue": "top left"}


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_upright(tmp_path, name, rotation_deg, mirrored):
    stored = films.card()
    path = films.write_video(tmp_path / name, [stored] * 2, rotation_deg=rotation_deg, mirrored=mirrored)
    wanted = np.rot90(stored, -rotation_deg // 90)
    wanted = wanted[:, ::-1] if mirrored else wanted
    info, frames, notices = read(path)
    assert films.corners(frames[0].pixels) == films.corners(wanted)
    assert frames[0].pixels.shape == wanted.shape
    assert frames[0].pixels.flags.c_contiguous
    assert (info.height_px, info.width_px) == wanted.shape[:2]
    assert info.rotation_deg == rotation_deg
    assert any("mirrored" in notice for notice in notices) == mirrored


def test_upright_in_words(tmp_path):
    """A quarter turn clockwise takes what is stored top left to the top right."""
    path = films.write_video(tmp_path / "a.mp4", [films.card()] * 2, rotation_deg=90)
    _, frames, _ = read(path)
    assert films.corners(frames[0].pixels) == {"red": "top right", "green": "bottom right", "blue": "top left"}


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
@pytest.mark.parametrize(
    ("aspect", "rotation_deg", "size"),
    [
        (Fraction(2), 0, (192, 64)),
        (Fraction(1, 2), 0, (48, 64)),
        (Fraction(2), 90, (64, 192)),
        (Fraction(4, 3), 0, (128, 64)),
    ],
)
def test_pixels_become_square(tmp_path, name, aspect, rotation_deg, size):
    path = films.write_video(tmp_path / name, [films.card()] * 2, pixel_aspect=aspect, rotation_deg=rotation_deg)
    info, frames, _ = read(path)
    assert (info.width_px, info.height_px) == size
    assert frames[0].pixels.shape == (size[1], size[0], 3)
    assert info.pixel_aspect == pytest.approx(float(aspect))
    across, along = films.square_size(frames[0].pixels)
    across, along = (along, across) if rotation_deg else (across, along)
    assert across / along == pytest.approx(float(aspect), rel=0.12)


@pytest.mark.parametrize(("limit", "size"), [(1280, (97, 65)), (48, (48, 32)), (1, (1, 1))])
def test_only_ever_smaller(tmp_path, limit, size):
    path = films.write_video(tmp_path / "a.mkv", [films.card(97, 65)] * 2, pix_fmt="yuv444p")
    with open_media(path, max_side_px=limit) as media:
        assert media.size_px == size
        assert (media.info.width_px, media.info.height_px) == (97, 65)
        for frame in media.frames():
            assert frame.pixels.shape == (size[1], size[0], 3)


def test_shrinking_averages(tmp_path):
    """Fine stripes become even grey, not other stripes."""
    stripes = np.zeros((240, 320, 3), np.uint8)
    stripes[:, ::2] = 255
    path = films.write_video(tmp_path / "a.mkv", [stripes], codec="ffv1", pix_fmt="bgr0")
    _, frames, _ = read(path, max_side_px=80)
    inside = frames[0].pixels[5:-5, 5:-5].astype(float)
    assert inside.std() < 3
    assert inside.mean() == pytest.approx(127.5, abs=3)


def test_size_change_keeps_proportions(tmp_path):
    path = films.write_changing_size(
        tmp_path / "a.mkv", [films.card(96, 64), films.card(192, 128), films.card(64, 96), films.card(96, 64)]
    )
    _, frames, _ = read(path)
    assert [frame.pixels.shape for frame in frames] == [(64, 96, 3)] * 4
    for frame in frames:
        assert films.corners(frame.pixels) == films.corners(films.card())
        across, along = films.square_size(frame.pixels)
        assert across == pytest.approx(along, abs=2)
    assert frames[2].pixels[:, :20].max() < 30, "bars beside an upright picture"


# --- when it is shown ---------------------------------------------------------------------------------------------

UNEVEN = [0.0, 0.033, 0.1, 0.133, 0.3, 0.333, 0.5, 1.0]


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.webm"])
def test_uneven_times(tmp_path, name):
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    path = films.write_video(tmp_path / name, films.grey_levels(8), codec=codec, times=UNEVEN, options=QUIET.get(codec))
    _, frames, notices = read(path)
    assert times(frames) == pytest.approx(UNEVEN, abs=1e-3)
    assert np.all(np.diff([frame.pixels.mean() for frame in frames]) > 5), "in the order of showing"
    assert notices == []


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
def test_late_start_is_time_zero(tmp_path, name):
    path = films.write_video(tmp_path / name, films.grey_levels(8), times=[3.0 + i / 25 for i in range(8)])
    info, frames, notices = read(path)
    assert times(frames) == pytest.approx([i / 25 for i in range(8)], abs=1e-3)
    assert info.duration_s == pytest.approx(8 / 25, abs=0.05)
    assert notices == []


def test_edit_list_leaves_out_what_is_before_it(tmp_path):
    whole = films.write_video(tmp_path / "whole.mp4", films.grey_levels(10))
    path = tmp_path / "cut.mp4"
    with av.open(str(whole)) as source, av.open(str(path), "w", options={"avoid_negative_ts": "disabled"}) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                shift = round(0.2 / packet.time_base)
                packet.pts, packet.dts, packet.stream = packet.pts - shift, packet.dts - shift, stream
                target.mux(packet)
    _, all_frames, _ = read(whole)
    _, frames, notices = read(path)
    assert times(frames) == pytest.approx([i / 25 for i in range(5)], abs=1e-3)
    assert frames[0].pixels.mean() == pytest.approx(all_frames[5].pixels.mean(), abs=2)
    assert notices == []


def test_reordered_frames_in_avi(tmp_path):
    path = films.write_video(tmp_path / "a.avi", films.grey_levels(12), options={"bf": "3"})
    _, frames, _ = read(path)
    assert times(frames) == pytest.approx([i / 25 for i in range(12)], abs=1e-3)
    assert np.all(np.diff([frame.pixels.mean() for frame in frames]) > 5)


def test_times_are_made_up_where_a_file_has_none(tmp_path):
    path = films.write_video(tmp_path / "a.h264", films.grey_levels(6))
    _, frames, _ = read(path)
    assert times(frames) == pytest.approx([i / 25 for i in range(6)], abs=1e-3)


def test_times_that_go_back_are_left_out(tmp_path):
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        for i, pts in enumerate([0, 40, 40, 80, 60, 120]):
            packet = av.Packet(films.jpeg(films.grey_levels(6)[i]))
            packet.stream, packet.time_base, packet.pts, packet.dts = stream, Fraction(1, 1000), pts, i
            container.mux(packet)
    _, frames, notices = read(path)
    assert times(frames) == pytest.approx([0, 0.04, 0.08, 0.12])
    assert any("2 frames" in notice and "times" in notice for notice in notices)


def test_one_frame(tmp_path):
    _, frames, notices = read(films.write_video(tmp_path / "a.mp4", [films.card()]))
    assert times(frames) == [0.0]
    assert notices == []


@pytest.mark.parametrize(
    ("name", "fps", "every_s", "step_s"),
    [
        ("a.mp4", 25, 1 / 12, 0.08),
        ("a.mkv", 30, 1 / 12, 2 / 30),
        ("a.mp4", 30, 1 / 10, 0.1),
        ("a.mkv", 24, 1 / 12, 2 / 24),
        ("a.mp4", 25, 0.04, 0.04),
        ("a.mp4", 25, 0.01, 0.04),
        ("a.mp4", 25, 0.5, 0.48),
    ],
)
def test_rhythm(tmp_path, name, fps, every_s, step_s):
    path = films.write_video(tmp_path / name, films.grey_levels(3 * fps, 16, 16), fps=fps)
    _, frames, _ = read(path, every_s)
    assert frames[0].time_s == 0.0
    steps = np.diff(times(frames))
    assert np.ptp(steps) < 2.1e-3, "steady"
    assert steps.mean() == pytest.approx(step_s, abs=0.021)
    assert steps.mean() >= every_s - 0.5 / fps - 2e-3


def test_rhythm_of_uneven_times(tmp_path):
    path = films.write_video(tmp_path / "a.mp4", films.grey_levels(8), times=UNEVEN)
    _, frames, _ = read(path, 0.3)
    assert times(frames) == pytest.approx([0.0, 0.3, 1.0], abs=1e-3)


def test_reading_again_gives_the_same(tmp_path):
    path = films.write_video(tmp_path / "a.mp4", films.noise(6, 64, 48))
    with open_media(path) as media:
        first, second = list(media.frames()), list(media.frames())
        started = media.frames()
        next(started)
        started.close()
    assert len(first) == 6
    for a, b in zip(first, second, strict=True):
        assert a.time_s == b.time_s
        assert np.array_equal(a.pixels, b.pixels)
    with pytest.raises(ValueError, match="closed"):
        media.frames()


@pytest.mark.parametrize("every_s", [0.0, -1.0, float("nan"), float("inf")])
def test_rhythm_must_be_a_time(tmp_path, every_s):
    with open_media(films.write_video(tmp_path / "a.mp4", [films.card()])) as media, pytest.raises(InputError):
        media.frames(every_s)


def test_size_limit_must_be_a_size(tmp_path):
    path = films.write_video(tmp_path / "a.mp4", [films.card()])
    with pytest.raises(InputError):
        open_media(path, max_side_px=0)


# --- which stream -------------------------------------------------------------------------------------------------


def test_cover_is_not_the_video(tmp_path):
    cover = np.full((300, 300, 3), 255, np.uint8)
    path = films.write_video(tmp_path / "a.mp4", [films.card()] * 4, cover=cover)
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 2, "the file must have a cover for this test to say anything"
    info, frames, _ = read(path)
    assert (info.width_px, info.height_px, len(frames)) == (96, 64, 4)
    assert films.corners(frames[0].pixels) == films.corners(films.card())


def test_sound_beside_the_picture(tmp_path):
    _, frames, notices = read(films.write_video(tmp_path / "a.mp4", [films.card()] * 4, sound=True))
    assert len(frames) == 4
    assert notices == []


def test_of_several_videos_the_default_one(tmp_path):
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as container:
        streams = []
        for size in ((192, 128), (96, 64)):
            stream = container.add_stream("mjpeg", rate=25)
            (stream.width, stream.height), stream.pix_fmt = size, "yuvj420p"
            streams.append(stream)
        kinds = streams[0].disposition.__class__
        streams[0].disposition, streams[1].disposition = kinds(0), kinds.default
        for i in range(3):
            for stream in streams:
                packet = av.Packet(films.jpeg(films.card(stream.width, stream.height)))
                packet.stream, packet.time_base, packet.pts, packet.dts = stream, Fraction(1, 25), i, i
                container.mux(packet)
    info, frames, _ = read(path)
    assert (info.width_px, len(frames)) == (96, 3)


# --- damaged files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
@pytest.mark.parametrize("sound", [False, True])
def test_half_a_file_gives_half_and_says_so(tmp_path, name, sound):
    options = {"movflags": "faststart"} if name.endswith("mp4") else {}
    whole = films.write_video(tmp_path / name, films.noise(50, 160, 120), sound=sound, container_options=options)
    path = films.cut(whole, 0.5, tmp_path / f"half_{name}")
    _, frames, notices = read(path)
    assert 10 <= len(frames) <= 35
    assert len(notices) >= 1
    assert "ends early" in notices[0]
    assert " of 2.0 s" in notices[0]
    assert read(whole)[2] == []


def test_bad_bytes_do_not_stop_the_reading(tmp_path):
    whole = films.write_video(tmp_path / "a.mp4", films.noise(40, 160, 120), options={"g": "8"})
    data = bytearray(whole.read_bytes())
    for start in range(len(data) // 4, len(data) // 2, 997):
        data[start : start + 60] = bytes(60)
    path = tmp_path / "bad.mp4"
    path.write_bytes(data)
    _, frames, _ = read(path)
    assert len(frames) >= 20
    assert np.all(np.diff(times(frames)) > 0)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts", "a.avi", "a.png", "a.jpg", "a.webp", "a.tiff"])
def test_any_damage_is_read_or_refused(tmp_path, name, seed):
    path = tmp_path / name
    if path.suffix in (".png", ".jpg", ".webp", ".tiff"):
        path.write_bytes(films.encoded(path.suffix, films.card()))
    else:
        films.write_video(path, films.grey_levels(6), options={"g": "3"})
    data = np.frombuffer(path.read_bytes(), np.uint8).copy()
    rng = np.random.default_rng(seed)
    where = rng.integers(8, len(data) if seed % 2 else min(len(data), 1500), 8)
    data[where] = rng.integers(0, 256, 8)
    path.write_bytes(data.tobytes())
    try:
        _, frames, _ = read(path)
    except MediaError:
        return
    assert np.all(np.diff(times(frames)) > 0)
    assert all(np.isfinite(times(frames)))


def test_cut_before_its_index(tmp_path):
    path = films.cut(films.write_video(tmp_path / "a.mp4", films.noise(20)), 0.5, tmp_path / "cut.mp4")
    assert "index" in failure(path)


def test_no_frame_can_be_decoded(tmp_path):
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        good = [p for f in films.grey_levels(3) for p in stream.encode(av.VideoFrame.from_ndarray(f, "rgb24"))]
        for packet in good + stream.encode(None):
            empty = av.Packet(bytes(20))
            empty.stream, empty.time_base, empty.pts, empty.dts = stream, packet.time_base, packet.pts, packet.dts
            container.mux(empty)
    text = failure(path)
    assert "decoded" in text or "codec" in text


# --- what is no video ---------------------------------------------------------------------------------------------


def test_not_there(tmp_path):
    assert "no file" in failure(tmp_path / "missing.mp4")
    assert "no file" in failure(tmp_path / "nul\0byte.mp4")


def test_folder(tmp_path):
    assert "folder" in failure(tmp_path)


def test_empty(tmp_path):
    (tmp_path / "a.mp4").touch()
    assert "empty" in failure(tmp_path / "a.mp4")


@pytest.mark.parametrize("content", [b"Not a video.\n" * 200, b"x", bytes(5000), os.urandom(20_000), b"\xff\xd8\xff"])
def test_something_else(tmp_path, content):
    (tmp_path / "a.mp4").write_bytes(content)
    failure(tmp_path / "a.mp4")


def test_text_is_called_what_it_is(tmp_path):
    (tmp_path / "a.mp4").write_text("Not a video.\n" * 200)
    assert "not a readable video or picture" in failure(tmp_path / "a.mp4")


def test_sound_only(tmp_path):
    assert "no picture in it" in failure(films.write_sound(tmp_path / "a.m4a"))


def test_sound_with_a_cover(tmp_path):
    path = films.write_sound(tmp_path / "a.mp4", cover=films.card())
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 1, "the file must have a cover for this test to say anything"
    assert "no picture in it" in failure(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_not_permitted(tmp_path):
    path = films.write_video(tmp_path / "a.mp4", [films.card()])
    path.chmod(0)
    assert "permission" in failure(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipe(tmp_path):
    os.mkfifo(tmp_path / "a.mp4")
    assert "regular file" in failure(tmp_path / "a.mp4")


ADDRESSES = ["http://127.0.0.1/a.mp4", "rtsp://camera/stream", "concat:a.mp4|b.mp4", "pipe:0", "https://x.org/a.m3u8"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_are_refused(address):
    assert "address" in failure(address)
    assert "address" in failure(Path(address))


@pytest.fixture
def server():
    """A listening socket on this computer, which nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        yield listening
        with pytest.raises(TimeoutError):
            listening.accept()


PLAYLISTS = {
    "a.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXT-X-VERSION:3\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n",
    "spaced.m3u8": "\n\n#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n",
    "b.ffconcat": "ffconcat version 1.0\nfile '{url}'\n",
    "c.mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{url}</BaseURL></MPD>',
    "d.sdp": "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 5004 RTP/AVP 96\r\n",
    "e.mp4": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXT-X-VERSION:3\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n",
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_playlists_are_refused(tmp_path, server, name):
    port = server.getsockname()[1]
    path = tmp_path / name
    path.write_text(PLAYLISTS[name].format(url=f"http://127.0.0.1:{port}/a.ts"))
    assert "list that points to other files" in failure(path)


@pytest.mark.parametrize("name", ["a.m3u8", "b.ffconcat"])
def test_playlists_of_local_files_are_refused(tmp_path, name):
    films.write_video(tmp_path / "film.ts", [films.card()] * 3)
    path = tmp_path / name
    path.write_text(PLAYLISTS[name].format(url="film.ts"))
    assert "list that points to other files" in failure(path)


@pytest.mark.parametrize("name", PLAYLISTS)
def test_ffmpeg_follows_no_playlist_that_slips_through(tmp_path, server, name, monkeypatch):
    monkeypatch.setattr(video, "_PLAYLISTS", ())
    films.write_video(tmp_path / "film.ts", [films.card()] * 3)
    monkeypatch.chdir(tmp_path)
    for url in (f"http://127.0.0.1:{server.getsockname()[1]}/a.ts", "film.ts"):
        path = tmp_path / name
        path.write_text(PLAYLISTS[name].format(url=url))
        assert "not a readable video" in failure(path)


def test_the_name_does_not_matter(tmp_path):
    path = films.write_video(tmp_path / "a.mp4", [films.card()] * 3)
    for name in ("übung Größe 練習.mp4", "http:.mp4", "a b%20c#d?.txt", "%03d.jpg", "-i.mp4", "list.m3u8"):
        other = path.rename(tmp_path / name)
        assert len(read(other)[1]) == 3, name
        path = other
    if sys.platform == "linux":
        raw = os.fsencode(tmp_path) + b"/\xff\xfe.mp4"
        os.rename(path, raw)  # noqa: PTH104  (a name that is no text)
        assert len(read(os.fsdecode(raw))[1]) == 3
        Path(os.fsdecode(raw)).write_bytes(b"text")
        failure(os.fsdecode(raw)).encode("utf-8")


# --- still pictures -----------------------------------------------------------------------------------------------


def picture(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    info, frames, notices = read(path)
    assert info.kind == "picture"
    assert len(frames) == 1
    assert frames[0].time_s == 0.0
    assert frames[0].pixels.dtype == np.uint8
    assert frames[0].pixels.flags.c_contiguous
    assert frames[0].pixels.shape == (info.height_px, info.width_px, 3)
    assert notices == []
    return frames[0].pixels


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp", ".tiff"])
def test_pictures(tmp_path, suffix):
    pixels = picture(tmp_path, "a" + suffix, films.encoded(suffix, films.card()))
    assert films.corners(pixels) == films.corners(films.card())
    assert np.abs(pixels[10, 10].astype(int) - films.RED).max() < 12


def test_deep_grey_transparent_and_palette_pictures(tmp_path):
    card = films.card()
    deep = picture(tmp_path, "deep.png", films.encoded(".png", card.astype(np.uint16) * 257))
    assert np.array_equal(deep, card)
    grey = picture(tmp_path, "grey.png", films.encoded(".png", card[..., 0]))
    assert np.array_equal(grey, np.repeat(card[..., :1], 3, -1))
    glass = np.dstack([card, np.full(card.shape[:2], 255, np.uint8)])
    assert np.array_equal(picture(tmp_path, "glass.png", films.encoded(".png", glass)), card)


UPRIGHT = {
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.transpose(1, 0, 2),
    6: lambda p: np.rot90(p, -1),
    7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
    8: lambda p: np.rot90(p, 1),
}


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_exif_orientation(tmp_path, orientation):
    pixels = picture(tmp_path, "a.jpg", films.jpeg(films.card(), orientation))
    wanted = UPRIGHT[orientation](films.card())
    assert pixels.shape == wanted.shape
    assert films.corners(pixels) == films.corners(wanted)


def test_pictures_get_smaller(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(films.encoded(".png", films.card(960, 640)))
    with open_media(path, max_side_px=96) as media:
        assert (media.info.width_px, media.info.height_px) == (960, 640)
        assert media.size_px == (96, 64)
        for _ in range(2):
            (frame,) = media.frames(0.1)
            assert frame.pixels.shape == (64, 96, 3)
            assert films.corners(frame.pixels) == films.corners(films.card())
            frame.pixels[:] = 0  # somebody draws on it


def test_animated_gif_moves(tmp_path):
    path = films.write_video(tmp_path / "a.gif", films.grey_levels(6), codec="gif", pix_fmt="rgb8", fps=10)
    info, frames, _ = read(path)
    assert info.kind == "video"
    assert times(frames) == pytest.approx([i / 10 for i in range(6)], abs=0.011)


@pytest.mark.parametrize("share", [0.3, 0.95])
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp", ".tiff"])
def test_pictures_that_were_cut_off(tmp_path, suffix, share, capfd):
    path = tmp_path / ("a" + suffix)
    data = films.encoded(suffix, films.noise(1)[0])
    path.write_bytes(data[: int(len(data) * share)])
    assert "cut off" in failure(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp", ".tiff"])
def test_ruined_pictures(tmp_path, suffix, capfd):
    path = tmp_path / ("a" + suffix)
    path.write_bytes(films.encoded(suffix, films.card())[:40] + bytes(200))
    assert "picture" in failure(path)
    assert capfd.readouterr().err == ""


def test_heic_is_named(tmp_path):
    path = tmp_path / "a.heic"
    path.write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500))
    assert "HEIC" in failure(path)


def test_nothing_is_printed(tmp_path, capfd):
    index_first = {"movflags": "faststart"}
    whole = films.write_video(tmp_path / "a.mp4", films.noise(20, 160, 120), container_options=index_first)
    half = films.cut(whole, 0.6, tmp_path / "half.mp4")
    capfd.readouterr()
    read(half)
    (tmp_path / "text.mp4").write_text("no video\n" * 100)
    failure(tmp_path / "text.mp4")
    assert capfd.readouterr() == ("", "")


def test_no_decoded_frame_outlives_its_turn(tmp_path):
    # a frame in a reference cycle waits for the collector, and at 4K a few hundred of them fill gigabytes
    path = tmp_path / "a.mp4"
    films.write_video(path, [films.card() for _ in range(40)], rotation_deg=90)
    gc.collect()
    gc.disable()
    try:
        with open_media(path) as media:
            assert sum(1 for _ in media.frames()) == 40
        left = sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert left <= 3
