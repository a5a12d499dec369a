"""One bounded HTTP exchange, for timestamps (RFC 3161 §3.4) and CRLs (RFC 5280 §4.2.1.13)."""

import io
import socket
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Final, cast
from urllib.parse import urlsplit

CONNECTIONS: Final = {"http": HTTPConnection, "https": HTTPSConnection}


class AnswerTooLargeError(OSError):
    """An answer has more bytes than are read: asking again gives no smaller one."""


def exchange(url: str, timeout: float, limit: int, body: bytes | None = None, media_type: str = "") -> bytes:
    """GET ``url`` (POST ``body``) and give the answer's bytes.

    ``AnswerTooLargeError`` beyond ``limit`` bytes; ``OSError`` where no answer of status 200 comes whole within
    ``timeout`` seconds; redirects are not followed.
    """
    deadline = time.monotonic() + timeout
    place = urlsplit(url)
    try:
        connection = CONNECTIONS[place.scheme](str(place.hostname), place.port, timeout=timeout)
    except (KeyError, ValueError):
        raise OSError(f"{url}: signing.why-no-address") from None
    try:
        headers = {"Content-Type": media_type} if body is not None else {}
        connection.connect()
        connection.sock.settimeout(_remaining(deadline))
        connection.request(
            "GET" if body is None else "POST",
            place._replace(scheme="", netloc="", fragment="").geturl() or "/",
            body,
            headers,
        )
        return _read(connection, deadline, limit)
    except HTTPException as error:
        raise OSError(f"signing.why-no-answer: {error!r}") from None
    finally:
        connection.close()


def _read(connection: HTTPConnection, deadline: float, limit: int) -> bytes:
    """Read an answer to its end, by ``deadline`` (monotonic seconds); ``OSError``."""
    answer = HTTPResponse(cast(socket.socket, _TimedSocket(connection.sock, deadline)))
    answer.begin()
    if answer.status != 200:
        raise OSError(f"HTTP {answer.status}")
    data = b""
    while chunk := answer.read1(65536):
        data += chunk
        if len(data) > limit:
            raise AnswerTooLargeError(f"> {limit}: signing.why-bytes")
    if answer.length:
        raise OSError("signing.why-short")
    return data


@dataclass(frozen=True, slots=True)
class _TimedSocket:
    """What ``HTTPResponse`` reads from: all of it by one deadline, where a socket's timeout is for each read."""

    socket: socket.socket
    deadline: float

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Open it for reading."""
        return io.BufferedReader(_TimedReader(self.socket, self.deadline))


class _TimedReader(io.RawIOBase):
    """Reads a socket by a deadline (monotonic seconds); ``TimeoutError``."""

    def __init__(self, source: socket.socket, deadline: float) -> None:
        self._source = source
        self._deadline = deadline

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what there is, or wait for it."""
        self._source.settimeout(_remaining(self._deadline))
        return self._source.recv_into(buffer)


def _remaining(deadline: float) -> float:
    """Give the seconds until a deadline; ``TimeoutError`` where it is past."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("signing.why-slow")
    return left
