"""Keys in a PKCS#11 token (an HSM; SoftHSM2 in tests): the key's label is its name, it never leaves the token.

Certificates are taken from the token where one has the key's label, else from a folder of ``NAME.crt.pem``.
A session cannot cross a fork: open a store in the process that uses it.

A module that lost its token does not find it again by itself, so that it is begun anew when a token cannot be opened,
and when a session sees no key at all: of a token that was pulled out some modules say no more than that it is empty.
That ends every session of the process: each notices by the module's era, since handles of another era may name other
keys.
"""

import functools
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ecdsa_signature
from zope.interface import implementer

from signing.errors import KeyMissingError, KeyUnavailableError, PinRefusedError
from signing.interfaces import IKeyStore, ILoadedKey
from signing.keys.certificates import load_certificates, verify_match
from signing.keys.refusals import Refusals

ALGORITHMS: Final = {KeyType.EC: "ecdsa", KeyType.RSA: "rsa"}
PIN_ERRORS: Final = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinLocked, pkcs11.PinExpired)


@dataclass(eq=False)
class _Module:
    """A PKCS#11 module in this process."""

    path: str
    era: int = 0
    """How often it was begun anew."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    """One call at a time."""

    def open(self, token: str, pin: str) -> "_Session":
        """Log in to a token; ``PinRefusedError``, pkcs11's errors, after which the next call begins the module anew."""
        library = pkcs11.lib(self.path)
        try:
            found = library.get_token(token_label=token)
            try:
                return _Session(found.open(user_pin=pin), self.era)
            except pkcs11.UserAlreadyLoggedIn:  # by another session of this process, which opens it for all of them
                return _Session(found.open(), self.era)
        except PIN_ERRORS:
            raise PinRefusedError(token) from None
        except pkcs11.PKCS11Error:
            self.renew()
            raise

    def renew(self) -> None:
        """Have the next call begin the module anew."""
        self.era += 1
        with suppress(pkcs11.PKCS11Error):
            pkcs11.lib(self.path).finalize()


@functools.cache
def _get_module(path: str) -> _Module:
    """Give the one record of a module."""
    return _Module(path)


@dataclass(frozen=True, eq=False)
class _Session:
    """A session, and the era of its module in which it was opened."""

    handle: Any
    era: int


@implementer(ILoadedKey)
@dataclass(frozen=True)
class Pkcs11Key:
    """A private key of an open session."""

    name: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    algorithm: str
    _private: Any = field(repr=False)
    _session: "_Session" = field(repr=False)
    _store: "Pkcs11KeyStore" = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Sign SHA-256 of ``data``: ECDSA as DER, RSA by PKCS#1 v1.5; ``KeyUnavailableError``."""
        with self._store.using(self._session):
            if self.algorithm == "rsa":
                return bytes(self._private.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
            raw = self._private.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA)
            return bytes(encode_ecdsa_signature(raw))


@implementer(IKeyStore)
class Pkcs11KeyStore:
    """The keys of one token, in one session that is opened when first needed and again after it was lost.

    A PIN that the token refused is never tried again (``refusals``).
    """

    def __init__(
        self, module: Path, token: str, pin: Callable[[], bytes], certificates: Path, refusals: Refusals
    ) -> None:
        self._module = _get_module(str(module))
        self._token = token
        self._pin = pin
        self._certificates = certificates
        self._refusals = refusals
        self._session: _Session | None = None

    def names(self) -> tuple[str, ...]:
        """The labels of all private keys, sorted; ``PinRefusedError``, ``KeyUnavailableError``."""
        with self.using():
            _session, found = self._find_keys()
            return tuple(sorted(key.label for key in found))

    def load(self, name: str) -> Pkcs11Key:
        """Find a key.

        ``KeyMissingError``, ``PinRefusedError``, ``KeyUnavailableError``, ``CertificateKeyMismatchError``.
        """
        with self.using():
            session, found = self._find_keys({Attribute.LABEL: name})
            private = next(iter(found), None)
            if private is None or private.key_type not in ALGORITHMS:
                raise KeyMissingError(f"{name}: {self._token}: signing.why-not-in-token")
            certificate, *chain = self._get_certificates(session.handle, name)
            key = Pkcs11Key(name, certificate, tuple(chain), ALGORITHMS[private.key_type], private, session, self)
            verify_match(key)
            return key

    def forget(self, name: str) -> None:
        """Each load looks anew here (``IKeyStore.forget``)."""

    def close(self) -> None:
        """End the session, if there is one."""
        with self._module.lock:
            session, self._session = self._session, None
            if session is not None and session.era == self._module.era:
                session.handle.close()

    @contextmanager
    def using(self, session: _Session | None = None) -> Iterator[_Session]:
        """Give ``session``, which has to last still, or without one an open session, to one thread at a time.

        Whatever the token refuses ends it: ``KeyUnavailableError``.
        """
        with self._module.lock:
            try:
                yield self._get_session(session)
            except (pkcs11.PKCS11Error, RuntimeError) as error:
                self._forget()
                raise KeyUnavailableError(f"{self._token}: {error!r}") from None

    def _get_session(self, wanted: _Session | None) -> _Session:
        """Give the session, opened if there is none; ``KeyUnavailableError`` where it is not ``wanted``."""
        if self._session is not None and self._session.era != self._module.era:
            self._session = None
        if wanted is not None and wanted is not self._session:
            raise KeyUnavailableError(f"{self._token}: signing.why-session-lost")
        if self._session is None:
            pin = self._pin()
            with self._refusals.trying(self._token, pin):
                self._session = self._module.open(self._token, pin.decode())
        return self._session

    def _find_keys(self, wanted: Mapping[Attribute, str] = MappingProxyType({})) -> tuple[_Session, list[Any]]:
        """Find private keys, with the session that they are of; one that sees no key at all is begun anew, once."""
        session, every = self._get_session(None), {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
        found = list(session.handle.get_objects({**every, **wanted}))
        if not found and not list(session.handle.get_objects(every)):
            self._module.renew()
            session = self._get_session(None)
            found = list(session.handle.get_objects({**every, **wanted}))
        return session, found

    def _forget(self) -> None:
        """Leave a session that is lost."""
        with suppress(pkcs11.PKCS11Error, RuntimeError):
            self.close()

    def _get_certificates(self, session: Any, name: str) -> tuple[x509.Certificate, ...]:
        """The certificate of a key, then its issuers; ``KeyMissingError``."""
        path = self._certificates / f"{name}.crt.pem"
        beside = load_certificates(path.read_bytes(), name) if path.is_file() else ()
        template = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: name}
        for found in list(session.get_objects(template)):
            own = x509.Certificate.load(found[Attribute.VALUE])
            return (own, *(each for each in beside if each.dump() != own.dump()))
        if not beside:
            raise KeyMissingError(f"{name}: {path}: signing.why-certificate-nowhere")
        return beside
