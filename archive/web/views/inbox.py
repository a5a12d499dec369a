"""One's inbox: a notice for each step that concerns one, the unread first to be seen, each leading to its object."""

from dataclasses import dataclass
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.services.notices.interfaces import INoticeService
from archive.services.notices.model import NoticeSeen
from archive.services.notices.telling import sentence_of, subject_of
from archive.web.addresses import local
from archive.web.numbers import read_whole
from archive.web.places import address_of
from archive.web.views import page

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
    return Row(
        notice,
        title,
        sentence_of(notice.code, notice.values, language, zone),
        address_of(request, notice.noun, notice.about),
    )
