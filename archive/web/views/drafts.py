"""Drafts of the one form: begun, listed, sent, discarded."""

from http import HTTPStatus
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import StaleEditError
from archive.services.drafting.errors import DraftFaultyError
from archive.services.drafting.interfaces import IDraftService, IFormService
from archive.services.errors import ItemsInvalidError
from archive.web.faults import rows_of
from archive.web.form.pages import EDITION, FormPage, projects_of
from archive.web.form.steps import LETTER
from archive.web.numbers import read_whole
from archive.web.titles import titles_of
from archive.web.views import page

LONGEST: Final = 100
"""Characters of what is searched for."""


@page("drafts", renderer="drafts.html")
def show_drafts(request: Any) -> dict[str, Any]:
    """List one's drafts: those to go on with, then those that became applications."""
    drafts = request.service(IDraftService).list(request.archive, request.actor)
    return {
        "open": [each for each in drafts if not each.application],
        "sent": [each for each in drafts if each.application],
        "titles": titles_of(request),
        "done": request.done,
    }


@page("apply", renderer="apply.html")
def show_apply(request: Any) -> dict[str, Any]:
    """Ask for which project, and for what."""
    return _values(request, request.GET.get("project", "").strip()[:LONGEST])


def _values(request: Any, project: str) -> dict[str, Any]:
    """Give what the page shows that asks, with a project chosen."""
    drafts = request.service(IDraftService).list(request.archive, request.actor)
    text = request.GET.get("text", "").strip()[:LONGEST]
    return {
        "described_items": request.service(IFormService).describe().items,
        "projects": projects_of(request, project, text),
        "at_counter": bool(request.actor.authority),
        "text": text,
        "open": [each for each in drafts if not each.application][:3],
        "chosen": frozenset(request.GET.getall("item")),
        "project": project,
        "faults": (),
    }


@page("apply", "POST")
def begin(request: Any) -> Any:
    """Begin a draft, and go to its first step; without an item nothing begins."""
    items = tuple(dict.fromkeys(str(each) for each in request.POST.getall("items")))
    project = str(request.POST.get("project", ""))
    if not items:
        faults = rows_of(request, ItemsInvalidError(), {ItemsInvalidError.code: "items"})
        values = _values(request, project[:LONGEST]) | {"faults": faults}
        return request.render("apply.html", values, HTTPStatus.UNPROCESSABLE_ENTITY)
    draft = request.service(IDraftService).begin(request.archive, request.actor, project, items)
    return HTTPSeeOther(request.route_path("draft", draft=draft.id))


@page("draft")
def go_on(request: Any) -> Any:
    """Go to the first step where something is to be done; of a draft that was sent, to what became of it."""
    draft = request.service(IDraftService).view(request.archive, request.actor, request.matchdict["draft"])
    if draft.application:
        return HTTPSeeOther(request.route_path("application", application=draft.application))
    first = FormPage(request, draft.id, LETTER).first_open
    return HTTPSeeOther(request.route_path("draft-step", draft=draft.id, step=first.code))


@page("draft-submit", "POST")
def submit(request: Any) -> Any:
    """Send a draft; a second click finds it sent."""
    name, seen = request.matchdict["draft"], read_whole(request.POST.get("edition", ""), EDITION) or 0
    service = request.service(IDraftService)
    try:
        sent = service.submit(request.archive, request.actor, name, seen=seen)
    except (DraftFaultyError, StaleEditError) as error:
        request.undo()
        return FormPage(request, name, LETTER).show(error=error)
    return HTTPSeeOther(request.route_path("application", application=sent.application, _query={"done": "sent"}))


@page("draft-discard", "POST")
def discard(request: Any) -> Any:
    """Forget a draft."""
    request.service(IDraftService).discard(request.archive, request.actor, request.matchdict["draft"])
    return HTTPSeeOther(request.route_path("drafts", _query={"done": "draft-discarded"}))
