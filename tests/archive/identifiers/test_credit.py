import pytest

from archive.identifiers.credit import check_character, is_credit_code, parse_credit_code
from archive.identifiers.errors import CreditCodeInvalidError

REAL = (
    "11330105002500287C",
    "11430000006122244L",
    "11100000000013338W",
    "11100000MB03271699",
    "11220000013544541J",
    "11110000000021135M",
    "11370800MB28559184",
)
SYNTHETIC = ("11350200DEM000014Y", "11350200DEM000022R", "11350200DEM000030L", "91350200DEM0001100")


@pytest.mark.parametrize("code", REAL + SYNTHETIC)
def test_a_right_code_is_read(code):
    assert parse_credit_code(code) == code


def test_what_people_type_becomes_canonical():
    assert parse_credit_code(" １１３５０２００ dem000014y ") == "11350200DEM000014Y"


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("", "credit-form"),
        ("11350200DEM000014", "credit-form"),
        ("11350200DEM000014YY", "credit-form"),
        ("11350200DEM00001IY", "credit-form"),
        ("1135020ADEM000014Y", "credit-form"),
        ("11350200DEM000014Z", "credit-form"),
        ("11350200DEM000014X", "last-character"),
    ],
)
def test_a_wrong_code_is_refused_with_what_is_wrong(code, complaint):
    with pytest.raises(CreditCodeInvalidError, match=complaint):
        parse_credit_code(code)


def test_a_wrong_organisation_code_inside_is_found_though_the_last_character_is_right():
    first = "11350200DEM000013"
    with pytest.raises(CreditCodeInvalidError, match=r"DEM000013: archive\.why-organisation-code"):
        parse_credit_code(first + check_character(first))


def test_only_the_canonical_form_is_of_the_format():
    assert is_credit_code("91350200DEM0001100")
    assert not is_credit_code("91350200DEM0001101")
    assert not is_credit_code("91350200dem0001100")
