"""Verify addresses."""

import segno

from archive.identifiers.licence import make_identifier
from archive.services.addresses import code_of, is_genuine, verification_url
from archive.settings import LONGEST_URL, parse_value

KEY = bytes(32)


def test_an_address_holds_the_identifier_and_its_code():
    assert (
        verification_url("https://archive.example/", "1.2.A", KEY)
        == f"https://archive.example/v/1.2.A?t={code_of('1.2.A', KEY)}"
    )


def test_the_longest_address_of_an_archive_and_of_a_licence_fit_a_code_that_a_fax_keeps():
    longest = "https://archive.example/".ljust(LONGEST_URL, "x")
    identifier = str(make_identifier("11350200DEM000014Y001", "11350200DEM000014Y", "9" * 30))
    address = verification_url(parse_value("url", longest), identifier, KEY)
    assert (len(address), segno.make_qr(address, error="m").version) == (213, 10)


def test_only_who_has_the_key_makes_codes():
    code = code_of("1.2.A", KEY)
    assert is_genuine("1.2.A", code, KEY)
    assert not is_genuine("1.2.B", code, KEY)
    assert not is_genuine("1.2.A", code_of("1.2.A", b"another"), KEY)
    assert not is_genuine("1.2.A", "é", KEY)
    assert len(code) == 16
