"""Whether a certificate may be believed at a moment: path, periods, revocation, purpose (ETSI EN 319 102-1 §5.2.6).

pyHanko's validator builds and checks the path (RFC 5280 §6); what it leaves open is asked here: a revocation that only
a stale list states, lists made after a certificate's end, purposes, and key sizes along the path.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from asn1crypto import crl, ocsp, x509
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath

from signing.validation.algorithms import find_weak_key

OUTCOMES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (RevokedError, "REVOKED"),
    (ExpiredError, "EXPIRED"),
    (NotYetValidError, "NOT_YET_VALID"),
    (InsufficientRevinfoError, "TRY_LATER"),
    (DisallowedAlgorithmError, "CRYPTO_CONSTRAINTS_FAILURE"),
    (PathBuildingError, "NO_CERTIFICATE_CHAIN_FOUND"),
    (PathValidationError, "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
    (InvalidCertificateError, "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
    (ValidationError, "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
    (ValueError, "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
)
"""What the library raises → what it comes to; the first that fits."""
SEAL_USAGES: Final = {"digital_signature", "non_repudiation"}
SEAL_PURPOSES: Final = {
    "any_extended_key_usage",
    "email_protection",
    "1.3.6.1.5.5.7.3.36",
    "1.2.840.113583.1.1.5",
    "1.3.6.1.4.1.311.10.3.12",
    "microsoft_document_signing",
    "adobe_authentic_documents_trust",
}
"""Extended key usages that let a certificate seal documents, where it has any (RFC 9336 and its forerunners)."""
OWNER_PREFIX: Final = "NTRCN-"
"""What a certificate's organizationIdentifier has in front of a Chinese credit code (ETSI EN 319 412-1 §5.1.4)."""
NO_TOLERANCE: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about certificates when a file is judged: believed anchors, and everyone's material."""

    anchors: tuple[x509.Certificate, ...]
    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """What a certificate comes to at a moment."""

    outcome: str
    """``PASSED``, else a sub-indication's stem (``REVOKED``, ``EXPIRED``, …)."""
    is_suitable: bool
    """Whether the certificate is made for what it was used for."""
    weakness: str = ""
    """A key on the path that is too weak."""
    moment: datetime | None = None
    """When it was judged."""
    path: tuple[x509.Certificate, ...] = field(default=())
    is_aged: bool = False
    """Whether it rests on lists that were fresh when it stamped, and have ended since."""

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return self.outcome == "PASSED" and self.is_suitable and not self.weakness


def judge_chain(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], known: Known, moment: datetime, for_time: bool
) -> Chain:
    """Judge a certificate at ``moment``: for seals, or ``for_time`` as a timestamp authority's."""
    beside = (*others, *known.certificates)
    suitable = is_for_timestamps(certificate) if for_time else is_for_seals(certificate)
    if not known.anchors:
        return Chain("NO_CERTIFICATE_CHAIN_FOUND", suitable, moment=moment)
    usable = [each for each in known.crls if not _comes_too_late(each, certificate)]
    context = ValidationContext(
        trust_roots=list(known.anchors),
        other_certs=list(beside),
        crls=usable,
        ocsps=list(known.ocsps),
        moment=moment,
        revocation_mode="require",
        retroactive_revinfo=True,
        time_tolerance=NO_TOLERANCE,
        allow_fetching=False,
    )
    outcome, path = _run(CertificateValidator(certificate, [], context))
    if _is_any_listed(path or (certificate,), beside, known, moment):
        outcome = "REVOKED"
    weak = next((name for each in path if (name := find_weak_key(each.public_key))), "")
    return Chain(outcome, suitable, weak, moment, path)


def judge_stamper(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], known: Known, moment: datetime, stated: datetime
) -> Chain:
    """Judge a timestamp authority's certificate at ``moment``; lists need only have been fresh at the time ``stated``.

    Freshness is asked as of when the signature is known to have been there (§5.2.5.4, ADR 0007). The path has to hold
    at ``moment`` nonetheless, and no list, however old, may revoke any of it by then. OCSP answers are not carried on.
    """
    beside = tuple(others)
    chain = judge_chain(certificate, beside, known, moment, for_time=True)
    if chain.outcome != "TRY_LATER" or stated > moment:
        return chain
    then = judge_chain(certificate, beside, replace(known, ocsps=()), stated, for_time=True)
    if then.outcome != "PASSED":
        return chain
    if _is_any_listed(then.path, beside, known, moment):
        return replace(then, outcome="REVOKED", moment=moment)
    if any(each.not_valid_after < moment for each in then.path):
        return replace(then, outcome="EXPIRED", moment=moment)
    return replace(then, moment=moment, is_aged=True)


def _run(validator: CertificateValidator) -> tuple[str, tuple[x509.Certificate, ...]]:
    """Ask the library; gives the outcome and the path, leaf first, without its anchor."""
    try:
        path: ValidationPath = asyncio.run(validator.async_validate_path())
    except tuple(kind for kind, _outcome in OUTCOMES) as error:
        return next(outcome for kind, outcome in OUTCOMES if isinstance(error, kind)), ()
    return "PASSED", tuple(reversed(list(path.iter_certs(include_root=False))))


def _comes_too_late(revocations: crl.CertificateList, certificate: x509.Certificate) -> bool:
    """Say whether a list of the certificate's issuer was made after the certificate's end, when it may be left out."""
    made = revocations["tbs_cert_list"]["this_update"].native
    return bool(revocations.issuer == certificate.issuer and made > certificate.not_valid_after)


def _is_any_listed(
    path: Iterable[x509.Certificate], beside: Iterable[x509.Certificate], known: Known, moment: datetime
) -> bool:
    """Say whether a list that is known revokes any certificate of a path at or before ``moment``."""
    issuers = (*known.anchors, *known.certificates, *beside)
    return any(is_listed(each, issuers, known.crls, moment) for each in path)


def is_listed(
    certificate: x509.Certificate,
    issuers: Iterable[x509.Certificate],
    lists: Iterable[crl.CertificateList],
    moment: datetime,
) -> bool:
    """Say whether any list that the issuer signed, however old, revokes the certificate at or before ``moment``."""
    for each in lists:
        if each.issuer != certificate.issuer:
            continue
        revoked = pyca.load_der_x509_crl(each.dump())
        entry = revoked.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is None or entry.revocation_date_utc > moment:
            continue
        if any(_issued_both(issuer, certificate, revoked) for issuer in issuers):
            return True
    return False


def _issued_both(
    issuer: x509.Certificate, certificate: x509.Certificate, revocations: pyca.CertificateRevocationList
) -> bool:
    """Say whether one key signed both a certificate and a list."""
    if issuer.subject != certificate.issuer:
        return False
    try:
        authority = pyca.load_der_x509_certificate(issuer.dump())
        pyca.load_der_x509_certificate(certificate.dump()).verify_directly_issued_by(authority)
        return bool(revocations.is_signature_valid(authority.public_key()))  # type: ignore[arg-type] # it has signed
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False


def is_for_seals(certificate: x509.Certificate) -> bool:
    """Say whether a certificate may seal: no authority's, key usage for signatures, purposes that fit (§5.2.6)."""
    usages = certificate.key_usage_value
    purposes = certificate.extended_key_usage_value
    if certificate.ca or usages is None or not SEAL_USAGES & set(usages.native):
        return False
    return purposes is None or bool(SEAL_PURPOSES & set(purposes.native))


def is_for_timestamps(certificate: x509.Certificate) -> bool:
    """Say whether a certificate is for timestamps alone, and says so critically (RFC 3161 §2.3)."""
    purposes = certificate.extended_key_usage_value
    if certificate.ca or purposes is None or set(purposes.native) != {"time_stamping"}:
        return False
    usages = certificate.key_usage_value
    is_critical = "extended_key_usage" in certificate.critical_extensions
    return is_critical and (usages is None or bool(SEAL_USAGES & set(usages.native)))


def find_owners(certificate: x509.Certificate) -> set[str]:
    """Whose a certificate is, by the identifiers of its subject: credit codes bare, others with their scheme."""
    named = [each for part in certificate.subject.chosen for each in part]
    stated = [each["value"].native for each in named if each["type"].native == "organization_identifier"]
    return {str(each).removeprefix(OWNER_PREFIX) for each in stated}


def common_name(name: x509.Name) -> str:
    """Common name, or the whole name without one."""
    return str(name.native.get("common_name") or name.human_friendly)
