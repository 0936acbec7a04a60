"""The server: Streamlit's own, with posecheck's routes in it, on this machine only."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.routing import BaseRoute
from streamlit import config

from posecheck.errors import InputError

#: What Streamlit runs for each browser session.
SCRIPT = Path(__file__).with_name("script.py")

HOST, PORT = "127.0.0.1", 8501

#: Everything but address and port; ``.streamlit/config.toml`` says the same to ``streamlit run``.
SETTINGS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "server.fileWatcherType": "none",
    "theme.primaryColor": "#1f6f63",
}


def routes() -> Sequence[BaseRoute]:
    """What the server answers beside the pages."""
    return ()


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
        InputError: the address is not this machine's own, and no sign-in is set up.
    """
    if is_loopback(host):
        return
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        where = host or "every address of this machine"
        raise InputError(
            f"Not started on {where}: others could watch and open recordings. Use {HOST} "
            "(leave out --address), or first set up sign-in: an [auth] section in .streamlit/secrets.toml."
        )


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Runs around the server, however it was started."""
    check_address(config.get_option("server.address"))
    yield {}


def serve(host: str = HOST, port: int = PORT, browser: bool = False) -> None:
    """Runs the app until it is stopped.

    Raises:
        InputError: the address is not this machine's own, and no sign-in is set up.
    """
    check_address(host)
    st.App(SCRIPT, routes=routes(), lifespan=lifespan).run(config=settings(host, port, browser))
