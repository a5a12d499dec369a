"""The operator's pages about users: who there is, in which roles; every change is an event."""

from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from archive.errors import ArchiveError
from archive.interfaces import IUserService
from archive.permissions import ROLES, Permission, is_allowed
from archive.services.identity.interfaces import IFactorService, ISessionService, ITokenService
from archive.services.reading.interfaces import IEventReading, IPeopleReading
from archive.web.changes import changes_of
from archive.web.crumbs import Crumb, trail
from archive.web.faults import rows_of
from archive.web.profiles import tell_profile, write_profile
from archive.web.views import page
from archive.web.views.operator import OPERATOR

FIELDS: Final = {
    "archive.user-exists": "name",
    "archive.user-name-invalid": "name",
    "archive.role-unknown": "roles",
    "archive.authority-needed": "authority",
    "archive.authority-unknown": "authority",
    "archive.credit-code-invalid": "party",
}
"""Error code → field of the form that it is about."""


@page("users", renderer="users.html")
def list_users(request: Any) -> dict[str, Any]:
    """List every user, and the form for another."""
    return _tell_list(request)


@page("users", "POST")
def add_user(request: Any) -> Any:
    """Add a user with a first password, which is shown on this one page only."""
    form = request.POST
    given = {name: str(form.get(name, "")).strip() for name in ("name", "authority")}
    password = token_urlsafe(12)
    try:
        request.service(IUserService).add(
            request.archive,
            request.actor,
            given["name"],
            roles=form.getall("role"),
            authority=given["authority"],
            password=password,
        )
    except ArchiveError as error:
        request.undo()
        values = _tell_list(request, rows_of(request, error, FIELDS), chosen=form.getall("role"), **given)
        return request.render("users.html", values, 422)
    return request.render("users.html", _tell_list(request, shown=(given["name"], password)))


@page("user", renderer="user.html")
def show_user(request: Any) -> dict[str, Any]:
    """Show a user: roles, sessions, tokens, second factor, and what was done to and by it."""
    return _tell_user(request)


@page("user-change", "POST")
def change_user(request: Any) -> Any:
    """Do one thing to a user, as ``CHANGES`` names it."""
    name, what = request.matchdict["name"], request.matchdict["what"]
    if what not in CHANGES:
        raise HTTPNotFound
    try:
        told = CHANGES[what](request, name)
    except ArchiveError as error:
        request.undo()
        return request.render("user.html", _tell_user(request, rows_of(request, error, FIELDS)), 422)
    if isinstance(told, str):
        return request.render("user.html", _tell_user(request, shown=told))
    done = "user-unchanged" if told is False else f"user-{what}"
    return HTTPSeeOther(request.route_path("user", name=name, _query={"done": done}))


def _reset(request: Any, name: str) -> str:
    """Give a user a new password; it is shown once."""
    password = token_urlsafe(12)
    request.service(IUserService).reset(request.archive, request.actor, name, password)
    return password


def _disable(request: Any, name: str) -> None:
    """Let a user do nothing any more."""
    request.service(IUserService).disable(request.archive, request.actor, name)


def _enable(request: Any, name: str) -> None:
    """Let a disabled user act again."""
    request.service(IUserService).enable(request.archive, request.actor, name)


def _set_roles(request: Any, name: str) -> bool:
    """Give a user other roles, and an authority that it acts for; says whether they are others."""
    roles, authority = request.POST.getall("role"), str(request.POST.get("authority", "")).strip()
    is_changed: bool = request.service(IUserService).set_roles(request.archive, request.actor, name, roles, authority)
    return is_changed


def _set_party(request: Any, name: str) -> None:
    """Say whose affairs a user looks after; nobody's where the field is left empty."""
    party = str(request.POST.get("party", "")).strip()
    request.service(IUserService).set_party(request.archive, request.actor, name, party)


def _reset_factor(request: Any, name: str) -> None:
    """Take the second factor of who lost it away."""
    request.service(IFactorService).reset(request.archive, request.actor, name)


def _end_sessions(request: Any, name: str) -> None:
    """End every session of a user."""
    request.service(ISessionService).end_all(request.archive, request.actor, of=name)


CHANGES: Final[dict[str, Callable[[Any, str], str | bool | None]]] = {
    "reset": _reset,
    "disable": _disable,
    "enable": _enable,
    "roles": _set_roles,
    "party": _set_party,
    "profile": write_profile,
    "factor": _reset_factor,
    "sessions": _end_sessions,
}
"""Last word of the address → what is done; gives a password to be shown once, or False where nothing changed."""


def _tell_list(request: Any, faults: Any = (), shown: Any = None, **given: Any) -> dict[str, Any]:
    """Give what the list shows; ``shown``: name and first password of a user who was added."""
    people, cursor = request.service(IPeopleReading), str(request.GET.get("cursor", ""))
    authorities = people.authorities(request.archive, request.actor)
    return {
        "found": people.users(request.archive, request.actor, cursor=cursor),
        "authorities": authorities,
        "named": {each.id: each.name for each in authorities},
        "roles": list(ROLES),
        "faults": faults,
        "shown": shown,
        "name": "",
        "authority": "",
        "chosen": (),
        "done": request.done,
        "crumbs": trail(request, OPERATOR, ("page.users", "users")),
        **given,
    }


def _tell_user(request: Any, faults: Any = (), shown: str | None = None) -> dict[str, Any]:
    """Give what the page of a user shows."""
    name, root, actor = request.matchdict["name"], request.archive, request.actor
    people = request.service(IPeopleReading)
    events = request.service(IEventReading)
    authorities, told = people.authorities(root, actor), people.user(root, actor, name)
    return {
        "told": told,
        "authorities": authorities,
        "named": {each.id: each.name for each in authorities},
        "roles": list(ROLES),
        "sessions": request.service(ISessionService).list(root, actor, name),
        "tokens": request.service(ITokenService).list(root, actor, name),
        "factor": request.service(IFactorService).find(root, actor, name),
        "done_to": changes_of(request, events.list(root, actor, subject=f"user:{name}", limit=20).rows),
        "done_by": changes_of(request, events.list(root, actor, by=name, limit=20).rows),
        "party": request.POST.get("party", told.party),
        "profile": tell_profile(request, name) if is_allowed(actor, Permission.USER_MANAGE) else None,
        "faults": faults,
        "shown": shown,
        "done": request.done,
        "crumbs": trail(request, OPERATOR, ("page.users", "users"), Crumb(name)),
    }
