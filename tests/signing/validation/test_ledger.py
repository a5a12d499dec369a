"""A number that a revision defines or names is never free, and whoever names an object is known."""

import io

from attacks import append_objects, compact_revision
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from sealed_fixture import base_pdf

from signing.validation.ledger import TRAILER, read_ledger


def resolver(data, revision=0):
    return PdfFileReader(io.BytesIO(data)).get_historical_resolver(revision)


def test_numbers_that_are_defined_or_named_are_not_fresh():
    data = append_objects(base_pdf(), {5: b"[4 0 R 900 0 R]", 40: b"[901 0 R]"})
    ledger = read_ledger(resolver(data, 1))
    free = {number for number in (5, 32, 40, 900, 901, 902) if ledger.is_fresh(Reference(number, 0))}
    assert free == {901, 902}  # nothing that can be reached names 901


def test_another_generation_of_a_number_is_not_fresh():
    assert not read_ledger(resolver(base_pdf())).is_fresh(Reference(5, 1))


def test_holders_are_all_that_name_an_object():
    ledger = read_ledger(resolver(base_pdf()))
    assert ledger.is_held_by(Reference(30, 0), {TRAILER})
    assert ledger.is_held_by(Reference(5, 0), {32, 7})
    assert not ledger.is_held_by(Reference(20, 0), {1})
    assert ledger.is_held_by(Reference(900, 0), set())


def test_a_revision_adds_what_its_objects_define_and_name():
    data = append_objects(base_pdf(), {40: b"[901 0 R 5 0 R]"})
    ledger = read_ledger(resolver(data, 0))
    ledger.add_revision(resolver(data, 1))
    assert not any(ledger.is_fresh(Reference(number, 0)) for number in (40, 901))
    assert not ledger.is_held_by(Reference(5, 0), {32})


def test_the_stream_of_references_counts_as_the_trailer():
    data = compact_revision({}, {}, b"/Info 30 0 R")(base_pdf())
    ledger = read_ledger(resolver(data, 0))
    ledger.add_revision(resolver(data, 1))
    assert ledger.is_held_by(Reference(30, 0), {TRAILER})
