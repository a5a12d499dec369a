"""Looks into foreign files, each in a process of its own with bounds on time and memory.

A server (``python -m archive.services.inspection``) is begun with the first check and kept: it has the parsers loaded,
looks into nothing itself, and forks a child for each file, so that a check costs milliseconds where a new interpreter
costs a third of a second. It knows neither where we stand nor our environment's secrets.

Each lane has a server of its own, and one file at a time. Nobody waits for one that takes long, so that whoever sends
such files holds up neither other lanes nor all threads of a process.
"""

import atexit
import json
import os
import resource
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from math import inf
from pathlib import Path, PurePath
from threading import Lock
from time import monotonic
from typing import Final

from archive.services.errors import InspectionBusyError

ROOT: Final = Path(__file__).parents[2]
"""Where our packages are: all that the server needs to be told."""
MEMORY: Final = 2 << 30
"""Bytes of address space."""
SECONDS: Final = 20
"""Of processor time, and of time in all."""
PIXELS: Final = 100_000_000
"""A picture with more is opened, and not decoded."""
PARSERS: Final = ("pikepdf", "PIL.Image")
"""What the server loads before it forks."""

YES, NO = "yes", "no"


@dataclass(eq=False)
class Lane:
    """Where files are looked into one after the other."""

    patience: float
    """Seconds after which nobody waits any longer for a turn that somebody has."""
    turn: Lock = field(default_factory=Lock)
    began: float = inf
    """When the turn that somebody has began (seconds of a clock that only goes on)."""
    owing: dict[str, float] = field(default_factory=dict)
    """Caller that had a turn for longer than that → until when it has no other."""
    pipe: Lock = field(default_factory=Lock)
    """Held while its server is asked."""
    servers: list["subprocess.Popen[str]"] = field(default_factory=list)
    """Its server, once it is begun."""


INTAKE: Final = Lane(5)
PICTURES: Final = Lane(3)


@contextmanager
def taking_turn(lane: Lane, caller: str = "") -> Iterator[None]:
    """Have a turn in a lane; ``InspectionBusyError`` where the one before takes long.

    A ``caller`` (empty: nobody in particular) that took long itself has no other turn for as long again.
    """
    now = monotonic()
    left = min(lane.patience, lane.began + lane.patience - now)
    if lane.owing.get(caller, 0) > now or not lane.turn.acquire(timeout=max(left, 0)):
        raise InspectionBusyError
    lane.began = monotonic()
    try:
        yield
    finally:
        now = monotonic()
        took = now - lane.began
        owing = {who: until for who, until in lane.owing.items() if until > now}
        lane.owing = owing | ({caller: now + took} if caller and took > lane.patience else {})
        lane.began = inf
        lane.turn.release()


def is_sound(path: PurePath, check: str, *more: str, lane: Lane = INTAKE) -> bool:
    """Say whether a check (``is_pdf`` …, or ``<module>:<function>``) says yes of a file within the bounds."""
    place = check if ":" in check else f"{__name__}:{check}"
    question = json.dumps([place, os.path.abspath(path), *more])
    with lane.pipe:
        return (_ask(lane.servers, question) or _ask(lane.servers, question)) == YES


def _ask(servers: list["subprocess.Popen[str]"], question: str) -> str:
    """Ask a lane's server, which is begun where there is none; nothing from one that is gone."""
    if not servers:
        command = [sys.executable, "-P", "-m", "archive.services.inspection", str(SECONDS)]
        server = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(ROOT)},
            text=True,
        )
        servers.append(server)
    server = servers[0]
    assert server.stdin is not None, "it was begun with a pipe"
    assert server.stdout is not None, "it was begun with a pipe"
    try:
        print(question, file=server.stdin, flush=True)
        answer = server.stdout.readline().strip()
    except OSError:
        answer = ""
    if not answer:
        _end(servers)
    return answer


def end() -> None:
    """End the servers, where there are some."""
    for lane in (INTAKE, PICTURES):
        _end(lane.servers)


def _end(servers: list["subprocess.Popen[str]"]) -> None:
    """End a lane's server, where there is one."""
    while servers:
        server = servers.pop()
        server.kill()
        server.communicate()


atexit.register(end)


def is_pdf(path: str) -> bool:
    """Say whether a PDF opens without a password and has a page."""
    import pikepdf  # noqa: PLC0415 - only the bounded process parses foreign files

    with pikepdf.open(path) as document:
        return len(document.pages) > 0


def is_picture(path: str) -> bool:
    """Say whether a picture opens, and can be decoded where it is not huge."""
    from PIL import Image  # noqa: PLC0415 - only the bounded process parses foreign files

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=("PNG", "JPEG", "TIFF")) as picture:
        if picture.width * picture.height <= PIXELS:
            picture.load()
    return True


def is_package(path: str, member: str) -> bool:
    """Say whether a ZIP archive has a member."""
    with zipfile.ZipFile(path) as package:
        return member in package.namelist()


def serve(seconds: int) -> None:
    """Answer each question (a line of JSON: check, path, more) by a child, until the input ends."""
    for parser in PARSERS:
        import_module(parser)
    for line in sys.stdin:
        place, *arguments = json.loads(line)
        sys.stdout.write(f"{YES if _child_says_so(place, arguments, seconds) else NO}\n")
        sys.stdout.flush()


def _child_says_so(place: str, arguments: list[str], seconds: int) -> bool:
    """Say whether a check says yes in a child within the bounds; one that raises or is ended does not."""
    module, _, function = place.partition(":")
    check = getattr(import_module(module), function)
    if child := os.fork():
        return os.waitpid(child, 0)[1] == 0
    found = False
    try:
        _bind(seconds)
        found = bool(check(*arguments))
    finally:
        os._exit(0 if found else 1)


def _bind(seconds: int) -> None:
    """Bind this process to the bounds, and keep what parsers print out of the answers."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    signal.alarm(seconds)
    for standard in (0, 1):
        os.dup2(2, standard)  # which leads nowhere


if __name__ == "__main__":
    serve(int(sys.argv[1]))
