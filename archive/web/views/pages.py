"""Pages that only tell: help, and what is known of their accessibility."""

from typing import Any

from archive.web.views import page


@page("help", renderer="help.html")
def show_help(_request: Any) -> dict[str, Any]:
    """Tell what people ask first."""
    return {}


@page("accessibility", renderer="accessibility.html")
def show_accessibility(_request: Any) -> dict[str, Any]:
    """Tell what works with which aids, and what does not."""
    return {}
