"""A small honest OpenID Connect provider in a thread of the test: authorization code flow with PKCE, on loopback."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "mutuals", "the-secret-of-the-client-0123456789"


class Provider:
    """Says that whoever comes is `person`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.person: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.issuer = address
        self.tokens: set[str] = set()

    def authorize(self, asked: dict[str, str]) -> str:
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(form["code"], None)  # a code is good once
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = asked and form["redirect_uri"] == asked["redirect_uri"] and proof == asked.get("code_challenge")
        if not right or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return None
        claims = {**self.person, "iss": self.issuer, "aud": CLIENT, "exp": 4_000_000_000, "iat": 1_700_000_000}
        access = secrets.token_urlsafe()
        self.tokens.add(access)
        return {"access_token": access, "token_type": "Bearer", "id_token": jwt.encode(claims, SECRET)}

    def configuration(self) -> dict[str, Any]:
        ends = ("authorization", "token", "userinfo")
        own = {f"{end}_endpoint": f"{self.address}/{end}" for end in ends}
        methods = ["client_secret_post"]
        return {
            **own,
            "issuer": self.address,
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": methods,
        }


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that listens on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self._answer(provider.configuration())
            elif parts.path == "/authorization":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            elif parts.path == "/userinfo":
                bearer = self.headers["Authorization"].removeprefix("Bearer ")
                self._answer(provider.person if bearer in provider.tokens else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _answer(self, content: dict[str, Any] | None) -> None:
            self.send_response(200 if content else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content or {"error": "invalid_grant"}).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
