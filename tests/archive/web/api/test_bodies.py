"""A body is bounded before it is read, and understood in one way only."""

from io import BytesIO
from types import SimpleNamespace

import pytest

from archive.web.api.bodies import Streamed, length_of, load_json, read_whole
from archive.web.errors import BodyBrokenError, BodyMalformedError, BodyTooLargeError
from templates.faults import DEEPEST


def nested(depth):
    return b"[" * depth + b"]" * depth


def test_a_body_is_read_to_its_length_and_no_further():
    stream = BytesIO(b"abcdef")
    assert read_whole(stream, 3, 10) == b"abc"
    assert read_whole(BytesIO(b"abc"), None, 3) == b"abc"


def test_a_body_that_says_it_is_too_large_is_not_read():
    stream = BytesIO(b"abcd")
    with pytest.raises(BodyTooLargeError, match="> 3"):
        read_whole(stream, 4, 3)
    assert stream.tell() == 0


def test_a_body_that_does_not_say_how_large_it_is_is_read_to_the_limit_only():
    stream = BytesIO(b"abcdefgh")
    with pytest.raises(BodyTooLargeError):
        read_whole(stream, None, 3)
    assert stream.tell() == 4


def test_a_body_that_ends_early_is_broken():
    with pytest.raises(BodyBrokenError, match="2 < 3"):
        read_whole(BytesIO(b"ab"), 3, 10)


def test_json_is_parsed():
    assert load_json('{"a": [1, "二", {"b": null}]}'.encode()) == {"a": [1, "二", {"b": None}]}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "1:2"),
        (b"", "1:1"),
        (b'{"a": 1} {}', "1:10"),
        ('{"a": "é"}'.encode("latin-1"), "UTF-8"),
        (b'{"a": NaN}', "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b"1" * 5000, ""),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "'c'"),
        (nested(DEEPEST + 1), "templates.why-too-deep"),
        (b"[" * 100_000, "templates.why-too-deep"),
        (b'{"a":' * 1000 + b"1" + b"}" * 1000, "templates.why-too-deep"),
    ],
)
def test_what_is_no_json_or_could_be_read_in_two_ways_is_refused(data, why):
    with pytest.raises(BodyMalformedError) as caught:
        load_json(data)
    assert str(caught.value) == why


def test_depth_is_that_of_brackets_outside_of_strings():
    assert load_json(nested(DEEPEST)) is not None
    assert load_json(b'["' + b"[" * 1000 + b'\\"[[[", []]')[1] == []
    assert len(load_json(b"[" + b"[]," * 1000 + b"[]]")) == 1001


def test_many_keys_of_which_one_is_there_twice_are_refused_soon():
    keys = b",".join(b'"k%d":0' % number for number in range(50_000))
    with pytest.raises(BodyMalformedError, match="k0"):
        load_json(b"{" + keys + b',"k0":1}')


def test_a_stream_ends_where_its_length_says():
    assert Streamed(BytesIO(b"abcdef"), 4).read() == b"abcd"
    assert Streamed(BytesIO(b"abcdef"), None).read() == b"abcdef"
    assert Streamed(BytesIO(b"abcdef"), 0).read() == b""


class Lost:
    """A connection that is lost after some bytes."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def read(self, _size):
        if not self.pieces:
            raise OSError
        return self.pieces.pop(0)


@pytest.mark.parametrize("source", [BytesIO(b"ab"), Lost(b"a", b"b")])
def test_a_stream_that_ends_early_is_broken(source):
    stream = Streamed(source, 3)
    with pytest.raises(BodyBrokenError):
        stream.read()


@pytest.mark.parametrize(("environ", "length"), [({}, 0), ({"wsgi.input_terminated": True}, None)])
def test_a_length_that_is_not_said_is_none_only_where_the_server_ends_the_body(environ, length):
    assert length_of(SimpleNamespace(content_length=None, environ=environ)) == length
    assert length_of(SimpleNamespace(content_length=7, environ=environ)) == 7
