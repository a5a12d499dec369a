import pytest

from archive.identifiers.forms import LONGEST, tidy


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("１１３５０２００ＤＥＭ００００１４Ｙ", "11350200DEM000014Y"),
        (" 11350200 dem0\t00014y\u3000", "11350200DEM000014Y"),
        ("", ""),
    ],
)
def test_full_width_forms_spaces_and_small_letters_are_forgiven(typed, meant):
    assert tidy(typed) == meant


def test_no_work_is_done_on_what_is_too_long():
    assert len(tidy("1" * 10_000_000)) == LONGEST + 1
