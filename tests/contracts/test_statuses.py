"""Every error that a request can raise has its status in the one table."""

import importlib
import re
from http import HTTPStatus

import pytest
from sources import modules

from archive.web.statuses import STATUS, status_of
from archive.words import every_label

BASE = "archive.error"
"""The base of all, which nobody raises as it is: an error under no other base is 500, and seen here."""
COMMANDS = "archive.cli.errors"
"""What commands alone raise."""
SHELL = re.compile(r"\bchancery [a-z]|(?<!\S)--[a-z]|\b(?:case|licence) show\b|\b[a-z]+_at\b|\bmake setup\b")
"""Advice for a command line."""


def errors():
    """Every error class of ours."""
    for name in modules():
        place = name.removesuffix(".py").replace("/", ".")
        if name.endswith("/errors.py") and place != COMMANDS:
            yield from (each for each in vars(importlib.import_module(place)).values() if is_error(each, place))


def is_error(found, place):
    return isinstance(found, type) and issubclass(found, Exception) and found.__module__ == place


@pytest.mark.parametrize("error", sorted(errors(), key=lambda each: each.code), ids=lambda each: each.code)
def test_an_error_is_in_the_table_by_itself_or_by_a_base(error):
    assert error.code == BASE or any(base in STATUS for base in error.__mro__)


def test_no_row_of_the_table_is_hidden():
    assert all(status_of(error.__new__(error)) for error in STATUS)


@pytest.mark.parametrize("error", sorted(errors(), key=lambda each: each.code), ids=lambda each: each.code)
def test_what_a_page_tells_of_a_request_is_no_advice_for_a_command_line(error):
    words = every_label()[error.code]
    is_ours = status_of(error.__new__(error)) >= HTTPStatus.INTERNAL_SERVER_ERROR
    assert is_ours or not [text for text in words.values() if SHELL.search(text)]


@pytest.mark.parametrize("code", sorted(code for code in every_label() if code.startswith("cli.hint.")))
def test_a_hint_for_a_command_line_belongs_to_an_error(code):
    assert code.removeprefix("cli.hint.") in {error.code for error in errors()}
