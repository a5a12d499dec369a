"""One case on the desk: materials, document and checks side by side; what its reader may do now, first as a letter."""

from collections.abc import Mapping
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError
from archive.interfaces import IDecideService, IPictureService
from archive.models.dossiers import PARTS
from archive.permissions import Permission, is_allowed, verify_permission
from archive.services.errors import InspectionBusyError
from archive.services.process.interfaces import IAskCorrectionService
from archive.services.reading.interfaces import ICaseReading, IJobReading
from archive.services.reading.model import CaseTold, DocumentTold, VersionTold
from archive.services.reading.oversight import JobTold
from archive.services.steps import find_bar, get_case_for
from archive.web.crumbs import Crumb, trail
from archive.web.delivering import lines_of, proofs_of
from archive.web.desk.checks import checks_of, open_points, uploads_of
from archive.web.desk.steps import (
    ASKED,
    OPTIONAL,
    POINT,
    TAKE,
    faults_of,
    is_repeated,
    read_given,
    record_of,
    typed_of,
)
from archive.web.errors import PageUnknownError
from archive.web.faults import rows_of
from archive.web.leading import opened_by
from archive.web.letters import LONGEST, READABLE, Letter, letter_of, name_of, read_letter
from archive.web.numbers import read_whole
from archive.web.records import find_sheet, form_said
from archive.web.rendering import words
from archive.web.statuses import status_of
from archive.web.titles import Titles, titles_of
from archive.web.views import page
from archive.web.views.desk import SHOWN, find_deadline
from archive.words import say
from storage.digests import Digest
from storage.errors import BlobError
from storage.interfaces import IBlobStore
from templates.errors import PictureError

WORKING: Final = frozenset({"waiting", "claimed"})
"""States of a job of which more is to be told soon."""


@page("desk-case", renderer="desk_case.html")
def show_case(request: Any) -> dict[str, Any]:
    """Show a case."""
    return _show(request, _read(request))


@page("desk-progress", renderer="progress.html")
def show_progress(request: Any) -> dict[str, Any]:
    """Show how far the making of the case's licence is: the part of the page that is fetched again."""
    return {"job": _find_job(request, _read(request)), "working": WORKING}


@page("desk-step", "POST")
def take_step(request: Any) -> Any:
    """Take a step, shown as its letter first; the same form sent twice is harmless, one of a page gone stale is 412."""
    verb, told = request.matchdict["verb"], _read(request)
    if verb not in TAKE:
        raise PageUnknownError
    get_case_for(request.archive, request.actor, told.line.case, verb, request.now())
    try:
        given = read_given(request, verb)
        if is_repeated(told, verb, given, request.actor.name):
            return _done(request, told, "step-repeated")
        if request.POST.get("seen") != told.tag:
            return _stale(request, told, verb)
        if request.POST.get("go") == "edit":
            return request.render("desk_case.html", _show(request, told, verb))
        TAKE[verb](request, told.line.case, given)
    except ArchiveError as error:
        request.undo()
        told, faults = _read(request), faults_of(request, verb, error)
        return request.render("desk_case.html", _show(request, told, verb, faults=faults), status_of(error))
    if request.POST.get("go") == "confirm":
        return _done(request, told, f"step-{verb.replace('_', '-')}")
    request.undo()
    letter = letter_of(told, titles_of(request), record_of(told, verb, given, request.now()))
    values = {
        "told": told,
        "verb": verb,
        "letter": letter,
        "typed": typed_of(request),
        "crumbs": (*_crumbs(request, told), Crumb(words(verb, request.language).capitalize())),
    }
    return request.render("desk_letter.html", values)


@page("desk-again", "POST")
def make_again(request: Any) -> Any:
    """Have a licence made again whose job was given up, as it was seen; the same form sent twice is harmless."""
    told = _read(request)
    verify_permission(request.actor, Permission.CASE_DECIDE)
    if told.line.licences[-1:] != (request.POST.get("licence"),):
        return _done(request, told, "step-repeated")
    try:
        request.service(IDecideService).issue_again(request.archive, request.actor, told.line.case)
    except ArchiveError as error:
        request.undo()
        values = _show(request, _read(request), faults=rows_of(request, error))
        return request.render("desk_case.html", values, status_of(error))
    return _done(request, told, "made-again")


def _read(request: Any) -> CaseTold:
    """Read the case that the address names."""
    told: CaseTold = request.service(ICaseReading).get(request.archive, request.actor, request.matchdict["case"])
    return told


def _done(request: Any, told: CaseTold, code: str) -> HTTPSeeOther:
    """Lead back to the case, and say what was done."""
    return HTTPSeeOther(request.route_path("desk-case", case=told.line.case, _query={"done": code}))


def _stale(request: Any, told: CaseTold, verb: str) -> Any:
    """Show the case as it is now, with what happened since the page was seen; what was typed stays."""
    before = read_whole(request.POST.get("steps", ""), 4)
    since = () if before is None else told.steps[before:]
    values = _show(request, told, verb, stale=True, since=since)
    return request.render("desk_case.html", values, 412)


def _crumbs(request: Any, told: CaseTold) -> tuple[Crumb, ...]:
    """Give where the page stands."""
    address = request.route_path("desk-case", case=told.line.case)
    name = f"{told.line.project_name} · {titles_of(request).item(told.line.item)}"
    return trail(request, ("page.desk", "desk"), Crumb(name, address))


def _barred(request: Any, told: CaseTold, again: type[ArchiveError] | None) -> dict[str, list[str]]:
    """Give why its reader may not take steps of the office, or have the licence made ``again`` → these, in words."""
    found: dict[str, list[str]] = {}
    for verb, code in told.barred:
        found.setdefault(code, []).append(words(verb, request.language))
    if again is not None:
        found.setdefault(again.code, []).append(say("page.made-again", request.language))
    return found


def _show(request: Any, told: CaseTold, verb: str = "", **more: Any) -> dict[str, Any]:
    """Give what the page of a case shows."""
    titles, zone = titles_of(request), request.registry.settings["archive.timezone"]
    item = titles.catalogue.items.get(told.line.item)
    days = 0 if item is None else item.days
    points, job = open_points(told), _find_job(request, told)
    is_void = job is not None and job.state == "given_up" and is_allowed(request.actor, Permission.CASE_DECIDE)
    case = request.archive.cases[told.line.case]
    bar = find_bar(request.archive, request.actor, case, "approve", request.now()) if is_void else None
    deliveries = lines_of(request, told, titles, told.line.licences)
    return {
        "told": told,
        "titles": titles,
        "item": item,
        "shown": SHOWN,
        "days": days,
        "deadline": find_deadline(days, told.letter.accepted_at, request.now(), zone) if told.verbs else None,
        "parts_of": [(part, uploads_of(told, part)) for part in PARTS],
        "asked_again": {place: (name_of(told, titles, place), fault) for place, fault in points.items()},
        **_chosen(request, told, titles),
        "checks": checks_of(told, titles.catalogue),
        "opened": opened_by(request, told),
        "form": form_said(request, (told.line.item,), told.form),
        "verbs": [each for each in told.verbs if each in ASKED],
        "barred": _barred(request, told, bar),
        "asked": ASKED,
        "optional": OPTIONAL,
        "places": _places(request, told, titles) if "ask_correction" in told.verbs else {},
        "point": POINT,
        "verb": verb,
        "typed": typed_of(request),
        "faults": (),
        "stale": False,
        "since": (),
        "job": job,
        "again": is_void and bar is None,
        "working": WORKING,
        "deliveries": deliveries,
        "proofs": proofs_of(told, deliveries),
        "done": request.done,
        "crumbs": _crumbs(request, told),
        **more,
    }


def _chosen(request: Any, told: CaseTold, titles: Titles) -> dict[str, Any]:
    """Give the version of a document that the address asks for, else the first material's last, and how it is shown."""
    wanted, number = request.GET.get("document", ""), request.GET.get("version", "")
    document = next((one for one in told.documents if one.document == wanted), next(iter(told.documents), None))
    if document is None:
        return {"document": None}
    version = next((one for one in document.versions if str(one.number) == number), document.versions[-1])
    letter = _find_letter(request, told, titles, document, version)
    record = find_sheet(request, told, document, version)
    pages, why = (0, "") if letter or record else _count(request, version)
    asked = read_whole(request.GET.get("page", ""), 4) or 1
    sheet = asked if asked <= pages else 1
    chosen = {"document": document, "version": version, "pages": pages, "sheet": sheet}
    return {**chosen, "why_none": why, "letter": letter, "record": record}


def _find_letter(
    request: Any, told: CaseTold, titles: Titles, document: DocumentTold, version: VersionTold
) -> Letter | None:
    """Give the letter that a document is, or None; one that cannot be read at the moment is none."""
    if document.document_type not in READABLE or version.size > LONGEST:
        return None
    try:
        return read_letter(told, titles, request.service(IBlobStore).get(Digest.parse(version.digest)))
    except BlobError:
        return None


def _count(request: Any, version: VersionTold) -> tuple[int, str]:
    """Count the pages that have pictures, and give the code of why there are none."""
    try:
        return request.service(IPictureService).count(version.digest), ""
    except (PictureError, BlobError, InspectionBusyError) as error:
        return 0, error.code


def _find_job(request: Any, told: CaseTold) -> JobTold | None:
    """Find the job that makes the case's last licence, or None where it has none yet."""
    if not told.line.licences:
        return None
    job: JobTold = request.service(IJobReading).making(request.archive, request.actor, told.line.licences[-1])
    return job


def _places(request: Any, told: CaseTold, titles: Titles) -> Mapping[str, list[tuple[str, str]]]:
    """Give what may be asked for again, by kind: first what the item's rules ask, then every other document."""
    wanted = {name for check in checks_of(told, titles.catalogue) for name in check.types}
    there = {one.document_type for one in told.documents}
    found: dict[str, list[tuple[str, str]]] = {"document": [], "fact": [], "data": [], "drawing": [], "other": []}
    for place, kind in request.service(IAskCorrectionService).places(request.archive, told.line.case).items():
        is_near = kind != "document" or place in wanted | there
        found[kind if is_near else "other"].append((place, name_of(told, titles, place)))
    return {kind: rows for kind, rows in found.items() if rows}
