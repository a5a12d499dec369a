"""Where the objects that notices and events are about have their pages."""

from collections.abc import Mapping
from typing import Any, Final

from archive.web.routes import right_of
from archive.web.security import is_open

PLACES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "application": (("application", "application"),),
    "case": (("desk-case", "case"), ("case", "case")),
    "licence": (("licence", "identifier"),),
    "proposal": (("proposal", "proposal"),),
    "mandate": (("mandates", ""),),
    "draft": (("draft", "draft"),),
    "project": (("project", "project"),),
    "user": (("user", "name"),),
    "authority": (("authority", "code"),),
}
"""Noun of an object → the pages that show it (route, name of its place), the first that is open."""


def address_of(request: Any, noun: str, about: str) -> str:
    """Give the address of an object, on the first page of it that is open to the reader; nothing where none is."""
    for route, name in PLACES.get(noun, ()):
        if is_open(request.visitor, right_of(route, "GET")):
            return str(request.route_path(route, **({name: about} if name else {})))
    return ""
