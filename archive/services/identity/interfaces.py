"""What the web and the commands may rely on to know who somebody is.

Each takes the archive's root, runs in the caller's transaction and never commits. Tokens are secrets: only their
SHA-256 is kept, none is in an event or a log, and neither is an address or a name that was typed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from zope.interface import Interface

from archive.permissions import Actor
from archive.services.identity.model import (
    Departure,
    FactorConfirmed,
    FactorOffered,
    FactorTold,
    Means,
    Profile,
    SessionBegun,
    SessionFound,
    SessionTold,
    SignInGranted,
    SignInRefused,
    TokenFound,
    TokenIssued,
    TokenTold,
)


class ISessionService(Interface):
    """Keeps sessions of people."""

    def begin(root: Any, name: str, *, means: Means, address: str = "", agent: str = "") -> SessionBegun:
        """Begin a session of an enabled user; its oldest ends where it has as many as it may.

        ``UserUnknownError``, ``UserDisabledError``.
        """

    def find(root: Any, token: str) -> SessionFound | None:
        """Give whose session a token opens, without writing anything.

        None where there is none, it is over, or its user is disabled, gone, or has other roles than when it began.
        """

    def has_expired(root: Any, token: str) -> bool:
        """Say whether the session of a token ended by time within a day; what somebody ended is not known any more."""

    def touch(root: Any, session: str) -> None:
        """Note by its id that a session is used; writes every five minutes at most, and then removes some."""

    def list(root: Any, actor: Actor, of: str = "") -> tuple[SessionTold, ...]:
        """List sessions of the actor, or those ``of`` a user for who sees users; the last used first."""

    def end(root: Any, actor: Actor, session: str) -> None:
        """End a session by its id: one's own, or any for who manages users. ``SessionUnknownError``."""

    def end_all(root: Any, actor: Actor, of: str = "", but: str = "") -> int:
        """End every session of the actor, or ``of`` a user for who manages users, but one; gives how many."""


class ISignInService(Interface):
    """Knows people by their password, and bounds how often it is guessed."""

    def sign_in(
        root: Any, name: str, password: str, *, address: str = "", agent: str = ""
    ) -> SignInGranted | SignInRefused:
        """Begin a session, or count the failure: commit in both cases.

        ``archive.password-wrong`` for a wrong name, a wrong password and a disabled user alike (it takes as long for
        each), or ``archive.sign-in-throttled`` with the seconds to wait. Where the user has a second factor, the
        session that begins allows nothing but to show it (``IFactorService.prove``).
        """

    def change_password(root: Any, token: str, old: str, new: str) -> SignInGranted | SignInRefused:
        """Give the user whose session asks another password; every session ends but the one that begins.

        Commit in both cases: a wrong ``old`` is counted, and answered, as at sign-in. ``PasswordWeakError``,
        ``SessionUnknownError``, ``CodeNeededError`` where the session was to show a second factor.
        """


class IFactorService(Interface):
    """Keeps second factors (TOTP, RFC 6238), with recovery codes.

    Which session asks is told by its token, since a session that was to show a factor may not have a new one.
    ``SessionUnknownError``; ``FactorUnreadableError`` where the file that encrypts secrets is not there.
    """

    def enrol(root: Any, token: str) -> FactorOffered:
        """Offer a new factor; nothing is changed until it is confirmed.

        ``CodeNeededError`` unless the one that it replaces was shown within ten minutes (``prove``, or at sign-in).

        The same session is offered the same one again for ten minutes, so that a mistyped code costs no new picture.
        """

    def confirm(root: Any, token: str, code: str) -> FactorConfirmed:
        """Take the factor that was offered into use, shown by a code; every session of the user ends but the new one.

        ``CodeWrongError``, ``CodeNeededError``.
        """

    def prove(root: Any, token: str, code: str) -> SignInGranted | SignInRefused:
        """Show the factor by a code of it, or by a recovery code; the session that begins takes the old one's place.

        Commit in both cases. ``archive.code-wrong``, ``archive.sign-in-throttled``, ``archive.factor-unreadable``;
        ``FactorMissingError``.
        """

    def reset(root: Any, actor: Actor, name: str) -> None:
        """Take the factor of who lost it away, and end the sessions; for who manages users.

        With the last one of all the archive forgets the file that encrypts them, so that a lost one is made anew.
        ``UserUnknownError``, ``FactorMissingError``.
        """

    def find(root: Any, actor: Actor, of: str = "") -> FactorTold | None:
        """Tell of the actor's factor, or ``of`` a user's for who may see users; None where there is none."""


class ITokenService(Interface):
    """Keeps tokens by which programs act for a user."""

    def issue(
        root: Any, actor: Actor, owner: str, *, label: str, scopes: Iterable[str], expires_at: datetime, key: str = ""
    ) -> TokenIssued:
        """Issue a token to act for ``owner`` in some permissions of its: by the owner, or by who manages users.

        A ``key`` issues one token, as long as that is kept: ``TokenRepeatedError``. ``ScopeUnknownError``,
        ``ScopeExcessiveError``, ``TokenEndError``, ``TokensTooManyError``, ``TextMalformedError`` of the label,
        ``UserUnknownError``, ``UserDisabledError``.
        """

    def find(root: Any, token: str) -> TokenFound | None:
        """Give who acts by a token, with its scopes, without writing; None where there is none that holds."""

    def touch(root: Any, token: str) -> None:
        """Note by its id that a token is used; writes every hour at most."""

    def list(root: Any, actor: Actor, of: str = "") -> tuple[TokenTold, ...]:
        """List the actor's tokens, or those ``of`` a user for who sees users; the last issued first."""

    def revoke(root: Any, actor: Actor, token: str) -> None:
        """End a token at once, by its id: one's own, or any for who manages users. ``TokenUnknownError``."""


class IProfileService(Interface):
    """Keeps what users are called and where notices reach them: personal data, in no event and no log."""

    def get(root: Any, actor: Actor, of: str = "") -> Profile:
        """Tell of the actor, or ``of`` a user for who manages users; ``UserUnknownError``."""

    def call(root: Any, name: str) -> str | None:
        """Say what people call a user, to who may see what it did: the displayed name, else ``name``; None: no user."""

    def principals(root: Any, actor: Actor) -> Mapping[str, str]:
        """Give code → name of the authority and of the party that an actor acts for, where it is known."""

    def put(root: Any, actor: Actor, profile: Profile) -> None:
        """Write down where notices reach one; what users are called, and others' profiles, for who manages users.

        ``ContactInvalidError``, ``TextMalformedError`` of the displayed name, ``SeveralFaultsError`` for several;
        ``PermissionMissingError``, ``UserUnknownError``.
        """


class IProvider(Interface):
    """The provider of unified identity (OpenID Connect); registered where the settings name one.

    Asks it over HTTP, within bounds: call it outside of work that others wait for. ``ProviderUnavailableError``.
    """

    def begin(redirect_uri: str) -> Departure:
        """Give where to send a browser that is to come back to ``redirect_uri``, and what it has to remember."""

    def finish(answer: Mapping[str, str], remembered: str) -> dict[str, Any]:
        """Give the claims of who came back with an ``answer``, the parameters of the address; ``ProviderAnswerError``.

        What was remembered is used once: forget it, whatever comes.
        """


class IIdentityService(Interface):
    """Knows people by claims of the provider of unified identity."""

    def sign_in_claims(root: Any, claims: Mapping[str, Any]) -> str:
        """Give the name of the user, made at the first time, for ``ISessionService.begin`` with ``oidc``.

        At each time the user becomes what the claims say: a natural or a legal person, or an agent with a mandate.
        ``ClaimInvalidError``, ``IdentityStaffError``, ``UserDisabledError``.
        """
