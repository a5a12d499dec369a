"""Answers in JSON: editions by ETag, pages of lists with the cursor that leads on."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from pyramid.response import Response

from archive.web.api.contract import JSON
from archive.web.api.cursors import Cursors
from archive.web.editions import is_known, tag_of
from archive.web.files import KEPT

BESIDES: Final = frozenset({"cursor", "limit"})
"""Parameters of a list that are no filter."""


def dump(value: Any) -> bytes:
    """Write plain values as JSON: moments in RFC 3339, dataclasses as objects."""
    return WRITE(value).encode()


def told_of(value: Any) -> dict[str, Any]:
    """Give a dataclass's fields by their names; what they hold stays as it is, since nothing changes it."""
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names_of(kind)}


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    """Give the names of a dataclass's fields."""
    return tuple(each.name for each in fields(kind))


def _plain(value: Any) -> Any:
    """Give what JSON has in place of a value that it has not; ``TypeError``."""
    if isinstance(value, date):  # datetime is one
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return told_of(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(type(value).__name__)


WRITE: Final = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":")).encode


def answer(value: Any, status: int = 200, **headers: str) -> Response:
    """Answer with a value; names of headers have ``_`` for ``-``."""
    return _respond(dump(value), status, {name.replace("_", "-"): text for name, text in headers.items()})


def _respond(content: bytes, status: int, headers: Mapping[str, str]) -> Response:
    """Make a response of JSON."""
    response = Response(content, status, content_type=JSON, charset=None)
    response.headers.update(headers)
    return response


def answer_edition(request: Any, value: Any) -> Response:
    """Answer with a value under its ETag, or that the caller has it (304)."""
    content = dump(value)
    headers = {"ETag": tag_of(content), "Cache-Control": KEPT}
    response = _respond(content, 200, headers)
    if request.method in ("GET", "HEAD") and is_known(request, headers["ETag"]):
        response.status_int, response.body, response.content_type = 304, b"", None
    return response


def cursors_of(request: Any) -> Cursors:
    """Give the cursors of the list that a request asks for, with its filters."""
    filters = {name: each for name, each in request.given.values.items() if name not in BESIDES}
    scope = [request.matched_route.name, request.caller.actor.name, filters]
    return Cursors(request.archive.verify_key, json.dumps(scope, sort_keys=True))


def place_of(request: Any) -> Any:
    """Give the place behind which the list goes on, or None at its beginning; ``CursorInvalidError``."""
    cursor = request.given.get("cursor")
    return None if cursor is None else cursors_of(request).parse(cursor)


def answer_page(request: Any, items: list[Any], place: Any) -> Response:
    """Answer with some entries, and with how to go on behind ``place`` (None: this is the end)."""
    cursor = None if place is None else cursors_of(request).write(place)
    response = answer({"items": items, "next": cursor})
    if cursor is not None:
        query = urlencode({**request.GET, "cursor": cursor})
        response.headers["Link"] = f'<{request.path}?{query}>; rel="next"'
    return response
