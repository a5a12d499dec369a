"""An application as its applicant sees it: the cases that came of it, and how far each is."""

from typing import Any, Final

from archive.permissions import Permission, hidden
from archive.services.reading.interfaces import ICaseReading
from archive.web.crumbs import Crumb, trail
from archive.web.errors import PageUnknownError
from archive.web.leading import crumb_of_project
from archive.web.titles import titles_of
from archive.web.views import page
from archive.words import say

MOST: Final = 200
"""Cases of one application; the form has far fewer items."""


@page("application", renderer="application.html")
def show_application(request: Any) -> dict[str, Any]:
    """Show the cases of an application; of one that whoever asks may see none of, nothing is told."""
    name = request.matchdict["application"]
    cases = request.service(ICaseReading).list(request.archive, request.actor, application=name, limit=MOST).rows
    if not cases:
        found = request.archive.applications.get(name)
        raise hidden(request.actor, Permission.CASE_VIEW, ("application", name), found, PageUnknownError)
    first = cases[0]
    return {
        "application": name,
        "first": first,
        "cases": sorted(cases, key=lambda line: (line.stage, line.item)),
        "titles": titles_of(request),
        "crumbs": trail(
            request,
            ("page.projects", "projects"),
            crumb_of_project(request, first),
            Crumb(say("page.application", request.language)),
        ),
        "done": request.done,
    }
