"""Every error that a request can raise has its status in the one table."""

import importlib
import re
from http import HTTPStatus

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
    """Give every error class of ours, by its code."""
    places = (name.removesuffix(".py").replace("/", ".") for name in modules() if name.endswith("/errors.py"))
    found = [
        each
        for place in places
        if place != COMMANDS
        for each in vars(importlib.import_module(place)).values()
        if is_error(each, place)
    ]
    return {each.code: each for each in found}


def is_error(found, place):
    return isinstance(found, type) and issubclass(found, Exception) and found.__module__ == place


def test_every_error_is_in_the_table_by_itself_or_by_a_base():
    assert [code for code, error in errors().items() if not STATUS.keys() & set(error.__mro__)] == [BASE]


def test_no_row_of_the_table_is_hidden():
    assert all(status_of(error.__new__(error)) for error in STATUS)


def test_what_a_page_tells_of_a_request_is_no_advice_for_a_command_line():
    told = {
        code: every_label()[code]
        for code, error in errors().items()
        if status_of(error.__new__(error)) < HTTPStatus.INTERNAL_SERVER_ERROR
    }
    assert [(code, text) for code, words in told.items() for text in words.values() if SHELL.search(text)] == []


def test_every_hint_for_a_command_line_belongs_to_an_error():
    hints = {code.removeprefix("cli.hint.") for code in every_label() if code.startswith("cli.hint.")}
    assert hints
    assert sorted(hints - errors().keys()) == []
