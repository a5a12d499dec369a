"""Canonical JSON (RFC 8785): the bytes that digests, events and process forms are made of."""

from collections.abc import Mapping
from typing import Any, Final

import rfc8785

from archive.errors import ValueUnwritableError

EXACT: Final = 2**53 - 1
"""The largest number that it holds exactly."""
WHY: Final[Mapping[type[BaseException], str]] = {
    rfc8785.IntegerDomainError: f"≤ {EXACT}",
    rfc8785.FloatDomainError: "templates.why-not-finite",
    UnicodeEncodeError: "templates.why-no-unicode",
    RecursionError: "templates.why-too-deep",
}
"""Why a value that came from outside cannot be written; any other reason is a fault of ours."""


def dump_canonical(value: Any) -> bytes:
    """Write a value; ``ValueUnwritableError`` for texts that are no Unicode and numbers that JSON cannot hold."""
    try:
        return bytes(rfc8785.dumps(value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        if (why := WHY.get(type(error.__cause__ or error))) is None:
            raise
        raise ValueUnwritableError(why) from None
