"""An identity provider (OpenID Connect) on this machine: whoever picks a name is signed in as that."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

PEOPLE = ("anna", "boris")

CLIENT, SECRET = "posecheck", "a secret between both"


@dataclass
class Provider:
    """The provider; ``url`` is its issuer once it runs."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    codes: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    url: str = ""

    def start(self) -> None:
        """Runs in a thread."""
        paths = {
            "/.well-known/openid-configuration": self.metadata,
            "/authorize": self.authorize,
            "/pick/{name}": self.pick,
            "/keys": self.keys,
        }
        routes = [Route(path, does) for path, does in paths.items()] + [Route("/token", self.token, methods=["POST"])]
        self.server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=0, log_level="error"))
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        deadline = time.monotonic() + 20
        while not self.server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        """Ends it."""
        self.server.should_exit = True
        self.thread.join(10)

    def settings(self, folder: Path, app_url: str) -> None:
        """Writes the file that makes an app in a folder ask this provider."""
        (folder / ".streamlit").mkdir()
        (folder / ".streamlit" / "secrets.toml").write_text(
            f'[auth]\nredirect_uri = "{app_url}/oauth2callback"\ncookie_secret = "{secrets.token_hex(32)}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.url}/.well-known/openid-configuration"\n'
        )

    async def metadata(self, _: Request) -> Response:
        """Where everything is."""
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse(
            {"issuer": self.url}
            | {name: f"{self.url}/{path}" for name, path in ends.items()}
            | {"id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"]}
        )

    async def keys(self, _: Request) -> Response:
        """The public key."""
        return JSONResponse({"keys": [self.key.as_dict(private=False) | {"use": "sig", "alg": "RS256"}]})

    async def authorize(self, request: Request) -> Response:
        """Asks who it is."""
        asked = urlencode({name: request.query_params.get(name, "") for name in ("redirect_uri", "state", "nonce")})
        return HTMLResponse("".join(f'<a href="/pick/{name}?{asked}">{name}</a> ' for name in PEOPLE))

    async def pick(self, request: Request) -> Response:
        """Sends somebody back, with a code."""
        code, asked = secrets.token_urlsafe(16), request.query_params
        self.codes[code] = request.path_params["name"], asked.get("nonce")
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}")

    async def token(self, request: Request) -> Response:
        """Says who came with a code, once."""
        name, nonce = self.codes.pop(str((await request.form())["code"]))
        now = int(time.time())
        claims = {"iss": self.url, "sub": f"id-of-{name}", "aud": CLIENT, "iat": now, "exp": now + 600}
        claims |= {"nonce": nonce, "name": name}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "expires_in": 600, "id_token": signed})
