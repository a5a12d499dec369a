"""Check characters of ISO/IEC 7064 (GB/T 17710-2008): MOD 37,36 and MOD 11,10."""

import string
from typing import Final

ALPHANUMERIC: Final = string.digits + string.ascii_uppercase


def _hybrid(values: list[int], modulus: int) -> int:
    """Give the check value of a hybrid system MOD M+1,M (ISO/IEC 7064 §8.2)."""
    carry = modulus
    for value in values:
        carry = (carry + value) % modulus or modulus
        carry = carry * 2 % (modulus + 1)
    return (modulus + 1 - carry) % modulus


def mod_37_36(text: str) -> str:
    """Give the check character over ``text`` in 0-9A-Z; ``ValueError`` for any other character."""
    return ALPHANUMERIC[_hybrid([ALPHANUMERIC.index(each) for each in text], 36)]


def mod_11_10(digits: str) -> str:
    """Give the check digit over ``digits``; ``ValueError`` for any other character."""
    return str(_hybrid([string.digits.index(each) for each in digits], 10))
