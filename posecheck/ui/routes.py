"""What the server answers beside the pages: slices of uploads in; videos, with ranges, and the player's data out.

Every request must come from a page of this server and name the token of a visit. What it asks for is looked up among
the recordings of that visit: no part of an address ever becomes a path.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from posecheck.errors import InputError
from posecheck.live import access
from posecheck.ui import texts
from posecheck.ui.uploads import Upload
from posecheck.ui.visits import VISITS, Item, Visit

#: What a browser is told a file is; anything else is bytes. Never a type that it would run.
_TYPES = {
    ".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/mp4", ".webm": "video/webm", ".mkv": "video/webm",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".bmp": "image/bmp",
}  # fmt: skip

_PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}

Handler = Callable[[Request, Visit], Awaitable[Response]]


def _guarded(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Answers only to a page of this server that holds a visit's token."""

    async def answer(request: Request) -> Response:
        token = request.query_params.get("token")
        visit = VISITS.of(token)
        if visit is None or not access.allowed(request.headers, token):
            return _refused(texts.NOT_ALLOWED, 403)
        try:
            return await handler(request, visit)
        except InputError as error:
            return _refused(str(error), 400)
        except ClientDisconnect:  # the page was left in the middle of a slice
            return _refused(texts.OUT_OF_ORDER, 400)

    return answer


def _refused(sentence: str, status: int) -> Response:
    return JSONResponse({"error": sentence}, status, _PRIVATE)


async def _begin(request: Request, visit: Visit) -> Response:
    try:
        asked: dict[str, Any] = json.loads(await request.body())
        name, size = str(asked["name"]), int(asked["size"])
    except (ValueError, KeyError, TypeError):
        return _refused(texts.OUT_OF_ORDER, 400)
    upload = Upload(visit, name, size)
    visit.uploads[upload.id] = upload
    return _state(upload)


async def _slice(request: Request, visit: Visit) -> Response:
    upload = visit.uploads.get(request.path_params["id"])
    if upload is None:
        return _refused(texts.GONE, 404)
    offset = request.query_params.get("offset", "")
    await upload.write(int(offset) if offset.isdecimal() else -1, request.stream())
    return _state(upload)


async def _cancel(request: Request, visit: Visit) -> Response:
    upload = visit.uploads.pop(request.path_params["id"], None)
    if upload:
        upload.cancel()
    return Response(status_code=204)


def _state(upload: Upload) -> Response:
    """How far an upload is; the complete one begins to be analysed."""
    item = None
    if upload.complete:
        del upload.visit.uploads[upload.id]
        item = upload.finish()
    return JSONResponse({"id": upload.id, "received": upload.received, "item": item.id if item else None})


async def _file(request: Request, visit: Visit) -> Response:
    item, what = visit.items.get(request.path_params["id"]), request.path_params["what"]
    if item is None or not item.check.result:
        return _refused(texts.GONE, 404)
    if what == "reel":
        made = {str(number): text for number, text in item.reels.items()}.get(request.query_params.get("hold", ""))
        return Response(made, headers=_PRIVATE, media_type="application/json") if made else _refused(texts.GONE, 404)
    path = {"source": lambda: item.path, "preview": lambda: _made(item.preview), "drawn": lambda: _made(item.drawing)}
    file = path[what]() if what in path else None
    if file is None or not file.is_file():
        return _refused(texts.GONE, 404)
    kind = _TYPES.get(file.suffix.lower(), "application/octet-stream")
    name = f"{item.path.stem} posecheck.mp4" if what == "drawn" else None
    return FileResponse(file, headers=_PRIVATE, media_type=kind, filename=name)


def _made(job: Any) -> Path | None:
    return job.result if job else None


def address(visit: Visit, item: Item, what: str) -> str:
    """Where a page finds what belongs to a recording: its "source", "preview", "drawn" video, or the "reel"."""
    return f"pose/item/{item.id}/{what}?token={visit.token}"


ROUTES = (
    Route("/pose/upload", _guarded(_begin), methods=["POST"]),
    Route("/pose/upload/{id}", _guarded(_slice), methods=["PUT"]),
    Route("/pose/upload/{id}", _guarded(_cancel), methods=["DELETE"]),
    Route("/pose/item/{id}/{what}", _guarded(_file), methods=["GET"]),
)
