"""Certificates that come with a key: read from PEM, and checked to be the key's own."""

from typing import Final, cast

from asn1crypto import pem, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from signing.errors import CertificateKeyMismatchError, KeyMissingError
from signing.interfaces import ILoadedKey

PROBE: Final = b"signing.keys: is this the key that the certificate names?"


def load_certificates(data: bytes, name: str) -> tuple[x509.Certificate, ...]:
    """Read PEM: the certificate of the key ``name``, then its issuers; ``KeyMissingError`` where there is none."""
    try:
        found = tuple(x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(data, multiple=True))
    except ValueError:
        found = ()
    if not found:
        raise KeyMissingError(f"what lies beside the key {name} is no certificate in PEM")
    return found


def check_match(key: ILoadedKey) -> None:
    """Sign a probe and verify it by the certificate; ``CertificateKeyMismatchError`` where that fails.

    One way for keys whose private half can be looked at and for those that never leave their token.
    """
    try:
        _verify(key.certificate.public_key.dump(), key.sign(PROBE), PROBE)
    except InvalidSignature:
        raise CertificateKeyMismatchError(f"the certificate beside the key {key.name} is another key's") from None


def _verify(public_key: bytes, signature: bytes, data: bytes) -> None:
    """Verify a signature over SHA-256 of ``data`` by a DER SubjectPublicKeyInfo; ``InvalidSignature``."""
    public = load_der_public_key(public_key)
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        cast(ec.EllipticCurvePublicKey, public).verify(signature, data, ec.ECDSA(hashes.SHA256()))
