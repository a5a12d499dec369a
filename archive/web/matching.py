"""Finds an address's route among those that begin as it does, where Pyramid would try every pattern in turn."""

from collections import defaultdict
from typing import Any, Final

from pyramid.exceptions import URLDecodeError
from pyramid.interfaces import IRoutesMapper
from pyramid.urldispatch import RoutesMapper
from zope.interface import implementer

NOWHERE: Final = RoutesMapper()


@implementer(IRoutesMapper)
class SegmentMapper(RoutesMapper):
    """Pyramid's mapper, for patterns whose first segment is fixed; within one, the order of the table holds."""

    def __init__(self) -> None:
        super().__init__()
        self._by_first: defaultdict[str, Any] = defaultdict(RoutesMapper)

    def connect(self, name: str, pattern: str, *given: Any, **more: Any) -> Any:
        """Add a route (``IRoutesMapper``)."""
        route = super().connect(name, pattern, *given, **more)
        if route in self.routelist:
            self._by_first[_first_of(pattern)].routelist.append(route)
        return route

    def __call__(self, request: Any) -> Any:
        """Give the route that matches and what it found (``IRoutesMapper``)."""
        try:
            first = _first_of(request.path_info)
        except UnicodeDecodeError as error:
            raise URLDecodeError(*error.args) from None
        return self._by_first.get(first, NOWHERE)(request)


def _first_of(path: str) -> str:
    """Give the first segment of a path or pattern."""
    return path.lstrip("/").partition("/")[0]


def includeme(config: Any) -> None:
    """Let routes that are added from now on be found so."""
    config.registry.registerUtility(SegmentMapper(), IRoutesMapper)
