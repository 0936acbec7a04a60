"""The cookie by which a reloaded page finds its visit again: to this server only, and not for scripts to read."""

from __future__ import annotations

from http.cookies import SimpleCookie

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from posecheck.live import access
from posecheck.ui import signin
from posecheck.ui.visits import VISITS, Visit

#: Addresses that are no pages.
_NO_PAGES = ("/_stcore/", "/static/", "/media/", "/component/", "/pose/")


def _name() -> str:
    """Browsers send a cookie to every port of a machine: each server has its own name for it."""
    return f"posecheck_{config.get_option('server.port')}"


class VisitCookie:
    """Gives a browser the key of a visit with the first page it opens."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on; its answer sets the cookie where it is missing or another server's."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_NO_PAGES):
            return await self._app(scope, receive, send)
        if access.known(HTTPConnection(scope).cookies.get(_name())):
            return await self._app(scope, receive, send)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", _cookie())
            await send(message)

        return await self._app(scope, receive, with_cookie)


def _cookie() -> str:
    cookie: SimpleCookie = SimpleCookie()
    cookie[_name()] = access.issue()
    cookie[_name()] |= {"httponly": True, "samesite": "Strict", "path": "/"}
    return cookie.output(header="").strip()


def visit() -> Visit:
    """The visit of the browser whose page is drawn; the same at every run of the script while the page is open."""
    return _entered()


@st.cache_resource(scope="session", on_release=VISITS.leave, show_spinner=False)
def _entered() -> Visit:
    cookies = st.context.cookies
    return VISITS.enter(cookies.get(_name()), signin.owner(cookies) or signin.NOBODY)
