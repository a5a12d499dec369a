"""A body is bounded before it is parsed, and understood in one way only."""

import pytest

from archive.web.api.bodies import load_json
from archive.web.errors import BodyMalformedError
from templates.faults import DEEPEST


def nested(depth):
    return b"[" * depth + b"]" * depth


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
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "«c»"),
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
