"""One's inbox: a notice for each step that concerns one, the unread first to be seen, each leading to its object."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.services.notices.interfaces import INoticeService
from archive.services.notices.model import NoticeSeen
from archive.services.notices.telling import sentence_of, subject_of
from archive.web.addresses import local
from archive.web.numbers import read_whole
from archive.web.routes import RIGHTS, right_of
from archive.web.security import is_open
from archive.web.views import page

PLACES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "case": (("desk-case", "case"), ("case", "case")),
    "licence": (("licence", "identifier"),),
    "proposal": (("proposal", "proposal"),),
    "mandate": (("mandates", ""),),
    "draft": (("draft", "draft"),),
}
"""Noun of what a notice is about → the pages that show it (route, name of its place), the first that is open."""

PLACE: Final = 18
"""Most digits of a notice's number."""


@dataclass(frozen=True, slots=True)
class Row:
    """A notice in the list."""

    notice: NoticeSeen
    title: str
    sentence: str
    address: str
    """Of the page of what it is about; empty where there is none for its reader."""


@page("inbox", renderer="inbox.html")
def show_inbox(request: Any) -> dict[str, Any]:
    """Show the notices, the latest first."""
    place = read_whole(request.GET.get("before", ""), PLACE)
    found = request.service(INoticeService).list(request.archive, request.actor, before=place)
    rows = [_row(request, each) for each in found.notices]
    return {"found": found, "rows": rows, "done": request.done}


@page("inbox", "POST")
def mark_read(request: Any) -> Any:
    """Note that one notice, or every one, was read; one that is read by opening its object leads there."""
    named = request.POST.get("notice", "")
    notice = read_whole(named, PLACE)
    if notice is not None or not named:
        notices = None if notice is None else [notice]
        request.service(INoticeService).mark_read(request.archive, request.actor, notices)
    done = request.route_path("inbox", _query={"done": "notice-read" if named else "notices-read"})
    return HTTPSeeOther(local(str(request.POST.get("next", "")), done))


def _row(request: Any, notice: NoticeSeen) -> Row:
    """Tell a notice in the reader's language."""
    language, zone = request.language, request.registry.settings["archive.timezone"]
    title = subject_of(notice.code, notice.values, language)
    return Row(notice, title, sentence_of(notice.code, notice.values, language, zone), _address(request, notice))


def _address(request: Any, notice: NoticeSeen) -> str:
    """Give the address of what a notice is about, on the first page of it that is open to the reader."""
    for route, name in PLACES.get(notice.noun, ()):
        if route in RIGHTS and is_open(request.visitor, right_of(route, "GET")):
            return str(request.route_path(route, **({name: notice.about} if name else {})))
    return ""
