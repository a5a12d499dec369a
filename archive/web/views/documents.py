"""The documents of a dossier: as they were kept, to be saved; page by page as pictures; our own forms as read."""

from typing import Any

from pyramid.response import Response

from archive.services.process.subjects import LETTERS
from archive.services.reading.interfaces import ICaseReading
from archive.services.reading.model import FileTold
from archive.web.crumbs import Crumb, trail
from archive.web.delivering import note_opened
from archive.web.errors import PageUnknownError
from archive.web.files import Kept, answer_file
from archive.web.leading import crumb_of_project
from archive.web.pictures import answer_picture
from archive.web.records import find_sheet, is_sheet
from archive.web.titles import titles_of
from archive.web.views import page
from storage.digests import Digest


@page("document")
def give_document(request: Any) -> Response:
    """Give one version of a document; that a letter reached its receiver is noted."""
    found, case, document = _find(request)
    if document.partition("-")[0] in LETTERS:
        subject = f"{case}/{document}"
        note_opened(request, request.actor, subject, "downloaded")
    return answer_file(request, Kept(Digest.parse(found.digest), found.size, found.media_type, found.name))


@page("record", renderer="record.html")
def show_record(request: Any) -> dict[str, Any]:
    """Show a form that the archive wrote into the dossier, as people read it."""
    reading, about = request.service(ICaseReading), (request.archive, request.actor, request.matchdict["case"])
    told, document = reading.get(*about), reading.document(*about, request.matchdict["document"])
    if not is_sheet(document, document.versions[-1]):
        raise PageUnknownError
    titles, line = titles_of(request), told.line
    title = titles.document(document.document_type)
    return {
        "case": told,
        "document": document,
        "title": title,
        "sheet": find_sheet(request, told, document, document.versions[-1]),
        "crumbs": trail(
            request,
            ("page.projects", "projects"),
            crumb_of_project(request, line),
            Crumb(titles.item(line.item), request.route_path("case", case=line.case)),
            Crumb(title),
        ),
    }


@page("document-picture")
def give_picture(request: Any) -> Response:
    """Give a page of a document as a picture, as wide as the address asks (``?width=``)."""
    found, _case, _document = _find(request)
    return answer_picture(request, found.digest, int(request.matchdict["page"]))


def _find(request: Any) -> tuple[FileTold, str, str]:
    """Find the version that the address names, with its case and document, for who may see the case."""
    case, document, number = (request.matchdict[name] for name in ("case", "document", "number"))
    file: FileTold = request.service(ICaseReading).file(request.archive, request.actor, case, document, int(number))
    return file, case, document
