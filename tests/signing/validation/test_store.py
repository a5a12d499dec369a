"""A document security store is dictionaries and lists of plain streams; anything else is refused."""

import io

import pytest
from attacks import append_objects
from pyhanko.pdf_utils.reader import PdfFileReader
from sealed_fixture import base_pdf, sealed

from signing.validation.store import StoreError, read_store

STREAM = b"<< /Length 1 >>\nstream\nx\nendstream"
PARTS = {41: STREAM, 42: b"[41 0 R]", 43: b"<< /Cert 42 0 R /TS 41 0 R /TU (D:2026) >>", 44: b"<< /ABCD 43 0 R >>"}


def store(parts):
    root = b"<< /Type /Catalog /Pages 1 0 R /DSS 45 0 R >>"
    data = append_objects(base_pdf(), {**parts, 50: root}, root=b"50 0 R")
    found = read_store(PdfFileReader(io.BytesIO(data)).get_historical_resolver(1))
    return ({each.idnum for each in group} for group in (found.holders, found.streams))


def test_a_file_without_store_has_an_empty_one():
    found = read_store(PdfFileReader(io.BytesIO(base_pdf())).get_historical_resolver(0))
    assert (found.holders, found.streams) == (set(), set())


def test_a_store_is_followed_to_its_streams():
    holders, streams = store({**PARTS, 45: b"<< /Certs 42 0 R /VRI 44 0 R /CRLs [41 0 R] >>"})
    assert (holders, streams) == ({42, 43, 44, 45}, {41})


def test_the_length_of_a_stream_may_be_an_object_of_its_own():
    parts = {41: b"<< /Length 46 0 R >>\nstream\nx\nendstream", 46: b"1", 45: b"<< /Certs [41 0 R] >>"}
    assert list(store(parts)) == [{45}, {41, 46}]


def test_a_store_may_have_everything_that_the_standard_names():
    stream = b"<< /Type /X /Length 1 /Filter [] /DecodeParms [] >>\nstream\nx\nendstream"
    seal = b"<< /Type /VRI /Cert 42 0 R /CRL 42 0 R /OCSP 42 0 R /TS 41 0 R /TU (D:2026) >>"
    top = b"<< /Type /DSS /VRI 44 0 R /Certs 42 0 R /CRLs 42 0 R /OCSPs 42 0 R >>"
    assert list(store({**PARTS, 41: stream, 43: seal, 45: top})) == [{42, 43, 44, 45}, {41}]


def test_our_own_sealer_makes_stores():
    found = read_store(PdfFileReader(io.BytesIO(sealed("B-LTA"))).get_historical_resolver(2))
    assert found.holders
    assert found.streams


@pytest.mark.parametrize(
    "top",
    [
        b"[41 0 R]",
        STREAM,
        b"<< /Pages 1 0 R >>",
        b"<< /Certs 41 0 R >>",
        b"<< /Certs [1 0 R] >>",
        b"<< /Certs [(direct)] >>",
        b"<< /Certs [47 0 R] >>",
        b"<< /Certs [48 0 R] >>",
        b"<< /Certs [49 0 R] >>",
        b"<< /VRI [43 0 R] >>",
        b"<< /VRI << /ABCD 41 0 R >> >>",
        b"<< /VRI << /ABCD << /Font 42 0 R >> >> >>",
        b"<< /VRI << /ABCD << /TS (direct) >> >> >>",
        b"<< /VRI << /ABCD << /OCSP [1 0 R] >> >> >>",
    ],
)
def test_anything_else_is_refused(top):
    drawn = b"<< /Length 1 /Subtype /Form >>\nstream\nx\nendstream"
    with pytest.raises(StoreError):
        store({**PARTS, 47: drawn, 48: b"<< /Length 1 >>", 49: b"5", 45: top})
