"""Tokens of programs, as they are kept."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.models.tokens import Token, Tokens

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def tokens():
    kept = Tokens()
    for name, owner, days in (("a", "li", 3), ("b", "li", 1), ("c", "wang", 2)):
        kept.add(Token(name, b"", owner, NOW + timedelta(days=days)))
    return kept


def test_a_token_is_found_by_id_and_owner(tokens):
    assert tokens.find("a").owner == "li"
    assert [token.name for token in tokens.of("li")] == ["a", "b"]
    assert (tokens.find("d"), tokens.of("l")) == (None, [])


def test_tokens_that_ended_are_forgotten_the_first_first(tokens):
    tokens.forget(NOW, 9)
    assert len(tokens.by_name) == 3
    tokens.forget(NOW + timedelta(days=9), 2)
    assert list(tokens.by_name) == ["a"]
    assert [len(each) for each in (tokens.of_owners, tokens.ends)] == [1, 1]
