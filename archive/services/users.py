"""Keeps users and their passwords, as argon2id digests (RFC 9106)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from zope.interface import implementer

from archive.errors import (
    AuthorityNeededError,
    PasswordWeakError,
    PasswordWrongError,
    RoleUnknownError,
    UserDisabledError,
    UserExistsError,
    UserNameInvalidError,
    UserUnknownError,
)
from archive.identifiers.credit import parse_credit_code
from archive.interfaces import IUserService
from archive.models.root import Archive
from archive.models.sessions import attempt_key
from archive.models.users import User
from archive.permissions import OFFICIAL, ROLES, Actor, Permission, verify_permission
from archive.services.errors import LastOperatorError
from archive.services.recording import Recorder
from archive.texts import quoted

SHORTEST: Final = 12
"""Characters that a password has at least."""
LONGEST: Final = 1000
"""Characters that a password has at most: argon2 reads them all."""

NAME: Final = re.compile(r"[\w.@-]{1,64}\Z")
"""A user's name: letters of any script, digits and ``. - _ @``."""

NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$MIIRqgvgQbgj220jfp0MPA$YfwJSVjtjSU0zzV/P3S9nnQ/USre2wvJMjfCIjrTQbg"
"""A digest that is checked where there is no user, so that both take as long."""


@implementer(IUserService)
@dataclass(frozen=True)
class UserService:
    """Adds, disables and resets users, and knows them by password."""

    recorder: Recorder
    hasher: PasswordHasher = field(default_factory=PasswordHasher)

    def add(
        self,
        root: Archive,
        actor: Actor,
        name: str,
        *,
        roles: Iterable[str],
        authority: str,
        password: str,
    ) -> None:
        """Add an enabled user."""
        verify_permission(actor, Permission.USER_MANAGE)
        given = _parse_roles(roles)
        name = _parse_name(name)
        if name in root.users:
            raise UserExistsError(name)
        authority = self._authority_of(root, given, authority)
        _verify_password(name, password)
        root.users[name] = User(name, sorted(given), authority, self.hasher.hash(password))
        self._record(root, actor, "user.added", name, roles=sorted(given), authority=authority)

    def move(self, root: Archive, actor: Actor, name: str, authority: str) -> None:
        """Let a user act for another authority."""
        verify_permission(actor, Permission.USER_MANAGE)
        user = get_user(root, name)
        values = {"authority": self._authority_of(root, frozenset(user.roles), authority)}
        self._edit(root, actor, "user.moved", user, values)

    def disable(self, root: Archive, actor: Actor, name: str) -> None:
        """Let a user do nothing any more."""
        verify_permission(actor, Permission.USER_MANAGE)
        user = get_user(root, name)
        _verify_other_operator(root, user)
        self._edit(root, actor, "user.disabled", user, {"disabled": True})
        root.sessions.end_all(user.name)

    def enable(self, root: Archive, actor: Actor, name: str) -> None:
        """Let a disabled user act again; password, second factor and tokens are what they were."""
        verify_permission(actor, Permission.USER_MANAGE)
        self._edit(root, actor, "user.enabled", get_user(root, name), {"disabled": False})

    def reset(self, root: Archive, actor: Actor, name: str, password: str) -> None:
        """Give a user a new password, and enable; sessions end, tokens of programs stay until they are revoked."""
        verify_permission(actor, Permission.USER_MANAGE)
        user = get_user(root, name)
        _verify_password(name, password)
        self._edit(root, actor, "user.reset", user, {"password": self.hasher.hash(password), "disabled": False})
        root.sessions.end_all(user.name)
        account = attempt_key(root.verify_key, "name", user.name)
        for key in (account, *root.attempts.known.get(account, ())):
            root.attempts.clear(key)

    def set_roles(self, root: Archive, actor: Actor, name: str, roles: Iterable[str], authority: str = "") -> bool:
        """Give a user other roles; says whether they are others."""
        verify_permission(actor, Permission.USER_MANAGE)
        user, given = get_user(root, name), _parse_roles(roles)
        if "operator" not in given:
            _verify_other_operator(root, user)
        office = self._authority_of(root, given, authority or user.authority)
        is_changed = self._edit(root, actor, "user.roles-set", user, {"roles": given, "authority": office})
        if is_changed:
            root.sessions.end_all(user.name)
        return is_changed

    def set_party(self, root: Archive, actor: Actor, name: str, party: str) -> None:
        """Let a user look after the affairs of a legal person."""
        verify_permission(actor, Permission.USER_MANAGE)
        code = parse_credit_code(party) if party else ""
        self._edit(root, actor, "user.party-set", get_user(root, name), {"party": code})

    def change_password(self, root: Archive, name: str, password: str) -> None:
        """Give a user the password that it chose itself."""
        user = get_user(root, name)
        _verify_password(name, password)
        own = Actor(name, frozenset())
        self._edit(root, own, "user.password-changed", user, {"password": self.hasher.hash(password)})

    def get_actor(self, root: Archive, name: str) -> Actor:
        """Give the actor for an enabled user."""
        return get_enabled(root, name)

    def verify_password(self, root: Archive, name: str, password: str) -> Actor:
        """Give the actor where the user is enabled and the password right; else say only that it is not."""
        if not self.is_password(find_digest(root, name), password) or root.users[name].disabled:
            raise PasswordWrongError(name)
        return self.get_actor(root, name)

    def is_password(self, digest: str, password: str) -> bool:
        """Say whether a digest is a password's; never for ``NOBODY``, which takes as long."""
        try:
            self.hasher.verify(digest, password[: LONGEST + 1].encode(errors="surrogatepass"))
        except VerifyMismatchError:
            return False
        return digest != NOBODY and len(password) <= LONGEST

    def _authority_of(self, root: Archive, roles: frozenset[str], code: str) -> str:
        """Give the id of the authority that users of some roles act for; ``AuthorityNeededError``."""
        if code:
            return str(root.authorities.get(code, self.recorder.moment(root)).id)
        if roles & OFFICIAL:
            raise AuthorityNeededError(", ".join(sorted(roles & OFFICIAL)))
        return ""

    def _edit(self, root: Archive, actor: Actor, kind: str, user: User, values: Mapping[str, Any]) -> bool:
        """Change a user's fields, and record which where any did; a password's digest stays out of the event."""
        if not root.users.change(user, actor.name, self.recorder.moment(root), values):
            return False
        told = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}
        told.pop("password", None)
        self._record(root, actor, kind, user.name, **told)
        return True

    def _record(self, root: Archive, actor: Actor, kind: str, name: str, **values: Any) -> None:
        """Record what was done to a user."""
        now = self.recorder.moment(root)
        self.recorder.record(root, actor.name, (kind, f"user:{name}"), (now, now), **values)


def find_digest(root: Archive, name: str) -> str:
    """Give the digest of a user's password; ``NOBODY`` where there is no such user, or it has no password."""
    return str(getattr(root.users.get(name), "password", "")) or NOBODY


def get_enabled(root: Archive, name: str) -> Actor:
    """Give the actor for a user; ``UserUnknownError``, ``UserDisabledError``."""
    user = get_user(root, name)
    if user.disabled:
        raise UserDisabledError(name)
    return Actor(user.name, frozenset(user.roles), user.authority, user.party)


def _parse_roles(roles: Iterable[str]) -> frozenset[str]:
    """Give roles that there are; ``RoleUnknownError``."""
    given = frozenset(roles)
    if unknown := sorted(given - ROLES.keys()):
        raise RoleUnknownError(", ".join(unknown))
    return given


def _verify_other_operator(root: Archive, user: User) -> None:
    """Raise ``LastOperatorError`` where a user is the only operator who is not disabled."""
    if {one.name for one in root.users.values() if "operator" in one.roles and not one.disabled} == {user.name}:
        raise LastOperatorError(user.name)


def _parse_name(text: str) -> str:
    """Give a user's name in Unicode's NFC; ``UserNameInvalidError``."""
    name = unicodedata.normalize("NFC", text)
    if not NAME.match(name):
        raise UserNameInvalidError(quoted(text))
    return name


def get_user(root: Archive, name: str) -> User:
    """Give a user; ``UserUnknownError``."""
    if name not in root.users:
        raise UserUnknownError(name)
    user: User = root.users[name]
    return user


def _verify_password(name: str, password: str) -> None:
    """Refuse a password that is short, beyond all measure, or the user's name."""
    if not SHORTEST <= len(password) <= LONGEST or password.casefold() == name.casefold():
        raise PasswordWeakError(name)
