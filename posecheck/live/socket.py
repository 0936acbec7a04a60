"""The route ``/pose/ws``: a browser's pictures in, what is seen in them out, one at a time.

Each socket has a thread and a landmark network of its own, which live exactly as long as it does. A picture is answered
before the next one is read, so nothing can pile up.

A binary message is a picture: its time in seconds as a little-endian float64, then a JPEG or PNG. It is answered by two
text messages: where the person is (``Stream.shown``), at once, and what that means (``Stream.tell``), while the next
one is on its way. A text message is an order (``Stream.order``), answered by one. What can't be used is answered by
``{"error": a sentence}`` alone.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from posecheck.errors import InputError, PosecheckError
from posecheck.live import access, words
from posecheck.live.stream import Picture, Stream

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
            answers = _answers(stream, await socket.receive())
            while told := await loop.run_in_executor(worker, next, answers, None):
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


def _answers(stream: Stream, message: MutableMapping[str, Any]) -> Iterator[str]:
    """What is answered to one message, each as soon as it is known.

    Raises:
        WebSocketDisconnect: it says that the page is gone.
    """
    if message["type"] != "websocket.receive":
        raise WebSocketDisconnect(message.get("code", 1000))
    try:
        data = message.get("bytes")
        if data is None:
            yield _said(stream.order(_order(message.get("text") or "")))
            return
        picture = _see(stream, data)
        yield _said(stream.shown(picture))
        yield _said(stream.tell(picture))
    except PosecheckError as error:
        yield _said({"error": str(error)})


def _said(told: dict[str, Any]) -> str:
    return json.dumps(told, allow_nan=False)


def _see(stream: Stream, data: bytes) -> Picture:
    if len(data) > MOST_BYTES:
        raise InputError(words.TOO_LARGE)
    if len(data) < _TIME.size:
        raise InputError(words.BAD_PICTURE)
    (time_s,) = _TIME.unpack(data[: _TIME.size])
    return stream.see(time_s, data[_TIME.size :])


def _order(text: str) -> dict[str, Any]:
    try:
        asked = json.loads(text)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise InputError(words.BAD_ORDER)
    return asked


ROUTES = (WebSocketRoute("/pose/ws", pose_socket),)
