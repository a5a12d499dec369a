"""The development PKI over HTTP: timestamps at ``POST /``, CRLs at ``GET /crl/NAME.crl``. For laptops and tests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from signing.timestamps.authority import TimestampAuthority

LIMIT: Final = 65536
"""Bytes of the largest request that is read."""


class PkiServer(ThreadingHTTPServer):
    """Listens on ``address`` (host, port; port 0: any that is free)."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], authority: TimestampAuthority, lists: Path) -> None:
        super().__init__(address, _Handler)
        self.authority = authority
        self.lists = lists

    @property
    def url(self) -> str:
        """Where timestamps are asked for."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}/"


@contextmanager
def running(server: PkiServer) -> Iterator[PkiServer]:
    """Serve in a thread for as long as the block lasts."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: PkiServer
    timeout = 10

    def do_POST(self) -> None:
        """Answer a timestamp request (RFC 3161 §3.4)."""
        size = self.headers.get("Content-Length", "")
        if not size.isdecimal() or int(size) > LIMIT:
            self.send_error(413)
            return
        answer = self.server.authority.answer(self.rfile.read(int(size)))
        self._send("application/timestamp-reply", answer)

    def do_GET(self) -> None:
        """Give a CRL by its name."""
        found = {f"/crl/{path.name}": path for path in self.server.lists.glob("*.crl")}.get(self.path)
        if found is None:
            self.send_error(404)
            return
        self._send("application/pkix-crl", found.read_bytes())

    def log_message(self, *_given: Any) -> None:
        """Requests that go well are no news, and others have their answer: nothing is written to stderr."""

    def _send(self, media_type: str, body: bytes) -> None:
        """Send a whole answer."""
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
