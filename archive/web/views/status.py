"""`/v/<identifier>?t=…`, where the code on a print leads: the state of one licence."""

from typing import Any

from archive.errors import LicenceUnknownError
from archive.identifiers.licence import LicenceIdentifier
from archive.services.enquiry import IEnquiryService, LicenceStatus
from archive.web.rates import count_request
from archive.web.views import page
from archive.words import say
from templates.interfaces import IKinds


@page("status", renderer="status.html")
def show_status(request: Any) -> dict[str, Any]:
    """Tell the state to whoever comes by the print's own address; ask others what is printed. ``RateExceededError``."""
    count_request(request)
    identifier = str(LicenceIdentifier.parse(request.matchdict["identifier"]))
    code = request.GET.get("t", "")
    if not code:
        return {"identifier": identifier, "status": None, "faults": ()}
    try:
        found = request.service(IEnquiryService).by_code(request.archive, identifier, code, request.now())
    except LicenceUnknownError as error:
        return _ask(request, identifier, error)
    return _tell(request, found)


@page("status", "POST", renderer="status.html")
def compare_print(request: Any) -> dict[str, Any]:
    """Tell the state to whoever types the number and the holder that are printed. ``RateExceededError``."""
    count_request(request)
    identifier, form = request.matchdict["identifier"], request.POST
    number, holder = str(form.get("number", "")), str(form.get("holder", ""))
    try:
        found = request.service(IEnquiryService).by_print(request.archive, identifier, number, holder, request.now())
    except LicenceUnknownError as error:
        return _ask(request, identifier, error, given_number=number, holder=holder)
    return _tell(request, found)


def _ask(request: Any, identifier: str, error: LicenceUnknownError, **given: str) -> dict[str, Any]:
    """Ask for what is printed; nothing says whether such a licence exists."""
    request.response.status_int = 404
    sentence = say("page.status-no-match" if given else "page.status-bad-code", request.language)
    faults = [{"field": "number" if given else "", "code": error.code, "sentence": sentence}]
    return {"identifier": identifier, "status": None, "faults": faults, **given}


def _tell(request: Any, found: LicenceStatus) -> dict[str, Any]:
    """Show the state."""
    kind = request.service(IKinds).get_kind(found.kind, found.version)
    return {"identifier": found.identifier, "status": found, "title": kind.title[request.language]}
