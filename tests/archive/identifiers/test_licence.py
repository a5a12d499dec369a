import pytest

from archive.identifiers.errors import IdentifierInvalidError
from archive.identifiers.licence import ROOT, LicenceIdentifier, make_identifier

RIGHT = (
    "11100000000013338W009.11330105002500287C.2025052201.002.0",
    "11100000000013338W011.11110000000021135M.20230329701.003.Y",
    "11100000000013338W011.11430000006122244L.20230000403.001.U",
    "11100000000013338W011.11430000006122244L.20230000403.002.S",
    "11100000000013338W032.11220000013544541J.2430599.001.F",
    "11100000000013338W087.11370800MB28559184.37080001202411010001.001.3",
    "11100000MB03271699022.340100.000000016.001.9",
    "11100000000013338W087.11350200DEM000022R.35020301202104060001.001.6",
    "11100000000013338W009.11350200DEM000022R.350203202104060101.001.N",
)
"""Domain 1.2: seven seen in public sources, two synthetic."""

FIRST = LicenceIdentifier("11100000000013338W009", "11350200DEM000022R", "350203202104060101")


@pytest.mark.parametrize("text", RIGHT)
def test_an_identifier_is_read_and_written_the_same(text):
    assert str(LicenceIdentifier.parse(ROOT + text)) == ROOT + text


def test_the_altered_example_of_an_api_document_is_refused():
    body = "11100000000013661B006.113700000045046442.209FA4E8"
    with pytest.raises(IdentifierInvalidError):
        LicenceIdentifier.parse(f"{ROOT}{body}.001.M")


def test_its_parts_are_told_apart():
    identifier = LicenceIdentifier.parse(ROOT + RIGHT[6])
    assert identifier == LicenceIdentifier("11100000MB03271699022", "340100", "000000016", 1)


def test_what_people_type_is_forgiven_and_the_root_may_be_left_out():
    assert LicenceIdentifier.parse(" " + RIGHT[8].lower().replace(".", "．")) == FIRST


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "identifier-form"),
        (ROOT, "identifier-form"),
        (ROOT + RIGHT[8][:-2], "identifier-form"),
        (ROOT + RIGHT[8] + ".0", "identifier-form"),
        (ROOT + RIGHT[8][:-1] + "M", "last-character"),
        (ROOT + RIGHT[8].replace(".001.", ".002."), "last-character"),
        (ROOT + RIGHT[8].replace("350203202104060101", "3" * 300), "identifier-form"),
    ],
)
def test_a_wrong_identifier_is_refused_with_what_is_wrong(text, complaint):
    with pytest.raises(IdentifierInvalidError, match=complaint):
        LicenceIdentifier.parse(text)


def test_version_000_does_not_exist():
    with pytest.raises(IdentifierInvalidError):
        LicenceIdentifier.parse(str(LicenceIdentifier(FIRST.type_code, FIRST.issuer, FIRST.serial, 0)))


def test_the_next_version_keeps_the_stem():
    second = make_identifier(FIRST.type_code, FIRST.issuer, FIRST.serial, 2)
    assert (second.stem, second.version) == (FIRST.stem, 2)
    assert LicenceIdentifier.parse(str(second)) == second


def test_after_version_999_there_is_none():
    with pytest.raises(IdentifierInvalidError):
        make_identifier(FIRST.type_code, FIRST.issuer, FIRST.serial, 1000)


def test_an_identifier_is_made_of_parts():
    assert make_identifier(FIRST.type_code, FIRST.issuer, FIRST.serial) == FIRST


@pytest.mark.parametrize(
    "parts", [("W009", FIRST.issuer, "1"), (FIRST.type_code, "1", "1"), (FIRST.type_code, FIRST.issuer, "第1号")]
)
def test_parts_that_do_not_fit_make_no_identifier(parts):
    with pytest.raises(IdentifierInvalidError):
        make_identifier(*parts)
