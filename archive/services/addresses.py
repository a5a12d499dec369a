"""Where a licence can be verified: its address, with a short code that only the archive can make."""

import hmac
from hashlib import sha256
from typing import Final
from urllib.parse import quote

LENGTH: Final = 16
"""Hexadecimal digits of the code: 64 bits keep guessed addresses out, they prove nothing."""


def code_of(identifier: str, key: bytes) -> str:
    """Give the code of an identifier: HMAC-SHA-256 (RFC 2104), cut to its first 64 bits."""
    return hmac.new(key, identifier.encode(), sha256).hexdigest()[:LENGTH]


def verification_url(public_url: str, identifier: str, key: bytes) -> str:
    """Give ``<public_url>/v/<identifier>?t=<code>``."""
    return f"{public_url.rstrip('/')}/v/{quote(identifier)}?t={code_of(identifier, key)}"


def is_genuine(identifier: str, code: str, key: bytes) -> bool:
    """Say whether a code is the identifier's, in constant time."""
    return hmac.compare_digest(code_of(identifier, key).encode(), code.encode())
