"""统一社会信用代码 (GB 32100-2015) with its inner 组织机构代码 (GB 11714-1997)."""

import re
from typing import Final

from archive.identifiers.errors import CreditCodeInvalidError
from archive.identifiers.forms import tidy
from archive.texts import quoted

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: no I, O, S, V, Z."""
INNER_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
INNER_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

_FORM: Final = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}\Z")


def check_character(first17: str) -> str:
    """Give character 18 over the 17 before it (GB 32100 §5.1.6); ``ValueError`` for a foreign character."""
    total = sum(ALPHABET.index(each) * pow(3, place, 31) for place, each in enumerate(first17))
    return ALPHABET[(31 - total % 31) % 31]


def inner_check_character(first8: str) -> str:
    """Give the check character of an organisation code over its 8 characters (GB 11714 §3.3)."""
    total = sum(INNER_ALPHABET.index(each) * weight for each, weight in zip(first8, INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def parse_credit_code(text: str) -> str:
    """Give the canonical 18 characters; ``CreditCodeInvalidError`` says what is wrong."""
    code = tidy(text)
    if not _FORM.match(code):
        raise CreditCodeInvalidError(f"{quoted(text)}: archive.why-credit-form")
    if check_character(code[:17]) != code[17]:
        raise CreditCodeInvalidError(f"{code}: archive.why-last-character")
    if inner_check_character(code[8:16]) != code[16]:
        raise CreditCodeInvalidError(f"{code}: {code[8:17]}: archive.why-organisation-code")
    return code


def has_credit_form(text: str) -> bool:
    """Say whether a text looks like a credit code in canonical form, whatever its check characters."""
    return _FORM.match(text) is not None


def is_credit_code(text: str) -> bool:
    """Say whether a text is a credit code in canonical form."""
    try:
        return parse_credit_code(text) == text
    except CreditCodeInvalidError:
        return False
