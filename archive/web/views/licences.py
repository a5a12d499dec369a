"""Licences: the picture first, then what it says; its files, as they were sealed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from archive.identifiers.credit import has_credit_form, parse_credit_code
from archive.identifiers.errors import CreditCodeInvalidError
from archive.identifiers.forms import tidy
from archive.services.drafting.fields import every_field_of
from archive.services.process.interfaces import IDeliveryService
from archive.services.reading.interfaces import ILicenceReading
from archive.services.reading.model import LicenceTold, LicenceVersionTold
from archive.web.acting import acts_open
from archive.web.crumbs import Crumb, trail
from archive.web.delivering import note_opened
from archive.web.files import Kept, answer_file
from archive.web.leading import sees_case
from archive.web.pictures import answer_picture
from archive.web.telling import Teller
from archive.web.titles import kinds_of, titles_of
from archive.web.views import page
from archive.words import in_words
from storage.digests import Digest
from templates.interfaces import IKinds

SHOWN: Final = {"valid": "good", "promised": "wait", "suspended": "wait", "expired": "wait", "replaced": "plain"}
"""State → how it is shown; every other one is void."""
FILTERS: Final = ("kind", "holder", "cursor")


@dataclass(frozen=True, slots=True)
class Happened:
    """What made a licence stand as it does: a version of it, or an act on one."""

    moment: datetime
    """From when it works."""
    verb: str
    decision: str
    ground: str
    by: str
    version: int
    """Ordinal, from 1, of the version that it made, or was done on."""


@page("licences", renderer="licences.html")
def list_licences(request: Any) -> dict[str, Any]:
    """List the licences that the visitor may see."""
    given = {name: str(request.GET.get(name, "")).strip() for name in FILTERS}
    reading, about = request.service(ILicenceReading), (request.archive, request.actor)
    found = reading.list(*about, **given)
    return {
        "found": found,
        "later": {line.identifier: reading.later_acts(*about, line.identifier) for line in found.rows},
        "kinds": kinds_of(request),
        "given": given,
        "shown": SHOWN,
        "wrong": "" if found.rows else _wrong_holder(request, given["holder"]),
    }


def _wrong_holder(request: Any, text: str) -> str:
    """Say what keeps a text from being a credit code; nothing of a code that is one, or of another sort."""
    try:
        if has_credit_form(tidy(text)):
            parse_credit_code(text)
    except CreditCodeInvalidError as error:
        return in_words(error.code, str(error), request.language)
    return ""


@page("licence", renderer="licence.html")
def show_licence(request: Any) -> dict[str, Any]:
    """Show a licence; that the holder's side saw it is noted, once."""
    told, version = _read(request)
    deliveries = request.service(IDeliveryService)
    if version.files:
        note_opened(request, request.actor, version.identifier)
    kind = request.service(IKinds).get_kind(told.line.kind, told.template)
    title = kind.title[request.language]
    crumbs = trail(request, ("page.licences", "licences"), Crumb(f"{title} {told.line.number}"))
    return {
        "told": told,
        "version": version,
        "title": title,
        "said": Teller(request.language).tell(every_field_of(kind), told.data),
        "shown": SHOWN,
        "history": _history(told),
        "acts": acts_open(request, told),
        "sees_case": sees_case(request, told.case),
        "deliveries": deliveries.list(request.archive, request.actor, version.identifier),
        "delivering": deliveries.able(request.archive, request.actor, version.identifier),
        "titles": titles_of(request),
        "done": request.done,
        "crumbs": crumbs,
    }


@page("licence-print", renderer="licence_print.html")
def print_licence(request: Any) -> dict[str, Any]:
    """Show every page of a licence as a picture, so that it prints as itself; that too is its receipt."""
    told, version = _read(request)
    if version.files:
        note_opened(request, request.actor, version.identifier)
    return {"told": told, "version": version, "titles": titles_of(request)}


@page("licence-file")
def give_file(request: Any) -> Any:
    """Give the face (0) or an annex (from 1) as it was sealed."""
    identifier, number = request.matchdict["identifier"], int(request.matchdict["number"])
    found = request.service(ILicenceReading).file(request.archive, request.actor, identifier, number)
    note_opened(request, request.actor, identifier, "downloaded")
    return answer_file(request, Kept(Digest.parse(found.digest), found.size, found.media_type, found.name))


@page("licence-picture")
def give_picture(request: Any) -> Any:
    """Give a page of a file as a picture."""
    identifier, number = request.matchdict["identifier"], int(request.matchdict["number"])
    found = request.service(ILicenceReading).file(request.archive, request.actor, identifier, number)
    return answer_picture(request, found.digest, int(request.matchdict["page"]))


def _history(told: LicenceTold) -> list[Happened]:
    """Give what happened to a licence, its versions and the acts on them, in the order in which it came to work."""
    made = [
        Happened(one.issued_at, one.verb, one.decision, one.ground, one.by, version)
        for version, one in enumerate(told.versions, 1)
        if one.issued_at
    ]
    done = [Happened(act.effective_from, act.verb, act.decision, act.ground, act.by, act.version) for act in told.acts]
    return sorted([*made, *done], key=lambda each: each.moment)


def _read(request: Any) -> tuple[LicenceTold, LicenceVersionTold]:
    """Read the licence that the address names, and that version of it."""
    told = request.service(ILicenceReading).get(request.archive, request.actor, request.matchdict["identifier"])
    return told, next(each for each in told.versions if each.identifier == told.line.identifier)
