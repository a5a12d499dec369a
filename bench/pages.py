"""Pages and API beside bare Pyramid views, by the same server and workers, turn by turn, at 16 clients.

The server is what ``docs/operator/serving.md`` sets up: gunicorn, a process a core with two threads each, a new
connection for each request. The clients are Debian's ``wrk``, which takes little of the cores that the servers need.
"""

import contextlib
import io
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter, sleep
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
SECONDS: Final = 2
"""Of each round."""
ROUNDS: Final = 4
SERVER: Final = ("gunicorn", "--workers", str(os.cpu_count() or 1), "--threads", "2", "--no-control-socket")
TOLD: Final = {
    "rate": re.compile(r"^Requests/sec: +([\d.]+)()", re.MULTILINE),
    "median": re.compile(r"^ +50% +([\d.]+)(us|ms|s) *$", re.MULTILINE),
    "tail": re.compile(r"^ +99% +([\d.]+)(us|ms|s) *$", re.MULTILINE),
}
"""What ``wrk`` prints of a round."""
UNITS: Final = {"": 1.0, "s": 1.0, "ms": 1e-3, "us": 1e-6}
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
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a round."""

    rate: float
    """Requests a second."""
    median: float
    """Seconds of a request."""
    tail: float
    """Seconds within which 99 of 100 are answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks for."""

    path: str
    fields: tuple[str, ...] = ()
    """Of its head, each ``Name: value``."""


def rows() -> list[Row]:
    """Measure everything."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var", prefix="bench-") as folder, ExitStack() as held:
        ini = Path(folder) / "bench.ini"
        ini.write_text(INI.format(folder=folder))
        with contextlib.redirect_stdout(io.StringIO()):
            run(["--config", str(ini), "demo"])
        with open_application(ini) as application:
            asked = application.transact(lambda root: _asked(application, root))
        (sealed,) = list((Path(folder) / "var/demo/licences").glob("*W009*B.pdf"))[:1]
        ours = held.enter_context(_serving("--paste", str(ini)))
        bare = held.enter_context(_serving(f"bench.bare:make({str(sealed)!r})"))
        told = _compare(ours, bare, asked)
        with open_application(ini) as application:
            return told + _queue(application)


def _asked(application: Application, root: Any) -> dict[str, Asked]:
    """Say what is asked of us, in the name of who decided the licence."""
    who = "housing-decider"
    actor = application.get(IUserService).get_actor(root, who)
    ends = application.clock() + timedelta(days=1)
    given = {"label": "bench", "scopes": ["licence:view"], "expires_at": ends}
    token = application.get(ITokenService).issue(root, actor, who, **given).text
    session = application.get(ISessionService).begin(root, who, means="password").token
    identifier = next(name for name in root.licences.identifiers if "W009" in name)
    return {
        "api": Asked(f"/api/v1/licences/{identifier}", (f"Authorization: Bearer {token}",)),
        "page": Asked(f"/licences/{identifier}", (f"Cookie: session={session}",)),
        "file": Asked(f"/licences/{identifier}/files/0", (f"Cookie: session={session}",)),
    }


def _compare(ours: str, bare: str, asked: Mapping[str, Asked]) -> list[Row]:
    """Measure ours and the bare ones turn by turn."""
    plain = {name: Asked(f"/{name}") for name in ("json", "file", "hashed")}
    ways = {name: (ours, each) for name, each in asked.items()} | {
        f"bare {name}": (bare, each) for name, each in plain.items()
    }
    found: dict[str, list[Measured]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, (where, each) in ways.items():
            measured = _load(where, each)
            if turn:
                found[name].append(measured)
    rates = {name: statistics.median(each.rate for each in rounds) for name, rounds in found.items()}
    tail = statistics.median(each.tail / each.median for each in found["api"])
    return [
        *(row(f"web: {name}", rate, "requests/s") for name, rate in rates.items()),
        _ratio("API of a licence beside a bare JSON view", rates["api"] / rates["bare json"], API),
        row("web: API of a licence, p99 beside its median", tail, "ratio", TAIL),
        _ratio("page of a licence beside a bare JSON view", rates["page"] / rates["bare json"], PAGE),
        _ratio("sealed file beside FileResponse", rates["file"] / rates["bare file"], FILE),
        _ratio("sealed file beside a bare view that hashes it", rates["file"] / rates["bare hashed"], None),
    ]


def _ratio(name: str, value: float, least: float | None) -> Row:
    """Judge a ratio."""
    return row(f"web: {name}", value, "ratio", least, at_least=True)


def _load(where: str, asked: Asked) -> Measured:
    """Let clients ask for something again and again, each time by a new connection, as a proxy does."""
    fields = [part for field in (*asked.fields, "Host: localhost", "Connection: close") for part in ("--header", field)]
    clients = ["--threads", "1", "--connections", str(CLIENTS), "--duration", f"{SECONDS}s", "--latency"]
    told = subprocess.run(
        ["wrk", *clients, *fields, f"{where}{asked.path}"], check=True, capture_output=True, text=True
    ).stdout
    assert "Non-2xx" not in told, told
    found = {name: pattern.search(told) for name, pattern in TOLD.items()}
    assert all(found.values()), told
    return Measured(**{name: float(each[1]) * UNITS[each[2]] for name, each in found.items() if each})


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
def _serving(*what: str) -> Iterator[str]:
    """Serve an application while the block lasts; gives where."""
    port = _free_port()
    program = str(Path(sys.executable).with_name(SERVER[0]))
    command = [program, *SERVER[1:], "--bind", f"127.0.0.1:{port}", "--log-level", "error", *what]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None and not _is_there(port):
                sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _is_there(port: int) -> bool:
    """Say whether a server listens."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    """Give a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
