"""Acts on issued licences: proposed by one person, with what they do and what is told; confirmed by a second."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from transaction.interfaces import TransientError

from archive.errors import ArchiveError
from archive.interfaces import ILicenceActService
from archive.model import Amendment, Intake
from archive.services.notices.telling import sentence_of
from archive.services.process.interfaces import IProposalService
from archive.services.process.model import Preview, ProposalSeen
from archive.services.reading.interfaces import ILicenceReading
from archive.services.reading.model import LicenceTold
from archive.web.acting import (
    DATA,
    PLACES,
    REPLACE,
    VERBS,
    Change,
    acts_open,
    data_of,
    faults_at,
    fields_of,
    read_changes,
    read_intent,
    typed_of,
)
from archive.web.crumbs import Crumb, trail
from archive.web.errors import PageUnknownError
from archive.web.faults import rows_of
from archive.web.form.shown import Shower
from archive.web.numbers import read_whole
from archive.web.pictures import picture_of
from archive.web.rendering import words
from archive.web.replacing import KEPT, SMALL, draw_next, keep_drawings, read_drawings, show_places
from archive.web.statuses import status_of
from archive.web.telling import Teller
from archive.web.titles import titles_of
from archive.web.views import page
from archive.web.views.licences import SHOWN as LICENCE_SHOWN
from storage.errors import StorageError
from templates.errors import TemplateError

NONE: Final[Mapping[str, Intake]] = MappingProxyType({})
LENGTH: Final = 50
"""Proposals of one page of the list."""
SHOWN: Final = {"proposed": "wait", "confirmed": "good", "refused": "bad", "withdrawn": "plain", "overtaken": "plain"}
"""State → how it is shown."""


@page("licence-act", renderer="act.html")
def show_act(request: Any) -> dict[str, Any]:
    """Ask for the decision of an act, and for what a replacement changes."""
    identifier, verb = request.matchdict["identifier"], request.matchdict["verb"]
    if verb in VERBS:
        request.service(ILicenceActService).verify_actor(request.archive, request.actor, identifier, verb)
    told = _read(request)
    if verb not in acts_open(request, told):
        raise PageUnknownError
    return _form(request, told)


@page("licence-act", "POST")
def propose_act(request: Any) -> Any:
    """Show what the act would do and what the holder's side will be told; once that was seen, propose it."""
    told, verb = _read(request), request.matchdict["verb"]
    drawings: dict[str, Intake] = {}
    try:
        request.service(ILicenceActService).verify_actor(request.archive, request.actor, told.line.identifier, verb)
        drawings.update(read_drawings(request, told) if verb == REPLACE else ())
        keep_drawings(request, drawings)
        changes, unread = (
            read_changes(fields_of(request, told), told, typed_of(request)) if verb == REPLACE else ((), ())
        )
        if unread or request.POST.get("go") == "edit":
            values = _form(request, told, unread=unread, drawings=drawings)
            return request.render("act.html", values, 422 if unread else 200)
        return _propose(request, told, changes, drawings)
    except (ArchiveError, StorageError, TemplateError) as error:
        if isinstance(error, TransientError):
            raise
        return _refused(request, drawings, error)


def _propose(request: Any, told: LicenceTold, changes: tuple[Change, ...], drawings: Mapping[str, Intake]) -> Any:
    """Propose what was given, or show what it would do."""
    identifier, intent, service = told.line.identifier, read_intent(request), request.service(IProposalService)
    shown = {name: intake.digest for name, intake in drawings.items()}
    amendment = Amendment({each.key: each.after for each in changes}, shown)
    about = (request.archive, request.actor, request.matchdict["verb"], identifier, intent)
    if request.POST.get("go") == "confirm":
        proposal = service.propose(*about, amendment=amendment)
        return HTTPSeeOther(request.route_path("proposal", proposal=proposal.id, _query={"done": "act-proposed"}))
    preview = service.preview(*about, amendment=amendment)
    is_drawn = request.matchdict["verb"] == REPLACE
    values = {
        **_form(request, told, drawings=drawings),
        **_told(request, preview),
        "changes": changes,
        "picture": draw_next(request, identifier, intent, amendment) if is_drawn else None,
    }
    return request.render("act_preview.html", values)


def _refused(request: Any, drawings: Mapping[str, Intake], error: Exception) -> Any:
    """Show the form again, with what was typed and brought, and what is wrong at its place."""
    request.undo()
    told = _read(request)
    if drawings:
        keep_drawings(request, drawings)
    unread, besides = faults_at(error, fields_of(request, told))
    faults = tuple(row for each in besides for row in rows_of(request, each, PLACES))
    values = _form(request, told, faults=faults, unread=unread, drawings=drawings)
    return request.render("act.html", values, status_of(error))


@page("proposals", renderer="proposals.html")
def list_proposals(request: Any) -> dict[str, Any]:
    """List the proposals of the visitor's authority: what is open, or what came of the others."""
    is_open, before = request.GET.get("show") != "closed", request.GET.get("before", "")[:40]
    service = request.service(IProposalService)
    rows = service.list(request.archive, request.actor, is_open=is_open, before=before, limit=LENGTH)
    return {"rows": rows, "is_open": is_open, "more": len(rows) == LENGTH, "titles": titles_of(request), "shown": SHOWN}


@page("proposal", renderer="proposal.html")
def show_proposal(request: Any) -> dict[str, Any]:
    """Show a proposal, what it would do, and what its reader may do with it."""
    return _show(request, _get(request))


@page("proposal-step", "POST")
def take_proposal(request: Any) -> Any:
    """Confirm, refuse or withdraw a proposal as it was seen; again changes nothing."""
    proposal, verb, note = _get(request), request.matchdict["verb"], str(request.POST.get("note", "")).strip()
    edition = read_whole(request.POST.get("seen", ""), 8) or 0
    service = request.service(IProposalService)
    steps = {
        "confirm": lambda *about: service.confirm(*about, seen=edition),
        "refuse": lambda *about: service.refuse(*about, note, seen=edition),
        "withdraw": lambda *about: service.withdraw(*about, note, seen=edition),
    }
    try:
        after = steps[verb](request.archive, request.actor, proposal.id)
    except ArchiveError as error:
        request.undo()
        faults = rows_of(request, error, {"archive.reason-missing": "note"})
        return request.render(
            "proposal.html", _show(request, _get(request), faults=faults, note=note), status_of(error)
        )
    done = {"done": f"proposal-{after.state}"}
    return HTTPSeeOther(request.route_path("proposal", proposal=proposal.id, _query=done))


def _read(request: Any) -> LicenceTold:
    """Read the licence that the address names."""
    if request.matchdict.get("verb") not in VERBS:
        raise PageUnknownError
    service = request.service(ILicenceReading)
    told: LicenceTold = service.get(request.archive, request.actor, request.matchdict["identifier"])
    return told


def _get(request: Any) -> ProposalSeen:
    """Give the proposal that the address names; one of another authority is not there."""
    name = request.matchdict["proposal"]
    found: ProposalSeen = request.service(IProposalService).get(request.archive, request.actor, name)
    return found


def _form(
    request: Any, told: LicenceTold, *, faults: Any = (), unread: Any = (), drawings: Mapping[str, Intake] = NONE
) -> dict[str, Any]:
    """Give what the form of an act shows: of a replacement the data as they stand, or as they were typed."""
    verb, typed, titles = request.matchdict["verb"], typed_of(request), titles_of(request)
    shower = Shower(request.language, request.registry.settings["archive.timezone"], unread)
    data = data_of(typed) or told.data
    is_new = verb == REPLACE
    asked, teller = fields_of(request, told) if is_new else (), Teller(request.language)
    there = [teller.tell((each,), {each.key: told.data.get(each.key)}) for each in asked]
    fields = list(zip(there, shower.show_all(asked, data, DATA), strict=True))
    places = show_places(request, told, drawings) if is_new else ()
    name, about = f"{titles.kind(told.line.kind)} {told.line.number}", (request.archive, request.actor)
    proposed = request.service(IProposalService).on_licence(*about, told.line.identifier)
    crumb = Crumb(name, request.route_path("licence", identifier=told.line.identifier))
    here = Crumb(words(verb, request.language).capitalize())
    return {
        "told": told,
        "verb": verb,
        "typed": typed,
        "faults": faults,
        "unread": [shower.tell(each) for each in unread],
        "fields": fields,
        "places": places,
        "brought": {f"{KEPT}{number}": place.kept for number, place in enumerate(places) if place.kept},
        "titles": titles,
        "waiting": [each for each in proposed if each.state == "proposed"],
        "shown": LICENCE_SHOWN,
        "crumbs": trail(request, ("page.licences", "licences"), crumb, here),
    }


def _told(request: Any, preview: Preview) -> dict[str, Any]:
    """Give what an act does, and the sentence that the holder's side will be told."""
    zone = request.registry.settings["archive.timezone"]
    sentence = sentence_of(preview.told.code, preview.told.values, request.language, zone)
    return {"preview": preview, "sentence": sentence}


def _show(request: Any, proposal: ProposalSeen, *, faults: Any = (), note: str = "") -> dict[str, Any]:
    """Give what the page of a proposal shows; why it could not be done now is told instead of what it would do."""
    titles, amendment = titles_of(request), proposal.amendment
    licence = request.service(ILicenceReading).get(request.archive, request.actor, proposal.identifier)
    changes = [Change(key, licence.data.get(key), value) for key, value in amendment.data.items()]
    values: dict[str, Any] = {"preview": None, "sentence": "", "barred": None, "picture": None, "drawings": {}}
    waits, service = proposal.state == "proposed", request.service(IProposalService)
    if waits and (proposal.may_confirm or proposal.may_withdraw):
        about = (request.archive, request.actor, proposal.verb, proposal.identifier, proposal.intent)
        try:
            values |= _told(request, service.preview(*about, amendment=amendment))
            if proposal.verb == REPLACE:
                values["picture"] = draw_next(request, proposal.identifier, proposal.intent, amendment)
                values["drawings"] = {
                    name: picture_of(request, each, SMALL) for name, each in amendment.drawings.items()
                }
        except ArchiveError as error:
            values["barred"] = rows_of(request, error)
    decided_at, effective_from = _moments(proposal, licence)
    confirmers = service.confirmers(request.archive, request.actor, proposal.id) if waits else ()
    return {
        **values,
        "proposal": proposal,
        "decided_at": decided_at,
        "effective_from": effective_from,
        "confirmers": [request.called(each) for each in confirmers],
        "changes": changes,
        "titles": titles,
        "shown": SHOWN,
        "licence_shown": LICENCE_SHOWN,
        "faults": faults,
        "note": note,
        "done": request.done,
        "crumbs": trail(request, ("page.proposals", "proposals"), Crumb(proposal.id)),
    }


def _moments(proposal: ProposalSeen, licence: LicenceTold) -> tuple[datetime | None, datetime | None]:
    """Give when it is decided and from when it works, as was proposed, or as came of it; None: not known yet."""
    intent = proposal.intent
    if proposal.state != "confirmed":
        return intent.decided_at, intent.effective_from
    decided_at = intent.decided_at or proposal.decided_at
    if not proposal.result:
        return decided_at, intent.effective_from or decided_at
    made = (one.issued_at for one in licence.versions if one.identifier == proposal.result)
    return decided_at, next(made, None)
