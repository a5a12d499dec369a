"""Certificates that come with a key: read from PEM, and checked to be the key's own."""

from typing import Final

from asn1crypto import pem, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from signing.errors import CertificateKeyMismatchError, KeyMissingError
from signing.interfaces import ILoadedKey

PROBE: Final = b"signing.keys: is this the key that the certificate names?"
HASHES: Final = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


def load_certificates(data: bytes, name: str) -> tuple[x509.Certificate, ...]:
    """Read PEM: the certificate of the key ``name``, then its issuers; ``KeyMissingError`` where there is none."""
    try:
        found = tuple(x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(data, multiple=True))
    except ValueError:
        found = ()
    if not found:
        raise KeyMissingError(f"{name}: signing.why-no-certificate")
    return found


def verify_match(key: ILoadedKey) -> None:
    """Sign a probe and verify it by the certificate; ``CertificateKeyMismatchError`` where that fails.

    One way for keys whose private half can be looked at and for those that never leave their token.
    """
    try:
        verify_signature(key.certificate, key.sign(PROBE), PROBE, "sha256")
    except InvalidSignature:
        raise CertificateKeyMismatchError(key.name) from None


def verify_signature(certificate: x509.Certificate, signature: bytes, data: bytes, algorithm: str) -> None:
    """Verify an ECDSA or RSA (PKCS#1 v1.5) signature over ``data``, hashed by ``algorithm``, by a certificate's key.

    ``InvalidSignature``; ``ValueError`` for an algorithm that is none of SHA-256, SHA-384, SHA-512.
    """
    if algorithm not in HASHES:
        raise ValueError(f"{algorithm} signs nothing here")
    public = load_der_public_key(certificate.public_key.dump())
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, data, padding.PKCS1v15(), HASHES[algorithm])
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(signature, data, ec.ECDSA(HASHES[algorithm]))
    else:
        raise InvalidSignature
