"""How people type codes: full-width characters and spaces forgiven, one canonical form out."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 200
"""Characters; nothing that this package reads is longer (GB/T 36903: 证照标识 ≤ 200)."""

_SPACE: Final = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Fold full-width forms (NFKC), drop white space, raise letters; cut one past the longest, so that it fails."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text[: LONGEST + 1])).upper()
