"""The route ``/pose/ws``: a browser's pictures in, what is seen in them out, one at a time.

Each socket has a thread and a landmark network of its own, which live exactly as long as it does. A picture is answered
before the next one is read, so nothing can pile up.

A binary message is a picture: its time in seconds as a little-endian float64, then a JPEG or PNG. A text message is an
order (``Stream.order``). Each is answered by one text message: what ``Stream`` says, or ``{"error": a sentence}``.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from posecheck.errors import InputError, PosecheckError
from posecheck.live import access, words
from posecheck.live.stream import Stream

#: A picture may be so large: 1280 x 720 takes a tenth of it as JPEG.
MOST_BYTES = 2 * 1024 * 1024

#: Close codes: not for this page (4403), the landmark network could not be started (4500).
FORBIDDEN, NO_NETWORK = 4403, 4500

_TIME = struct.Struct("<d")


async def pose_socket(socket: WebSocket) -> None:
    """Serves one camera until the page is gone."""
    if not access.allowed(socket.headers, socket.query_params.get("token")):
        await socket.close(FORBIDDEN)
        return
    await socket.accept()
    loop = asyncio.get_running_loop()
    worker = ThreadPoolExecutor(1, "camera")
    stream: Stream | None = None
    try:
        stream = await loop.run_in_executor(worker, Stream)
        await socket.send_text(json.dumps({"ready": True}))
        while True:
            told = await loop.run_in_executor(worker, _answer, stream, await socket.receive())
            await socket.send_text(told)
    except (WebSocketDisconnect, RuntimeError):
        pass  # the page is gone; a message to it has nowhere to go
    except PosecheckError as error:
        await socket.send_text(json.dumps({"error": str(error)}))
        await socket.close(NO_NETWORK)
    finally:
        if stream is not None:
            await asyncio.shield(loop.run_in_executor(worker, stream.close))
        worker.shutdown(wait=False)


def _answer(stream: Stream, message: MutableMapping[str, Any]) -> str:
    """What is answered to one message.

    Raises:
        WebSocketDisconnect: it says that the page is gone.
    """
    if message["type"] != "websocket.receive":
        raise WebSocketDisconnect(message.get("code", 1000))
    try:
        data, text = message.get("bytes"), message.get("text")
        told = _picture(stream, data) if data is not None else stream.order(_order(text or ""))
    except PosecheckError as error:
        told = {"error": str(error)}
    return json.dumps(told, allow_nan=False)


def _picture(stream: Stream, data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise InputError(words.TOO_LARGE)
    if len(data) < _TIME.size:
        raise InputError(words.BAD_PICTURE)
    (time_s,) = _TIME.unpack(data[: _TIME.size])
    return stream.frame(time_s, data[_TIME.size :])


def _order(text: str) -> dict[str, Any]:
    try:
        asked = json.loads(text)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise InputError(words.BAD_ORDER)
    return asked


ROUTES = (WebSocketRoute("/pose/ws", pose_socket),)
