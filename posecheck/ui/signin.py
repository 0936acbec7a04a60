"""Sign-in: who asks, and nothing for anybody else, where it is set up (``[auth]`` in ``.streamlit/secrets.toml``).

Streamlit speaks to the identity provider (OpenID Connect) and keeps who has signed in in a signed cookie. Here every
request and socket is asked for that cookie before anything answers.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import streamlit as st
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks, is_authlib_installed
from streamlit.auth_util import validate_auth_credentials as validate
from streamlit.errors import StreamlitAuthError
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_routes import ROUTE_HEALTH
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from posecheck.errors import InputError
from posecheck.ui import texts

#: What is answered to everybody: the way to the identity provider and back, and whether the server runs.
_OPEN = ("/auth/login", "/auth/logout", "/oauth2callback", f"/{ROUTE_HEALTH}")

#: Whose library it is where nobody needs to sign in.
NOBODY = ""

#: The code a socket is closed with: nobody has signed in.
SIGNED_OUT = 4401


def required() -> bool:
    """Whether people must sign in."""
    return bool(_auth())


def check() -> None:
    """Checks that people can sign in, where they must.

    Raises:
        InputError: the settings are incomplete, or a library is missing.
    """
    if not required():
        return
    if not is_authlib_installed():
        raise InputError(texts.SIGN_IN_LIBRARY)
    try:
        for provider in _providers():
            validate(provider)
    except StreamlitAuthError as error:
        raise InputError(texts.sign_in_incomplete(" ".join(str(error).split()))) from None


def owner(cookies: Mapping[str, str]) -> str | None:
    """Whose requests these are: ``NOBODY``'s where no sign-in is needed; None where it is, and nobody has signed in.

    Args:
        cookies: of the request.

    Returns:
        Issuer and subject of the signed-in person: together they never change and are nobody else's.
    """
    if not required():
        return NOBODY
    said = user(cookies)
    return f"{said['iss']}#{said['sub']}" if said.get("iss") and said.get("sub") else None


def user(cookies: Mapping[str, str]) -> dict[str, Any]:
    """What the identity provider has said about the signed-in person; empty where nobody is."""
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1", "ignore")) if value and secret else None

    try:
        said = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) and said.get("is_logged_in") else {}


class SignIn:
    """Lets nothing through but the way to sign in, until somebody has signed in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what somebody signed in asks; shows a page with the way in, or refuses."""
        if scope["type"] not in ("http", "websocket") or scope["path"] in _OPEN:
            return await self._app(scope, receive, send)
        asked = HTTPConnection(scope)
        if owner(asked.cookies) is not None:
            return await self._app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": SIGNED_OUT})
        await _refusal(asked, scope["method"])(scope, receive, send)


def _refusal(asked: HTTPConnection, method: str) -> Response:
    if method == "GET" and "text/html" in asked.headers.get("accept", ""):
        return HTMLResponse(_page(), HTTPStatus.UNAUTHORIZED, _HEADERS)
    return JSONResponse({"error": texts.SIGN_IN["needed"]}, HTTPStatus.UNAUTHORIZED, _HEADERS)


def _auth() -> Mapping[str, Any]:
    return st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}


def _providers() -> list[str]:
    """Names of the identity providers; "default" is the one whose settings stand in [auth] itself."""
    auth = _auth()
    named = [name for name, value in auth.items() if isinstance(value, Mapping) and "client_id" in value]
    return named if named and "client_id" not in auth else ["default", *named]


def _page() -> str:
    """A page of its own, without anything from elsewhere and without a script."""
    words = {key: html.escape(text) for key, text in texts.SIGN_IN.items()}
    links = "".join(
        f'<a href="/auth/login?provider={encode_provider_token(name)}">'
        f"{words['button'] if name == 'default' else html.escape(texts.sign_in_with(name))}</a>"
        for name in _providers()
    )
    return _PAGE.format(title=words["title"], needed=words["needed"], links=links, style=_STYLE)


_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 90vh; margin: 0 16px; }
main { max-width: 26rem; text-align: center; }
a { display: block; margin: 12px 0; padding: 12px 20px; border-radius: 8px; background: #1f6f63; color: #fff;
  text-decoration: none; font-weight: 600; }
a:hover, a:focus-visible { outline: 3px solid #3a9d8c; outline-offset: 2px; }
"""

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><main><h1>{title}</h1><p>{needed}</p>{links}</main></body></html>
"""

_STYLE_SHA256 = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_SHA256}'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
