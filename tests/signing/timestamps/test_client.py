import hashlib
import socket

import pytest
from asn1crypto import tsp
from pki_fixture import pki
from sealer_fixture import authority
from zope.interface.verify import verifyObject

from signing.cms import SEQUENCE, encode
from signing.errors import TimestampInvalidError, TimestampUnavailableError
from signing.interfaces import ITimestamper
from signing.timestamps.authority import GRANTED
from signing.timestamps.client import LIMIT, HttpTimestamper, verify_answer
from signing.timestamps.server import PkiServer, running
from signing.timestamps.tokens import verify_token

IMPRINT = hashlib.sha256(b"stamped").digest()


def nonce_of(request):
    return tsp.TimeStampReq.load(request)["nonce"].native


def wrap(token=b""):
    return encode(SEQUENCE, GRANTED, token)


class Rogue:
    """A timestamp authority that answers what it is told to."""

    def __init__(self, answer):
        self.answer = answer


ROGUES = {
    "rubbish": lambda request: b"rubbish",
    "nothing": lambda request: b"",
    "refusal": lambda request: authority().answer(b"rubbish"),
    "another nonce": lambda request: wrap(authority().give_token(IMPRINT, nonce_of(request) ^ 1)),
    "no nonce": lambda request: wrap(authority().give_token(IMPRINT)),
    "another imprint": lambda request: wrap(authority().give_token(bytes(32), nonce_of(request))),
    "something behind it": lambda request: wrap(authority().give_token(IMPRINT, nonce_of(request))) + b"x",
    "no certificate": lambda request: wrap(authority().give_token(IMPRINT, nonce_of(request), certificates=False)),
    "granted without a token": lambda request: wrap(),
}


def test_it_keeps_the_interface():
    assert verifyObject(ITimestamper, HttpTimestamper("http://127.0.0.1/", 5))


def test_a_true_authority_s_token_is_given():
    with running(PkiServer(("127.0.0.1", 0), authority(), pki() / "trust")) as server:
        token = HttpTimestamper(server.url, 5).stamp(IMPRINT)
    verify_token(token, IMPRINT)


@pytest.mark.parametrize("answer", ROGUES.values(), ids=ROGUES)
def test_anything_but_the_timestamp_that_was_asked_for_is_invalid(answer):
    with (
        running(PkiServer(("127.0.0.1", 0), Rogue(answer), pki() / "trust")) as server,
        pytest.raises(TimestampInvalidError),
    ):
        HttpTimestamper(server.url, 5).stamp(IMPRINT)


def test_a_refusal_is_called_one():
    with pytest.raises(TimestampInvalidError, match="why-refused: rejection"):
        verify_answer(authority().answer(b"rubbish"), IMPRINT, 1)


def test_an_authority_that_is_not_there_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(TimestampUnavailableError, match=str(port)):
        HttpTimestamper(f"http://127.0.0.1:{port}/", 5).stamp(IMPRINT)


def test_an_authority_that_keeps_silent_is_unavailable_in_time():
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(TimestampUnavailableError):
        HttpTimestamper(f"http://127.0.0.1:{server.getsockname()[1]}/", 0.05).stamp(IMPRINT)


def test_an_answer_that_is_too_large_is_not_called_a_silence():
    with (
        running(PkiServer(("127.0.0.1", 0), Rogue(lambda _: bytes(LIMIT + 1)), pki() / "trust")) as server,
        pytest.raises(TimestampInvalidError, match=f"> {LIMIT}: "),
    ):
        HttpTimestamper(server.url, 5).stamp(IMPRINT)
