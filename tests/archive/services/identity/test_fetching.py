"""Exchanges with the provider are bounded."""

import itertools

import pytest
from provider_fixture import ObedientProvider

from archive.services.identity import fetching
from archive.services.identity.errors import ProviderAnswerError, ProviderUnavailableError
from archive.services.identity.fetching import LIMIT, fetch


@pytest.fixture
def provider():
    with ObedientProvider() as obedient:
        yield obedient


def test_a_json_object_is_fetched_and_a_form_is_sent(provider):
    provider.answers["/x"] = {"a": 1}
    assert fetch(f"{provider.issuer}/x", {"Authorization": "Bearer t"}) == {"a": 1}
    fetch(f"{provider.issuer}/x", {}, {"a": "&"})
    (_path, headers, _form), (_other, _headers, form) = provider.asked
    assert (headers["Authorization"], headers["Accept-Encoding"], form) == ("Bearer t", "identity", {"a": "&"})


@pytest.mark.parametrize(
    "given",
    [
        (200, b""),
        (200, b"{"),
        (200, b"[]"),
        (200, b"\xff"),
        (200, b"[" * 100_000),
        (204, b""),
        (302, b"{}"),
        (500, b"{}"),
        (200, b'{"a": "' + b"x" * LIMIT + b'"}'),
    ],
    ids=lambda given: f"{given[0]}-{len(given[1])}",
)
def test_all_else_means_that_the_provider_is_not_there(provider, given):
    provider.answers |= {"/x": given, "/elsewhere": {"a": 1}}
    with pytest.raises(ProviderUnavailableError):
        fetch(f"{provider.issuer}/x", {})


def test_what_cannot_be_asked_for_is_told_from_a_provider_that_is_not_there(provider):
    provider.answers["/x"] = (400, b'{"error": "invalid_grant"}')
    with pytest.raises(ProviderAnswerError, match="/x: 400"):
        fetch(f"{provider.issuer}/x", {}, {})


def test_an_answer_as_large_as_it_may_be_is_read(provider):
    provider.answers["/x"] = (200, b'{"a": "' + b"x" * (LIMIT - 9) + b'"}')
    assert len(fetch(f"{provider.issuer}/x", {})["a"]) == LIMIT - 9


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://[", "nothing", "http://127.0.0.1:99999/"])
def test_where_nobody_answers_the_provider_is_not_there(url):
    with pytest.raises(ProviderUnavailableError):
        fetch(url, {})


def test_an_answer_that_trickles_is_not_waited_for(provider, monkeypatch):
    provider.answers["/x"] = {"a": 1}
    hours = itertools.count(step=3600)
    monkeypatch.setattr(fetching.time, "monotonic", lambda: next(hours))
    with pytest.raises(ProviderUnavailableError):
        fetch(f"{provider.issuer}/x", {})
