"""The server: Streamlit's own, with posecheck's routes in it, on this machine only."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import config

from posecheck.errors import InputError
from posecheck.live import socket as camera
from posecheck.ui import routes as recordings
from posecheck.ui import signin
from posecheck.ui.cookie import VisitCookie
from posecheck.ui.shelf.keeper import KEEPER
from posecheck.ui.storage import remove_leftovers
from posecheck.ui.visits import VISITS

#: What Streamlit runs for each browser session.
SCRIPT = Path(__file__).parent / "entry" / "script.py"

HOST, PORT = "127.0.0.1", 8501

#: Everything but address and port; ``.streamlit/config.toml`` says the same to ``streamlit run``.
SETTINGS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",  # the terminal has them; a page would offer to send them to a search engine
    "server.fileWatcherType": "none",
    "theme.light.primaryColor": "#1f6f63",
    "theme.dark.primaryColor": "#3a9d8c",
}


def routes() -> Sequence[BaseRoute]:
    """What the server answers beside the pages."""
    return (*recordings.ROUTES, *camera.ROUTES)


def middleware() -> Sequence[Middleware]:
    """What every request passes through."""
    return (Middleware(signin.SignIn), Middleware(VisitCookie))


def settings(host: str = HOST, port: int = PORT, browser: bool = False) -> dict[str, Any]:
    """The settings of a server at an address; ``browser`` opens the page in it."""
    return SETTINGS | {"server.address": host, "server.port": port, "server.headless": not browser}


def is_loopback(host: str | None) -> bool:
    """Whether only this machine can reach an address; None is every address."""
    if host is None or host == "localhost":
        return host is not None
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(host: str | None) -> None:
    """Refuses an address that others can reach, unless people must sign in.

    Raises:
        InputError: the address is not this machine's own, and no sign-in is set up; or it is set up incompletely.
    """
    signin.check()
    if not is_loopback(host) and not signin.required():
        where = host or "every address of this machine"
        raise InputError(
            f"Not started on {where}: others could watch and open recordings. Use {HOST} "
            "(leave out --address), or first set up sign-in: an [auth] section in .streamlit/secrets.toml."
        )


_SWEEP_S = 10.0


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Runs around the server, however it was started."""
    check_address(config.get_option("server.address"))
    remove_leftovers()
    await asyncio.to_thread(KEEPER.wake, make=signin.required())
    sweeping = asyncio.create_task(_sweep())
    try:
        yield {}
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping
        VISITS.close()
        KEEPER.lock()


async def _sweep() -> None:
    """Removes what browsers that have gone left behind, now and then."""
    while True:
        await asyncio.sleep(_SWEEP_S)
        await asyncio.to_thread(VISITS.sweep)


def serve(host: str = HOST, port: int = PORT, browser: bool = False) -> None:
    """Runs the app until it is stopped.

    Raises:
        InputError: the address is not this machine's own, and no sign-in is set up.
    """
    check_address(host)
    app = st.App(SCRIPT, routes=routes(), middleware=middleware(), lifespan=lifespan)
    app.run(config=settings(host, port, browser))
