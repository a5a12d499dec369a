"""The door: sign in by password, show or set up a second factor, sign out."""

from typing import Any, Final

from pyramid.csrf import new_csrf_token
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import forget, remember

from archive.services.identity.interfaces import IProvider, ISessionService, ISignInService
from archive.services.identity.model import SignInRefused
from archive.web.addresses import local
from archive.web.faults import render_refused, row_of
from archive.web.views import page

LEFT: Final = '"storage"'
"""What a browser is told to forget of whoever signs out (Clear-Site-Data): which uploads were on their way."""


@page("sign-in", renderer="sign_in.html")
def show_sign_in(request: Any) -> Any:
    """Show the door, and why who comes stands before it again."""
    return {**_form(request, local(request.GET.get("next", ""))), "over": _over(request)}


@page("sign-in", "POST")
def sign_in(request: Any) -> Any:
    """Open a session, or say why not; a wrong name and a wrong password are told alike."""
    form = request.POST
    name, password, after = (
        str(form.get("name", "")).strip(),
        str(form.get("password", "")),
        local(form.get("next", "")),
    )
    service = request.service(ISignInService)
    answer = service.sign_in(request.archive, name, password, **request.came)
    if isinstance(answer, SignInRefused):
        return render_refused(request, "sign_in.html", _form(request, after, name, answer), answer, 401)
    new_csrf_token(request)
    door = after if answer.begun.stage == "open" else request.route_path("factor", _query={"next": after})
    return HTTPSeeOther(door, headers=remember(request, answer.begun.token))


@page("sign-out", "POST")
def sign_out(request: Any) -> Any:
    """End the session."""
    request.service(ISessionService).end(request.archive, request.visitor.actor, request.visitor.session)
    response = HTTPSeeOther(request.route_path("home"), headers=forget(request))
    response.headers["Clear-Site-Data"] = LEFT
    return response


def _form(request: Any, after: str, name: str = "", refused: SignInRefused | None = None) -> dict[str, Any]:
    """Give what the page shows."""
    faults = [] if refused is None else [row_of(request, refused.code, "password", refused.seconds or "")]
    return {
        "next": after,
        "name": name,
        "faults": faults,
        "provider": request.registry.queryUtility(IProvider),
        "over": "",
    }


def _over(request: Any) -> str:
    """Give the code of why the session that the browser shows is over; nothing where it shows none or an open one."""
    if not request.session_token or request.visitor is not None:
        return ""
    has_expired = request.service(ISessionService).has_expired(request.archive, request.session_token)
    return "page.session-expired" if has_expired else "page.session-ended"
