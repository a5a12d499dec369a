"""Changes one's own password; every other session ends."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import remember

from archive.errors import PasswordWeakError
from archive.services.identity.interfaces import ISignInService
from archive.services.identity.model import SignInRefused
from archive.web.crumbs import trail
from archive.web.faults import render_refused, row_of
from archive.web.views import page


@page("password", renderer="password.html")
def show_password(request: Any) -> dict[str, Any]:
    """Ask for the old password and the new one."""
    return _form(request)


@page("password", "POST")
def change_password(request: Any) -> Any:
    """Change it; a wrong old one counts as a failed sign-in does."""
    old, new = (str(request.POST.get(name, "")) for name in ("old", "new"))
    try:
        answer = request.service(ISignInService).change_password(request.archive, request.session_token, old, new)
    except PasswordWeakError as error:
        request.undo()
        return request.render("password.html", _form(request, "new", error.code), 422)
    if isinstance(answer, SignInRefused):
        return render_refused(request, "password.html", _form(request, "old", answer.code, answer.seconds), answer, 422)
    to = request.route_path("account", _query={"done": "password-changed"})
    return HTTPSeeOther(to, headers=remember(request, answer.begun.token))


def _form(request: Any, field: str = "", code: str = "", seconds: int = 0) -> dict[str, Any]:
    """Give what the page shows, and what is wrong where something is."""
    crumbs = trail(request, ("page.account", "account"), ("page.password-change", "password"))
    return {"faults": [row_of(request, code, field, seconds or "")] if code else [], "crumbs": crumbs}
