import socket
import threading
from contextlib import contextmanager, suppress

import pytest

from signing.transport import _remaining, exchange


@contextmanager
def answering(data):
    """A server on loopback that says ``data`` to the first who asks, then goes; gives its address."""
    heard = []

    def serve():
        connection, _address = server.accept()
        with connection:
            request = connection.recv(65536)
            while b"Content-Length: 4" in request and not request.endswith(b"body"):
                request += connection.recv(65536)
            heard.append(request)
            connection.sendall(data)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/a?b=c", heard
        thread.join(5)


def answer(body, status="200 OK", length=None):
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n\r\n".encode() + body


def test_the_whole_answer_is_given():
    with answering(answer(b"x" * 70000)) as (url, heard):
        assert exchange(url, 5, 70000) == b"x" * 70000
    assert heard[0].startswith(b"GET /a?b=c HTTP/1.1\r\n")


def test_a_body_is_posted_with_its_type():
    with answering(answer(b"")) as (url, heard):
        assert exchange(url, 5, 10, b"body", "text/x-test") == b""
    assert heard[0].startswith(b"POST /a?b=c HTTP/1.1\r\n")
    assert b"Content-Type: text/x-test\r\n" in heard[0]
    assert heard[0].endswith(b"body")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (answer(b"x" * 11), "> 10: "),
        (answer(b"x", length=2), "why-short"),
        (answer(b"", status="500 Trouble"), "HTTP 500"),
        (answer(b"", status="302 Elsewhere"), "HTTP 302"),
        (b"what?\r\n\r\n", "why-no-answer"),
        (b"", "Remote end closed"),
    ],
)
def test_anything_else_is_an_os_error(data, words):
    with answering(data) as (url, _heard), pytest.raises(OSError, match=words):
        exchange(url, 5, 10)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/passwd", "nonsense", "http://127.0.0.1:port/"])
def test_only_http_is_spoken(url):
    with pytest.raises(OSError, match="why-no-address"):
        exchange(url, 5, 10)


def test_nobody_there_is_an_os_error():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        exchange(f"http://127.0.0.1:{port}/", 5, 10)


def test_an_answer_that_never_comes_is_waited_for_no_longer_than_said():
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(TimeoutError):
        exchange(f"http://127.0.0.1:{server.getsockname()[1]}/", 0.05, 10)


@contextmanager
def dripping(head, count=300):
    """A server on loopback that says ``head``, then ``count`` letters one by one, unless one hangs up."""
    gone = threading.Event()

    def serve():
        connection, _address = server.accept()
        with connection, suppress(OSError):
            connection.sendall(head)
            for _ in range(count):
                connection.sendall(b"x")
                if gone.wait(0.01):
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        gone.set()
        thread.join(5)


@pytest.mark.parametrize(
    "head",
    [b"", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n"],
    ids=["status", "header", "body"],
)
def test_an_answer_that_drips_is_cut_off_wherever_it_does(head):
    with dripping(head) as url, pytest.raises(TimeoutError):
        exchange(url, 0.1, 1000)


def test_after_the_deadline_nothing_is_waited_for():
    with pytest.raises(TimeoutError, match="why-slow"):
        _remaining(0.0)
