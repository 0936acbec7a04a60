"""The embedded model is the right one, and every other file is refused in words."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from posecheck.errors import ModelError
from posecheck.media import model
from posecheck.media.model import EMBEDDED_SHA256, embedded_model, read_model


@pytest.fixture(scope="module")
def embedded():
    return embedded_model().read_bytes()


def bundle(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name + ".tflite", data)
    return out.getvalue()


def refusal(path):
    with pytest.raises(ModelError) as caught:
        read_model(path)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def test_embedded_model(embedded):
    assert embedded_model().name == "pose_landmarker_full.task"
    assert hashlib.sha256(embedded).hexdigest() == EMBEDDED_SHA256
    assert read_model() == embedded


def test_the_same_file_under_another_name(tmp_path, embedded):
    path = tmp_path / "mein Modell ü.task"
    path.write_bytes(embedded)
    assert read_model(path) == embedded


def test_damaged_embedded_model(tmp_path, embedded, monkeypatch):
    """A few inverted weights load and run: only the checksum can tell."""
    data = bytearray(embedded)
    middle = len(data) // 2
    data[middle : middle + 200] = bytes(255 - b for b in data[middle : middle + 200])
    path = tmp_path / "pose_landmarker_full.task"
    path.write_bytes(data)
    monkeypatch.setattr(model, "embedded_model", lambda: path)
    text = refusal(None)
    assert "damaged" in text
    assert str(path) in text


def test_embedded_model_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(model, "__file__", str(tmp_path / "posecheck" / "media" / "model.py"))
    assert "missing" in refusal(None)


def test_installed_package_before_checkout(tmp_path, monkeypatch):
    for place in ("posecheck/models", "models"):
        (tmp_path / place).mkdir(parents=True)
    monkeypatch.setattr(model, "__file__", str(tmp_path / "posecheck" / "media" / "model.py"))
    (tmp_path / "models" / "pose_landmarker_full.task").touch()
    assert embedded_model() == tmp_path / "models" / "pose_landmarker_full.task"
    (tmp_path / "posecheck" / "models" / "pose_landmarker_full.task").touch()
    assert embedded_model() == tmp_path / "posecheck" / "models" / "pose_landmarker_full.task"


def test_not_there(tmp_path):
    assert "no model" in refusal(tmp_path / "missing.task")


def test_folder(tmp_path):
    assert "folder" in refusal(tmp_path)


def test_empty(tmp_path):
    (tmp_path / "a.task").touch()
    assert "empty" in refusal(tmp_path / "a.task")


@pytest.mark.parametrize("share", [0.1, 0.9, 0.9999])
def test_cut_off(tmp_path, embedded, share):
    (tmp_path / "a.task").write_bytes(embedded[: int(len(embedded) * share)])
    assert "cut off" in refusal(tmp_path / "a.task")


@pytest.mark.parametrize("data", [b"not a model" * 100, bytes(10_000), b"P"])
def test_garbage(tmp_path, data):
    (tmp_path / "a.task").write_bytes(data)
    assert "not a pose landmarker bundle" in refusal(tmp_path / "a.task")


def test_damaged_inside(tmp_path, embedded):
    data = bytearray(embedded)
    data[len(data) // 2] ^= 255
    (tmp_path / "a.task").write_bytes(data)
    assert "damaged" in refusal(tmp_path / "a.task")


def test_single_network(tmp_path, embedded):
    with zipfile.ZipFile(io.BytesIO(embedded)) as archive:
        (tmp_path / "a.tflite").write_bytes(archive.read("pose_landmarks_detector.tflite"))
    assert "single network" in refusal(tmp_path / "a.tflite")


def test_unrelated_archive(tmp_path):
    (tmp_path / "a.task").write_bytes(bundle(holiday=b"photos"))
    assert "pose_detector.tflite" in refusal(tmp_path / "a.task")
    (tmp_path / "a.task").write_bytes(bundle(pose_detector=b"    TFL3"))
    assert "lacks pose_landmarks_detector.tflite" in refusal(tmp_path / "a.task")


def test_archive_of_something_else(tmp_path):
    (tmp_path / "a.task").write_bytes(bundle(pose_detector=b"text", pose_landmarks_detector=b"text"))
    assert "no TensorFlow Lite networks" in refusal(tmp_path / "a.task")
