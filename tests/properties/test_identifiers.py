import contextlib
from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.identifiers.checks import ALPHANUMERIC, mod_11_10, mod_37_36
from archive.identifiers.credit import ALPHABET, check_character, inner_check_character, parse_credit_code
from archive.identifiers.errors import CreditCodeInvalidError, IdentifierInvalidError, InvalidError
from archive.identifiers.licence import LicenceIdentifier
from archive.identifiers.numbers import parse_number_pattern
from archive.identifiers.project import CHECK_WARNING, parse_project_code

PAIRS = list(combinations(ALPHANUMERIC, 2))
WIDE = {ord(each): ord(each) - 0x21 + 0xFF01 for each in ALPHANUMERIC + ".-"}


def text_of(alphabet, shortest, longest=None):
    return st.text(st.sampled_from(alphabet), min_size=shortest, max_size=longest or shortest)


identifiers = st.builds(
    LicenceIdentifier,
    text_of(ALPHANUMERIC, 21),
    text_of(ALPHANUMERIC, 6) | text_of(ALPHANUMERIC, 18),
    text_of(ALPHANUMERIC, 1, 40),
    st.integers(1, 999),
)


@st.composite
def credit_codes(draw):
    area, inner = draw(text_of("0123456789", 6)), draw(text_of(ALPHABET, 8))
    first = draw(text_of(ALPHABET, 2)) + area + inner + inner_check_character(inner)
    return first + check_character(first)


@st.composite
def project_codes(draw):
    time = f"{draw(st.integers(21, 99))}{draw(st.integers(1, 12)):02d}"
    digits = time + draw(text_of("0123456789", 15))
    digits += mod_11_10(digits)
    return "-".join((digits[:4], digits[4:10], digits[10:12], digits[12:14], digits[14:]))


@st.composite
def mistyped(draw, text, alphabet):
    """``text`` with another character in one place."""
    place = draw(st.integers(0, len(text) - 1))
    return text[:place] + draw(st.sampled_from(alphabet.replace(text[place], ""))) + text[place + 1 :]


@st.composite
def slips(draw, text, alphabet):
    """``text`` with one character mistyped, or two neighbours swapped."""
    place = draw(st.integers(0, len(text) - 1))
    swapped = text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
    assume(swapped != text)
    return draw(mistyped(text, alphabet) | st.just(swapped))


@pytest.mark.parametrize(("check", "alphabet"), [(mod_37_36, ALPHANUMERIC), (mod_11_10, "0123456789")])
def test_every_mistyped_character_changes_the_check_character(check, alphabet):
    body = "".join(alphabet[index * 7 % len(alphabet)] for index in range(60))
    for place in range(len(body)):
        for other in alphabet.replace(body[place], ""):
            assert check(body[:place] + other + body[place + 1 :]) != check(body)


@given(identifiers)
def test_an_identifier_comes_back_as_it_was_written(identifier):
    assert LicenceIdentifier.parse(str(identifier)) == identifier


@given(identifiers)
def test_an_identifier_in_full_width_is_the_same(identifier):
    assert LicenceIdentifier.parse(str(identifier).translate(WIDE)) == identifier


def test_of_swapped_neighbours_one_pair_for_each_carry_keeps_the_check_character():
    """What MOD 37,36 lets through: 36 of 22,680, as a hybrid system does (ISO/IEC 7064)."""
    heads = {mod_37_36("".join(head)): "".join(head) for head in product(ALPHANUMERIC, repeat=2)}
    swaps = [(head + one + other, head + other + one) for head in heads.values() for one, other in PAIRS]
    assert len(swaps) == 36 * 630
    assert sum(mod_37_36(first) == mod_37_36(second) for first, second in swaps) == 36


@given(st.data(), identifiers)
def test_no_mistyped_character_of_an_identifier_is_taken_for_another(data, identifier):
    written = f"{identifier.body}{identifier.check}"
    slipped = data.draw(mistyped(written, ALPHANUMERIC))
    assume(slipped[-4:-1].isdigit())
    body, check = slipped[:-1], slipped[-1]
    places = (21, 21 + len(identifier.issuer), len(body) - 3)
    text = ".".join(
        (body[: places[0]], body[places[0] : places[1]], body[places[1] : places[2]], body[places[2] :], check)
    )
    with pytest.raises(IdentifierInvalidError):
        LicenceIdentifier.parse(text)


@given(credit_codes())
def test_a_credit_code_comes_back_as_it_was_written(code):
    assert parse_credit_code(code) == code
    assert parse_credit_code(code.lower().translate(WIDE)) == code


@given(st.data(), credit_codes())
def test_no_slip_in_a_credit_code_is_taken_for_another(data, code):
    with pytest.raises(CreditCodeInvalidError):
        parse_credit_code(data.draw(slips(code, ALPHABET)))


@given(project_codes())
def test_a_project_code_comes_back_as_it_was_written(code):
    assert parse_project_code(code.replace("-", "")).text == code
    assert CHECK_WARNING not in parse_project_code(code).warnings


@given(st.data(), project_codes())
def test_a_mistyped_digit_of_a_project_code_is_warned_of(data, code):
    place = data.draw(st.sampled_from([place for place, each in enumerate(code) if each != "-" and place > 3]))
    other = data.draw(st.sampled_from("0123456789".replace(code[place], "")))
    assert parse_project_code(code[:place] + other + code[place + 1 :]).warnings == (CHECK_WARNING,)


@given(st.text())
def test_whatever_is_typed_is_read_or_refused_with_a_code(text):
    for parse in (LicenceIdentifier.parse, parse_credit_code, parse_project_code, parse_number_pattern):
        with contextlib.suppress(InvalidError):
            parse(text)


@given(st.integers(1, 99), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_numbers_of_a_pattern_are_all_different(sequence, day):
    pattern = parse_number_pattern("{area:6}{date:8}{seq:02d}{class:2}")
    number = pattern.number(sequence, day, "350203")
    assert number == f"350203{day:%Y%m%d}{sequence:02d}01"
