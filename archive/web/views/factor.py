"""The second step of signing in: show a code of the second factor, or set one up."""

from typing import Any

import segno
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import remember

from archive.services.identity.errors import CodeWrongError
from archive.services.identity.interfaces import IFactorService
from archive.services.identity.model import SignInRefused
from archive.web.addresses import local
from archive.web.crumbs import trail
from archive.web.faults import render_refused, row_of
from archive.web.views import page


@page("factor", renderer="factor.html")
def show_factor(request: Any) -> Any:
    """Ask for a code; offer a factor to who has none."""
    return _form(request, local(request.GET.get("next", "")))


@page("factor", "POST")
def prove_factor(request: Any) -> Any:
    """Take a code, of the factor that there is or of the one that was offered."""
    after, code = local(request.POST.get("next", "")), str(request.POST.get("code", ""))
    service, token = request.service(IFactorService), request.session_token
    if request.visitor.stage != "code":
        return _confirm(request, after, code)
    answer = service.prove(request.archive, token, code)
    if isinstance(answer, SignInRefused):
        return render_refused(request, "factor.html", _form(request, after, answer.code, answer.seconds), answer, 401)
    return HTTPSeeOther(after, headers=remember(request, answer.begun.token))


def _confirm(request: Any, after: str, code: str) -> Any:
    """Take the factor that was offered into use, and show its recovery codes, once."""
    try:
        done = request.service(IFactorService).confirm(request.archive, request.session_token, code)
    except CodeWrongError as error:
        request.undo()
        return request.render("factor.html", _form(request, after, error.code), 422)
    response = request.render("recovery.html", {"codes": done.recovery_codes, "next": after})
    response.headerlist.extend(remember(request, done.begun.token))
    return response


def _form(request: Any, after: str, code: str = "", seconds: int = 0) -> dict[str, Any]:
    """Give what the page shows; a factor that is offered is drawn as the code that a phone reads."""
    faults = [row_of(request, code, "code", seconds or "")] if code else []
    offer = None
    if request.visitor.stage != "code":
        offer = request.service(IFactorService).enrol(request.archive, request.session_token)
    picture = segno.make(offer.uri, error="m").svg_data_uri(scale=5, border=4, light="#ffffff") if offer else ""
    crumbs = trail(request, ("page.account", "account"), ("page.factor", "factor")) if offer else ()
    return {"next": after, "faults": faults, "offer": offer, "picture": picture, "crumbs": crumbs}
