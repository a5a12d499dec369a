"""What schemas of licences can ask of identifiers."""

import pytest
from archive_fixture import KINDS
from samples import sample_of

from templates.errors import DataInvalidError

PERMIT = KINDS.get_kind("construction_permit")
PARTY = sample_of("construction_permit")["CSDW"]
CITIZEN = "11010519491231002X"
"""The example of GB 11643-1999."""


def found(**changes):
    """Code, place and detail of what is wrong with a permit's data."""
    with pytest.raises(DataInvalidError) as caught:
        KINDS.verify_request(PERMIT, {**sample_of("construction_permit"), **changes})
    return [(fault.code.removeprefix("templates.field-"), fault.path, fault.detail) for fault in caught.value.faults]


def test_a_wrong_check_character_of_a_credit_code_is_told_with_the_code():
    assert found(JSDWDM="91350200DEM0001101") == [("check-wrong", "/JSDWDM", "91350200DEM0001101")]
    assert found(JSDWDM="9135O2OODEMOOO11OO") == [("malformed", "/JSDWDM", "templates.why-format-credit-code")]
    parties = [*PARTY[1:], {**PARTY[0], "TYSHXYDM": "91350200DEM0001101"}]
    assert found(CSDW=parties) == [("check-wrong", f"/CSDW/{len(parties) - 1}/TYSHXYDM", "91350200DEM0001101")]


@pytest.mark.parametrize(
    ("number", "code", "detail"),
    [
        (CITIZEN[:-1] + "1", "check-wrong", ""),
        ("11010519490230002X", "malformed", "templates.why-format-citizen-number"),
        ("E99887766", "malformed", "templates.why-format-citizen-number"),
    ],
)
def test_a_citizen_number_is_checked_where_the_paper_is_one_and_is_not_repeated(number, code, detail):
    assert found(JSFZRZJLX=111, JSFZRZJHM=number) == [(code, "/JSFZRZJHM", detail)]
    parties = [*PARTY[1:], {**PARTY[0], "FZRZJLX": 111, "FZRZJHM": number}]
    assert found(CSDW=parties) == [(code, f"/CSDW/{len(parties) - 1}/FZRZJHM", detail)]


@pytest.mark.parametrize(
    "papers",
    [
        {"JSFZRZJLX": 111, "JSFZRZJHM": CITIZEN},
        {"JSFZRZJLX": 111, "JSFZRZJHM": ""},
        {"JSFZRZJLX": 414, "JSFZRZJHM": "E99887766"},
        {"JSFZRZJHM": "11010519491231002"},
    ],
)
def test_another_paper_or_none_is_no_citizen_number(papers):
    KINDS.verify_request(PERMIT, {**sample_of("construction_permit"), **papers})
