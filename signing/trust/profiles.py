"""What the certificates and lists of a development PKI say (RFC 5280; for timestamping RFC 3161 §2.3).

Everything here is pure: keys, names and moments in, certificates and CRLs out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

CRL_LIFE: Final = timedelta(days=30)
CA_LIFE: Final = timedelta(days=7300)
LEAF_LIFE: Final = timedelta(days=1825)
POLICY: Final = x509.ObjectIdentifier("2.25.208414176053907452366418471129061370642")
"""Of every certificate of a development PKI, its root's too; made from a UUID, which nobody need register."""
MARK: Final = x509.CertificatePolicies([x509.PolicyInformation(POLICY, None)])
"""The extension that says so."""

KEY_MAKERS: Final[dict[str, Callable[[], PrivateKey]]] = {
    "ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()),
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=3072),
}
"""P-256 and RSA-3072."""

Extension = tuple[x509.ExtensionType, bool]
"""An extension, and whether it is critical."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate with its private key."""

    key: PrivateKey
    certificate: x509.Certificate


def make_name(common: str, organization: str, credit_code: str = "") -> x509.Name:
    """Name a subject; a credit code becomes its organizationIdentifier (ETSI EN 319 412-1 §5.1.4: NTRCN-…)."""
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ]
    if credit_code:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRCN-{credit_code}"))
    return x509.Name(attributes)


def _usage(*names: str) -> x509.KeyUsage:
    """Give a key usage that allows exactly the named bits."""
    bits = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
        " key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{bit: bit in names for bit in bits.split()})


def ca_profile(path_length: int) -> tuple[Extension, ...]:
    """Extensions of an authority that certifies, with so many authorities under it."""
    return (
        (x509.BasicConstraints(ca=True, path_length=path_length), True),
        (_usage("key_cert_sign", "crl_sign"), True),
        (MARK, False),
    )


def seal_profile() -> tuple[Extension, ...]:
    """Extensions of a seal certificate: it signs, and what it signs binds."""
    return (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage("digital_signature", "content_commitment"), True),
        (MARK, False),
    )


def timestamp_profile() -> tuple[Extension, ...]:
    """Extensions of a timestamp authority's certificate: this one purpose, critically (RFC 3161 §2.3)."""
    return (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage("digital_signature"), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
        (MARK, False),
    )


def crl_place(url: str) -> tuple[Extension, ...]:
    """The extension that says where the issuer's CRL is served; none without a URL."""
    if not url:
        return ()
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
    return ((x509.CRLDistributionPoints([point]), False),)


def certify(
    subject: x509.Name,
    key: PrivateKey,
    issuer: Pair | None,
    period: tuple[datetime, datetime],
    extensions: Iterable[Extension],
) -> Pair:
    """Certify ``key`` for ``subject`` by ``issuer`` (by itself, without one) from and to the aware moments."""
    issuing_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(period[0])
        .not_valid_after(period[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()), critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return Pair(key, builder.sign(issuing_key, hashes.SHA256()))


def issue_crl(
    issuer: Pair, moment: datetime, number: int, revoked: Iterable[x509.RevokedCertificate]
) -> x509.CertificateRevocationList:
    """Issue the CRL with this number, which lives ``CRL_LIFE`` from ``moment``."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(moment)
        .next_update(moment + CRL_LIFE)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for entry in revoked:
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256())


def revoked_entry(serial: int, moment: datetime) -> x509.RevokedCertificate:
    """The line of a CRL that ends a certificate at ``moment`` because its key is compromised."""
    builder = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
    return builder.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False).build()
