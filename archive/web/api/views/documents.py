"""Documents of a case's dossier (案卷), version by version."""

from typing import Any

from archive.services.process.subjects import LETTERS
from archive.services.reading.errors import FileUnknownError
from archive.services.reading.interfaces import ICaseReading
from archive.web.api.answers import answer, answer_edition
from archive.web.api.operations import operation
from archive.web.delivering import note_opened
from archive.web.files import Kept, answer_file
from storage.digests import Digest


@operation("listDocuments")
def list_documents(request: Any) -> Any:
    """Tell every document of a case."""
    reading = request.service(ICaseReading)
    return answer({"items": reading.get(request.archive, request.caller.actor, request.given["case"]).documents})


@operation("getCaseDocument")
def get_case_document(request: Any) -> Any:
    """Tell one document."""
    return answer_edition(request, _document_of(request))


@operation("getDocumentVersion")
def get_document_version(request: Any) -> Any:
    """Tell one version of a document."""
    number = request.given["number"]
    found = next((each for each in _document_of(request).versions if each.number == number), None)
    if found is None:
        raise FileUnknownError(f"{request.given['document']}: {number}")
    return answer_edition(request, found)


@operation("getDocumentFile")
def get_document_file(request: Any) -> Any:
    """Give the bytes of one version; that a letter reached its receiver is noted."""
    given = request.given
    told = request.service(ICaseReading).file(
        request.archive, request.caller.actor, given["case"], given["document"], given["number"]
    )
    if given["document"].partition("-")[0] in LETTERS:
        note_opened(request, request.caller.actor, f"{given['case']}/{given['document']}", "downloaded")
    return answer_file(request, Kept(Digest.parse(told.digest), told.size, told.media_type, told.name))


def _document_of(request: Any) -> Any:
    """Give the document that a request names; ``FileUnknownError``."""
    given = request.given
    return request.service(ICaseReading).document(
        request.archive, request.caller.actor, given["case"], given["document"]
    )
