"""持证主体代码类型 of GB/T 36903: what a holder's code is, by its own form."""

from typing import Final

from archive.identifiers.citizen import is_citizen_number
from archive.identifiers.credit import is_credit_code

CREDIT_CODE: Final = "001"
"""统一社会信用代码."""
CITIZEN_NUMBER: Final = "111"
"""公民身份号码."""
OTHER: Final = "999"
"""其他."""


def holder_type(code: str, given: str = "") -> str:
    """Give the three digits: by the code where that says it, else as ``given`` by the data, else 999 (其他)."""
    if is_credit_code(code):
        return CREDIT_CODE
    return CITIZEN_NUMBER if is_citizen_number(code) else given or OTHER
