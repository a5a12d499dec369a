"""Which certificates are a development PKI's: those that were issued under its policy, its authorities' own too."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography import x509

from signing.trust.profiles import POLICY


def policies_of(certificate: x509.Certificate) -> frozenset[x509.ObjectIdentifier]:
    """Give the policies that a certificate was issued under (RFC 5280 §4.2.1.4)."""
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(each.policy_identifier for each in policies)


def find_development_files(places: Iterable[tuple[Path, str]]) -> Iterator[Path]:
    """Give the files, of folders by pattern, that hold a certificate of a development PKI.

    What is missing or cannot be read is passed over: it is an error where it is used.
    """
    for folder, pattern in places:
        yield from (path for path in sorted(folder.glob(pattern)) if any(map(_is_marked, _read_certificates(path))))


def _read_certificates(path: Path) -> list[x509.Certificate]:
    """Give the certificates of a file (PEM, or DER), none where it holds something else."""
    try:
        data = path.read_bytes()
        return (
            x509.load_pem_x509_certificates(data) if b"-----BEGIN " in data else [x509.load_der_x509_certificate(data)]
        )
    except (OSError, ValueError):
        return []


def _is_marked(certificate: x509.Certificate) -> bool:
    """Say whether a certificate was issued under the policy of development PKIs."""
    return POLICY in policies_of(certificate)
