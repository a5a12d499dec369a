"""Pages and cursors."""

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.services.reading.errors import CursorMalformedError
from archive.services.reading.paging import MOST, SCANNED, read_cursor, read_page, write_cursor


@given(st.text(min_size=1, max_size=60))
def test_a_cursor_names_the_place_that_it_was_written_for(place):
    assert read_cursor(write_cursor(place)) == place
    assert write_cursor(place).isascii()


def test_no_cursor_names_no_place():
    assert read_cursor("") == ""


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "....", "%00", urlsafe_b64encode(b'"').decode(), urlsafe_b64encode(b"[1]").decode(), "W" * 5000]
    + [urlsafe_b64encode(json.dumps(value).encode()).decode() for value in ("", None, 7)],
)
def test_what_no_list_gave_is_no_cursor(cursor):
    with pytest.raises(CursorMalformedError):
        read_cursor(cursor)


def walk(rows, limit, tell=lambda place: place):
    """Read a list page by page, as a reader does who passes each cursor back."""
    pages, place = [], ""
    while True:
        page = read_page(iter([row for row in rows if row > place]), tell, limit)
        pages.append(page.rows)
        if not page.cursor:
            return pages
        place = read_cursor(page.cursor)


@pytest.mark.parametrize(
    ("limit", "sizes"), [(1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (9, [5]), (0, [1] * 5), (-3, [1] * 5)]
)
def test_pages_give_every_row_once_and_the_last_says_that_it_is_the_last(limit, sizes):
    assert [len(page) for page in walk("abcde", limit)] == sizes
    assert [row for page in walk("abcde", limit) for row in page] == list("abcde")


def test_a_page_is_bounded():
    rows = [f"{number:04d}" for number in range(MOST + 7)]
    assert [len(page) for page in walk(rows, 10**9)] == [MOST, 7]


def test_what_is_not_told_is_left_out_and_a_long_search_goes_on_with_the_next_page():
    rows = [f"{number:05d}" for number in range(SCANNED + 10)]
    wanted = {rows[3], rows[-1]}
    assert walk(rows, 5, lambda place: place if place in wanted else None) == [(rows[3],), (rows[-1],)]
    assert walk([], 5) == [()]
