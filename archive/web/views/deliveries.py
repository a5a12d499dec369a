"""Deliveries (送达) of a licence, a letter, or all that comes of a case: addresses, what was sent, what came."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError
from archive.services.process.interfaces import IDeliveryService
from archive.services.process.model import DeliverySeen
from archive.services.reading.interfaces import ICaseReading, ILicenceReading
from archive.web.crumbs import Crumb, trail
from archive.web.errors import PageUnknownError
from archive.web.faults import rows_of
from archive.web.leading import crumb_of_project, sees_case
from archive.web.moments import parse_moment
from archive.web.numbers import read_whole
from archive.web.statuses import status_of
from archive.web.titles import titles_of
from archive.web.views import page
from archive.words import say

ONLINE: Final = "online"
"""The channel whose receipts the archive notes itself."""
PLACES: Final[Mapping[str, str]] = {
    "archive.address-missing": "channel",
    "archive.moment-unread": "moment",
    "archive.moment-future": "moment",
    "archive.moment-early": "moment",
}
"""Code of an error → the field that it is about."""


@dataclass(frozen=True, slots=True)
class About:
    """What is delivered."""

    subject: str
    title: str
    number: str
    case: str
    """May be empty for a licence."""
    crumbs: tuple[Crumb, ...]

    @property
    def back(self) -> str:
        """Where its own page is."""
        return self.crumbs[-1].address


def _confirm(request: Any, subject: str) -> None:
    """Confirm an address."""
    channel, address = (str(request.POST.get(name, "")).strip() for name in ("channel", "address"))
    about, service = (request.archive, request.actor, subject), request.service(IDeliveryService)
    service.confirm_address(*about, channel, address, confirmed_at=_moment(request))


def _record(request: Any, subject: str) -> None:
    """Record that it was sent."""
    channel, sent_at = str(request.POST.get("channel", "")), _moment(request)
    request.service(IDeliveryService).record(request.archive, request.actor, subject, channel, sent_at=sent_at)


def _receive(request: Any, subject: str) -> None:
    """Record what came of it."""
    number, receipt, note = (str(request.POST.get(name, "")).strip() for name in ("number", "receipt", "note"))
    given: dict[str, Any] = {"receipt": receipt, "received_at": _moment(request), "note": note}
    which = read_whole(number, 6) or 0
    request.service(IDeliveryService).receive(request.archive, request.actor, subject, which, **given)


def _moment(request: Any) -> datetime | None:
    """Read when it happened; None: now. ``MomentUnreadError``."""
    zone = request.registry.settings["archive.timezone"]
    return parse_moment(str(request.POST.get("moment", "")), zone, request.now())


DO: Final[Mapping[str, tuple[str, Callable[[Any, str], None]]]] = {
    "confirm": ("confirm", _confirm),
    "record": ("record", _record),
    "receive": ("record", _receive),
}
"""What a form does → which of ``IDeliveryService.able`` that takes, and what does it."""


@page("case-delivery")
@page("letter-delivery")
@page("licence-delivery")
def show_deliveries(request: Any) -> Any:
    """Show what was delivered how, and what its reader may do."""
    return _show(request, _about(request))


@page("case-delivery", "POST")
@page("letter-delivery", "POST")
@page("licence-delivery", "POST")
def take_delivery(request: Any) -> Any:
    """Confirm an address, or record what was sent or received; a form of a page gone stale does nothing: 412."""
    about, service, do = _about(request), request.service(IDeliveryService), str(request.POST.get("do", ""))
    if do not in DO:
        raise PageUnknownError
    needed, take = DO[do]
    known = service.list(request.archive, request.actor, about.subject)
    is_able = needed in service.able(request.archive, request.actor, about.subject)
    if is_able and request.POST.get("seen") != tag_of(known):
        return _show(request, about, status=412)
    try:
        take(request, about.subject)
    except ArchiveError as error:
        request.undo()
        return _show(request, _about(request), error=error)
    return HTTPSeeOther(f"{request.path}?done=delivery-{do}")


def tag_of(deliveries: tuple[DeliverySeen, ...]) -> str:
    """Give what says which deliveries a page showed."""
    return ".".join(f"{one.number}-{one.edition}" for one in deliveries) or "none"


def _about(request: Any) -> About:
    """Say what the address names, to who may see it."""
    place, titles, path = request.matchdict, titles_of(request), request.route_path
    if "identifier" in place:
        told = request.service(ILicenceReading).get(request.archive, request.actor, place["identifier"])
        title = titles.kind(told.line.kind)
        name = f"{title} {told.line.number}"
        way = trail(
            request, ("page.licences", "licences"), Crumb(name, path("licence", identifier=told.line.identifier))
        )
        return About(told.line.identifier, title, told.line.number, told.case, way)
    case = request.service(ICaseReading).get(request.archive, request.actor, place["case"])
    route = "desk-case" if request.actor.authority else "case"
    back = Crumb(titles.item(case.line.item), path(route, case=case.line.case))
    way = trail(request, ("page.projects", "projects"), crumb_of_project(request, case.line), back)
    if "document" not in place:
        return About(case.line.case, titles.item(case.line.item), case.line.case, case.line.case, way)
    name = place["document"]
    letter = Crumb(titles.document(name.partition("-")[0]), path("letter", case=case.line.case, document=name))
    return About(f"{case.line.case}/{name}", letter.name, case.line.case, case.line.case, (*way, letter))


def _confirmed(deliveries: tuple[DeliverySeen, ...]) -> DeliverySeen | None:
    """Give the one with the address that was confirmed last and may still be changed, or None."""
    found = {one.confirmed_at: one for one in deliveries if one.confirmed_at and one.sent_at is None}
    return found[max(found)] if found else None


def _proposed(known: tuple[DeliverySeen, ...], of_case: tuple[DeliverySeen, ...]) -> dict[str, str]:
    """Give what forms show before anything is typed: the address to change, and how its receiver wants it sent."""
    own = _confirmed(known)
    wanted = own or _confirmed(of_case)
    address = {f"confirm {name}": getattr(own, name) for name in ("channel", "address")} if own else {}
    return address | ({"record channel": wanted.channel} if wanted else {})


def _show(request: Any, about: About, error: Exception | None = None, status: int = 200) -> Any:
    """Show the deliveries, with what was typed and what is wrong."""
    service, titles = request.service(IDeliveryService), titles_of(request)
    known = service.list(request.archive, request.actor, about.subject)
    is_part = about.subject != about.case and sees_case(request, about.case)
    of_case = service.list(request.archive, request.actor, about.case) if is_part else ()
    values = {
        "about": about,
        "deliveries": known,
        "of_case": of_case,
        "at_counter": bool(request.actor.authority),
        "is_case": about.subject == about.case,
        "able": service.able(request.archive, request.actor, about.subject),
        "unended": [one for one in known if one.sent_at and not one.receipt and one.channel != ONLINE],
        "channels": titles.catalogue.channels,
        "titles": titles,
        "seen": tag_of(known),
        "known": _proposed(known, of_case),
        "typed": {"do": "", **request.POST},
        "faults": () if error is None else rows_of(request, error, PLACES),
        "is_stale": status == 412,
        "crumbs": (*about.crumbs, Crumb(say("page.deliveries", request.language))),
        "done": request.done,
    }
    return request.render("delivery.html", values, status if error is None else status_of(error))
