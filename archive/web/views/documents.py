"""The documents of a case's dossier, as they were kept: always to be saved, never shown by the browser itself."""

from typing import Any, Final
from urllib.parse import quote

from pyramid.response import FileIter, Response

from archive.services.process.interfaces import IDeliveryService
from archive.services.process.subjects import LETTERS
from archive.services.reading.interfaces import ICaseReading
from archive.web.views import page
from storage.digests import Digest
from storage.interfaces import IBlobStore

PIECE: Final = 1 << 16
"""Bytes that are held in memory at a time."""


@page("document")
def give_document(request: Any) -> Response:
    """Give one version of a document; that a letter reached its receiver is noted."""
    case, document, number = (request.matchdict[name] for name in ("case", "document", "number"))
    found = request.service(ICaseReading).file(request.archive, request.actor, case, document, int(number))
    if document.partition("-")[0] in LETTERS:
        subject = f"{case}/{document}"
        request.service(IDeliveryService).note_opened(request.archive, request.actor, subject, "downloaded")
    response = Response(content_type=found.media_type, charset=None)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    response.app_iter = FileIter(request.service(IBlobStore).open(Digest.parse(found.digest)), PIECE)
    response.content_length = found.size
    return response
