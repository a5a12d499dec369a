"""A body is here whole before anything is done with it, or it is refused by page and API alike."""

import errno
from io import BytesIO

import pytest
from web_fixture import browser, opened
from webob import Request

from archive.web.receiving import FORM, longest


class Unread:
    """A body of which nothing is to be read."""

    def read(self, *_size):
        raise AssertionError


class Lost:
    """A connection that is lost after some bytes."""

    def __init__(self, error, *pieces):
        self.error, self.pieces = error, list(pieces)

    def read(self, _size):
        if not self.pieces:
            raise self.error
        return self.pieces.pop(0)


def sent(address, stream, **environ):
    """What a body is answered, by status and code, where a server gives it as a stream."""
    given = {"wsgi.input": stream, "CONTENT_TYPE": "application/x-www-form-urlencoded", **environ}
    answer = Request.blank(address, given, method="POST", headers={"Host": "localhost"}).get_response(opened()[1])
    return answer.status_int, answer


DOORS = pytest.mark.parametrize("address", ["/sign-in", "/api/v1/verifications", "/uploads", "/nowhere"])


@DOORS
def test_a_body_that_says_it_is_too_long_is_refused_unread(address):
    most = opened()[0].settings["archive.intake.limit"] + FORM
    for length in (most + 1, 1 << 31, 1 << 80):
        status, answer = sent(address, Unread(), CONTENT_LENGTH=str(length))
        assert (status, "archive.body-too-large" in answer.text) == (413, True)


@DOORS
def test_a_body_that_does_not_say_how_long_it_is_is_refused_unread(address):
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    status, answer = sent(address, Unread(), **chunked)
    assert (status, "archive.length-missing" in answer.text) == (411, True)


@DOORS
@pytest.mark.parametrize("stream", [BytesIO(b"a=1"), Lost(ConnectionResetError(), b"a", b"=1")])
def test_a_body_that_broke_off_is_refused(address, stream):
    status, answer = sent(address, stream, CONTENT_LENGTH="10")
    assert (status, "archive.body-broken" in answer.text) == (400, True)


def test_a_disk_that_takes_no_body_is_our_own_fault():
    status, answer = sent("/sign-in", Lost(OSError(errno.ENOSPC, "full")), CONTENT_LENGTH="10")
    assert (status, "archive.unexpected" in answer.text) == (500, True)


def test_what_has_no_body_is_asked_for_none():
    status, _answer = sent("/language", Unread(), CONTENT_LENGTH="0")
    assert status == 403
    assert browser().get("/").status_int == 200


def test_a_body_may_be_as_long_as_a_material_in_its_form():
    assert longest({"archive.intake.limit": 5}) == 5 + FORM
