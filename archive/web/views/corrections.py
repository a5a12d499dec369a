"""Puts a case right: new versions of documents, and fields, each beside what the official said of it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from transaction.interfaces import TransientError

from archive.errors import ArchiveError
from archive.model import Correction, Intake, MaterialGiven
from archive.services.drafting.interfaces import IUploadService
from archive.services.drafting.reading import tidied
from archive.services.process.errors import CorrectionSameError
from archive.services.process.interfaces import ICorrectService
from archive.services.reading.interfaces import ICaseReading
from archive.services.reading.model import CaseTold
from archive.web.correction import SECTIONS, CorrectionForm, correction_form
from archive.web.crumbs import Crumb, trail
from archive.web.faults import FaultRow, rows_of
from archive.web.form.names import nested
from archive.web.form.shown import FaultShown, Shower
from archive.web.leading import crumb_of_project
from archive.web.letters import name_of
from archive.web.statuses import status_of
from archive.web.titles import titles_of
from archive.web.views import page
from archive.words import say
from storage.errors import StorageError, UploadUnknownError
from storage.model import Upload
from templates.errors import TemplateError

UPLOAD: Final = "upload/"
"""What the name of a field begins with that names a file which came already; the name of the file's field follows."""


@page("case-correct")
def show_correction(request: Any) -> Any:
    """Show what is to be put right; of a case that waits for nothing, the case."""
    form = _form(request)
    return _show(request, form, {}, {}) if "correct" in form.case.verbs else _to_case(request, form.case, {})


@page("case-correct", "POST")
def correct(request: Any) -> Any:
    """Take in what was put right."""
    form = _form(request)
    typed = tidied(nested(request.POST.items(), SECTIONS))
    changes, wrong = form.read(typed)
    uploads: dict[str, str] = {}
    try:
        uploads.update(_uploads(request, form))
        if wrong:
            return _show(request, form, typed, uploads, faults=wrong)
        given = _correction(request, form, changes, uploads)
        request.service(ICorrectService).correct(request.archive, request.actor, form.case.line.case, given)
    except (ArchiveError, StorageError, TemplateError) as error:
        if isinstance(error, TransientError):
            raise
        request.undo()
        uploads = {name: upload for name, upload in uploads.items() if name not in _same(error)}
        return _show(request, form, typed, uploads, error=error)
    return _to_case(request, form.case, {"done": "case-corrected"})


def _form(request: Any) -> CorrectionForm:
    """Give the form of the case that the address names."""
    told = request.service(ICaseReading).get(request.archive, request.actor, request.matchdict["case"])
    return correction_form(request, told)


def _uploads(request: Any, form: CorrectionForm) -> Iterator[tuple[str, str]]:
    """Keep the files that come with the form; gives the field and the upload of each that came, now or before."""
    service = request.service(IUploadService)
    for name in (asked.name for asked in form.files()):
        part, before = request.files.get(name), str(request.POST.get(f"{UPLOAD}{name}", ""))
        if part is not None and part.filename:
            yield name, service.hold(request.actor, part.filename, part.size, part.file).id
        elif before:
            yield name, before


def _there(request: Any, uploads: Mapping[str, str]) -> Iterator[tuple[str, Upload]]:
    """Give of each upload that there is, what it is."""
    for name, upload in uploads.items():
        with suppress(UploadUnknownError):
            yield name, request.service(IUploadService).get(request.actor, upload)


def _correction(
    request: Any, form: CorrectionForm, changes: Mapping[str, Mapping[str, Any]], uploads: Mapping[str, str]
) -> Correction:
    """Take the files in, and put the correction together."""
    drawn = request.service(ICorrectService).drawn(request.archive, form.case.line.case)
    versions: dict[str, Intake] = {}
    materials: list[MaterialGiven] = []
    for field, upload in uploads.items():
        kind, _, name = field.partition("/")
        intake = request.service(IUploadService).finish(request.actor, upload, drawing=name in drawn)
        if kind == "version":
            versions[name] = intake
        else:
            materials.append(MaterialGiven(name, intake))
    note = str(request.POST.get("note", "")).strip()
    return Correction(versions, tuple(materials), changes["form"], changes["data"], note=note)


def _show(
    request: Any,
    form: CorrectionForm,
    typed: Mapping[str, Any],
    uploads: Mapping[str, str],
    *,
    error: Exception | None = None,
    faults: tuple[Any, ...] = (),
) -> Any:
    """Show the form, with what was typed, the files that came, and what is wrong."""
    zone = request.registry.settings["archive.timezone"]
    besides: tuple[Exception, ...] = ()
    if error:
        faults, besides = form.faults_of(error)
    shower = Shower(request.language, zone, faults)
    titles = titles_of(request)
    points = [(name_of(form.case, titles, point.place), point) for point in form.show(shower, typed)]
    told = (row for each in besides for row in rows_of(request, each, {CorrectionSameError.code: "".join(_same(each))}))
    rows = (
        *told,
        *(FaultRow(each.field, each.code, _named(each, request.language)) for each in map(shower.tell, faults)),
    )
    line = form.case.line
    item = titles.item(line.item)
    crumbs = trail(
        request,
        ("page.projects", "projects"),
        crumb_of_project(request, line),
        Crumb(item, request.route_path("case", case=line.case)),
        Crumb(say("page.correct", request.language)),
    )
    values = {
        "case": form.case,
        "item": item,
        "points": points,
        "faults": rows,
        "uploads": dict(_there(request, uploads)),
        "note": str(request.POST.get("note", "")),
        "crumbs": crumbs,
    }
    return request.render("correction.html", values, status_of(error) if error else 422 if faults else 200)


def _same(error: Exception) -> frozenset[str]:
    """Name the fields of files that are refused because they are there already."""
    several = getattr(error, "errors", ()) or (error,)
    return frozenset(f"version/{each.document}" for each in several if isinstance(each, CorrectionSameError))


def _named(fault: FaultShown, language: str) -> str:
    """Give what is wrong with a field that is called something."""
    return f"{fault.label}{say('letter.colon', language)}{fault.sentence}" if fault.label else fault.sentence


def _to_case(request: Any, case: CaseTold, query: Mapping[str, str]) -> Any:
    """Lead to the case."""
    return HTTPSeeOther(request.route_path("case", case=case.line.case, _query=query or None))
