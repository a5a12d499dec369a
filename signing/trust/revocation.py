"""May this certificate seal now? Its path, periods and revocation, judged before anything is sealed.

What was found is kept with the moments between which it holds, since a chain says the same at every seal;
a CRL that is replaced on disk is seen at the next seal.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import (
    CertificateDevelopmentError,
    CertificateExpiredError,
    CertificateNotYetValidError,
    CertificateRevokedError,
    CertificateUntrustedError,
    RevocationUnknownError,
)
from signing.transport import exchange
from signing.trust.anchors import read_snapshot
from signing.trust.marks import policies_of

CRL_LIMIT: Final = 20_000_000
"""Bytes of the largest CRL that is fetched."""
RECHECK: Final = timedelta(hours=1)
"""How long what was found of a chain, and a CRL that was fetched, is believed without looking again."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a chain holds, as DER, and between which moments it does (both included)."""

    certificates: tuple[bytes, ...]
    """From the leaf to the anchor."""
    crls: tuple[bytes, ...]
    begins: datetime
    ends: datetime


class TrustFolder:
    """A folder of anchors and CRLs, read again when a file is replaced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state: object = None
        self._anchors: list[x509.Certificate] = []
        self._crls: list[x509.CertificateRevocationList] = []

    @property
    def state(self) -> object:
        """Names and ages of the files: something that differs once the folder may say something else."""
        files = sorted(os.scandir(self._folder), key=lambda entry: entry.name) if self._folder.is_dir() else ()
        return tuple((entry.name, entry.stat().st_mtime_ns, entry.inode()) for entry in files)

    def anchors(self) -> list[x509.Certificate]:
        """Every certificate of the folder; what ``read_snapshot`` raises."""
        self._read()
        return self._anchors

    def find_crls(self, _certificate: x509.Certificate, _moment: datetime) -> Iterable[x509.CertificateRevocationList]:
        """Every CRL of the folder, whomever it speaks of; what ``read_snapshot`` raises."""
        self._read()
        return self._crls

    def _read(self) -> None:
        """Read the folder if it changed."""
        state = self.state
        if state != self._state:
            snapshot = read_snapshot(self._folder)
            self._anchors = [x509.load_der_x509_certificate(der) for der in snapshot.anchors]
            self._crls = [x509.load_der_x509_crl(der) for der in snapshot.crls]
            self._state = state


@dataclass
class HttpLists:
    """The CRLs that certificates themselves point to (RFC 5280 §4.2.1.13), fetched again every ``RECHECK``.

    One that cannot be fetched again serves until it ends.
    """

    timeout: float
    _kept: dict[str, tuple[datetime, x509.CertificateRevocationList]] = field(default_factory=dict, repr=False)

    def find_crls(self, certificate: x509.Certificate, moment: datetime) -> Iterable[x509.CertificateRevocationList]:
        """The CRLs that ``certificate`` points to; ``RevocationUnknownError`` where one cannot be had."""
        for url in _crl_urls(certificate):
            fetched, _crl = self._kept.get(url, (None, None))
            if fetched is None or not fetched <= moment < fetched + RECHECK:
                self._fetch(url, moment)
            yield self._kept[url][1]

    def _fetch(self, url: str, moment: datetime) -> None:
        """Fetch a CRL; ``RevocationUnknownError`` where neither that succeeds nor one is kept."""
        try:
            self._kept[url] = (moment, x509.load_der_x509_crl(exchange(url, self.timeout, CRL_LIMIT)))
        except (OSError, ValueError) as error:
            if url not in self._kept:
                raise RevocationUnknownError(f"{url}: {error}") from None


CrlFinder = Callable[[x509.Certificate, datetime], Iterable[x509.CertificateRevocationList]]
"""Gives CRLs, of whichever issuer, among which one may speak of a certificate; ``RevocationUnknownError``."""


@dataclass
class ChainChecker:
    """Judges chains against the anchors of a folder and the CRLs that ``find_crls`` gives."""

    trust: TrustFolder
    find_crls: CrlFinder
    renew: Callable[[], object] = lambda: None
    """Called where no fresh CRL is found, before giving up: a development PKI issues its own again."""
    refused: frozenset[x509.ObjectIdentifier] = frozenset()
    """Policies under which nothing of a path may be that seals or stamps: in production, a development PKI's."""
    _known: dict[tuple[bytes, ...], tuple[object, Evidence]] = field(default_factory=dict, repr=False)

    def check(self, chain: Sequence[bytes], moment: datetime) -> Evidence:
        """Give what shows that ``chain`` (DER, leaf first) holds at ``moment``.

        ``CertificateUntrustedError``, ``CertificateExpiredError``, ``CertificateNotYetValidError``,
        ``CertificateRevokedError``, ``CertificateDevelopmentError``, ``RevocationUnknownError``.
        """
        key, state = tuple(chain), self.trust.state
        known_state, evidence = self._known.get(key, (None, None))
        if evidence is None or known_state != state or not evidence.begins <= moment <= evidence.ends:
            evidence = self._judge(key, moment)
            self._known[key] = (state, evidence)
        return evidence

    def _judge(self, chain: tuple[bytes, ...], moment: datetime) -> Evidence:
        """Judge a chain from nothing."""
        path = build_path([x509.load_der_x509_certificate(der) for der in chain], self.trust.anchors())
        if any(self.refused & policies_of(each) for each in path):
            raise CertificateDevelopmentError(_who(path[0]))
        for certificate in path:
            _verify_period(certificate, moment)
        crls = [self._get_crl(*pair, moment) for pair in pairwise(path)]
        ends = [moment + RECHECK, *(certificate.not_valid_after_utc for certificate in path)]
        ends += [crl.next_update_utc for crl in crls if crl.next_update_utc]
        return Evidence(
            tuple(certificate.public_bytes(Encoding.DER) for certificate in path),
            tuple(crl.public_bytes(Encoding.DER) for crl in crls),
            max(certificate.not_valid_before_utc for certificate in path),
            min(ends),
        )

    def _get_crl(
        self, certificate: x509.Certificate, issuer: x509.Certificate, moment: datetime
    ) -> x509.CertificateRevocationList:
        """The newest CRL of ``issuer`` that has not ended at ``moment`` and speaks of all certificates of this kind.

        ``CertificateRevokedError`` where any list that it signed, however old or partial, names this one;
        ``RevocationUnknownError``.
        """
        for attempt in (self.renew, None):
            signed = [
                crl
                for crl in self.find_crls(certificate, moment)
                if crl.issuer == issuer.subject and crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type] # what issued it can sign
            ]
            if any(crl.get_revoked_certificate_by_serial_number(certificate.serial_number) for crl in signed):
                raise CertificateRevokedError(_who(certificate))
            fresh = [crl for crl in signed if not _has_ended(crl, moment) and _covers(crl, certificate)]
            if fresh:
                return max(fresh, key=lambda crl: crl.last_update_utc)
            if attempt:
                attempt()
        raise RevocationUnknownError(_who(issuer))


def build_path(chain: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Order a leaf and the certificates beside it into a path that ends in an anchor; ``CertificateUntrustedError``.

    Each link is checked by name, signature and, for issuers, basic constraints (RFC 5280 §6.1.3, §6.1.4 k).
    """
    path = [chain[0]]
    while path[-1] not in anchors:
        issuer = next((each for each in (*anchors, *chain[1:]) if _has_issued(each, path[-1])), None)
        if issuer is None or issuer in path:
            raise CertificateUntrustedError(_who(chain[0]))
        path.append(issuer)
    return path


def _has_issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Say whether ``issuer`` may certify and has certified ``certificate``."""
    try:
        certificate.verify_directly_issued_by(issuer)
        return _is_authority(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False


def _verify_period(certificate: x509.Certificate, moment: datetime) -> None:
    """``CertificateExpiredError``, ``CertificateNotYetValidError``."""
    if moment > certificate.not_valid_after_utc:
        raise CertificateExpiredError(f"{_who(certificate)}: {certificate.not_valid_after_utc.isoformat()}")
    if moment < certificate.not_valid_before_utc:
        raise CertificateNotYetValidError(f"{_who(certificate)}: {certificate.not_valid_before_utc.isoformat()}")


def _has_ended(crl: x509.CertificateRevocationList, moment: datetime) -> bool:
    """Say whether a newer CRL should be there at ``moment``; one that never says counts as ended."""
    return crl.next_update_utc is None or crl.next_update_utc < moment


def _covers(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Say whether a CRL is complete for certificates such as this one (RFC 5280 §5.2, §6.3.3 b)."""
    try:
        extensions = list(crl.extensions)
    except (ValueError, x509.DuplicateExtension):
        return False
    return all(
        _is_in_scope(each.value, certificate)
        if isinstance(each.value, x509.IssuingDistributionPoint)
        else isinstance(each.value, x509.CRLNumber | x509.AuthorityKeyIdentifier)
        or not (each.critical or isinstance(each.value, x509.DeltaCRLIndicator))
        for each in extensions
    )


def _is_in_scope(point: x509.IssuingDistributionPoint, certificate: x509.Certificate) -> bool:
    """Say whether a list's scope holds this certificate, for every reason, in its issuer's own name."""
    if point.only_contains_attribute_certs or point.only_some_reasons or point.indirect_crl or point.relative_name:
        return False
    if point.only_contains_ca_certs if not _is_authority(certificate) else point.only_contains_user_certs:
        return False
    places = {name.value for name in point.full_name or ()}
    return not places or not places.isdisjoint(_crl_urls(certificate))


def _is_authority(certificate: x509.Certificate) -> bool:
    """Say whether a certificate is one that certifies (basic constraints)."""
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False


def _crl_urls(certificate: x509.Certificate) -> list[str]:
    """Where a certificate says that its issuer's CRL is."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    names = [name for point in points for name in point.full_name or ()]
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]


def _who(certificate: x509.Certificate) -> str:
    """Name a certificate for people."""
    return certificate.subject.rfc4514_string()
