"""A case as its applicant sees it: how far it is, what is missing, its dossier; put right, or taken back."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError, LicenceUnknownError
from archive.model import Point
from archive.models.dossiers import PARTS
from archive.services.process.interfaces import IWithdrawService
from archive.services.process.subjects import LETTERS
from archive.services.reading.interfaces import ICaseReading, ILicenceReading
from archive.services.reading.model import CaseTold, LicenceLine
from archive.web.crumbs import Crumb, trail
from archive.web.delivering import lines_of, note_opened, proofs_of
from archive.web.errors import PageUnknownError
from archive.web.faults import rows_of
from archive.web.leading import crumb_of_project, opened_by
from archive.web.letters import READABLE, name_of, read_letter
from archive.web.records import is_sheet
from archive.web.statuses import status_of
from archive.web.titles import titles_of
from archive.web.views import page
from storage.digests import Digest
from storage.interfaces import IBlobStore

REASON: Final = dict.fromkeys(("archive.reason-missing", "archive.text-malformed"), "reason")
"""Code of an error → the field that it is about."""
TAKING_BACK: Final = ("withdraw", "retract")
"""Verbs by which the applicant's side takes a case back."""


@page("case", renderer="case.html")
def show_case(request: Any) -> dict[str, Any]:
    """Show a case."""
    return _values(request, _get(request))


@page("case-take-back", "POST")
def take_back(request: Any) -> Any:
    """Take a case back, with the reason; a second click finds it taken back."""
    told, reason = _get(request), str(request.POST.get("reason", ""))
    verb = next((verb for verb in TAKING_BACK if verb in told.verbs), TAKING_BACK[0])
    try:
        getattr(request.service(IWithdrawService), verb)(request.archive, request.actor, told.line.case, reason)
    except ArchiveError as error:
        request.undo()
        values = _values(request, told) | {
            "faults": rows_of(request, error, REASON),
            "reason": reason,
        }
        return request.render("case.html", values, status_of(error))
    return HTTPSeeOther(request.route_path("case", case=told.line.case, _query={"done": "case-taken-back"}))


def _get(request: Any) -> CaseTold:
    """Give the case that the address names."""
    told: CaseTold = request.service(ICaseReading).get(request.archive, request.actor, request.matchdict["case"])
    return told


def _open_points(told: CaseTold) -> Sequence[Point]:
    """Give what is to be put right now."""
    return told.corrections[-1].points if told.line.state == "correcting" else ()


@page("letter", renderer="case_letter.html")
def show_letter(request: Any) -> dict[str, Any]:
    """Show a notice or decision of a case as the letter that it is; that it reached its receiver is noted."""
    told, name = _get(request), request.matchdict["document"]
    found = request.service(ICaseReading).document(request.archive, request.actor, told.line.case, name)
    if found.document_type not in READABLE:
        raise PageUnknownError
    data = request.service(IBlobStore).get(Digest.parse(found.versions[-1].digest))
    if found.document_type in LETTERS:
        note_opened(request, request.actor, f"{told.line.case}/{name}")
    values = _values(request, told)
    back = Crumb(values["item"], request.route_path("case", case=told.line.case))
    letter = read_letter(told, values["titles"], data)
    return {
        "letter": letter,
        "case": told,
        "document": found,
        "crumbs": (*values["crumbs"][:-1], back, Crumb(letter.title)),
    }


def _licences_of(request: Any, told: CaseTold) -> dict[str, tuple[LicenceLine, ...]]:
    """Give the licences of a case by identifier, as far as the actor sees them: a mandate may be for cases alone.

    Before one that was replaced stands the version that took its place.
    """
    found = {}
    for identifier in told.line.licences:
        with suppress(LicenceUnknownError):
            found[identifier] = tuple(_versions_of(request, identifier))
    return found


def _versions_of(request: Any, identifier: str) -> Iterator[LicenceLine]:
    """Give a licence as of the last version that took its place, where there is one, then as it is named."""
    reading, about = request.service(ILicenceReading), (request.archive, request.actor)
    told = reading.get(*about, identifier)
    if told.line.state == "replaced":
        last = [each.identifier for each in told.versions if each.files][-1]
        yield reading.get(*about, last).line
    yield told.line


def _values(request: Any, told: CaseTold) -> dict[str, Any]:
    """Give what the page shows."""
    titles, licences = titles_of(request), _licences_of(request, told)
    item, project = titles.item(told.line.item), crumb_of_project(request, told.line)
    deliveries = lines_of(request, told, titles, licences)
    return {
        "case": told,
        "item": item,
        "titles": titles,
        "points": [(name_of(told, titles, point.place), point.fault) for point in _open_points(told)],
        "letters": READABLE,
        "sheets": frozenset(each.document for each in told.documents if is_sheet(each, each.versions[-1])),
        "deliveries": deliveries,
        "proofs": proofs_of(told, deliveries),
        "parts_of_dossier": [(part, [each for each in told.documents if each.part == part]) for part in PARTS],
        "licences": [line for lines in licences.values() for line in lines],
        "verb": next((verb for verb in TAKING_BACK if verb in told.verbs), ""),
        "faults": (),
        "reason": "",
        "project": project,
        "opened": opened_by(request, told),
        "crumbs": trail(request, ("page.projects", "projects"), project, Crumb(item)),
        "issued": any(each.versions[-1].licence for each in told.documents if each.part == "results"),
        "done": request.done,
    }
