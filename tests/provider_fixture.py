"""Providers of identities on loopback: a real one (oidc-provider on Node.js), and one that does what it is told."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import needs
from joserfc import jwt
from joserfc.jwk import ECKey
from node import install

FOLDER = Path(__file__).parent / "provider"
BACK = "https://archive.example/sign-in/back"
CLIENT, SECRET = "secretive", "a+secret:with/odd&characters"


@contextmanager
def open_provider(accounts: Mapping[str, Mapping[str, Any]], back: str = BACK) -> Iterator[str]:
    """Run a real provider with some accounts (subject → claims), which sends them ``back``; gives its issuer."""
    node = needs.command("node", "nodejs")
    install(FOLDER)
    command = [node, str(FOLDER / "server.mjs"), json.dumps(accounts), back]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        yield server.stdout.readline().decode().strip()
        server.communicate(timeout=20)


class ObedientProvider:
    """A provider that answers as a test says: each path has what it gives, which the test may change."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        """(path, headers, form) of each request."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.metadata = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/me",
        }
        self.answers["/.well-known/openid-configuration"] = self.metadata
        self.answers["/jwks"] = {"keys": [self.key.as_dict(private=False), {"kty": "oct", "k": "A" * 43, "kid": "two"}]}

    def __enter__(self) -> Self:
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def sign(self, claims: Mapping[str, Any], key: Any = None, **header: Any) -> str:
        """Sign claims as an ID token."""
        return jwt.encode({"alg": "ES256", "kid": "one", **header}, dict(claims), key or self.key)

    def _handler(provider) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                path = urlsplit(self.path).path
                provider.asked.append((path, dict(self.headers), dict(parse_qsl(form))))
                given = provider.answers.get(path, (404, b""))
                status, body = given if isinstance(given, tuple) else (200, json.dumps(given).encode())
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        return Handler
