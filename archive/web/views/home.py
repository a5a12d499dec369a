"""The first page: which doors there are for whoever comes."""

from typing import Any

from archive.web.rendering import navigation_of
from archive.web.views import page


@page("home", renderer="home.html")
def show_home(request: Any) -> dict[str, Any]:
    """Show the doors that are open to whoever comes."""
    return {"doors": navigation_of(request)}
