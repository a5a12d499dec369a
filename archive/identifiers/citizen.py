"""公民身份号码 (GB 11643-1999): area 6, day of birth 8, order 3, check character of ISO/IEC 7064 MOD 11-2."""

import re
from datetime import date
from typing import Final

_FORM: Final = re.compile(r"[1-9][0-9]{5}(?P<born>[0-9]{8})[0-9]{3}[0-9X]\Z")
_CHECKS: Final = "10X98765432"


def check_character(first17: str) -> str:
    """Give character 18 over the 17 digits before it (GB 11643 §5.2); ``ValueError`` for what is no digit."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first17))
    return _CHECKS[total % 11]


def has_citizen_form(text: str) -> bool:
    """Say whether a text is 18 characters long, with a day of birth that there was."""
    found = _FORM.match(text)
    try:
        return found is not None and bool(date.fromisoformat(found["born"]))
    except ValueError:
        return False


def is_citizen_number(text: str) -> bool:
    """Say whether a text is a citizen number in canonical form."""
    return has_citizen_form(text) and check_character(text[:17]) == text[17]
