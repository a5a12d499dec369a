"""Where a page stands: the path of objects above it, each with its address."""

from dataclasses import dataclass
from typing import Any

from archive.words import say


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path."""

    name: str
    address: str = ""


def trail(request: Any, *steps: tuple[str, str] | Crumb) -> tuple[Crumb, ...]:
    """Give the path of a page: the code of its words and its route for what is a list, a ``Crumb`` for an object."""
    return tuple(
        step if isinstance(step, Crumb) else Crumb(say(step[0], request.language), request.route_path(step[1]))
        for step in steps
    )
