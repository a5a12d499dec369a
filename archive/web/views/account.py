"""One's own account: where one is signed in, and the password."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther

from archive.services.identity.interfaces import IFactorService, ISessionService
from archive.web.views import page


@page("account", renderer="account.html")
def show_account(request: Any) -> dict[str, Any]:
    """Show who one is here, and every session that is open."""
    sessions = request.service(ISessionService).list(request.archive, request.actor)
    factor = request.service(IFactorService).find(request.archive, request.actor)
    mine = {"mine": request.visitor.session, "actor": request.actor, "done": request.done}
    return {"sessions": sessions, "factor": factor, **mine}


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
