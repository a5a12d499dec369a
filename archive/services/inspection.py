"""Looks into foreign files, each in a process of its own with bounds on time and memory.

A server (``python -m archive.services.inspection``) is begun with the first check and kept: it has the parsers loaded,
looks into nothing itself, and forks a child for each file, so that a check costs milliseconds where a new interpreter
costs a third of a second. It knows neither where we stand nor our environment's secrets.
"""

import atexit
import json
import os
import resource
import signal
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path, PurePath
from threading import Lock
from typing import Final

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

_lock = Lock()
_servers: list["subprocess.Popen[str]"] = []
"""The server of this process, once it is begun."""


def is_sound(path: PurePath, check: str, *more: str) -> bool:
    """Say whether a check (``is_pdf`` …, or ``<module>:<function>``) says yes of a file within the bounds."""
    place = check if ":" in check else f"{__name__}:{check}"
    question = json.dumps([place, os.path.abspath(path), *more])
    with _lock:
        return (_ask(question) or _ask(question)) == YES


def _ask(question: str) -> str:
    """Ask the server, which is begun where there is none; nothing from one that is gone."""
    if not _servers:
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
        _servers.append(server)
    server = _servers[0]
    assert server.stdin is not None, "it was begun with a pipe"
    assert server.stdout is not None, "it was begun with a pipe"
    try:
        print(question, file=server.stdin, flush=True)
        answer = server.stdout.readline().strip()
    except OSError:
        answer = ""
    if not answer:
        end()
    return answer


def end() -> None:
    """End the server, where there is one."""
    while _servers:
        server = _servers.pop()
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
