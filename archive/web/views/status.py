"""`/v/<identifier>?t=…`, where the code on a print leads, and `/v` for who has only its number: a licence's state."""

from collections.abc import Mapping
from typing import Any, Final

from archive.errors import LicenceUnknownError
from archive.identifiers.errors import IdentifierInvalidError
from archive.identifiers.forms import LONGEST
from archive.identifiers.licence import LicenceIdentifier
from archive.model import LicenceStatus
from archive.services.enquiry import IEnquiryService
from archive.web.crumbs import Crumb, trail
from archive.web.rates import count_request
from archive.web.views import page
from archive.words import in_words, say
from templates.interfaces import IKinds

SHOWN: Final = {"valid": "good", "suspended": "wait", "expired": "wait", "replaced": "wait", "transferred": "wait"}
"""State → how it is shown to whoever relies on it."""


def shown_as(state: str) -> str:
    """Say how a state is shown; every other one is void."""
    return SHOWN.get(state, "void")


BLANK: Final = {"identifier": "", "kind": "", "number": "", "holder": ""}
"""What is asked for: an identifier only of whom gave one that cannot be, a kind only of whom gave none."""


@page("status", renderer="status.html")
def show_status(request: Any) -> dict[str, Any]:
    """Tell the state to whoever comes by the print's own address; ask others what is printed. ``RateExceededError``.

    Who has a print is answered, however many ask from the same address (a mobile network's, an office's): only who has
    not its code of 64 bits is counted.
    """
    identifier, code = request.matchdict["identifier"], request.GET.get("t", "")
    service = request.service(IEnquiryService)
    try:
        return _tell(request, service.by_code(request.archive, identifier, code, request.now()))
    except IdentifierInvalidError as error:
        count_request(request)
        return _wrong(request, error, {**BLANK, "identifier": identifier})
    except LicenceUnknownError as error:
        count_request(request)
        known = str(LicenceIdentifier.parse(identifier))
        return _unknown(request, error, "page.status-bad-code", known) if code else _ask(request, known)


@page("status", "POST", renderer="status.html")
def compare_print(request: Any) -> dict[str, Any]:
    """Tell the state to whoever types the number and the holder that are printed. ``RateExceededError``."""
    count_request(request)
    return _compare(request, request.matchdict["identifier"], _given(request))


@page("enquiry", renderer="status.html")
def show_enquiry(request: Any) -> dict[str, Any]:
    """Ask whoever cannot scan the code what is printed."""
    return _ask(request)


@page("enquiry", "POST", renderer="status.html")
def enquire(request: Any) -> dict[str, Any]:
    """Tell the state to whoever types the kind too, for each kind has numbers of its own, or an identifier put right.

    ``RateExceededError``.
    """
    count_request(request)
    given, service = _given(request), request.service(IEnquiryService)
    if given["identifier"]:
        return _compare(request, given["identifier"], given)
    asked = (given["kind"], given["number"], given["holder"], request.now())
    try:
        return _tell(request, service.by_number(request.archive, *asked))
    except LicenceUnknownError as error:
        return _unknown(request, error, "page.status-no-match", given=given)


def _compare(request: Any, identifier: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Tell the state of the version that an identifier names, where number and holder are as printed on it."""
    service = request.service(IEnquiryService)
    asked = (identifier, given["number"], given["holder"], request.now())
    try:
        return _tell(request, service.by_print(request.archive, *asked))
    except IdentifierInvalidError as error:
        return _wrong(request, error, {**given, "identifier": identifier})
    except LicenceUnknownError as error:
        return _unknown(request, error, "page.status-no-match", identifier, given)


def _given(request: Any) -> dict[str, str]:
    """Give what was typed."""
    return {name: str(request.POST.get(name, "")) for name in BLANK}


def _ask(
    request: Any, identifier: str = "", faults: tuple[dict[str, str], ...] = (), given: Mapping[str, str] = BLANK
) -> dict[str, Any]:
    """Ask for what is printed; without an identifier for the kind too."""
    kinds = (
        {}
        if identifier or given["identifier"]
        else {kind.name: kind.title for kind in request.service(IKinds).all_versions()}
    )
    told = {"identifier": identifier, "status": None, "faults": faults, "given": given, "kinds": kinds}
    return told | {"crumbs": _crumbs(request, identifier)}


def _wrong(request: Any, error: IdentifierInvalidError, given: Mapping[str, str]) -> dict[str, Any]:
    """Ask for an identifier again that cannot be one; nothing was looked up."""
    request.response.status_int = 422
    fault = {"field": "identifier", "code": error.code, "sentence": in_words(error.code, str(error), request.language)}
    return _ask(request, faults=(fault,), given={**given, "identifier": given["identifier"][:LONGEST]})


def _unknown(
    request: Any, error: LicenceUnknownError, code: str, identifier: str = "", given: Mapping[str, str] = BLANK
) -> dict[str, Any]:
    """Ask again; nothing says whether such a licence exists."""
    request.response.status_int = 404
    fault = {
        "field": "number" if given["number"] else "",
        "code": error.code,
        "sentence": say(code, request.language),
    }
    return _ask(request, identifier, (fault,), given)


def _tell(request: Any, found: LicenceStatus) -> dict[str, Any]:
    """Show the state."""
    told = {"identifier": found.identifier, "status": found, "kind": shown_as(found.state)}
    return told | {"crumbs": _crumbs(request, found.identifier)}


def _crumbs(request: Any, identifier: str) -> tuple[Crumb, ...]:
    """Give where the page stands."""
    here = Crumb(say("page.status-title", request.language)) if identifier else ("page.enquiry", "enquiry")
    return trail(request, ("page.verify", "verify"), here)
