"""Where a page stands: the path of objects above it, each with its address."""

from dataclasses import dataclass
from typing import Any

from archive.web.routes import right_of
from archive.web.security import is_open
from archive.words import say


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path."""

    name: str
    address: str = ""


def trail(request: Any, *steps: tuple[str, str] | Crumb) -> tuple[Crumb, ...]:
    """Give the path of a page: the code of its words and its route for what is a list, a ``Crumb`` for an object.

    A list that is not open to the visitor is named, and leads nowhere.
    """
    return tuple(step if isinstance(step, Crumb) else _list(request, *step) for step in steps)


def _list(request: Any, code: str, route: str) -> Crumb:
    """Give the step of a list."""
    address = request.route_path(route) if is_open(request.visitor, right_of(route, "GET")) else ""
    return Crumb(say(code, request.language), address)
