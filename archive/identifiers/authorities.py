"""Reads what a new authority is, as files and services are told it; ``authorities.json`` says what that may hold.

统一社会信用代码, name, 行政区划代码, licence kinds, name of its seal's key; the words around the seal where
they are not the name, those across it, where it is seated, number patterns by kind, since when (a moment with an
offset).
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from archive.errors import AuthorityMalformedError
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.numbers import parse_number_pattern
from templates.faults import Format, Validator, check_faults, compile_schema

SCHEMA: Final = Path(__file__).with_name("authorities.json")
KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""What a seal's key may be called: it is the name of a file, or of an object in a token."""


def _is_instant(text: str) -> bool:
    """Say whether a text is an ISO 8601 date-time with an offset."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_key_name(text: str) -> bool:
    """Say whether a seal's key may be called so."""
    return KEY.fullmatch(text) is not None


@cache
def _validator(part: str = "") -> Validator:
    """Compile the schema, or a part of its ``$defs``, once a process."""
    schema = json.loads(SCHEMA.read_bytes())
    asked = {"$defs": schema["$defs"], "$ref": f"#/$defs/{part}"} if part else schema
    return compile_schema(asked, {"key-name": Format(_is_key_name), "instant": Format(_is_instant)})


def verify_details(**details: str) -> None:
    """Check some of what an authority is, as a row of its file has it.

    ``AuthorityMalformedError`` names everything that is wrong.
    """
    _verify(_validator("details"), details)


def _verify(validator: Validator, given: Mapping[str, Any]) -> None:
    """Raise ``AuthorityMalformedError`` for everything that is not as the schema says."""
    if faults := tuple(check_faults(validator, given, {})):
        raise AuthorityMalformedError(faults)


def parse_authorities(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Read ``{"authority": [row, …]}``; ``begins`` of a row becomes an aware moment.

    ``AuthorityMalformedError`` names everything that is wrong; ``CreditCodeInvalidError``,
    ``NumberPatternInvalidError``.
    """
    plain = json.loads(json.dumps(given, default=_in_iso))
    _verify(_validator(), plain)
    return [_parse_row(row) for row in plain["authority"]]


def _in_iso(value: Any) -> str:
    """Write a moment or a day of TOML; anything else as it prints, which no field takes."""
    return value.isoformat() if isinstance(value, date) else repr(value)


def _parse_row(row: dict[str, Any]) -> dict[str, Any]:
    """Read a row of the right shape."""
    for pattern in row.get("patterns", {}).values():
        parse_number_pattern(pattern)
    begins = {"begins": datetime.fromisoformat(row["begins"])} if "begins" in row else {}
    return {**row, "code": parse_credit_code(row["code"]), **begins}
