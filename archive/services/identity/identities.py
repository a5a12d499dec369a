"""Knows people by what the provider of unified identity says of them.

A person is an issuer and a subject. Who signs in so gets a user at the first time, whose name says nothing of who it
is, without a password; at each time the user becomes what the claims say now:

* a natural person: role ``applicant``;
* a legal person, by its credit code: role ``applicant``, which looks after that legal person's affairs;
* somebody whom a legal person authorised (经办人), by that one's credit code, a scope and an end: role ``agent`` with a
  mandate of the legal person in that scope until that end. A mandate that the claims do not state any more is revoked.

Nobody becomes staff so: a user who was given another role does not sign in by claims, whatever they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

from zope.interface import implementer

from archive.errors import UserDisabledError
from archive.identifiers.credit import parse_credit_code
from archive.identifiers.errors import CreditCodeInvalidError
from archive.logs import logger_of
from archive.models.mandates import Mandate
from archive.models.periods import end_of_day
from archive.models.root import Archive
from archive.models.users import User
from archive.permissions import Actor, Permission
from archive.services.identity.errors import ClaimInvalidError, IdentityStaffError
from archive.services.identity.interfaces import IIdentityService
from archive.services.identity.profiles import is_told
from archive.services.identity.sessions import STAFF, SessionService
from archive.services.mandates.interfaces import IMandateService
from archive.services.mandates.model import MANDATABLE, MandateGiven
from archive.services.recording import Recorder
from archive.services.users import get_enabled

log = logger_of(__name__)

CLAIMS: Final[Mapping[str, str]] = {
    "display": "name",
    "email": "email",
    "phone": "phone_number",
    "code": "credit_code",
    "party": "agent_of",
    "scope": "agent_scope",
    "until": "agent_until",
}
"""What is to be known → the claim that says it."""
SCOPES: Final[Mapping[str, frozenset[str]]] = {
    "apply": MANDATABLE,
    "view": frozenset({Permission.PROJECT_VIEW, Permission.CASE_VIEW, Permission.LICENCE_VIEW}),
}
"""Word of a scope → what it lets an agent do; other words let nobody do anything."""
GRANTOR: Final = "unified-identity"
"""Who grants, in events, the mandates that claims state."""
LONGEST: Final = 255
"""Characters of a subject (OpenID Connect Core §2)."""
PROFILE: Final = ("display", "email", "phone")


@dataclass(frozen=True)
class Agency:
    """For whom somebody acts."""

    principal: str
    permissions: frozenset[str]
    until: datetime


@implementer(IIdentityService)
@dataclass(frozen=True)
class IdentityService:
    """Finds or makes the user of somebody whom a provider knows."""

    recorder: Recorder
    sessions: SessionService
    mandates: IMandateService
    zone: tzinfo = UTC
    """Of days."""
    names: Mapping[str, str] = field(default_factory=lambda: CLAIMS)
    """As ``CLAIMS``."""

    def sign_in_claims(self, root: Archive, claims: Mapping[str, Any]) -> str:
        """Give the name of the user, made at the first time, and what the claims say."""
        try:
            return self._sign_in(root, claims)
        except (ClaimInvalidError, IdentityStaffError, UserDisabledError) as error:
            log.warning("somebody with claims was refused", code=error.code)
            raise

    def _sign_in(self, root: Archive, claims: Mapping[str, Any]) -> str:
        """Find or make the user, and bring it up to the claims."""
        now = self.recorder.moment(root)
        key = (_text(claims, "iss"), _text(claims, "sub"))
        party, agency = self._code(claims, "code"), self._agency(claims, now)
        role = "agent" if agency else "applicant"
        name = root.identities.get(key) or self._add(root, key, role, now)
        get_enabled(root, name)
        user: User = root.users[name]
        if user.roles & STAFF:
            raise IdentityStaffError(name)
        values = {"roles": frozenset({role}), "party": party}
        if root.users.change(user, name, now, values):
            root.sessions.end_all(name)
            self._record(root, "user.capacity-changed", name, now, role=role, party=party)
        self._settle_mandates(root, name, agency, now)
        told = {what: claims.get(self.names[what]) for what in PROFILE if not getattr(user, what)}
        user.edit(user.edition, name, now, {what: text for what, text in told.items() if is_told(what, text)})
        return str(name)

    def _add(self, root: Archive, key: tuple[str, str], role: str, now: datetime) -> str:
        """Make the user of somebody new."""
        name = f"person-{self.sessions.random(8).hex()}"
        root.identities[key] = name
        root.users[name] = User(name, [role], "", "")
        self._record(root, "user.came", name, now, role=role)
        return name

    def _settle_mandates(self, root: Archive, name: str, agency: Agency | None, now: datetime) -> None:
        """Revoke what the claims do not state, and grant what they do."""
        held = [each for each in root.mandates.of_agent(name) if each.granted_by == GRANTOR and each.holds_at(now)]
        stale = [each for each in held if agency is None or _states(each) != agency]
        for mandate in stale:
            self.mandates.revoke(root, _grantor(mandate.principal), mandate.id)
        if agency is not None and len(stale) == len(held):
            given = MandateGiven(agency.principal, name, agency.until, permissions=agency.permissions)
            self.mandates.grant(root, _grantor(agency.principal), given)

    def _agency(self, claims: Mapping[str, Any], now: datetime) -> Agency | None:
        """Read for whom somebody acts, in what scope, until when; None: for itself."""
        if not (principal := self._code(claims, "party")):
            return None
        words = claims.get(self.names["scope"])
        listed = words.split() if isinstance(words, str) else words if isinstance(words, list) else []
        permissions = frozenset(each for word in listed if isinstance(word, str) for each in SCOPES.get(word, ()))
        if not permissions:
            raise ClaimInvalidError(self.names["scope"])
        until = self._until(claims)
        if until <= now:
            raise ClaimInvalidError(f"{self.names['until']}: {until.isoformat()}")
        return Agency(principal, permissions, until)

    def _code(self, claims: Mapping[str, Any], what: str) -> str:
        """Read a credit code; empty where the claim is not there, or says nothing."""
        text = claims.get(self.names[what])
        try:
            return "" if text is None or text == "" else parse_credit_code(str(text))
        except CreditCodeInvalidError:
            raise ClaimInvalidError(self.names[what]) from None

    def _until(self, claims: Mapping[str, Any]) -> datetime:
        """Read when an agency ends: seconds since 1970, a date whose day is included, or a moment."""
        value = claims.get(self.names["until"])
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return datetime.fromtimestamp(value, UTC)
            text = value if isinstance(value, str) else ""
            if "T" not in text:
                return end_of_day(date.fromisoformat(text), self.zone)
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            raise ClaimInvalidError(self.names["until"]) from None

    def _record(self, root: Archive, kind: str, name: str, now: datetime, **values: str) -> None:
        """Record what claims made of a user; a credit code is a legal person's, and no personal data."""
        self.recorder.record(root, name, (kind, f"user:{name}"), (now, now), **values)


def _text(claims: Mapping[str, Any], name: str) -> str:
    """Read a claim that must be there."""
    text = claims.get(name)
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        raise ClaimInvalidError(name)
    return text


def _grantor(principal: str) -> Actor:
    """Give who grants mandates in a legal person's name as the provider states them."""
    return Actor(GRANTOR, frozenset({"applicant"}), party=principal)


def _states(mandate: Mandate) -> Agency:
    """Give what a mandate lets its agent do, as claims state it."""
    return Agency(mandate.principal, mandate.permissions, mandate.period.ends or datetime.max.replace(tzinfo=UTC))
