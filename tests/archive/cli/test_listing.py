"""Lists that come in pages."""

from types import SimpleNamespace

import pytest

from archive.cli.desk import READER
from archive.cli.listing import read_list
from archive.services.reading.model import Page

DESK = SimpleNamespace(transact=lambda work: work("root"))


def read(root, actor, *, cursor, limit, upto):
    """A list of numbers, at most two a page."""
    assert (root, actor) == ("root", READER)
    begin = int(cursor or 0)
    end = min(begin + min(limit, 2), upto)
    return Page(tuple(range(begin, end)), str(end) if end < upto else "")


@pytest.mark.parametrize(("limit", "upto", "count"), [(5, 9, 5), (9, 5, 5), (4, 4, 4), (1, 0, 0)])
def test_pages_are_read_until_there_are_enough_rows_or_no_more(limit, upto, count):
    assert read_list(DESK, read, limit, upto=upto) == list(range(count))


def test_without_a_limit_everything_is_read():
    assert len(read_list(DESK, read, upto=31)) == 31
