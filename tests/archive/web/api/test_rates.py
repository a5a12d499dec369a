"""Requests are counted by token, else by address; what is left is said, and when to come back."""

from types import SimpleNamespace

import pytest
from limits import storage

from archive.web.api.rates import Rates, count_request
from archive.web.errors import RateExceededError

NOON = 1_800_000_000.0


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The clock of the library, standing still."""
    moment = SimpleNamespace(now=NOON)
    monkeypatch.setattr(storage.memory.time, "time", lambda: moment.now)
    return moment


def test_what_is_left_is_said():
    rates = Rates("3/minute", "1/minute")
    assert rates.count("t1", True, NOON) == {
        "RateLimit-Policy": '"token";q=3;w=60',
        "RateLimit": '"token";r=2;t=60',
    }
    assert rates.count("t1", True, NOON + 10)["RateLimit"] == '"token";r=1;t=50'


def test_a_caller_over_the_rate_is_told_when_to_come_back(clock):
    rates = Rates("2/minute", "1/minute")
    rates.count("10.0.0.1", False, NOON)
    with pytest.raises(RateExceededError) as caught:
        rates.count("10.0.0.1", False, NOON + 20)
    assert caught.value.seconds == 40
    assert caught.value.headers["RateLimit"] == '"address";r=0;t=40'
    clock.now = NOON + 61
    assert rates.count("10.0.0.1", False, NOON + 61)["RateLimit"] == '"address";r=0;t=60'


def test_callers_are_counted_apart():
    rates = Rates("1/minute", "1/minute")
    for name, is_known in (("a", True), ("b", True), ("a", False), ("b", False)):
        rates.count(name, is_known, NOON)


def test_a_clock_that_is_not_the_library_s_gives_no_absurd_wait():
    rates = Rates("2/minute", "1/minute")
    assert rates.count("a", True, NOON - 9999)["RateLimit"].endswith("t=60")
    assert rates.count("a", True, NOON + 9999)["RateLimit"].endswith("t=1")


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
