"""Coverage and revisions are read from the bytes, whatever the parser thinks."""

import io

import pikepdf
import pytest
from attacks import append_objects, byte_range
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from sealed_fixture import base_pdf, rsa_pki, seal, sealed

from signing.validation.layout import Span, find_end, has_only_objects, has_own_gap, parse_span


def array(*numbers):
    return generic.ArrayObject(map(generic.NumberObject, numbers))


def compact():
    """The page with object streams and a cross-reference stream."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(base_pdf())) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def ends(data):
    reader = PdfFileReader(io.BytesIO(data))
    return reader, [find_end(reader, data, index) for index in range(reader.xrefs.total_revisions)]


def test_a_range_is_exactly_four_numbers_from_the_start():
    assert parse_span(array(0, 5, 9, 11), 20) == Span(5, 9, 20)


@pytest.mark.parametrize(
    "value",
    [
        None,
        generic.NumberObject(0),
        array(0, 5, 9),
        array(0, 5, 9, 11, 0),
        array(1, 5, 9, 11),
        array(0, 0, 9, 11),
        array(0, 5, 6, 11),
        array(0, 5, 4, 11),
        array(0, 5, 9, 0),
        array(0, 5, 9, -1),
        array(0, 5, 9, 12),
        generic.ArrayObject([generic.NumberObject(0), generic.NameObject("/a"), *array(9, 11)]),
        generic.ArrayObject([generic.FloatObject("0.0"), *array(5, 9, 11)]),
    ],
)
def test_any_other_range_is_none(value):
    assert parse_span(value, 20) is None


GOOD = b"7 0 obj\n<< /Contents <00ff> /ByteRange [] >>\nendobj\n"
GAP = Span(GOOD.index(b"<00"), GOOD.index(b"<00") + 6, len(GOOD))


def test_the_gap_is_the_value_of_its_own_object():
    assert has_own_gap(GOOD, GAP, 0, b"\x00\xff")


@pytest.mark.parametrize(
    ("data", "span", "offset", "contents"),
    [
        (GOOD, GAP, None, b"\x00\xff"),
        (GOOD, GAP, 3, b"\x00\xff"),
        (GOOD, GAP, GAP.gap_end, b"\x00\xff"),
        (GOOD, GAP, 0, b"\x00\xfe"),
        (GOOD, Span(GAP.gap_start - 1, GAP.gap_end, 50), 0, b"\x00\xff"),
        (GOOD, Span(GAP.gap_start, GAP.gap_end + 1, 50), 0, b"\x00\xff"),
        (GOOD.replace(b"00ff", b"0 ff"), GAP, 0, b"\x00\xff"),
        (GOOD.replace(b"00ff", b"0ffx"), GAP, 0, b"\x00\xff"),
        (GOOD.replace(b"/Contents", b"/Contentx"), GAP, 0, b"\x00\xff"),
        (GOOD.replace(b"<00ff>", b"<00f> "), Span(GAP.gap_start, GAP.gap_end - 1, 50), 0, b"\x00\xf0"),
    ],
)
def test_any_other_gap_is_not_its_own(data, span, offset, contents):
    assert not has_own_gap(data, span, offset, contents)


def test_a_gap_in_another_object_is_not_its_own():
    before = b"6 0 obj\n<< >>\nendobj\n"
    shifted = Span(GAP.gap_start + len(before), GAP.gap_end + len(before), 99)
    assert not has_own_gap(before + GOOD, shifted, 0, b"\x00\xff")


@pytest.mark.parametrize("make", [lambda: sealed("B-LTA"), lambda: seal(compact(), rsa_pki(), "B-LTA")])
def test_revisions_of_tables_and_streams_are_whole(make):
    data = make()
    reader, found = ends(data)
    assert found[-1] == len(data)
    assert all(has_only_objects(reader, data, index, found[index - 1]) for index in range(1, len(found)))


def test_a_range_ends_where_its_revision_does():
    data = sealed("B-B")
    _reader, found = ends(data)
    _start, _before, resume, after = byte_range(data)
    assert resume + after == found[1]


@pytest.mark.parametrize(
    ("objects", "between"),
    [
        ({60: b"<< >>"}, b"% comment\n"),
        ({60: b"<< >> << >>"}, b""),
        ({60: b"<< /A"}, b""),
        ({60: b"<< >> % comment"}, b""),
        ({}, b"more"),
    ],
)
def test_a_revision_with_anything_else_is_told(objects, between):
    data = append_objects(sealed("B-B"), objects, between)
    reader, found = ends(data)
    assert not has_only_objects(reader, data, 2, found[1])


def test_an_object_that_lies_before_the_revision_is_told():
    data = append_objects(sealed("B-B"), {60: b"<< >>"})
    reader, found = ends(data)
    assert has_only_objects(reader, data, 2, found[1])
    assert not has_only_objects(reader, data, 2, found[1] + 9)


def test_a_trailer_that_is_no_dictionary_is_told():
    data = append_objects(sealed("B-B"), {60: b"<< >>"})
    reader, found = ends(data)
    place = data.rindex(b"<< /Size")
    broken = data[:place] + b"))" + data[place + 2 :]
    assert not has_only_objects(reader, broken, 2, found[1])


def before_last(word, text):
    """Put a text before the last place of a word."""
    return lambda data: data[: data.rindex(word)] + text + data[data.rindex(word) :]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"60 0 obj", b"61 0 obj"),
        before_last(b"startxref", b"% comment\n"),
        before_last(b"trailer", b"% comment\n"),
    ],
)
def test_an_object_of_another_number_and_words_around_the_trailer_are_told(change):
    data = change(append_objects(sealed("B-B"), {60: b"<< >>"}))
    reader, found = ends(data)
    assert not has_only_objects(reader, data, 2, found[1])
