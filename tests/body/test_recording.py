from __future__ import annotations

import gc
import io
import json
import os
import pickle
import warnings
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path

import bodies
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posecheck.body.body import Body, same
from posecheck.body.recording import SCHEMA, Recording, load_recording, save_recording, write_recording
from posecheck.body.scene import Scene
from posecheck.body.skeleton import Side
from posecheck.body.worn import Worn
from posecheck.errors import InputError, RecordingError
from posecheck.poses import POSES
from posecheck.session.session import Session

CLIP = bodies.as_delivered(bodies.clip(bodies.tree(drop_deg=6.0), 3.0, rate_hz=12.0))
RECORDING = Recording(CLIP, "tree.mp4", "0" * 64, 1.25, 0.5, "edges", ("One notice.", "Größe unbekannt."), -7.5, 3.25)

Entries = dict[str, np.ndarray]


def entries_of(recording: Recording = RECORDING) -> Entries:
    stream = io.BytesIO()
    write_recording(stream, recording)
    stream.seek(0)
    with np.load(stream) as archive:
        return dict(archive)


def about(**changes: object) -> np.ndarray:
    return np.array(json.dumps({**json.loads(str(entries_of()["about"])), **changes}))


def stored(path: Path, entries: Entries) -> Path:
    with path.open("wb") as stream:
        np.savez_compressed(stream, **entries)  # type: ignore[arg-type]
    return path


def refusal(path: Path) -> str:
    """What the user reads; it is one sentence that names the file and ends in a full stop."""
    with pytest.raises(RecordingError) as caught:
        load_recording(path)
    said = str(caught.value)
    assert path.name in said
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_a_recording_comes_back_as_it_was(tmp_path: Path) -> None:
    save_recording(tmp_path / "tree.npz", RECORDING)
    loaded = load_recording(tmp_path / "tree.npz")
    assert same(loaded.clip, CLIP)
    for field in fields(Recording):
        if field.name != "clip":
            assert getattr(loaded, field.name) == getattr(RECORDING, field.name), field.name


@pytest.mark.parametrize("lead", [1, 2, 40], ids=str)
def test_float32_landmarks_are_kept_to_the_last_digit(lead: int, tmp_path: Path) -> None:
    clip = bodies.as_delivered(bodies.anybody(7, (lead,)))
    save_recording(tmp_path / "any.npz", replace(RECORDING, clip=clip))
    assert same(load_recording(tmp_path / "any.npz").clip, clip)


def test_a_recording_is_judged_as_the_clip_was(tmp_path: Path) -> None:
    save_recording(tmp_path / "tree.npz", RECORDING)

    def told(clip: Body) -> list[tuple[object, ...]]:
        session = Session(POSES["tree"])
        session.feed(clip)
        return [(f.check.key, f.value, f.margin, f.verdict, f.cue, f.reason) for f in session.summary().findings]

    judged = told(CLIP)
    assert any(np.isfinite(value) for _, value, *_ in judged)
    assert repr(told(load_recording(tmp_path / "tree.npz").clip)) == repr(judged)


def test_the_file_has_the_name_it_was_given(tmp_path: Path) -> None:
    save_recording(tmp_path / "tree", RECORDING)
    assert [path.name for path in tmp_path.iterdir()] == ["tree"]


def test_moments_without_a_person_survive(tmp_path: Path) -> None:
    clip = bodies.joined(CLIP, bodies.nobody(0.5), CLIP)
    save_recording(tmp_path / "gap.npz", replace(RECORDING, clip=bodies.as_delivered(clip)))
    loaded = load_recording(tmp_path / "gap.npz").clip
    assert loaded.seen.tolist() == [True] * 36 + [False] * 5 + [True] * 36
    assert np.isnan(loaded.world[36:41]).all()


def test_an_unknown_roll_and_model_stay_unknown(tmp_path: Path) -> None:
    save_recording(tmp_path / "tree.npz", replace(RECORDING, roll_deg=float("nan"), model_sha256=None, notices=()))
    loaded = load_recording(tmp_path / "tree.npz")
    assert np.isnan(loaded.roll_deg)
    assert loaded.model_sha256 is None
    assert loaded.notices == ()


@pytest.mark.parametrize("side", Side)
def test_turned_bodies_can_be_recorded_too(side: Side, tmp_path: Path) -> None:
    clip = bodies.clip(bodies.tree(stand=side, roll_deg=4.0)).mirrored().rolled(4.0)
    save_recording(tmp_path / "tree.npz", replace(RECORDING, clip=clip))
    assert same(load_recording(tmp_path / "tree.npz").clip, bodies.as_delivered(clip))


def carded(shown: float = 2.0) -> Body:
    """The clip with a card that was looked for at some moments."""
    rng, length = np.random.default_rng(3), len(CLIP)
    looks = np.where(np.arange(length) % 3 == 0, shown, np.nan)
    return replace(CLIP, card=Worn(looks, rng.normal(size=(length, 3, 3)), rng.normal(size=(length, 3))).as_stored())


def test_the_card_is_kept_to_the_last_digit(tmp_path: Path) -> None:
    save_recording(tmp_path / "card.npz", replace(RECORDING, clip=carded()))
    loaded = load_recording(tmp_path / "card.npz").clip
    assert same(loaded, carded())
    assert not same(loaded, CLIP)
    assert loaded.card.looked.sum() == 12


@pytest.mark.parametrize("name", ["card_shown", "card_rotation", "card_centre_m"])
def test_a_card_that_is_kept_in_part_is_damage(name: str, tmp_path: Path) -> None:
    entries = entries_of(replace(RECORDING, clip=carded()))
    del entries[name]
    assert "damaged" in refusal(stored(tmp_path / "bad.npz", entries))


def staged() -> Body:
    """The clip with what a look at the whole picture said; nothing before the first look."""
    length = len(CLIP)
    values = {name: np.where(np.arange(length) < 3, np.nan, number) for number, name in enumerate(Scene.TAILS)}
    return replace(CLIP, scene=Scene(**values).as_stored())


def test_the_scene_is_kept_to_the_last_digit(tmp_path: Path) -> None:
    save_recording(tmp_path / "scene.npz", replace(RECORDING, clip=staged()))
    loaded = load_recording(tmp_path / "scene.npz").clip
    assert same(loaded, staged())
    assert not same(loaded, CLIP)


def test_a_recording_without_a_scene_is_read_as_one_nothing_looked_at(tmp_path: Path) -> None:
    told = json.loads(str(entries_of()["about"]))
    del told["unmirrored"]
    older = {
        name: array for name, array in entries_of(replace(RECORDING, clip=staged())).items() if "scene" not in name
    }
    loaded = load_recording(stored(tmp_path / "older.npz", older | {"about": np.array(json.dumps(told))}))
    assert same(loaded.clip, CLIP)
    assert not loaded.clip.scene.looked.any()
    assert not loaded.unmirrored


@pytest.mark.parametrize("name", [f"scene_{name}" for name in Scene.TAILS])
def test_a_scene_that_is_kept_in_part_is_damage(name: str, tmp_path: Path) -> None:
    entries = entries_of(replace(RECORDING, clip=staged()))
    del entries[name]
    assert "damaged" in refusal(stored(tmp_path / "bad.npz", entries))


def test_a_mirror_image_is_turned_over_once(tmp_path: Path) -> None:
    turned = RECORDING.turned_over()
    assert same(turned.clip, CLIP.mirrored())
    assert (turned.roll_deg, turned.unmirrored) == (-RECORDING.roll_deg, True)
    save_recording(tmp_path / "turned.npz", turned)
    assert load_recording(tmp_path / "turned.npz").unmirrored
    with pytest.raises(InputError, match="leave out --mirrored"):
        turned.turned_over()


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.npz")


def test_a_folder_is_said_to_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "clips.npz").mkdir()
    assert "is a folder" in refusal(tmp_path / "clips.npz")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read every file")
def test_a_locked_file_is_said_to_be_locked(tmp_path: Path) -> None:
    save_recording(tmp_path / "tree.npz", RECORDING)
    (tmp_path / "tree.npz").chmod(0)
    assert "may not be read" in refusal(tmp_path / "tree.npz")


def test_a_later_version_asks_for_an_update(tmp_path: Path) -> None:
    path = stored(tmp_path / "later.npz", entries_of() | {"about": about(schema="posecheck.landmarks/3")})
    said = refusal(path)
    assert "posecheck.landmarks/3" in said
    assert "update posecheck" in said


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("place", ["file", "array", "about"])
def test_a_pickle_is_refused_and_never_run(place: str, tmp_path: Path) -> None:
    path, mark = tmp_path / "trap.npz", tmp_path / "sprung"
    trap = Trap(mark)
    if place == "file":
        path.write_bytes(pickle.dumps(trap))
    else:
        box = np.empty((), object)
        box[()] = trap
        with path.open("wb") as stream:
            np.savez_compressed(stream, **(entries_of() | {"world" if place == "array" else "about": box}))  # type: ignore[arg-type]
    refusal(path)
    assert not mark.exists()
    pickle.loads(pickle.dumps(trap))  # the trap is a real one
    assert mark.exists()


def one_array(path: Path) -> None:
    with path.open("wb") as stream:
        np.save(stream, np.zeros(3))


def archive(path: Path, texts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as made:
        for name, text in texts.items():
            made.writestr(name, text)


FOREIGN: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("hello\n"),
    "a video": lambda path: path.write_bytes(b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 8),
    "one array": one_array,
    "an empty archive": lambda path: archive(path, {}),
    "an archive of texts": lambda path: archive(path, {"about": "text", "time_s": "1 2 3"}),
    "arrays of somebody else": lambda path: stored(path, {"x": np.zeros(3)}),
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_foreign_file_is_refused(make: Callable[[Path], object], tmp_path: Path) -> None:
    make(tmp_path / "foreign.npz")
    assert "not a landmark recording" in refusal(tmp_path / "foreign.npz")


def _times(*values: float) -> Entries:
    entries = entries_of(replace(RECORDING, clip=CLIP[: max(len(values), 1)]))
    cut = {name: entries[name][: len(values)] for name in ("image", "depth", "world", "visibility", "presence")}
    return {**entries, **cut, "time_s": np.array(values, np.float64)}


DAMAGED: dict[str, Callable[[], Entries]] = {
    **{
        f"without {name}": lambda name=name: {k: v for k, v in entries_of().items() if k != name}
        for name in entries_of()
    },
    "about is no JSON": lambda: entries_of() | {"about": np.array("{")},
    "about is a list": lambda: entries_of() | {"about": np.array("[]")},
    "about is a number": lambda: entries_of() | {"about": np.array(3.0)},
    "about without schema": lambda: entries_of() | {"about": np.array("{}")},
    "about without a roll": lambda: (
        entries_of() | {"about": np.array(json.dumps({"schema": SCHEMA, "size_px": [9, 9]}))}
    ),
    "about is nested without end": lambda: entries_of() | {"about": np.array("[" * 100_000)},
    "roll is a word": lambda: entries_of() | {"about": about(roll_deg="left")},
    "pitch is a word": lambda: entries_of() | {"about": about(pitch_deg="up")},
    "pitch is impossible": lambda: entries_of() | {"about": about(pitch_deg=91.0)},
    "margin is missing": lambda: entries_of() | {"about": about(roll_margin_deg=None)},
    "notices are a number": lambda: entries_of() | {"about": about(notices=3)},
    "unmirrored is a word": lambda: entries_of() | {"about": about(unmirrored="yes")},
    "size is missing": lambda: entries_of() | {"about": about(size_px=None)},
    "size is one number": lambda: entries_of() | {"about": about(size_px=[720])},
    "size is nothing": lambda: entries_of() | {"about": about(size_px=[0, 0])},
    "size is endless": lambda: entries_of() | {"about": about(size_px=[float("inf"), 720])},
    "32 landmarks": lambda: entries_of() | {"world": entries_of()["world"][:, :32]},
    "one moment too few": lambda: entries_of() | {"depth": entries_of()["depth"][1:]},
    "words for numbers": lambda: entries_of() | {"depth": np.full(entries_of()["depth"].shape, "x")},
    "no moments": _times,
    "times stand still": lambda: _times(0.0, 0.1, 0.1),
    "times fall": lambda: _times(0.0, 0.2, 0.1),
    "a time is NaN": lambda: _times(0.0, float("nan"), 0.2),
    "the only time is NaN": lambda: _times(float("nan")),
    "a time is endless": lambda: _times(0.0, 0.1, float("inf")),
    "a moment, not a clip": lambda: {k: v[0] if k != "about" else v for k, v in entries_of().items()},
}


@pytest.mark.parametrize("make", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_recording_is_refused(make: Callable[[], Entries], tmp_path: Path) -> None:
    assert "damaged" in refusal(stored(tmp_path / "bad.npz", make()))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_off_recording_is_refused(share: float, tmp_path: Path) -> None:
    path = tmp_path / "cut.npz"
    save_recording(path, RECORDING)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    assert "damaged" in refusal(path)


def test_a_refused_file_is_not_left_open(tmp_path: Path) -> None:
    path = tmp_path / "cut.npz"
    save_recording(path, RECORDING)
    path.write_bytes(path.read_bytes()[:2000])
    with warnings.catch_warnings(record=True) as left:
        warnings.simplefilter("always", ResourceWarning)
        refusal(path)
        gc.collect()
    assert not [warning for warning in left if str(path) in str(warning.message)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.filterwarnings("ignore")  # zipfile warns of what it finds in damaged archives
def test_whatever_bytes_are_changed_nothing_else_is_raised(data: st.DataObject, tmp_path: Path) -> None:
    stream = io.BytesIO()
    write_recording(stream, replace(RECORDING, clip=CLIP[:2]))
    content = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "changed.npz"
    path.write_bytes(content)
    with suppress(RecordingError):
        load_recording(path)


def test_a_recording_of_the_first_version_is_read_as_one_nothing_looked_at(tmp_path: Path) -> None:
    entries = {name: array for name, array in entries_of().items() if not name.startswith("sight_")}
    path = stored(tmp_path / "first.npz", entries | {"about": about(schema="posecheck.landmarks/1")})
    clip = load_recording(path).clip
    assert same(clip, RECORDING.clip)
    assert not clip.sight.looked.any()


def test_the_first_version_knew_no_pitch(tmp_path: Path) -> None:
    told = json.loads(str(entries_of()["about"]))
    old = {name: value for name, value in told.items() if not name.startswith("pitch")}
    first = np.array(json.dumps(old | {"schema": "posecheck.landmarks/1"}))
    loaded = load_recording(stored(tmp_path / "first.npz", entries_of() | {"about": first}))
    assert np.isnan([loaded.pitch_deg, loaded.pitch_margin_deg]).all()
    assert loaded.roll_deg == RECORDING.roll_deg


def test_an_unknown_pitch_stays_unknown(tmp_path: Path) -> None:
    save_recording(tmp_path / "tree.npz", replace(RECORDING, pitch_deg=float("nan")))
    loaded = load_recording(tmp_path / "tree.npz")
    assert np.isnan(loaded.pitch_deg)
    assert loaded.pitch_margin_deg == 3.25
