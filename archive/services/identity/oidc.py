"""Signs people in at a provider of unified identity: OpenID Connect, authorization code flow with PKCE.

What protects what: ``state`` binds the answer to the browser that asked (OAuth 2.1 §7.1.2), the PKCE verifier the code
to it (RFC 7636), ``nonce`` the ID token to the request (OpenID Connect Core §3.1.2.1), ``iss`` the answer to the
provider (RFC 9207). The ID token's signature is checked by the provider's keys with asymmetric algorithms only. What is
remembered between the two steps belongs into a ``__Host-`` cookie of the browser that asked, for ten minutes.
"""

import json
import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from zope.interface import implementer

from archive.interfaces import Clock
from archive.logs import logger_of
from archive.services.identity.errors import ProviderAnswerError, ProviderUnavailableError
from archive.services.identity.fetching import fetch
from archive.services.identity.interfaces import IProvider
from archive.services.identity.model import Departure
from archive.services.identity.sessions import token_text

log = logger_of(__name__)

ALGORITHMS: Final = frozenset({"EdDSA", *(f"{sort}{size}" for sort in ("ES", "PS", "RS") for size in (256, 384, 512))})
"""Signatures that only the provider can make."""
CACHED: Final = timedelta(hours=1)
"""How long the provider's addresses and keys are taken as they were."""
SPARED: Final = timedelta(seconds=10)
"""How long nobody waits again for a provider that did not answer."""
RENEWED: Final = timedelta(minutes=1)
"""How soon its keys are asked for again where a token names one that is new."""
PATIENCE: Final = timedelta(minutes=10)
"""How long somebody may take to sign in there."""
LEEWAY: Final = 60
"""Seconds by which its clock may differ."""
LONGEST: Final = 2000
"""Characters of a code that is worth sending."""
ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Registration:
    """What this archive is at the provider."""

    issuer: str
    """Its address: https, or http on this machine."""
    client_id: str
    secret: str = field(default="", repr=False)
    """Empty for a client without one."""
    scopes: tuple[str, ...] = ("openid", "profile")
    algorithms: tuple[str, ...] = ("ES256", "PS256", "RS256")


@dataclass
class _Known:
    """What was fetched last, and when."""

    at: datetime | None = None
    failed_at: datetime | None = None
    """When it was last asked in vain."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    keys: KeySet = field(default_factory=lambda: KeySet([]))


@implementer(IProvider)
@dataclass(frozen=True)
class Provider:
    """Sends people to the provider and reads what they come back with."""

    registration: Registration
    clock: Clock
    random: Callable[[int], bytes] = secrets.token_bytes
    known: _Known = field(default_factory=_Known)

    def begin(self, redirect_uri: str) -> Departure:
        """Give where to send a browser."""
        state, nonce, verifier = (token_text(self.random(32)) for _turn in range(3))
        address = prepare_grant_uri(
            self._metadata()["authorization_endpoint"],
            self.registration.client_id,
            "code",
            redirect_uri,
            " ".join(self.registration.scopes),
            state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "redirect_uri": redirect_uri}
        return Departure(address, json.dumps({**kept, "at": self.clock().timestamp()}))

    def finish(self, answer: Mapping[str, str], remembered: str) -> dict[str, Any]:
        """Give the claims of who came back."""
        kept = self._recall(remembered)
        _verify(compare_digest(answer.get("state", "").encode(), kept["state"].encode()), "state")
        _verify(answer.get("iss", self.registration.issuer) == self.registration.issuer, "iss")
        _verify("error" not in answer, answer.get("error", "")[:40])
        code = answer.get("code", "")
        _verify(0 < len(code) <= LONGEST, "code")
        given = self._redeem(code, kept)
        claims = self._read_id_token(given.get("id_token"), kept["nonce"])
        return {**self._ask_more(given.get("access_token"), claims["sub"]), **claims}

    def _recall(self, remembered: str) -> dict[str, Any]:
        """Read what was remembered, as long as it is not too old."""
        try:
            kept = json.loads(remembered)
            age = self.clock().timestamp() - kept["at"]
            texts = {name: kept[name] for name in ("state", "nonce", "verifier", "redirect_uri")}
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ProviderAnswerError("state") from None
        is_sound = all(isinstance(text, str) and text for text in texts.values())
        _verify(is_sound and 0 <= age <= PATIENCE.total_seconds(), "state")
        return texts

    def _redeem(self, code: str, kept: Mapping[str, str]) -> dict[str, Any]:
        """Redeem a code for tokens (RFC 6749 §4.1.3)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": kept["redirect_uri"],
            "code_verifier": kept["verifier"],
            "client_id": self.registration.client_id,
        }
        headers = {}
        if self.registration.secret:
            pair = f"{quote_plus(form.pop('client_id'))}:{quote_plus(self.registration.secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        return fetch(self._metadata()["token_endpoint"], headers, form)

    def _read_id_token(self, token: Any, nonce: str) -> dict[str, Any]:
        """Check an ID token (OpenID Connect Core §3.1.3.7); gives its claims."""
        _verify(isinstance(token, str), "id_token")
        try:
            claims = self._decode(token).claims
            registry = jwt.JWTClaimsRegistry(
                now=int(self.clock().timestamp()),
                leeway=LEEWAY,
                iss={"essential": True, "value": self.registration.issuer},
                aud={"essential": True, "value": self.registration.client_id},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            registry.validate(claims)
        except (JoseError, ValueError, RecursionError) as error:
            log.warning("an ID token was refused", error=type(error).__name__)
            raise ProviderAnswerError(f"id_token: {type(error).__name__}") from None
        is_ours = isinstance(claims["aud"], str) or len(claims["aud"]) == 1
        _verify(is_ours or claims.get("azp") == self.registration.client_id, "azp")
        return claims

    def _decode(self, token: str) -> jwt.Token:
        """Check a token's signature, by newer keys where it names one that is not known."""
        algorithms = self.registration.algorithms
        try:
            return jwt.decode(token, self._keys(CACHED), algorithms=algorithms)
        except InvalidKeyIdError:
            return jwt.decode(token, self._keys(RENEWED), algorithms=algorithms)

    def _ask_more(self, access_token: Any, subject: str) -> dict[str, Any]:
        """Ask for what the ID token does not say, where the provider offers it (OpenID Connect Core §5.3)."""
        address = self._metadata().get("userinfo_endpoint")
        if not (address and isinstance(access_token, str) and access_token.isascii() and access_token.isprintable()):
            return {}
        claims = fetch(_verified_address(address), {"Authorization": f"Bearer {access_token}"})
        _verify(claims.get("sub") == subject, "sub")
        return claims

    def _metadata(self) -> Mapping[str, Any]:
        """Give the provider's addresses."""
        self._refresh(CACHED)
        return self.known.metadata

    def _keys(self, oldest: timedelta) -> KeySet:
        """Give the provider's keys, fetched no longer ago than ``oldest``."""
        self._refresh(oldest)
        return self.known.keys

    def _refresh(self, oldest: timedelta) -> None:
        """Fetch addresses and keys where they are older."""
        now, known = self.clock(), self.known
        if known.at is not None and timedelta(0) <= now - known.at < oldest:
            return
        if known.failed_at is not None and timedelta(0) <= now - known.failed_at < SPARED:
            raise ProviderUnavailableError(self.registration.issuer)
        try:
            known.metadata, known.keys = self._fetch()
        except ProviderUnavailableError:
            known.failed_at = now
            raise
        known.at = now

    def _fetch(self) -> tuple[Mapping[str, Any], KeySet]:
        """Fetch addresses and keys."""
        issuer = self.registration.issuer
        metadata = fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration", {})
        if metadata.get("issuer") != issuer:
            raise ProviderUnavailableError(issuer)
        for name in ENDPOINTS:
            _verified_address(metadata.get(name))
        try:
            keys = KeySet.import_key_set({"keys": fetch(metadata["jwks_uri"], {})["keys"]})
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise ProviderUnavailableError(metadata["jwks_uri"]) from None
        return metadata, keys


def is_address(text: object) -> bool:
    """Say whether something is the address of a server that may be asked: https, or http on this machine."""
    place = urlsplit(text) if isinstance(text, str) else None
    return place is not None and (
        (place.scheme == "https" and bool(place.hostname)) or (place.scheme == "http" and place.hostname in LOOPBACK)
    )


def _verified_address(text: Any) -> str:
    """Give an address that may be asked; ``ProviderUnavailableError``."""
    if not is_address(text):
        raise ProviderUnavailableError(str(text)[:200])
    return str(text)


def _verify(is_right: bool, what: str) -> None:
    """Raise ``ProviderAnswerError`` naming the part of the answer that is wrong."""
    if not is_right:
        log.warning("an answer of the identity provider was refused", part=what)
        raise ProviderAnswerError(what)
