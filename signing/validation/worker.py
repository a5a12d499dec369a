"""The other side of a verification: a process that parses hostile files and may be killed at any moment.

Messages are framed by eight bytes of length. To the worker go pickles (it trusts who started it); back comes JSON,
since what comes from a process that read hostile bytes is not unpickled.
"""

import json
import pickle
import resource
import socket
import struct
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from signing.model import Finding, Level, Report, SealFacts, Verdict
from signing.validation.judging import judge, unreadable

FRAME: Final = struct.Struct(">Q")
MAX_ANSWER: Final = 16 * 1024 * 1024
"""Bytes of the longest answer that is taken."""
READY: Final = b"ready"
MEMORY_HEADROOM: Final = 512 * 1024 * 1024
"""Address space beyond the bound on resident memory: libraries map more than they use."""


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


def serve(channel: socket.socket) -> None:
    """Judge what comes until the other side hangs up. A worker that ran out of memory says so and ends."""
    send(channel, READY)
    while True:
        try:
            data, at, trust = pickle.loads(receive(channel, sys.maxsize))  # noqa: S301 - from the process that started us
        except (EOFError, OSError):
            return
        try:
            report = judge(data, at, trust)
        except MemoryError:
            report = unreadable(b"", "signing.too-much-memory")
        send(channel, dump_report(report))


def main() -> None:
    """Run as ``python -m signing.validation.worker DESCRIPTOR MEGABYTES``."""
    descriptor, megabytes = int(sys.argv[1]), int(sys.argv[2])
    bound = megabytes * 1024 * 1024 + MEMORY_HEADROOM
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=descriptor) as channel:
        serve(channel)


if __name__ == "__main__":
    main()
