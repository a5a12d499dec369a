"""Addresses that came from outside."""

import re
from typing import Final

LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,2000}")
"""A path of ours: one slash at its beginning, so that it names no host; no control character, blank or backslash."""


def local(address: str, otherwise: str = "/") -> str:
    """Give an address where it stays with us, else another."""
    return address if LOCAL.fullmatch(address) else otherwise
