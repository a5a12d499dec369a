"""The page of an error: what happened, what to do next, its code small for support."""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken, URLDecodeError
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config

from archive.errors import PermissionMissingError
from archive.logs import logger_of
from archive.web.errors import (
    FactorNeededError,
    MethodUnknownError,
    RefusalError,
    SignInNeededError,
    TokenMissingError,
)
from archive.web.faults import rows_of
from archive.web.routes import RIGHTS
from archive.web.statuses import find_meant, told, waits
from archive.words import find_words, in_words

log = logger_of(__name__)

AGAIN: Final = frozenset({SignInNeededError.code, TokenMissingError.code})
"""Codes of what ends with another session: the form may be sent again by then."""
SVG: Final = "image/svg+xml"
OFFERS: Final = ("text/html", SVG)
"""What an error is told in; that is first which is wanted most."""
SECRETS: Final = frozenset({"password", "old", "new", "code"})
"""Fields of which nothing is shown again."""


@forbidden_view_config()
def show_forbidden(request: Any) -> Any:
    """Lead whoever is not signed in to the door; tell whoever is that this is not open to them."""
    is_page = request.method in ("GET", "HEAD") and not _is_for_picture(request)
    if is_page and (request.visitor is None or not request.visitor.is_in):
        door = "sign-in" if request.visitor is None else "factor"
        return HTTPSeeOther(request.route_path(door, _query={"next": request.here}))
    if request.visitor is None:
        return _show(request, SignInNeededError())
    return _show(request, PermissionMissingError(_missing(request)) if request.visitor.is_in else FactorNeededError())


def _missing(request: Any) -> str:
    """Give who asked, and the permission that opens the page; nothing where it takes something else."""
    route = request.matched_route
    right = RIGHTS.get(route.name if route else "", {}).get(request.method.replace("HEAD", "GET"), "")
    return f"{request.visitor.name}: {right}" if ":" in right else ""


@notfound_view_config(append_slash=False)
def show_not_found(error: Any, request: Any) -> Any:
    """Tell that no page is there, or that it knows other methods only (RFC 9110, 15.5.6)."""
    meant = find_meant(error)
    response = _show(request, meant)
    if isinstance(meant, MethodUnknownError) and request.matched_route is not None:
        response.headers["Allow"] = ", ".join(sorted(RIGHTS.get(request.matched_route.name, ())))
    return response


@exception_view_config(BadCSRFToken)
@exception_view_config(BadCSRFOrigin)
@exception_view_config(URLDecodeError)
@exception_view_config(Exception)
def show_error(error: Exception, request: Any) -> Any:
    """Tell an error."""
    return _show(request, find_meant(error))


def _show(request: Any, error: BaseException) -> Any:
    """Tell an error by its page, in a picture's place, or to a page's script.

    Ours goes to the log, without what it holds of people.
    """
    status, code = told(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("a request failed", code=code, request=request.id, exc_info=error)
    zone = request.registry.settings["archive.timezone"]
    each = rows_of(request, error) if getattr(error, "errors", ()) else ()
    detail = "" if each or status == HTTPStatus.INTERNAL_SERVER_ERROR else str(error)
    sentence = in_words(code, detail, request.language, zone)
    if "application/json" in request.headers.get("Accept", ""):
        return _when(error, request.render("json", {"sentence": sentence, "code": code}, status.value))
    if _is_for_picture(request):
        return _when(error, _instead(request, status))
    typed = _typed(request) if code in AGAIN else []
    values = {
        "typed": typed,
        "sent_to": request.path_qs if typed else "",
        "status": status.value,
        "title": _words(
            request, f"page.error-{code}", f"page.error-{status.value}", f"page.error-{status.value // 100}00"
        ),
        "sentence": sentence,
        "next": _words(request, f"page.error-{code}-next", f"page.error-{status.value}-next", "page.error-next"),
        "code": code,
        "errors": each,
        "request_id": request.id,
    }
    return _when(error, request.render("error.html", values, status.value))


def _is_for_picture(request: Any) -> bool:
    """Say whether a picture is asked for, as a page's ``<img>`` does: nothing else would be shown there."""
    return [offer for offer, _quality in request.accept.acceptable_offers(OFFERS)][:1] == [SVG]


def _instead(request: Any, status: HTTPStatus) -> Any:
    """Give what takes a picture's place, in any size: browsers show it whatever the status."""
    waits_yet = status == HTTPStatus.SERVICE_UNAVAILABLE
    values = {"code": "page.picture-waits" if waits_yet else "page.picture-missing", "is_waiting": waits_yet}
    response = request.render("no_picture.html", values, status.value)
    response.content_type = SVG
    return response


def _when(error: BaseException, response: Any) -> Any:
    """Say in an answer when to come back, where that may help."""
    if seconds := waits(error):
        response.retry_after = seconds
    return response


def _typed(request: Any) -> list[tuple[str, str]]:
    """Give what was typed into a form of ours, to be sent again; of another's, or one with secrets, nothing."""
    try:
        fields = list(request.POST.items())
    except RefusalError:
        return []
    is_ours = urlsplit(request.headers.get("Origin", "")).netloc == request.host
    if not is_ours or not SECRETS.isdisjoint(name for name, _text in fields):
        return []
    return [(name, text) for name, text in fields if name != "csrf_token"]


def _words(request: Any, *codes: str) -> str:
    """Give the first sentence that there is."""
    return next(words for code in codes if (words := find_words(code, request.language)))
