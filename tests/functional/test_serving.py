"""The server of one's own machine, as a process: what it refuses before reading, whom it keeps waiting, how it ends."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from servers import free_port
from station import environment, make_station

BIN = Path(sys.executable).parent
SERVER = """
[server:main]
use = egg:chancery#waitress
listen = 127.0.0.1:1
"""


def start(ini, port):
    """Start the server on a port; it is ready once it says so."""
    quiet = {"PORT": str(port), "PYTHONWARNINGS": "ignore::UserWarning"}
    process = subprocess.Popen(
        [BIN / "pserve", ini], env=environment() | quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert any(str(port) in line for line in process.stdout), "it says where it listens, once it does"
    return process


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def server(tmp_path_factory, port):
    folder = tmp_path_factory.mktemp("serving")
    words = {"archive__jobs__pool": "inline", "archive__web__https": "no", "use": "egg:chancery"}
    ini = make_station(folder, **words)
    ini.write_text(ini.read_text() + SERVER)
    process = start(ini, port)
    yield process
    process.kill()
    process.communicate()


def get(port, path="/health/alive", **headers):
    """Get a page; gives status and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


@pytest.mark.usefixtures("server")
def test_it_serves_and_does_not_say_what_it_is(port):
    assert get(port) == (200, b"alive\n")
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", "/")
        assert connection.getresponse().headers["Server"] in (None, "")


@pytest.mark.usefixtures("server")
def test_a_body_that_is_too_large_is_refused_before_it_is_read(port):
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as one:
        one.sendall(b"POST /verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2147483648\r\n\r\n")
        assert b" 413 " in one.recv(4096).split(b"\r\n")[0]


@pytest.mark.usefixtures("server")
def test_those_who_send_drop_by_drop_keep_nobody_waiting(port):
    slow = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(300)]
    try:
        for number, one in enumerate(slow):
            half = b"Content-Length: 1000\r\n\r\nhalf a" if number % 2 else b"X-Slow: "
            one.sendall(b"POST /verify HTTP/1.1\r\nHost: localhost\r\n" + half)
        assert get(port)[0] == 200
    finally:
        for one in slow:
            one.close()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    "request_line", [b"GET / HTTP/9.9", b"BREW /verify HTTP/1.1", b"GET " + b"/" * 300_000 + b" HTTP/1.1", b"\x00\xff"]
)
def test_what_is_no_request_is_refused(port, request_line):
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as one:
        one.sendall(request_line + b"\r\nHost: localhost\r\n\r\n")
        assert int(one.recv(65536).split(b" ")[1]) in (400, 404, 405, 431, 200)
    assert get(port)[0] == 200


def test_it_ends_when_it_is_asked_to(server, port):
    assert get(port)[0] == 200
    os.kill(server.pid, signal.SIGTERM)
    assert server.wait(30) == 0
