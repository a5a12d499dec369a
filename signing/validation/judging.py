"""The process of a verification: facts, then times, then checks, then the report (ETSI EN 319 102-1 §5.1). Pure."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from asn1crypto import crl, x509

from signing.model import SEVERITY, Finding, Report, SealFacts, Verdict
from signing.trust.anchors import TrustSnapshot
from signing.validation.chains import Known, common_name
from signing.validation.checks import FILE_CHECKS, OPEN, SIGNATURE_CHECKS, check_order, finding
from signing.validation.facts import Facts, UnreadableError, load_facts
from signing.validation.proofs import Proved, judge_times


def worst(findings: Iterable[Finding]) -> Verdict:
    """The best verdict that all findings leave."""
    return max((each.verdict for each in findings), key=SEVERITY.index, default=Verdict.VALID)


def judge(data: bytes, at: datetime, trust: TrustSnapshot, leeway: timedelta = timedelta(0)) -> Report:
    """Judge a file as of ``at`` (aware) by ``trust``. Whatever the file holds is a report, never an exception.

    ``leeway`` is how far ahead of ``at`` the clocks may have been that a file's own times, and certificates, come from.
    """
    try:
        facts = load_facts(data)
        proved = judge_times(facts, _known(trust, facts), at, leeway)
        return _report(facts, proved, at + leeway)
    except UnreadableError as error:
        return unreadable(data, error.code, str(error))
    except RecursionError:
        return unreadable(data, "signing.file-too-complex", "nesting")
    except MemoryError:
        return unreadable(data, "signing.too-much-memory")
    except Exception as error:  # noqa: BLE001 - whatever hostile bytes make a library raise is a verdict
        return unreadable(data, "signing.file-malformed", type(error).__name__)


def unreadable(data: bytes, code: str, detail: str = "") -> Report:
    """The report of a file that was not judged."""
    digest = hashlib.sha256(data).hexdigest()
    if code in FOREIGN:
        return Report(OPEN, (finding(code, OPEN, "GENERIC"),), (), digest)
    return Report(Verdict.UNREADABLE, (Finding(code, Verdict.UNREADABLE, {"detail": detail[:200]}),), (), digest)


FOREIGN: Final = frozenset({"signing.ofd"})
"""Kinds of document that are recognised, and judged elsewhere."""


@lru_cache(maxsize=4)
def _parsed(trust: TrustSnapshot) -> tuple[tuple[x509.Certificate, ...], tuple[crl.CertificateList, ...]]:
    """Parse a snapshot; kept, since many files are judged by the same one."""
    anchors = tuple(x509.Certificate.load(der) for der in trust.anchors)
    return anchors, tuple(crl.CertificateList.load(der) for der in trust.crls)


def _known(trust: TrustSnapshot, facts: Facts) -> Known:
    """Put what is believed and what the file brings side by side."""
    anchors, crls = _parsed(trust)
    return Known(anchors, facts.certificates, (*crls, *facts.crls), facts.ocsps)


def _report(facts: Facts, proved: tuple[Proved, ...], latest: datetime) -> Report:
    """Ask every check and put the answers together; no seal may claim a time after ``latest``."""
    findings = [each for check in FILE_CHECKS for each in check(facts)]
    seals = []
    for item in proved:
        own = [_named(each, item) for check in SIGNATURE_CHECKS for each in check(item)]
        own += [_named(each, item) for each in check_order(item, latest)]
        findings += own
        if not item.signature.is_timestamp:
            seals.append(_seal(item, worst(own)))
    return Report(worst(findings), tuple(findings), tuple(seals), facts.digest, facts.identifier)


def _named(found: Finding, item: Proved) -> Finding:
    """Say of which field a finding speaks."""
    return Finding(found.code, found.verdict, {**found.values, "field": item.signature.field})


def _seal(item: Proved, verdict: Verdict) -> SealFacts:
    """What a seal says of itself."""
    envelope = item.signature.envelope
    if envelope is None:
        return SealFacts(item.signature.field, "", "", "", None, None, None, verdict)
    certificate = envelope.certificate
    return SealFacts(
        item.signature.field,
        common_name(certificate.subject),
        common_name(certificate.issuer),
        f"{certificate.serial_number:x}",
        item.claimed_at,
        item.moment if item.is_proved else None,
        item.level,
        verdict,
    )
