"""A file as the answer to a request, whole or the range that was asked for: a player seeks in it, sealed or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from starlette.responses import Response, StreamingResponse

from posecheck.media.source import Readable

_CHUNK_BYTES = 256 * 1024

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def ranged(file: Readable, asked: str | None, media_type: str, headers: Mapping[str, str]) -> Response:
    """The answer.

    Args:
        asked: the request's Range header; several ranges at once, and what is none, give the whole file.
    """
    size = file.stat().st_size
    span = _span(asked or "", size)
    told = {**headers, "Accept-Ranges": "bytes"}
    if span is None:
        whole = told | {"Content-Length": str(size)}
        return StreamingResponse(_pieces(file, 0, size), HTTPStatus.OK, whole, media_type)
    start, end = span
    if start >= min(end, size):
        unmet = told | {"Content-Range": f"bytes */{size}"}
        return Response(None, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, unmet)
    told |= {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    return StreamingResponse(_pieces(file, start, end), HTTPStatus.PARTIAL_CONTENT, told, media_type)


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First byte, and the one after the last; None where the whole file is wanted."""
    found = _RANGE.fullmatch(asked.strip())
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return max(size - int(last), 0), size if int(last) else 0
    return int(first), min(int(last) + 1, size) if last else size


def _pieces(file: Readable, start: int, end: int) -> Iterator[bytes]:
    """Read as they are sent; the server runs this beside its other work."""
    with file.open("rb") as stream:
        stream.seek(start)
        while start < end and (piece := stream.read(min(_CHUNK_BYTES, end - start))):
            start += len(piece)
            yield piece
