"""What goes between a verification and its worker process, on a socket.

Messages are framed by eight bytes of length. To the worker go pickles (it trusts who started it); back comes JSON,
since what comes from a process that read hostile bytes is not unpickled.
"""

import json
import socket
import struct
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from signing.model import Finding, Level, Report, SealFacts, Verdict

FRAME: Final = struct.Struct(">Q")
MAX_ANSWER: Final = 16 * 1024 * 1024
"""Bytes of the longest answer that is taken."""
READY: Final = b"ready"
"""The first frame, once a worker has loaded its libraries."""


def send(channel: socket.socket, body: bytes) -> None:
    """Send one frame; ``OSError``, ``TimeoutError``."""
    channel.sendall(FRAME.pack(len(body)) + body)


def receive(channel: socket.socket, limit: int) -> bytes:
    """Receive one frame of at most ``limit`` bytes; ``EOFError`` where the other side is gone or breaks the bound."""
    (size,) = FRAME.unpack(_exactly(channel, FRAME.size))
    if size > limit:
        raise EOFError(f"a frame of {size} bytes")
    return _exactly(channel, size)


def _exactly(channel: socket.socket, size: int) -> bytes:
    """Receive ``size`` bytes; ``EOFError``."""
    parts: list[bytes] = []
    while size:
        part = channel.recv(min(size, 1 << 20))
        if not part:
            raise EOFError("the other side is gone")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def dump_report(report: Report) -> bytes:
    """Write a report as JSON."""
    return json.dumps(asdict(report), default=datetime.isoformat).encode()


def load_report(body: bytes) -> Report:
    """Read a report; ``ValueError`` for anything else."""
    try:
        given = json.loads(body)
        return Report(
            Verdict(given["verdict"]),
            tuple(_finding(each) for each in given["findings"]),
            tuple(_seal(each) for each in given["seals"]),
            str(given["digest"]),
            str(given["identifier"]),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no report") from error


def _finding(given: dict[str, Any]) -> Finding:
    """Read a finding; its values are text."""
    values = {str(name): str(value) for name, value in given["values"].items()}
    return Finding(str(given["code"]), Verdict(given["verdict"]), values)


def _seal(given: dict[str, Any]) -> SealFacts:
    """Read what a seal says of itself."""
    texts = {name: str(given[name]) for name in ("field", "signer", "issuer", "serial")}
    return SealFacts(
        **texts,
        claimed_at=_moment(given["claimed_at"]),
        proved_at=_moment(given["proved_at"]),
        level=Level(given["level"]) if given["level"] else None,
        verdict=Verdict(given["verdict"]),
    )


def _moment(text: str | None) -> datetime | None:
    """Read a moment, None where there is none."""
    return datetime.fromisoformat(text) if text else None
