"""Pages that only tell: help, the guides, and what is known of their accessibility."""

from typing import Any

from archive.web.crumbs import Crumb, trail
from archive.web.views import page
from templates.guides import NAMES, Guide, load_guide


@page("help", renderer="help.html")
def show_help(request: Any) -> dict[str, Any]:
    """Lead to what the guides say."""
    return {"guides": [(name, _guide(request, name)) for name in NAMES]}


@page("guide", renderer="guide.html")
def show_guide(request: Any) -> dict[str, Any]:
    """Show one guide."""
    guide = _guide(request, request.matchdict["guide"])
    return {"guide": guide, "crumbs": trail(request, ("page.help", "help"), Crumb(guide.title))}


@page("accessibility", renderer="accessibility.html")
def show_accessibility(_request: Any) -> dict[str, Any]:
    """Tell what works with which aids, and what does not."""
    return {}


def _guide(request: Any, name: str) -> Guide:
    """Give a guide in the reader's language."""
    return load_guide(name, request.language, request.static_path("templates:static/"))
