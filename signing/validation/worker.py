"""The other side of a verification: a process that parses hostile files and may be killed at any moment."""

import pickle
import resource
import socket
import sys
from typing import Final

from signing.validation.judging import judge, unreadable
from signing.validation.messages import READY, dump_report, receive, send

MEMORY_HEADROOM: Final = 512 * 1024 * 1024
"""Address space beyond the bound on resident memory: libraries map more than they use."""


def serve(channel: socket.socket) -> None:
    """Judge what comes until the other side hangs up. A worker that ran out of memory says so and ends."""
    send(channel, READY)
    while True:
        try:
            question = pickle.loads(receive(channel, sys.maxsize))  # noqa: S301 - from the process that started us
        except (EOFError, OSError):
            return
        try:
            report = judge(*question)
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
