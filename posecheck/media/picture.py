"""Still pictures as media of one frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from posecheck.errors import MediaError
from posecheck.media.leaps import Leaps
from posecheck.media.quiet import quiet
from posecheck.media.source import Counts, Media, Shot, SourceInfo, fitted, shown

_BMP_HEADER_BYTES = (12, 40, 52, 56, 64, 108, 124)
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}


def picture_format(head: bytes) -> str | None:
    """Which picture format a file holds, by its first bytes (its name may lie); None for anything else."""
    if head[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADER_BYTES:
        return "bmp"
    if head[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        return "tiff"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "avif" if head[8:11] == b"avi" else "heif"
    return None


class Picture(Media):
    """A still picture: one frame at time 0. It is decoded when it is opened."""

    def __init__(self, path: Path, codec: str, max_side_px: int) -> None:
        """Decodes the picture.

        Args:
            path: a readable file.
            codec: its format, as ``picture_format`` names it.
            max_side_px: long side of the frame at most.

        Raises:
            MediaError: it cannot be decoded.
        """
        pixels = _decoded(path, codec)
        height_px, width_px = pixels.shape[:2]
        info = SourceInfo(path, "picture", width_px, height_px, codec, None, 1, 0, 1.0)
        super().__init__(info, fitted(width_px, height_px, max_side_px))
        if self.size_px != (width_px, height_px):
            pixels = cv2.resize(pixels, self.size_px, interpolation=cv2.INTER_AREA)
        self._pixels = np.ascontiguousarray(pixels)

    def _shots(self, every_s: float | None, leaps: Leaps | None, since: tuple[float, Counts] | None) -> Iterator[Shot]:
        yield Shot(0.0, self._pixels.copy)


def _decoded(path: Path, codec: str) -> np.ndarray:
    """``(H, W, 3)`` uint8 RGB, turned as its EXIF note says."""
    try:
        # Read here, not by OpenCV: it cannot open every name.
        data = np.frombuffer(path.read_bytes(), np.uint8)
        with quiet():
            pixels = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except OSError as error:
        raise MediaError(f"{shown(path)} cannot be read ({error.strerror}); copy it to another disk first.") from None
    except (cv2.error, MemoryError):
        pixels = None
    if pixels is None or pixels.dtype != np.uint8:
        if codec == "heif":
            raise MediaError(f"{shown(path)} is a HEIC picture, which cannot be read; save it as JPEG or PNG first.")
        raise MediaError(f"The {codec.upper()} picture {shown(path)} is damaged or cut off; copy or save it again.")
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
