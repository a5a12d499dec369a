"""Whoever has the edition is told so, and whoever changes something has to have seen it."""

import pytest
from pyramid.request import Request

from archive.errors import StaleEditError
from archive.web.editions import has_tag, is_known, tag_of, verify_seen
from archive.web.errors import EditionUnseenError

TAG = tag_of(b"{}")


def asking(**headers):
    return Request.blank("/", headers={name.replace("_", "-"): text for name, text in headers.items()})


def test_a_tag_is_that_of_the_content():
    assert TAG == tag_of(b"{}") != tag_of(b"[]")
    assert TAG.startswith('"')
    assert TAG.endswith('"')


@pytest.mark.parametrize(
    ("field", "has"),
    [
        (TAG, True),
        (f'"x", {TAG}', True),
        (f"W/{TAG}", True),
        ("*", True),
        (" * ", True),
        ('"x"', False),
        ("x", False),
        ("", False),
        (TAG.strip('"'), False),
    ],
)
def test_a_field_names_tags_in_quotation_marks(field, has):
    assert has_tag(field, TAG) is has


def test_an_edition_is_known_to_whoever_names_it():
    assert is_known(asking(If_None_Match=TAG), TAG)
    assert not is_known(asking(If_None_Match='"x"'), TAG)
    assert not is_known(asking(), TAG)


def test_a_change_says_what_was_seen():
    verify_seen(asking(If_Match=TAG), TAG)
    verify_seen(asking(If_Match="*"), TAG)
    with pytest.raises(EditionUnseenError):
        verify_seen(asking(), TAG)
    verify_seen(asking(If_Match=f'W/"x", {TAG}'), TAG)
    for field in ('"x"', f"W/{TAG}", f'"x", W/{TAG}'):
        with pytest.raises(StaleEditError):
            verify_seen(asking(If_Match=field), TAG)
