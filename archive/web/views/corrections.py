"""Puts a case right: new versions of documents, and fields, each beside what the official said of it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from transaction.interfaces import TransientError

from archive.errors import ArchiveError, code_of
from archive.model import Correction, Intake, MaterialGiven
from archive.services.drafting.interfaces import IUploadService
from archive.services.drafting.model import FieldFault
from archive.services.drafting.reading import tidied
from archive.services.process.errors import CorrectionEmptyError, CorrectionSameError
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
    return _show(request, form, {}, Files()) if "correct" in form.case.verbs else _to_case(request, form.case, {})


@page("case-correct", "POST")
def correct(request: Any) -> Any:
    """Take in what was put right, or tell all that will not do."""
    form = _form(request)
    typed = tidied(nested(request.POST.items(), SECTIONS))
    changes, wrong = form.read(typed)
    files = _files(request, form)
    given = _correction(request, changes, files.taken)
    refused: Exception | None = None
    try:
        request.service(ICorrectService).correct(request.archive, request.actor, form.case.line.case, given)
    except (ArchiveError, StorageError, TemplateError) as error:
        if isinstance(error, TransientError):
            raise
        if not (isinstance(error, CorrectionEmptyError) and (wrong or files.refused)):
            refused = error
    if not (wrong or files.refused or refused):
        return _to_case(request, form.case, {"done": "case-corrected"})
    request.undo()
    return _show(request, form, typed, files, faults=wrong, error=refused)


def _form(request: Any) -> CorrectionForm:
    """Give the form of the case that the address names."""
    told = request.service(ICaseReading).get(request.archive, request.actor, request.matchdict["case"])
    return correction_form(request, told)


@dataclass(frozen=True, slots=True)
class Files:
    """The files that came with a form, by the names of their fields."""

    uploads: dict[str, str] = field(default_factory=dict)
    """Those that are kept, as uploads."""
    taken: dict[str, Intake] = field(default_factory=dict)
    """What each is that will do."""
    refused: dict[str, Exception] = field(default_factory=dict)
    """Why each of the others will not."""


def _files(request: Any, form: CorrectionForm) -> Files:
    """Keep the files that come with the form, now or before, and take them in."""
    service, found = request.service(IUploadService), Files()
    drawn = request.service(ICorrectService).drawn(request.archive, form.case.line.case)
    for name in (asked.name for asked in form.files()):
        part, upload = request.files.get(name), str(request.POST.get(f"{UPLOAD}{name}", ""))
        try:
            if part is not None and part.filename:
                upload = service.hold(request.actor, part.filename, part.size, part.file).id
            if upload:
                found.uploads[name] = upload
                is_drawn = name.partition("/")[2] in drawn
                found.taken[name] = service.finish(request.actor, upload, drawing=is_drawn)
        except (ArchiveError, StorageError) as error:
            if isinstance(error, TransientError):
                raise
            found.refused[name] = error
    return found


def _there(request: Any, uploads: Mapping[str, str]) -> Iterator[tuple[str, Upload]]:
    """Give of each upload that there is, what it is."""
    for name, upload in uploads.items():
        with suppress(UploadUnknownError):
            yield name, request.service(IUploadService).get(request.actor, upload)


def _correction(request: Any, changes: Mapping[str, Mapping[str, Any]], files: Mapping[str, Intake]) -> Correction:
    """Put the correction together."""
    versions: dict[str, Intake] = {}
    materials: list[MaterialGiven] = []
    for at, intake in files.items():
        kind, _, name = at.partition("/")
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
    files: Files,
    *,
    faults: tuple[FieldFault, ...] = (),
    error: Exception | None = None,
) -> Any:
    """Show the form, with what was typed, the files that came, and what is wrong."""
    zone = request.registry.settings["archive.timezone"]
    refused = [*files.refused.values(), *filter(None, [error])]
    told = [row for name, each in files.refused.items() for row in rows_of(request, each, {code_of(each): name})]
    held, besides = form.faults_of(error) if error else ((), ())
    faults += held
    for each in besides:
        told += rows_of(request, each, {CorrectionSameError.code: "".join(_same(each))})
    shower = Shower(request.language, zone, faults)
    titles = titles_of(request)
    points = [(name_of(form.case, titles, point.place), point) for point in form.show(shower, typed)]
    told += [FaultRow(each.field, each.code, _named(each, request.language)) for each in map(shower.tell, faults)]
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
        "faults": told,
        "uploads": {
            name: upload for name, upload in _there(request, files.uploads) if not error or name not in _same(error)
        },
        "note": str(request.POST.get("note", "")),
        "crumbs": crumbs,
    }
    return request.render("correction.html", values, status_of(refused[0]) if refused else 422 if faults else 200)


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
