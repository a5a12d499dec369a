"""Files of a draft: added by a plain form, or out of an upload that came in pieces; taken away."""

from typing import Any, Final

from pyramid.httpexceptions import HTTPSeeOther
from transaction.interfaces import TransientError

from archive.errors import ArchiveError
from archive.model import Intake
from archive.services.drafting.interfaces import IDraftService, IUploadService
from archive.services.errors import MaterialTypeError
from archive.services.intake import LONGEST, plain_name, sorts_of
from archive.texts import quoted
from archive.web.errors import FileAbsentError, PageUnknownError
from archive.web.form.answers import refusal
from archive.web.form.pages import FormPage
from archive.web.pictures import answer_picture
from archive.web.views import page
from storage.errors import StorageError

STEP: Final = "materials"


@page("draft-material-add", "POST")
def add_file(request: Any) -> Any:
    """Take a file in, and add it to the draft."""
    draft, asked = request.matchdict["draft"], str(request.POST.get("type", request.matchdict["type"]))
    by_script = "application/json" in request.headers.get("Accept", "")
    found = FormPage(request, draft, STEP)
    try:
        _verify_name(request, found, asked)
        intake = _take(request, is_drawing=any(found.asked.annexes.values()))
        request.service(IDraftService).add_material(request.archive, request.actor, draft, asked, intake)
    except (ArchiveError, StorageError) as error:
        if isinstance(error, TransientError):
            raise
        request.undo()
        return refusal(request, error) if by_script else found.show(error=error)
    return _back(request, draft, "file-added", asked)


@page("draft-material-remove", "POST")
def remove_file(request: Any) -> Any:
    """Take a file away from the draft."""
    draft, asked, digest = (request.matchdict[name] for name in ("draft", "type", "digest"))
    request.service(IDraftService).remove_material(request.archive, request.actor, draft, asked, digest)
    return _back(request, draft, "file-removed", asked)


@page("draft-picture")
def show_file(request: Any) -> Any:
    """Give the first page of a file as a picture; of a file that the draft has not, there is none."""
    draft, asked, digest = (request.matchdict[name] for name in ("draft", "type", "digest"))
    found = request.service(IDraftService).view(request.archive, request.actor, draft)
    if (asked, digest) not in {(file.document_type, file.digest) for file in found.materials}:
        raise PageUnknownError
    return answer_picture(request, digest, 1)


def _verify_name(request: Any, found: FormPage, asked: str) -> None:
    """Raise ``MaterialTypeError`` for a file of the form that is of none of the formats which the page names."""
    accepted = next((one.extensions for need in found.needs for one in need.types if one.id == asked), ())
    name = getattr(request.files.get("file"), "filename", "")
    if accepted and name and not name.lower().endswith(tuple(f".{one}" for one in accepted)):
        raise MaterialTypeError(f"{quoted(plain_name(name), LONGEST)}: {sorts_of(accepted)}")


def _take(request: Any, *, is_drawing: bool) -> Intake:
    """Take in the file of the form, or the upload that it names; ``FileAbsentError``."""
    uploads, form = request.service(IUploadService), request.POST
    upload, file = form.get("upload", ""), request.files.get("file")
    if not upload:
        if file is None or not file.filename:
            raise FileAbsentError
        brought: Intake = uploads.bring(request.actor, file.filename, file.size, file.file, drawing=is_drawing)
        return brought
    taken: Intake = uploads.finish(request.actor, upload, drawing=is_drawing)
    return taken


def _back(request: Any, draft: str, done: str, asked: str) -> Any:
    """Lead back to the materials."""
    return HTTPSeeOther(
        request.route_path("draft-step", draft=draft, step=STEP, _query={"done": done}, _anchor=f"field-{STEP}/{asked}")
    )
