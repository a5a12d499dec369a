"""Joins operations of the description with the functions that answer them: none without the other."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final

import venusian

from archive.web.api.checking import Checking
from archive.web.api.contract import Contract
from archive.web.api.problems import ForPrograms
from archive.web.errors import MethodUnknownError

CATEGORY: Final = "archive.api"
View = Callable[[Any], Any]


def operation(name: str) -> Callable[[View], View]:
    """Let a function answer the operation with this ``operationId``."""

    def attach(view: View) -> View:
        venusian.attach(view, lambda scanner, _name, found: scanner.found.append((name, found)), category=CATEGORY)
        return view

    return attach


def find_views(package: ModuleType) -> Mapping[str, View]:
    """Find the functions of a package that answer operations; ``LookupError`` where two answer the same."""
    scanner = venusian.Scanner(found=[])
    scanner.scan(package, categories=(CATEGORY,))
    views = dict(scanner.found)
    if len(views) < len(scanner.found):
        raise LookupError(sorted(name for name, _view in scanner.found))
    return views


def add_operations(config: Any, contract: Contract, views: Mapping[str, View]) -> None:
    """Add a route for each path and a view for each operation; ``LookupError`` where one is without the other.

    A method that a path has not is ``MethodUnknownError``.
    """
    if alone := contract.operations.keys() ^ views.keys():
        raise LookupError(sorted(alone))
    config.add_view_deriver(Checking(), "contract")
    config.add_view_predicate("for_programs", ForPrograms)
    methods: dict[str, list[str]] = {}
    for each in contract.operations.values():
        methods.setdefault(each.path, []).append(each.method)
    for path, known in methods.items():
        config.add_route(path, path)
        config.add_view(_refuse_method(known), route_name=path, require_csrf=False)
    for name, each in contract.operations.items():
        method = each.method
        config.add_view(views[name], route_name=each.path, request_method=method, operation=each, require_csrf=False)


def _refuse_method(known: list[str]) -> View:
    """Make the view of the methods that a path has not."""

    def refuse(_request: Any) -> Any:
        raise MethodUnknownError(", ".join(sorted(known)))

    return refuse
