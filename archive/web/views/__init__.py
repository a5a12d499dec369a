"""Pages for people: a view parses, asks a service, and says which template shows the answer."""

from typing import Any, Final

from pyramid.view import view_config

from archive.web.routes import right_of

TEMPLATES: Final = "templates:pages/"
"""Said in full: a template's bare name would be looked for beside the view first, at each request."""


class page(view_config):  # noqa: N801 - a decorator
    """Make a function the view of a page by a method, under the right that the table of routes has for it."""

    def __init__(self, name: str, method: str = "GET", renderer: str = "", **more: Any) -> None:
        super().__init__(
            route_name=name,
            request_method=(method, "HEAD") if method == "GET" else method,
            permission=right_of(name, method),
            renderer=f"{TEMPLATES}{renderer}" if renderer else None,
            **more,
        )
