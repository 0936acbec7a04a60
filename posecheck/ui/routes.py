"""What the server answers beside the pages: slices of uploads in; videos, with ranges, and the player's data out.

Every request must come from a page of this server and name the token of a visit of whoever has signed in. What it asks
for is looked up among the recordings of that visit: no part of an address ever becomes a path.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from posecheck.errors import NotFoundError, PosecheckError
from posecheck.live import access
from posecheck.ui import signin, texts
from posecheck.ui.items import Item
from posecheck.ui.ranges import ranged
from posecheck.ui.shelf.arrivals import ToClient
from posecheck.ui.shelf.keeper import KEEPER
from posecheck.ui.shelf.parcels import pieces
from posecheck.ui.uploads import Sink, ToVisit, Upload, possible, safe_name
from posecheck.ui.visits import VISITS, Visit

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
        mine = visit is not None and visit.owner == signin.owner(request.cookies)
        if not mine or visit is None or not access.allowed(request.headers, token):
            return _refused(texts.NOT_ALLOWED, 403)
        try:
            return await handler(request, visit)
        except NotFoundError:
            return _refused(texts.GONE, 404)
        except PosecheckError as error:
            return _refused(str(error), 400)
        except ClientDisconnect:  # the page was left in the middle of a slice
            return _refused(texts.OUT_OF_ORDER, 400)

    return answer


def _refused(sentence: str, status: int) -> Response:
    return JSONResponse({"error": sentence}, status, _PRIVATE)


async def _begin(request: Request, visit: Visit) -> Response:
    try:
        asked: dict[str, Any] = json.loads(await request.body())
        name, size, client = str(asked["name"]), int(asked["size"]), str(asked.get("client") or "")
    except (ValueError, KeyError, TypeError):
        return _refused(texts.OUT_OF_ORDER, 400)
    upload = Upload(await run_in_threadpool(_sink, visit, name, possible(size), client), size)
    visit.uploads[upload.id] = upload
    return await _state(visit, upload)


def _sink(visit: Visit, name: str, size: int, client: str) -> Sink:
    """Where a file goes that was handed in: to a client of the library, or only into the visit."""
    if not client:
        return ToVisit(visit, name, size)
    return ToClient(visit, KEEPER.of(visit.owner).intake.receive(client, safe_name(name)))


async def _slice(request: Request, visit: Visit) -> Response:
    upload = visit.uploads.get(request.path_params["id"])
    if upload is None:
        return _refused(texts.GONE, 404)
    offset = request.query_params.get("offset", "")
    await upload.write(int(offset) if offset.isdecimal() else -1, request.stream())
    return await _state(visit, upload)


async def _cancel(request: Request, visit: Visit) -> Response:
    upload = visit.uploads.pop(request.path_params["id"], None)
    if upload:
        upload.cancel()
    return Response(status_code=204)


async def _state(visit: Visit, upload: Upload) -> Response:
    """How far an upload is; the complete one begins to be analysed."""
    item = None
    if upload.complete:
        del visit.uploads[upload.id]
        item = await upload.finish()
    return JSONResponse({"id": upload.id, "received": upload.received, "item": item})


async def _file(request: Request, visit: Visit) -> Response:
    item, what = visit.find(request.path_params["id"]), request.path_params["what"]
    if item is None or not item.check.result:
        return _refused(texts.GONE, 404)
    if what == "reel":
        made = {str(number): text for number, text in item.reels.items()}.get(request.query_params.get("hold", ""))
        return Response(made, headers=_PRIVATE, media_type="application/json") if made else _refused(texts.GONE, 404)
    path = {"source": lambda: item.path, "preview": lambda: _made(item.preview), "drawn": lambda: _made(item.drawing)}
    file = path[what]() if what in path else None
    if file is None or not file.exists():
        return _refused(texts.GONE, 404)
    kind = _TYPES.get(file.suffix.lower(), "application/octet-stream")
    headers = dict(_PRIVATE)
    if what == "drawn":
        headers["Content-Disposition"] = _attachment(f"{item.path.stem} posecheck.mp4")
    return ranged(file, request.headers.get("range"), kind, headers)


async def _archive(request: Request, visit: Visit) -> Response:
    library, client_id = KEEPER.of(visit.owner), request.path_params["id"]
    client = await run_in_threadpool(library.clients.get, client_id)
    sent = pieces(lambda stream: library.archive.client(client_id, stream))
    headers = _PRIVATE | {"Content-Disposition": _attachment(f"{client.name}.zip")}
    return StreamingResponse(sent, headers=headers, media_type="application/zip")


def _attachment(name: str) -> str:
    return f"attachment; filename*=utf-8''{quote(safe_name(name))}"


def _made(job: Any) -> Path | None:
    return job.result if job else None


def address(visit: Visit, item: Item, what: str) -> str:
    """Where a page finds what belongs to a recording: its "source", "preview", "drawn" video, or the "reel"."""
    return f"pose/item/{item.id}/{what}?token={visit.token}"


ROUTES = (
    Route("/pose/upload", _guarded(_begin), methods=["POST"]),
    Route("/pose/upload/{id}", _guarded(_slice), methods=["PUT"]),
    Route("/pose/upload/{id}", _guarded(_cancel), methods=["DELETE"]),
    Route("/pose/client/{id}/archive", _guarded(_archive), methods=["GET"]),
    Route("/pose/item/{id}/{what}", _guarded(_file), methods=["GET"]),
)
