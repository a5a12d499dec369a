"""Requests are counted by token, else by address; what is left is said, and when to come back."""

from types import SimpleNamespace

import pytest

from archive.web.api.rates import Rates, count_request
from archive.web.errors import RateExceededError

NOON = 1_800_000_000.0


def test_what_is_left_is_said():
    rates = Rates("3/minute", "1/minute")
    assert rates.count("t1", True, NOON) == {
        "RateLimit-Policy": '"token";q=3;w=60',
        "RateLimit": '"token";r=2;t=60',
    }
    assert rates.count("t1", True, NOON + 10)["RateLimit"] == '"token";r=1;t=50'


def test_a_caller_over_the_rate_is_told_when_to_come_back():
    rates = Rates("2/minute", "1/minute")
    rates.count("10.0.0.1", False, NOON)
    with pytest.raises(RateExceededError) as caught:
        rates.count("10.0.0.1", False, NOON + 20)
    assert caught.value.seconds == 40
    assert caught.value.headers["RateLimit"] == '"address";r=0;t=40'
    assert rates.count("10.0.0.1", False, NOON + 60)["RateLimit"] == '"address";r=0;t=60'


def test_callers_are_counted_apart():
    rates = Rates("1/minute", "1/minute")
    for name, is_known in (("a", True), ("b", True), ("a", False), ("b", False)):
        rates.count(name, is_known, NOON)


def test_what_was_counted_is_forgotten_with_its_window():
    rates = Rates("5/minute", "5/minute")
    for number in range(100):
        rates.count(f"10.0.0.{number}", False, NOON)
    rates.count("10.0.0.1", False, NOON + 60)
    assert list(rates._rates["address"].counts) == ["10.0.0.1"]


@pytest.mark.parametrize(("told", "seconds"), [("1/second", 1), ("1/hour", 3600), ("1/day", 86400)])
def test_a_rate_has_a_span(told, seconds):
    assert Rates(told, told).count("a", True, NOON)["RateLimit-Policy"] == f'"token";q=1;w={seconds}'


@pytest.mark.parametrize(("token", "policy"), [("t1", "token"), (None, "address")])
def test_a_request_is_counted_and_its_answer_says_so(token, policy):
    callbacks, rates = [], Rates("5/minute", "5/minute")
    request = SimpleNamespace(
        remote_addr="10.0.0.1",
        now=lambda: SimpleNamespace(timestamp=lambda: NOON),
        service=lambda _interface: rates,
        add_response_callback=callbacks.append,
    )
    count_request(request, token)
    response = SimpleNamespace(headers={})
    callbacks[0](request, response)
    assert response.headers["RateLimit"] == f'"{policy}";r=4;t=60'
