"""A cursor holds for the list that it was given for, and cannot be made up."""

import base64

import pytest

from archive.web.api.cursors import Cursors
from archive.web.errors import CursorInvalidError

CASES = Cursors(b"k" * 32, "cases")


@pytest.mark.parametrize("place", ["C1", 17, ["2026-03-02T01:00:00Z", "C1"], "示例"])
def test_a_cursor_is_read_as_the_place_that_it_was_written_for(place):
    assert CASES.parse(CASES.write(place)) == place


def test_a_cursor_can_stand_in_an_address():
    assert set(CASES.write("示例?&/+" * 5)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@pytest.mark.parametrize("other", [Cursors(b"k" * 32, "projects"), Cursors(b"l" * 32, "cases")])
def test_a_cursor_of_another_list_or_archive_is_refused(other):
    with pytest.raises(CursorInvalidError):
        CASES.parse(other.write("C1"))


@pytest.mark.parametrize(
    "cursor", ["", "x", "!!", "é", "A" * 22, base64.urlsafe_b64encode(bytes(16) + b'"C1"').decode()]
)
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(CursorInvalidError):
        CASES.parse(cursor)


def test_a_cursor_of_which_one_letter_was_changed_is_refused():
    cursor = CASES.write("C1")
    for place in range(len(cursor) - 1):
        letter = "A" if cursor[place] != "A" else "B"
        with pytest.raises(CursorInvalidError):
            CASES.parse(cursor[:place] + letter + cursor[place + 1 :])
