"""Who asks: the session that a cookie names; and whether a right of the table opens a page to it."""

from dataclasses import dataclass
from typing import Any, Final

from pyramid.security import Allowed, Denied
from webob.cookies import make_cookie

from archive.permissions import REACHES, Actor, Permission, Reach, is_allowed, log_refusal
from archive.services.identity.interfaces import ISessionService
from archive.web.routes import ANYONE, JUDGED, OFFICE, SIGNED_IN, UNFINISHED
from archive.web.zones import in_zone

COOKIE: Final = "session"
"""Cookie with a session's token."""

AT_WORK: Final = frozenset(role for role, reach in REACHES.items() if reach in (Reach.OFFICE, Reach.ALL))
"""Roles that the right ``OFFICE`` of the table means."""

OPEN: Final = frozenset({ANYONE, JUDGED})
"""Rights that nobody is asked for at the door."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever is signed in."""

    actor: Actor
    session: str
    """Id of the session, which is no secret."""
    stage: str
    """``open``; ``code`` or ``enrol`` while a second factor is still to be shown or set up: nothing else is open."""
    called: str = ""
    """What people call the user."""

    @property
    def name(self) -> str:
        """The user's name."""
        return self.actor.name

    @property
    def is_in(self) -> bool:
        """Whether every step of signing in is done."""
        return self.stage == "open"


def is_open(visitor: Visitor | None, right: str) -> bool:
    """Say whether a right of the table opens a page to whoever comes: deny unless allowed."""
    if visitor is None or right in OPEN:
        return right in OPEN
    if right == UNFINISHED or not visitor.is_in:
        return right == UNFINISHED
    if right == OFFICE:
        return not visitor.actor.roles.isdisjoint(AT_WORK)
    return right == SIGNED_IN or is_allowed(visitor.actor, Permission(right))


class SecurityPolicy:
    """Pyramid's questions (``ISecurityPolicy``), answered out of our sessions and our table of rights."""

    def identity(self, request: Any) -> Visitor | None:
        """Give who is signed in, as the user is now, or None."""
        visitor: Visitor | None = request.visitor
        return visitor

    def authenticated_userid(self, request: Any) -> str | None:
        """Give the name of who is signed in, or None."""
        visitor = self.identity(request)
        return None if visitor is None else visitor.name

    def permits(self, request: Any, _context: Any, permission: str) -> Allowed | Denied:
        """Say whether a right opens a page: deny unless allowed."""
        if is_open(request.visitor, permission):
            return Allowed(permission)
        if request.visitor is not None:
            log_refusal(request.visitor.actor, permission, "page", request.matched_route.name)
        return Denied(permission)

    def remember(self, request: Any, userid: str, **_kw: Any) -> list[tuple[str, str]]:
        """Give the headers that keep a session's token (``userid``) in the browser, for as long as it is open."""
        return [("Set-Cookie", self._cookie(request, userid))]

    def forget(self, request: Any, **_kw: Any) -> list[tuple[str, str]]:
        """Give the headers that take the token out of the browser."""
        return [("Set-Cookie", self._cookie(request, None))]

    def _cookie(self, request: Any, token: str | None) -> str:
        """Write the cookie."""
        is_https = request.registry.settings["archive.web.https"]
        cookie: str = make_cookie(
            host_bound(COOKIE, is_https=is_https),
            token,
            max_age=0 if token is None else None,
            path="/",
            secure=is_https,
            httponly=True,
            samesite="Lax",
        )
        return cookie


def host_bound(name: str, *, is_https: bool) -> str:
    """Give the name of a cookie that no neighbour of ours can set, where HTTPS is all there is (RFC 6265bis)."""
    return f"__Host-{name}" if is_https else name


def find_visitor(request: Any) -> Visitor | None:
    """Find who is signed in by the request's cookie, or None."""
    if not (token := request.session_token):
        return None
    service = request.service(ISessionService)
    found = service.find(request.archive, token)
    if found is None:
        return None
    service.touch(request.archive, found.session)
    actor = in_zone(found.actor, request.registry.settings)
    return Visitor(actor, found.session, found.stage, request.called(actor.name))
