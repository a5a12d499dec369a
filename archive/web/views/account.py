"""One's own account: where notices reach one, and where one is signed in."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther

from archive.errors import ArchiveError
from archive.services.identity.interfaces import IFactorService, IProfileService, ISessionService
from archive.web.browsers import tell_browser
from archive.web.faults import rows_of
from archive.web.profiles import tell_profile, write_profile
from archive.web.views import page


@page("account", renderer="account.html")
def show_account(request: Any) -> dict[str, Any]:
    """Show who one is here, where notices go, and every session that is open."""
    return _tell(request)


@page("account", "POST")
def change_contact(request: Any) -> Any:
    """Write down where notices reach one."""
    try:
        write_profile(request)
    except ArchiveError as error:
        request.undo()
        return request.render("account.html", _tell(request, rows_of(request, error)), 422)
    return HTTPSeeOther(request.route_path("account", _query={"done": "contact-saved"}))


@page("session-end", "POST")
def end_session(request: Any) -> Any:
    """End one of one's sessions."""
    request.service(ISessionService).end(request.archive, request.actor, request.matchdict["session"])
    return HTTPSeeOther(request.route_path("account", _query={"done": "session-ended"}))


@page("sessions-end", "POST")
def end_sessions(request: Any) -> Any:
    """End every session of one's own but this."""
    request.service(ISessionService).end_all(request.archive, request.actor, but=request.visitor.session)
    return HTTPSeeOther(request.route_path("account", _query={"done": "sessions-ended"}))


def _tell(request: Any, faults: Any = ()) -> dict[str, Any]:
    """Give what the page shows."""
    return {
        "sessions": request.service(ISessionService).list(request.archive, request.actor),
        "browser": lambda agent: tell_browser(agent, request.language),
        "factor": request.service(IFactorService).find(request.archive, request.actor),
        "profile": tell_profile(request),
        "principals": request.service(IProfileService).principals(request.archive, request.actor),
        "mine": request.visitor.session,
        "actor": request.actor,
        "faults": faults,
        "done": request.done,
    }
