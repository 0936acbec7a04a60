"""Who may use the routes beside the pages: a page of this very server that was handed a token.

A browser lets any web page open a socket to, or post to, a server on the same machine. So each request must come from
a page of this server (its ``Origin``, where the browser sends one, is the address it asks) and name a token that the
server itself gave to a page. Tokens live as long as the server.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

_lock = threading.Lock()
_tokens: set[str] = set()


def issue() -> str:
    """A new token, for one browser session."""
    token = secrets.token_urlsafe(24)
    with _lock:
        _tokens.add(token)
    return token


def known(token: str | None) -> bool:
    """Whether this server gave the token away."""
    with _lock:
        return token is not None and token in _tokens


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from a page of this server, or from no page at all."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def allowed(headers: Mapping[str, str], token: str | None) -> bool:
    """Whether a request or socket may be answered."""
    return same_origin(headers) and known(token)
