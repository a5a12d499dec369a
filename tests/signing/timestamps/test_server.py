import hashlib
from http.client import HTTPConnection

import pytest
from pki_fixture import pki
from sealer_fixture import authority

from signing.timestamps.client import HttpTimestamper
from signing.timestamps.server import LIMIT, PkiServer, running
from signing.timestamps.tokens import verify_token

IMPRINT = hashlib.sha256(b"stamped").digest()


@pytest.fixture
def server():
    with running(PkiServer(("127.0.0.1", 0), authority(), pki() / "trust")) as server:
        yield server


def ask(server, method, path, headers=(), body=None):
    connection = HTTPConnection(*server.server_address, timeout=5)
    try:
        connection.putrequest(method, path)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), answer.read()
    finally:
        connection.close()


def test_it_stamps_what_a_client_asks(server):
    verify_token(HttpTimestamper(server.url, 5).stamp(IMPRINT), IMPRINT)


@pytest.mark.parametrize("name", ["root.crl", "issuing.crl"])
def test_it_serves_the_lists_as_they_are_now(server, name):
    expected = (200, "application/pkix-crl", (pki() / "trust" / name).read_bytes())
    assert ask(server, "GET", f"/crl/{name}") == expected


@pytest.mark.parametrize("path", ["/", "/crl/", "/crl/root.crt.pem", "/crl/../../passphrase", "/root.crl"])
def test_it_serves_nothing_else(server, path):
    assert ask(server, "GET", path)[0] == 404


@pytest.mark.parametrize("length", [str(LIMIT + 1), "-1", "many", None])
def test_a_request_without_a_bounded_length_is_refused(server, length):
    headers = [] if length is None else [("Content-Length", length)]
    assert ask(server, "POST", "/", headers)[0] == 413


def test_a_request_that_is_none_is_refused_in_the_protocol_s_words(server):
    status, media_type, body = ask(server, "POST", "/", [("Content-Length", "3")], b"abc")
    assert (status, media_type) == (200, "application/timestamp-reply")
    assert body == authority().answer(b"abc")
