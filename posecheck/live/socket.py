"""The route ``/pose/ws``: a browser's pictures in, what is seen in them out, one at a time.

Each socket has a landmark network and two threads of its own, which live exactly as long as it does: one finds the
person in a picture while the other says what the one before it means. Nothing can pile up: the next one is read then.

A binary message is a picture: its time in seconds as a little-endian float64, then a JPEG or PNG. It is answered by two
text messages: where the person is (``Stream.shown``), at once, and what that means (``Stream.tell``), while the next
one is on its way. A text message is an order (``Stream.order``), answered by one. What can't be used is answered by
``{"error": a sentence}`` alone.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

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

T = TypeVar("T")


async def pose_socket(socket: WebSocket) -> None:
    """Serves one camera until the page is gone."""
    if not access.allowed(socket.headers, socket.query_params.get("token")):
        await socket.close(FORBIDDEN)
        return
    await socket.accept()
    camera = _Camera(socket)
    try:
        await camera.open()
        await socket.send_text(json.dumps({"ready": True}))
        while True:
            await camera.answer(await socket.receive())
    except (WebSocketDisconnect, RuntimeError):
        pass  # the page is gone; a message to it has nowhere to go
    except PosecheckError as error:
        await socket.send_text(json.dumps({"error": str(error)}))
        await socket.close(NO_NETWORK)
    finally:
        await asyncio.shield(camera.close())


class _Camera:
    """A socket's stream, with a thread that sees and one that tells."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._sees, self._tells = ThreadPoolExecutor(1, "camera"), ThreadPoolExecutor(1, "camera-tells")
        self._stream: Stream | None = None
        self._telling: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._telling.set_result(None)

    async def open(self) -> None:
        """Starts the landmark network.

        Raises:
            PosecheckError: it can't be started.
        """
        self._stream = await _done(self._sees, Stream)

    async def answer(self, message: MutableMapping[str, Any]) -> None:
        """Answers one message; what a picture means is told while the next one is on its way.

        Raises:
            WebSocketDisconnect: the message says that the page is gone.
            RuntimeError: the page is gone.
        """
        assert self._stream
        if message["type"] != "websocket.receive":
            raise WebSocketDisconnect(message.get("code", 1000))
        try:
            if (data := message.get("bytes")) is None:
                await self._telling
                told = await _done(self._tells, _ordered, self._stream, message.get("text") or "")
                return await self._socket.send_text(told)
            picture, shown = await _done(self._sees, _seen, self._stream, data)
        except PosecheckError as error:
            return await self._socket.send_text(_said({"error": str(error)}))
        await self._socket.send_text(shown)
        await self._telling
        self._telling = asyncio.ensure_future(self._tell(picture))

    async def close(self) -> None:
        """Waits for both threads and frees the network."""
        await asyncio.gather(self._telling, return_exceptions=True)
        if self._stream is not None:
            await _done(self._sees, self._stream.close)
        self._sees.shutdown(wait=False)
        self._tells.shutdown(wait=False)

    async def _tell(self, picture: Picture) -> None:
        assert self._stream
        try:
            told = await _done(self._tells, _told, self._stream, picture)
        except PosecheckError as error:
            told = _said({"error": str(error)})
        await self._socket.send_text(told)


def _done(thread: ThreadPoolExecutor, work: Callable[..., T], *parts: Any) -> asyncio.Future[T]:
    return asyncio.get_running_loop().run_in_executor(thread, work, *parts)


def _said(told: dict[str, Any]) -> str:
    return json.dumps(told, allow_nan=False)


def _seen(stream: Stream, data: bytes) -> tuple[Picture, str]:
    if len(data) > MOST_BYTES:
        raise InputError(words.TOO_LARGE)
    if len(data) < _TIME.size:
        raise InputError(words.BAD_PICTURE)
    (time_s,) = _TIME.unpack(data[: _TIME.size])
    picture = stream.see(time_s, data[_TIME.size :])
    return picture, _said(stream.shown(picture))


def _told(stream: Stream, picture: Picture) -> str:
    return _said(stream.tell(picture))


def _ordered(stream: Stream, text: str) -> str:
    try:
        asked = json.loads(text)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise InputError(words.BAD_ORDER)
    return _said(stream.order(asked))


ROUTES = (WebSocketRoute("/pose/ws", pose_socket),)
