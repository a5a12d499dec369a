"""Pages and API beside bare Pyramid views, by the same server (waitress, 4 threads), turn by turn, at 16 clients."""

import contextlib
import io
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import perf_counter
from typing import Any, Final

from webob import Request

from archive.app import Application, make_wsgi, open_application
from archive.cli.frame import run
from archive.interfaces import IUserService
from archive.models.cases import Case
from archive.services.identity.interfaces import ISessionService, ITokenService
from bench.table import Row, row

ROOT: Final = Path(__file__).parents[1]
CLIENTS: Final = 16
REQUESTS: Final = 40
"""Of each client, in each round."""
ROUNDS: Final = 4
FEW: Final = 1_000
MANY: Final = 100_000
"""Cases of an authority that wait in its queue."""
VIEWS: Final = 30
"""Times that the queue's page is made."""
API: Final = 0.35
PAGE: Final = 0.15
FILE: Final = 0.6
TAIL: Final = 5.0
GROWN: Final = 3.0

INI: Final = """\
[app:main]
use = egg:chancery
archive.var = {folder}/var
archive.public_url = http://localhost
archive.web.https = no
archive.sign_in.second_factor = nobody
archive.api.rate = 99999/second
archive.jobs.pool = inline
signing.level = B-B

[server:main]
use = egg:chancery#waitress
listen = 127.0.0.1:{port}
threads = 4
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a round."""

    rate: float
    """Requests a second."""
    seconds: list[float]
    """Of each request."""


def rows() -> list[Row]:
    """Measure everything."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var", prefix="bench-") as folder, ExitStack() as held:
        port, bare = _free_port(), _free_port()
        ini = Path(folder) / "bench.ini"
        ini.write_text(INI.format(folder=folder, port=port))
        with contextlib.redirect_stdout(io.StringIO()):
            run(["--config", str(ini), "demo"])
        with open_application(ini) as application:
            asked = application.transact(lambda root: _asked(application, root))
        (sealed,) = list((Path(folder) / "var/demo/licences").glob("*W009*.annex-1.pdf"))[:1]
        held.enter_context(_serving([str(Path(sys.executable).with_name("pserve")), "--quiet", str(ini)]))
        held.enter_context(_serving([sys.executable, "-m", "bench.bare", str(bare), str(sealed)]))
        told = _compare(port, bare, asked)
        with open_application(ini) as application:
            return told + _queue(application)


def _asked(application: Application, root: Any) -> dict[str, bytes]:
    """Write the requests: what is asked of us, in the name of who decided the licence."""
    who = "housing-decider"
    actor = application.get(IUserService).get_actor(root, who)
    ends = application.clock() + timedelta(days=1)
    given = {"label": "bench", "scopes": ["licence:view"], "expires_at": ends}
    token = application.get(ITokenService).issue(root, actor, who, **given).text
    session = application.get(ISessionService).begin(root, who, means="password").token
    identifier = next(name for name in root.licences.identifiers if "W009" in name)
    return {
        "api": _get(f"/api/v1/licences/{identifier}", f"Authorization: Bearer {token}"),
        "page": _get(f"/licences/{identifier}", f"Cookie: session={session}"),
        "file": _get(f"/licences/{identifier}/files/1", f"Cookie: session={session}"),
    }


def _get(path: str, *fields: str) -> bytes:
    """Write a request for a path."""
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: localhost", *fields, "", "")).encode()


def _compare(port: int, bare: int, asked: dict[str, bytes]) -> list[Row]:
    """Measure ours and the bare ones turn by turn."""
    ways = {
        "api": (port, asked["api"]),
        "page": (port, asked["page"]),
        "file": (port, asked["file"]),
        "bare json": (bare, _get("/json")),
        "bare file": (bare, _get("/file")),
    }
    found: dict[str, list[Measured]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, (where, request) in ways.items():
            measured = _load(where, request)
            if turn:
                found[name].append(measured)
    rates = {name: statistics.median(each.rate for each in rounds) for name, rounds in found.items()}
    seconds = sorted(second for each in found["api"] for second in each.seconds)
    tail = seconds[int(0.99 * len(seconds))] / statistics.median(seconds)
    return [
        *(row(f"web: {name}", rate, "requests/s") for name, rate in rates.items()),
        row(
            "web: API of a licence beside a bare JSON view",
            rates["api"] / rates["bare json"],
            "ratio",
            API,
            at_least=True,
        ),
        row("web: API of a licence, p99 beside its median", tail, "ratio", TAIL),
        row(
            "web: page of a licence beside a bare JSON view",
            rates["page"] / rates["bare json"],
            "ratio",
            PAGE,
            at_least=True,
        ),
        row("web: sealed file beside FileResponse", rates["file"] / rates["bare file"], "ratio", FILE, at_least=True),
    ]


def _load(port: int, request: bytes) -> Measured:
    """Let all clients ask at once, each over a connection that stays."""
    seconds: list[float] = []
    start = Barrier(CLIENTS + 1)
    threads = [Thread(target=_ask, args=(port, request, start, seconds)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    start.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    return Measured(CLIENTS * REQUESTS / (perf_counter() - began), seconds)


def _ask(port: int, request: bytes, start: Barrier, seconds: list[float]) -> None:
    """Ask again and again; ``AssertionError`` for another answer than 200."""
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as answers:
        start.wait()
        for _ in range(REQUESTS):
            began = perf_counter()
            connection.sendall(request)
            _read(answers)
            seconds.append(perf_counter() - began)


def _read(answers: Any) -> None:
    """Read one answer whole."""
    status = answers.readline()
    assert b" 200 " in status, status
    length = 0
    while (line := answers.readline()) != b"\r\n":
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    assert len(answers.read(length)) == length > 0


def _queue(application: Application) -> list[Row]:
    """Make the queue's page with few and with many cases."""
    call = make_wsgi(application)
    token = application.transact(
        lambda root: application.get(ISessionService).begin(root, "housing-clerk", means="password").token
    )
    times = {}
    for count in (FEW, MANY):
        _fill(application, count)
        times[count] = statistics.median(_timed(lambda: _view(call, token)) for _ in range(VIEWS)) * 1000
    ratio = times[MANY] / times[FEW]
    told = [row(f"web: queue with {count:,} cases", value, "ms") for count, value in times.items()]
    return [*told, row(f"web: queue with {MANY:,} cases beside {FEW:,}", ratio, "ratio", GROWN)]


def _view(call: Any, token: str) -> None:
    """Make the page."""
    request = Request.blank("/desk", headers={"Host": "localhost", "Cookie": f"session={token}"})
    assert request.get_response(call).status_int == 200


def _timed(work: Callable[[], None]) -> float:
    """Say how many seconds some work took."""
    began = perf_counter()
    work()
    return perf_counter() - began


def _fill(application: Application, count: int, batch: int = 5_000) -> None:
    """Add cases that wait in the housing authority's queue, until there are so many."""
    while application.transact(lambda root: _add(root, count, batch)):
        pass


def _add(root: Any, count: int, batch: int) -> bool:
    """Add some cases like one of the demo's; says whether there are still too few."""
    (pattern,) = [case for case in root.cases.values() if case.kind == "construction_permit"][:1]
    there = len(root.cases)
    for number in range(there, min(there + batch, count)):
        made = Case(
            id=f"A20260101{number:07d}-1",
            application=pattern.application,
            project=pattern.project,
            item=pattern.item,
            catalogue=pattern.catalogue,
            authority=pattern.authority,
            result_type=pattern.result_type,
            kind=pattern.kind,
            data=pattern.data,
        )
        root.cases[made.id] = made
    return len(root.cases) < count


@contextmanager
def _serving(command: list[str]) -> Iterator[None]:
    """Run a server, which says that it is there, while the block lasts."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None, "it was begun with a pipe"
        assert process.stdout.readline(), "it says that it is there"
        yield
    finally:
        process.kill()
        process.communicate()


def _free_port() -> int:
    """Give a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
