"""Keys in a folder: ``NAME.key.pem`` (PKCS#8, encrypted) beside ``NAME.crt.pem`` (its certificate, then issuers)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from zope.interface import implementer

from signing.errors import KeyMissingError, KeyPassphraseError, SettingInvalidError
from signing.interfaces import IKeyStore, ILoadedKey
from signing.keys.certificates import load_certificates, verify_match

SUFFIX: Final = ".key.pem"


@implementer(ILoadedKey)
@dataclass(frozen=True)
class SoftwareKey:
    """A private key in this process's memory."""

    name: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    algorithm: str
    _private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Sign SHA-256 of ``data``: ECDSA as DER, RSA by PKCS#1 v1.5."""
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))


@implementer(IKeyStore)
@dataclass(frozen=True)
class SoftwareKeyStore:
    """Opens the keys of ``folder`` with one passphrase, which is asked for at each load and never kept."""

    folder: Path
    passphrase: Callable[[], bytes] = field(repr=False)

    def names(self) -> tuple[str, ...]:
        """The names of all keys, sorted."""
        return tuple(sorted(path.name.removesuffix(SUFFIX) for path in self.folder.glob(f"*{SUFFIX}")))

    def load(self, name: str) -> SoftwareKey:
        """Load a key; ``KeyMissingError``, ``KeyPassphraseError``, ``CertificateKeyMismatchError``.

        ``SettingInvalidError`` where others may read its file.
        """
        if name not in self.names():
            raise KeyMissingError(name)
        try:
            data = _read_closed(self.folder / f"{name}{SUFFIX}")
            certificate, *chain = load_certificates((self.folder / f"{name}.crt.pem").read_bytes(), name)
        except OSError as error:
            raise KeyMissingError(f"{name}: {error.strerror}") from None
        try:
            private = load_pem_private_key(data, self.passphrase())
        except (ValueError, TypeError):
            raise KeyPassphraseError(name) from None
        if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise KeyMissingError(f"{name}: signing.why-key-algorithm")
        algorithm = "rsa" if isinstance(private, rsa.RSAPrivateKey) else "ecdsa"
        key = SoftwareKey(name, certificate, tuple(chain), algorithm, private)
        verify_match(key)
        return key

    def forget(self, name: str) -> None:
        """Each load looks anew here (``IKeyStore.forget``)."""


def passphrase_from(path: Path) -> Callable[[], bytes]:
    """Read the passphrase from a file that nobody else may read; ``SettingInvalidError`` when called, otherwise."""

    def read() -> bytes:
        try:
            return _read_closed(path).strip()
        except OSError as error:
            raise SettingInvalidError(f"{path}: {error.strerror}") from None

    return read


def _read_closed(path: Path) -> bytes:
    """Read a file that nobody else may; ``SettingInvalidError`` where others may, ``OSError``."""
    if path.stat().st_mode & 0o077:
        raise SettingInvalidError(f"{path}: signing.why-open-to-others")
    return path.read_bytes()
