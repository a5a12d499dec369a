"""PDF objects compare by content, with streams' data, and are followed to their end."""

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from sealed_fixture import base_pdf

from signing.validation import objects


def dictionary(**entries):
    return generic.DictionaryObject({name(f"/{key}"): generic.NumberObject(value) for key, value in entries.items()})


def stream(data, **entries):
    return generic.StreamObject(dictionary(**entries), stream_data=data)


def resolver():
    return PdfFileReader(io.BytesIO(base_pdf())).get_historical_resolver(0)


def test_a_value_nested_without_end_is_refused():
    value = generic.ArrayObject()
    for _ in range(objects.MAX_DEPTH + 2):
        value = generic.ArrayObject([value])
    with pytest.raises(PdfError):
        objects.plain(value)


def test_keys_differ_by_value_or_presence():
    assert objects.differing_keys(dictionary(A=1, B=2, C=3), dictionary(A=1, B=3, D=3)) == {"/B", "/C", "/D"}


def test_what_a_stream_holds_differs_like_a_key():
    assert objects.differing_keys(stream(b"x", A=1), stream(b"y", A=1)) == {objects.STREAM}
    assert objects.differing_keys(stream(b"x"), dictionary()) == {objects.STREAM}
    assert objects.differing_keys(stream(b"x"), stream(b"x")) == set()


def test_a_stream_is_no_dictionary():
    assert objects.is_dictionary(dictionary())
    assert not objects.is_dictionary(stream(b""))
    assert not objects.is_dictionary(None)


def test_entries_are_followed_and_references_kept():
    held = resolver()
    page = objects.entry(held.root, "/Pages")["/Kids"][0]
    assert objects.as_reference(held.root, "/Pages").idnum == 1
    assert objects.as_reference(page, "/MediaBox") is None
    assert objects.entry(page, "/Nothing") is None


def test_everything_that_can_be_reached_is_found():
    held = resolver()
    assert {each.idnum for each in objects.reach(held, held.trailer_view)} == set(range(1, 33))


def test_an_object_that_is_not_there_is_none():
    assert objects.find_object(resolver(), Reference(900, 0)) is None


def test_a_direct_entry_of_a_list_is_a_reference_to_nothing():
    held = generic.ArrayObject([generic.IndirectObject(7, 0, None), generic.NumberObject(1)])
    assert objects.list_references(held) == [Reference(7, 0), Reference(-1, 1)]
    assert objects.list_references(None) == []


def array(*items):
    return generic.ArrayObject(
        generic.IndirectObject(each, 0, None) if isinstance(each, int) else each for each in items
    )


@pytest.mark.parametrize(
    ("old", "new", "gained"),
    [
        (None, None, set()),
        (None, array(7), {7}),
        (array(5), array(5), set()),
        (array(5, dictionary(A=1)), array(5, dictionary(A=1), 7, 8), {7, 8}),
        (array(5), array(), None),
        (array(5, 6), array(6, 5), None),
        (array(dictionary(A=1)), array(dictionary(A=2), 7), None),
        (array(5), array(5, dictionary(A=1)), None),
        (array(5), None, None),
        (dictionary(), array(5), None),
        (array(), dictionary(), None),
    ],
)
def test_a_list_gains_references_at_its_end_or_has_changed(old, new, gained):
    found = objects.find_gain(old, new)
    assert (found if found is None else {each.idnum for each in found}) == gained
