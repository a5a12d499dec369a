"""Gunicorn by the operator's command, without the proxy: a body is bounded there too, and its end is graceful."""

import hashlib
import json
import re
import signal
import socket
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from proxied import answer_of, gunicorn, head, make_served
from samples import DRAWING

from archive.app import open_application
from archive.interfaces import IUserService
from archive.permissions import Permission
from archive.services.identity.interfaces import ITokenService

DOORS = pytest.mark.parametrize("path", ["/sign-in", "/api/v1/verifications"])
FORM = b"Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory(prefix="served-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def ini(folder):
    return make_served(folder)


@pytest.fixture(scope="module")
def server(folder, ini):
    with gunicorn(folder, ini) as process:
        yield process


@pytest.fixture
def line(folder, server):
    """A connection to the server."""
    assert server.poll() is None
    with connect(folder) as one:
        yield one


def connect(folder):
    """Open a connection."""
    one = socket.socket(socket.AF_UNIX)
    one.settimeout(30)
    one.connect(str(folder / "web.sock"))
    return one


def code_of(connection):
    """Status and code of what is answered."""
    status, text = answer_of(connection)
    return status, re.search(r"archive\.[a-z]+-[a-z-]+", text)[0]


@DOORS
def test_a_body_of_two_gigabytes_is_refused_unread(line, path):
    line.sendall(head("POST", path, FORM, b"Content-Length: 2147483648"))
    assert code_of(line) == (413, "archive.body-too-large")


@DOORS
def test_a_body_that_does_not_say_how_long_it_is_is_refused(line, path):
    line.sendall(head("POST", path, FORM, b"Transfer-Encoding: chunked") + b"3\r\na=b\r\n")
    assert code_of(line) == (411, "archive.length-missing")


@DOORS
def test_a_body_that_broke_off_is_refused(line, path):
    line.sendall(head("POST", path, FORM, b"Content-Length: 100") + b"a=b")
    line.shutdown(socket.SHUT_WR)
    assert code_of(line) == (400, "archive.body-broken")


@pytest.mark.parametrize(
    ("path", "lines", "status"),
    [
        (f"/{'a' * 5000}", [], 414),
        ("/", [b"X-Long: " + b"a" * 10_000], 431),
        ("/", [b"X-%d: 1" % number for number in range(200)], 431),
        ("/", [b"Content-Length: 5", b"Transfer-Encoding: chunked"], 400),
        ("/", [b"Content-Length: 5", b"Content-Length: 6"], 400),
        ("/", [b"Content-Length: five"], 400),
        ("/", [b"X-Fo\x00o: 1"], 400),
    ],
)
def test_a_head_beyond_measure_is_refused(line, path, lines, status):
    line.sendall(head("GET", path, *lines))
    assert answer_of(line)[0] == status


def token_of_applicant(ini):
    """A program's token to act for the applicant."""

    def issue(root):
        actor = application.get(IUserService).get_actor(root, "applicant")
        ends, scopes = application.clock() + timedelta(days=1), [str(Permission.CASE_SUBMIT)]
        return application.get(ITokenService).issue(
            root, actor, "applicant", label="a test", scopes=scopes, expires_at=ends
        )

    with open_application(ini) as application:
        return application.transact(issue).text.encode()


def test_an_upload_that_is_on_its_way_when_the_server_is_told_to_stop_is_taken_to_its_end(tmp_path):
    with tempfile.TemporaryDirectory(prefix="served-") as name:
        folder, ini = Path(name), make_served(tmp_path)
        bearer = b"Authorization: Bearer " + token_of_applicant(ini)
        given = b"Content-Type: image/png", b"Content-Length: %d" % len(DRAWING), b"Expect: 100-continue"
        with gunicorn(folder, ini) as server, connect(folder) as line:
            line.sendall(head("POST", "/api/v1/materials?name=a.png", bearer, *given))
            assert line.recv(1000).startswith(b"HTTP/1.1 100 ")
            line.sendall(DRAWING[:100])
            server.send_signal(signal.SIGTERM)
            while (folder / "web.sock").exists():
                with pytest.raises(subprocess.TimeoutExpired):
                    server.wait(timeout=0.05)
            line.sendall(DRAWING[100:])
            status, text = answer_of(line)
            assert (status, json.loads(text)["digest"]) == (201, hashlib.sha256(DRAWING).hexdigest())
            assert server.wait(60) == 0
