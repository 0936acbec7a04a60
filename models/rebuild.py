#!/usr/bin/env python3
"""Rebuild pose_landmarker_full.task from the two networks in the mediapipe 0.10.21 wheel.

    python models/rebuild.py [--wheel FILE] [--out FILE]

Without ``--wheel`` the wheel is fetched with pip into a temporary folder. The result is the same byte
for byte every time: nothing in it depends on the clock, the machine or the place. Needs the packages
mediapipe (0.10.33, for its schema of .tflite files) and flatbuffers.

Exit code 0: written and verified. 2: something was wrong with the input; nothing was written.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from types import ModuleType

WHEEL = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
PIP_DOWNLOAD = (
    "pip download --no-deps --only-binary=:all: --python-version 3.11 "
    "--platform manylinux_2_28_x86_64 mediapipe==0.10.21"
)
DETECTOR = "mediapipe/modules/pose_detection/pose_detection.tflite"
DETECTOR_SHA256 = "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c"
LANDMARKS = "mediapipe/modules/pose_landmark/pose_landmark_full.tflite"
LANDMARKS_SHA256 = "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f"
BUNDLE_SHA256 = "8928ddcfe9e246cd123097f2a8ee2f00bc37bf6b414b5c2b731f2c1062f039e0"
BUNDLE_BYTES = 9_397_704

#: The runtime maps the networks straight from the archive, so each must start on such a boundary.
ALIGNMENT = 64
#: Bytes of a zip member's own header, before its name.
LOCAL_HEADER = 30
#: Tag of the zip extra field that holds the padding.
PADDING_TAG = 0xD935


class RebuildError(Exception):
    """The bundle cannot be rebuilt; the message says why."""


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheel", type=Path, help=f"{WHEEL} (default: fetched with pip)")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("pose_landmarker_full.task"))
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            wheel = options.wheel or download(Path(folder))
            detector, landmarks = networks(wheel)
        blob = bundle(detector, with_normalization(landmarks, mean=0.0, std=255.0))
        check("the rebuilt bundle", blob, BUNDLE_SHA256)
        write(options.out, blob)
    except RebuildError as error:
        print(f"rebuild.py: {error}", file=sys.stderr)
        return 2
    print(f"{options.out}: {len(blob):,} bytes, SHA-256 {BUNDLE_SHA256}")
    return 0


def download(folder: Path) -> Path:
    """Fetch the wheel with pip into ``folder``; its path."""
    command = [sys.executable, "-m", *PIP_DOWNLOAD.split(), "--quiet", "--dest", str(folder)]
    if subprocess.run(command, check=False).returncode:
        raise RebuildError(f"the wheel could not be fetched; get it with: python -m {PIP_DOWNLOAD}, then use --wheel")
    return folder / WHEEL


def networks(wheel: Path) -> tuple[bytes, bytes]:
    """The person detector and the landmark network, as they are in the wheel, both verified."""
    try:
        data = wheel.read_bytes()
        check(f"the wheel {wheel.name}", data, WHEEL_SHA256)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            detector, landmarks = archive.read(DETECTOR), archive.read(LANDMARKS)
    except OSError as error:
        raise RebuildError(
            f"{wheel} cannot be read ({error.strerror}); get it with: python -m {PIP_DOWNLOAD}"
        ) from error
    check(DETECTOR, detector, DETECTOR_SHA256)
    check(LANDMARKS, landmarks, LANDMARKS_SHA256)
    return detector, landmarks


def check(what: str, data: bytes, sha256: str) -> None:
    """Compare the SHA-256 of ``data``.

    Raises:
        RebuildError: it differs.
    """
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise RebuildError(f"{what} is not the expected one: SHA-256 {found}, expected {sha256}")


def schema(name: str) -> ModuleType:
    """One of mediapipe's generated flatbuffers modules, loaded alone (importing mediapipe takes a second)."""
    package = importlib.util.find_spec("mediapipe")
    if package is None or not package.submodule_search_locations:
        raise RebuildError("the package mediapipe is not installed: pip install mediapipe==0.10.33")
    path = Path(package.submodule_search_locations[0]) / "tasks" / "metadata" / f"{name}.py"
    if not path.is_file():
        raise RebuildError(f"the installed mediapipe has no {name}: pip install mediapipe==0.10.33")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RebuildError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_normalization(network: bytes, mean: float, std: float) -> bytes:
    """The same network with metadata that says how its input is scaled: ``(pixel - mean) / std``.

    The landmarker refuses a network that takes floats and does not say so. The detector says it already.
    """
    try:
        import flatbuffers
    except ImportError as error:
        raise RebuildError("the package flatbuffers is not installed: pip install flatbuffers") from error
    meta, tflite = schema("metadata_schema_py_generated"), schema("schema_py_generated")

    model = tflite.ModelT.InitFromObj(tflite.Model.GetRootAsModel(bytearray(network), 0))
    storage = tflite.BufferT()
    storage.data = list(_packed(flatbuffers, _input_metadata(meta, mean, std), b"M001"))
    model.buffers.append(storage)
    entry = tflite.MetadataT()
    entry.name, entry.buffer = "TFLITE_METADATA", len(model.buffers) - 1
    model.metadata = [*(model.metadata or []), entry]
    return _packed(flatbuffers, model, b"TFL3", size=len(network) + 4096)


def _input_metadata(meta: ModuleType, mean: float, std: float) -> object:
    """Metadata of a network with one RGB picture as its input."""
    scaling = meta.NormalizationOptionsT()
    scaling.mean, scaling.std = [mean], [std]
    step = meta.ProcessUnitT()
    step.optionsType, step.options = meta.ProcessUnitOptions.NormalizationOptions, scaling
    picture = meta.ImagePropertiesT()
    picture.colorSpace = meta.ColorSpaceType.RGB
    content = meta.ContentT()
    content.contentPropertiesType, content.contentProperties = meta.ContentProperties.ImageProperties, picture
    tensor = meta.TensorMetadataT()
    tensor.name, tensor.content, tensor.processUnits = "image", content, [step]
    graph = meta.SubGraphMetadataT()
    graph.inputTensorMetadata = [tensor]
    whole = meta.ModelMetadataT()
    whole.name, whole.subgraphMetadata, whole.minParserVersion = "pose landmarks", [graph], "1.0.0"
    return whole


def _packed(flatbuffers: ModuleType, table: object, identifier: bytes, size: int = 1024) -> bytes:
    builder = flatbuffers.Builder(size)
    builder.Finish(table.Pack(builder), identifier)  # type: ignore[attr-defined]
    return bytes(builder.Output())


def bundle(detector: bytes, landmarks: bytes) -> bytes:
    """The .task file: both networks in a zip archive, not compressed, aligned, with a fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, network in (("pose_detector.tflite", detector), ("pose_landmarks_detector.tflite", landmarks)):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system, member.external_attr = 3, 0o644 << 16
            member.extra = _padding(out.tell() + LOCAL_HEADER + len(name))
            archive.writestr(member, network)
    return out.getvalue()


def _padding(start: int) -> bytes:
    """A zip extra field that moves what would begin at ``start`` to the next boundary."""
    length = -start % ALIGNMENT
    if not length:
        return b""
    if length < 4:  # the field's own header takes four bytes
        length += ALIGNMENT
    return PADDING_TAG.to_bytes(2, "little") + (length - 4).to_bytes(2, "little") + bytes(length - 4)


def write(path: Path, blob: bytes) -> None:
    """Write ``blob`` to ``path`` as a whole or not at all."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as part:
            temporary = Path(part.name)
        try:
            temporary.write_bytes(blob)
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise RebuildError(f"{path} cannot be written ({error.strerror})") from error


if __name__ == "__main__":
    sys.exit(main())
