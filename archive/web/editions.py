"""Editions of what is shown (RFC 9110, section 13): an ETag is the digest of the representation, so that it cannot lie.

Who has it is told so (304); who changes something says which edition was seen, and a stale one changes nothing (412).
"""

import re
from hashlib import sha256
from typing import Any, Final

from archive.errors import StaleEditError
from archive.web.errors import EditionUnseenError

SEEN: Final = "If-Match"
"""Header that says which edition was seen."""
ANY: Final = "*"
TAG: Final = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
"""A tag, weak or strong."""
SHORT: Final = 32
"""Hexadecimal digits of a tag."""


def tag_of(content: bytes) -> str:
    """Give the ETag of a representation."""
    return f'"{sha256(content).hexdigest()[:SHORT]}"'


def has_tag(field: str, tag: str, *, strongly: bool = False) -> bool:
    """Say whether a field names an ETag; a weak one of the same text counts as it, though not strongly (8.8.3.2)."""
    named = {text for weak, text in TAG.findall(field) if not (weak and strongly)}
    return field.strip() == ANY or tag.strip('"') in named


def is_known(request: Any, tag: str) -> bool:
    """Say whether the caller has the edition with this ETag."""
    field = request.headers.get("If-None-Match")
    return field is not None and has_tag(field, tag)


def verify_seen(request: Any, tag: str) -> None:
    """See that a change is based on the edition with this ETag, which If-Match compares strongly (13.1.1).

    ``EditionUnseenError``, ``StaleEditError``.
    """
    field = request.headers.get(SEEN)
    if field is None:
        raise EditionUnseenError(SEEN)
    if not has_tag(field, tag, strongly=True):
        raise StaleEditError(f"{field[:100]} → {tag}")
