"""Addresses that came from outside."""

import re
from typing import Any, Final

from pyramid.interfaces import IRoutesMapper
from pyramid.request import Request

from archive.web.routes import RIGHTS

LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,2000}")
"""A path of ours: one slash at its beginning, so that it names no host; no control character, blank or backslash."""


def local(address: str, otherwise: str = "/") -> str:
    """Give an address where it stays with us, else another."""
    return address if LOCAL.fullmatch(address) else otherwise


def page_near(request: Any) -> str:
    """Give the path of the page that can be read nearest to where a request went: its own, or the first above it."""
    find, path = request.registry.getUtility(IRoutesMapper), request.path
    while path:
        route = find(Request.blank(path))["route"]
        if route is not None and "GET" in RIGHTS.get(route.name, ()):
            return str(path)
        path = path.rpartition("/")[0]
    return "/"
