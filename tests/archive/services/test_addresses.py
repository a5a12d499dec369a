"""Verify addresses."""

from archive.services.addresses import code_of, is_genuine, verification_url

KEY = bytes(32)


def test_an_address_holds_the_identifier_and_its_code():
    assert (
        verification_url("https://archive.example/", "1.2.A", KEY)
        == f"https://archive.example/v/1.2.A?t={code_of('1.2.A', KEY)}"
    )


def test_only_who_has_the_key_makes_codes():
    code = code_of("1.2.A", KEY)
    assert is_genuine("1.2.A", code, KEY)
    assert not is_genuine("1.2.B", code, KEY)
    assert not is_genuine("1.2.A", code_of("1.2.A", b"another"), KEY)
    assert not is_genuine("1.2.A", "é", KEY)
    assert len(code) == 16
