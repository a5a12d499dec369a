"""Tokens by which programs act for a user: limited to scopes, ending, revoked at once.

A token is ``chancery_<id>_<secret>``: whoever finds one knows what it is, and it can be revoked by what is no secret
in it. Of the 32 random bytes only the SHA-256 is kept. Its rights are those that its owner has now, within its scopes.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from zope.interface import implementer

from archive.errors import UserDisabledError, UserUnknownError
from archive.logs import logger_of
from archive.models.events import moment_text
from archive.models.root import Archive
from archive.models.tokens import Token
from archive.permissions import Actor, Permission, get_whose, hidden, is_allowed, verify_permission
from archive.services.identity.errors import (
    ScopeExcessiveError,
    ScopeUnknownError,
    TokenEndError,
    TokenRepeatedError,
    TokensTooManyError,
    TokenUnknownError,
)
from archive.services.identity.interfaces import ITokenService
from archive.services.identity.model import TokenFound, TokenIssued, TokenTold
from archive.services.identity.sessions import token_text
from archive.services.recording import Recorder
from archive.services.users import get_enabled
from archive.texts import verify_line

log = logger_of(__name__)

FORM: Final = re.compile(r"chancery_(?P<name>[0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)
MOST: Final = 50
"""Tokens that a user has at once."""
NOTED: Final = timedelta(hours=1)
"""How often it is written down that a token is used."""
KEPT: Final = timedelta(days=30)
"""How long a token is still listed after it ended."""
SWEPT: Final = 10
LABEL: Final = 100
"""Characters of what a token is called."""


@implementer(ITokenService)
@dataclass(frozen=True)
class TokenService:
    """Issues, finds and revokes tokens."""

    recorder: Recorder
    longest: timedelta = timedelta(days=366)
    """How long a token may last."""
    random: Callable[[int], bytes] = secrets.token_bytes
    """Gives so many random bytes."""

    def issue(
        self,
        root: Archive,
        actor: Actor,
        owner: str,
        *,
        label: str,
        scopes: Iterable[str],
        expires_at: datetime,
        key: str = "",
    ) -> TokenIssued:
        """Issue a token."""
        _verify_owner(actor, owner)
        now, user = self.recorder.moment(root), get_enabled(root, owner)
        name = (sha256(f"{owner}\n{key}".encode()).digest()[:6] if key else self.random(6)).hex()
        if root.tokens.find(name):
            raise TokenRepeatedError(name)
        verify_line(label, LABEL, field="label")
        if not now < expires_at <= now + self.longest:
            raise TokenEndError(f"{now.isoformat()} < … ≤ {(now + self.longest).isoformat()}")
        root.tokens.forget(now - KEPT, SWEPT)
        if len(root.tokens.of(owner)) >= MOST:
            raise TokensTooManyError(str(MOST))
        given = _parse_scopes(actor if actor.name == owner else user, scopes)
        text = f"chancery_{name}_{token_text(self.random(32))}"
        token = Token(name, sha256(text.encode()).digest(), owner, expires_at)
        token.label, token.scopes, token.issued_at, token.issued_by = label, given, now, actor.name
        root.tokens.add(token)
        told = {"token": name, "scopes": sorted(given), "expires_at": moment_text(expires_at)}
        self.recorder.record(root, actor.name, ("token.issued", f"user:{owner}"), (now, now), **told)
        return TokenIssued(text, name, expires_at)

    def find(self, root: Archive, token: str) -> TokenFound | None:
        """Give who acts by a token."""
        found = _find_held(root, token, self.recorder.clock())
        if found is None:
            log.warning("a token was refused")
            return None
        held, owner = found
        return TokenFound(Actor(owner.name, owner.roles, owner.authority, owner.party, held.scopes), held.name)

    def touch(self, root: Archive, token: str) -> None:
        """Note that a token is used."""
        found, now = root.tokens.find(token), self.recorder.clock()
        if found is not None and (found.used_at is None or now - found.used_at >= NOTED):
            found.used_at = now

    def list(self, root: Archive, actor: Actor, of: str = "") -> tuple[TokenTold, ...]:
        """List tokens."""
        own = root.tokens.of(get_whose(actor, of, Permission.USER_VIEW))
        found = sorted(own, key=lambda each: (each.issued_at, each.name), reverse=True)
        return tuple(map(_tell, found))

    def revoke(self, root: Archive, actor: Actor, token: str) -> None:
        """Revoke a token."""
        found = root.tokens.find(token)
        if found is None or not (found.owner == actor.name or is_allowed(actor, Permission.USER_MANAGE)):
            raise hidden(actor, Permission.USER_MANAGE, ("token", token[:40]), found, TokenUnknownError)
        _verify_owner(actor, found.owner)
        root.tokens.remove(found)
        now = self.recorder.moment(root)
        self.recorder.record(root, actor.name, ("token.revoked", f"user:{found.owner}"), (now, now), token=found.name)


def _find_held(root: Archive, text: str, now: datetime) -> tuple[Token, Actor] | None:
    """Give the token that a text is and its owner, where it holds and the owner may act."""
    form = FORM.fullmatch(text)
    token = root.tokens.find(form["name"]) if form else None
    if token is None or not compare_digest(token.digest, sha256(text.encode()).digest()) or token.expires_at <= now:
        return None
    try:
        return token, get_enabled(root, token.owner)
    except (UserUnknownError, UserDisabledError):
        return None


def _verify_owner(actor: Actor, owner: str) -> None:
    """Let people look after their own tokens, and who manages users after all; a token looks after none by itself."""
    if actor.name != owner or actor.scopes is not None:
        verify_permission(actor, Permission.USER_MANAGE)


def _parse_scopes(owner: Actor, scopes: Iterable[str]) -> frozenset[str]:
    """Give the permissions that are named, all of which the owner has: where it asks itself, as it stands there."""
    given = frozenset(scopes)
    if not given or (unknown := given - set(Permission)):
        raise ScopeUnknownError(" ".join(sorted(unknown)) if given else "")
    if excess := [each for each in sorted(given) if not is_allowed(owner, Permission(each))]:
        raise ScopeExcessiveError(" ".join(excess))
    return frozenset(map(str, given))


def _tell(token: Token) -> TokenTold:
    """Tell of a token."""
    return TokenTold(
        token.name,
        token.owner,
        token.label,
        tuple(sorted(token.scopes)),
        token.issued_at,
        token.issued_by,
        token.expires_at,
        token.used_at,
    )
