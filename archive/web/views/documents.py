"""The documents of a dossier: as they were kept, always to be saved; and page by page as pictures, to look at."""

from typing import Any

from pyramid.response import Response

from archive.services.process.subjects import LETTERS
from archive.services.reading.interfaces import ICaseReading
from archive.services.reading.model import FileTold
from archive.web.delivering import note_opened
from archive.web.files import Kept, answer_file
from archive.web.pictures import answer_picture
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
