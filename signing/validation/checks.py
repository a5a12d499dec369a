"""Each check asks one question of the facts and yields findings; the clause is in its docstring.

Clauses without a name are of ETSI EN 319 102-1. A finding carries the indication and sub-indication of that standard
where it has one.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from signing.model import Finding, Verdict
from signing.validation.chains import Chain, find_owners
from signing.validation.envelopes import Envelope
from signing.validation.facts import Facts
from signing.validation.metadata import find_issuer
from signing.validation.proofs import Proved, Stamp

BAD: Final = Verdict.NOT_VALID
OPEN: Final = Verdict.INDETERMINATE
CRYPTO: Final = "SIG_CRYPTO_FAILURE"
INTEGRITY_FINDINGS: Final = {
    False: ("signing.document-changed", "signing.seal-broken"),
    True: ("signing.timestamp-document-changed", "signing.timestamp-broken"),
}
INDICATIONS: Final = {BAD: "TOTAL-FAILED", OPEN: "INDETERMINATE"}

CHAIN_FINDINGS: Final[dict[str, tuple[str, Verdict, str]]] = {
    "REVOKED": ("revoked", BAD, "REVOKED"),
    "EXPIRED": ("expired", OPEN, "OUT_OF_BOUNDS_NO_POE"),
    "NOT_YET_VALID": ("not-yet-valid", BAD, "NOT_YET_VALID"),
    "TRY_LATER": ("revocation-unproven", OPEN, "TRY_LATER"),
    "CRYPTO_CONSTRAINTS_FAILURE": ("algorithm-weak", OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
    "NO_CERTIFICATE_CHAIN_FOUND": ("issuer-unknown", OPEN, "NO_CERTIFICATE_CHAIN_FOUND"),
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": ("chain-invalid", OPEN, "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
}
"""Outcome of a chain → ending of the finding's code, best verdict, sub-indication."""
UNPROVEN_FINDINGS: Final = {
    **CHAIN_FINDINGS,
    "REVOKED": ("revoked", BAD, "REVOKED_NO_POE"),
    "NOT_YET_VALID": ("begins-later", OPEN, "OUT_OF_BOUNDS_NO_POE"),
}
"""The same where nothing proves that the signature was there at the moment: it may be older or younger (§5.2.6)."""
PROBLEMS: Final[dict[str, tuple[Verdict, str]]] = {
    "signing.gm-seal": (OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
    "signing.algorithm-unknown": (OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
    "signing.seal-kind-unknown": (OPEN, "GENERIC"),
    "signing.certificate-missing": (OPEN, "NO_SIGNING_CERTIFICATE_FOUND"),
    "signing.signers-not-one": (BAD, "FORMAT_FAILURE"),
    "signing.seal-malformed": (BAD, "FORMAT_FAILURE"),
    "signing.timestamp-malformed": (BAD, "FORMAT_FAILURE"),
}
"""What an envelope can be instead of readable → best verdict, sub-indication."""


def finding(code: str, verdict: Verdict, sub: str, **values: str) -> Finding:
    """Make a finding with the standard's words for it."""
    return Finding(code, verdict, {"indication": INDICATIONS[verdict], "sub_indication": sub, **values})


# Of the file ---------------------------------------------------------------------------------------------------------


def check_has_seal(facts: Facts) -> Iterator[Finding]:
    """Is there a seal at all? A document timestamp is none (§5.3.4: SIGNED_DATA_NOT_FOUND has no signature)."""
    if all(each.is_timestamp for each in facts.signatures):
        yield finding("signing.no-seal", BAD, "FORMAT_FAILURE")


def check_one_reading(facts: Facts) -> Iterator[Finding]:
    """Do all readers read the same objects? Hybrid cross-references say two things (ISO 32000-2 §7.5.8.4)."""
    if facts.is_hybrid:
        yield finding("signing.references-hybrid", BAD, "FORMAT_FAILURE")


def check_no_stray_bytes(facts: Facts) -> Iterator[Finding]:
    """Are later revisions objects and nothing else, and is nothing behind the last (ISO 32000-2 §7.5.6)?"""
    if not facts.is_clean:
        yield finding("signing.bytes-stray", BAD, "FORMAT_FAILURE")
    if not facts.ends_clean:
        yield finding("signing.bytes-appended", BAD, "FORMAT_FAILURE")


def check_issuer(facts: Facts) -> Iterator[Finding]:
    """Is a seal the issuer's that the licence identifier names (GB/T 36904-2018; EN 319 412-1 §5.1.4)?

    Whoever succeeded an authority issues under its own code, and a delegate under the principal's, with its seal.
    """
    envelopes = [each.envelope for each in facts.signatures if each.envelope and not each.is_timestamp]
    issuer, owners = find_issuer(facts.identifier), [find_owners(each.certificate) for each in envelopes]
    if not issuer or not owners or any(issuer in each for each in owners):
        return
    if not all(owners):
        yield finding("signing.seal-owner-unstated", OPEN, "SIG_CONSTRAINTS_FAILURE", issuer=issuer)
    else:
        told = {"issuer": issuer, "owner": ", ".join(sorted(set().union(*owners)))}
        yield finding("signing.seal-of-another", BAD, "SIG_CONSTRAINTS_FAILURE", **told)


# Of each signature ---------------------------------------------------------------------------------------------------


def check_coverage(proved: Proved) -> Iterator[Finding]:
    """Does the signature cover everything up to the end of its revision, but its own value (ISO 32000-2 §12.8.1)?"""
    signature = proved.signature
    if signature.span is None:
        yield finding("signing.byte-range-invalid", BAD, "FORMAT_FAILURE")
    elif not signature.has_own_gap:
        yield finding("signing.byte-range-gap", BAD, "FORMAT_FAILURE")
    elif not signature.ends_revision:
        yield finding("signing.byte-range-end", BAD, "FORMAT_FAILURE")
    if not signature.is_alone:
        yield finding("signing.byte-range-shared", BAD, "FORMAT_FAILURE")


def check_envelope(proved: Proved) -> Iterator[Finding]:
    """Is the signature's value CMS of a kind that can be judged, with one signer (§5.2.2, EN 319 142-1 §6.3)?"""
    problem = proved.signature.problem
    if problem:
        yield finding(problem, *PROBLEMS[problem])


def check_certificate_reference(proved: Proved) -> Iterator[Finding]:
    """Do the signed attributes name the certificate (§5.2.3, EN 319 122-1 §5.2.2)?"""
    if proved.signature.envelope is not None:
        yield from _reference_findings(proved.signature.envelope)


def check_integrity(proved: Proved) -> Iterator[Finding]:
    """Is the document the one that was sealed, and did the key of the certificate seal it (§5.2.7)?"""
    signature = proved.signature
    if signature.envelope is None:
        return
    changed, broken = INTEGRITY_FINDINGS[signature.is_timestamp]
    if not signature.envelope.digest_matches:
        yield finding(changed, BAD, "HASH_FAILURE")
    if not signature.envelope.signature_matches:
        yield finding(broken, BAD, CRYPTO)


def check_strength(proved: Proved) -> Iterator[Finding]:
    """Are digest, signature algorithm and key strong enough (§5.2.8, TS 119 312)?"""
    envelope, chain = proved.signature.envelope, proved.chain
    weak = envelope.weakness if envelope else ""
    weak = weak or (chain.weakness if chain else "")
    if weak:
        yield _weak(weak)


def check_later_changes(proved: Proved) -> Iterator[Finding]:
    """Came nothing after the seal but long-term material (EN 319 142-1 §5.4, §5.5; ISO 32000-2 §12.8.2.2)?"""
    seen: set[str] = set()
    for change in proved.signature.changes:
        if change.code not in seen:
            seen.add(change.code)
            place = {"revision": str(change.revision), "object": str(change.object)}
            yield finding(change.code, BAD, "FORMAT_FAILURE", **place)
    if not seen and not proved.signature.pyhanko_agrees:
        yield finding("signing.changed-later", BAD, "FORMAT_FAILURE")


def check_chain(proved: Proved) -> Iterator[Finding]:
    """Did the seal's certificate hold at the best signature time (§5.2.6, §5.5.4)?"""
    if proved.chain is None:
        return
    yield from _chain_findings("seal-certificate", proved.chain, proved.is_proved)
    if not proved.chain.is_suitable:
        yield finding("signing.seal-certificate-unsuitable", OPEN, "CHAIN_CONSTRAINTS_FAILURE")


def check_timestamps(proved: Proved) -> Iterator[Finding]:
    """Does every timestamp hold: intact, of a trusted authority, made for it, not of the future (§5.4)?

    Where lists have ended since, that is said, and speaks against nothing.
    """
    for stamp in proved.stamps:
        if not proved.signature.is_timestamp:
            yield from _token_findings(stamp)
        yield from _chain_findings("timestamp-certificate", stamp.chain, stamp.is_covered)
        if not stamp.chain.is_suitable:
            yield finding("signing.timestamp-certificate-unsuitable", OPEN, "CHAIN_CONSTRAINTS_FAILURE")
        if stamp.chain.weakness and not stamp.envelope.weakness:
            yield _weak(stamp.chain.weakness)
        if stamp.chain.is_aged:
            yield Finding("signing.timestamp-revocation-aged")
        if stamp.is_future:
            yield finding("signing.timestamp-later", OPEN, "TIMESTAMP_ORDER_FAILURE")


def check_order(proved: Proved, latest: datetime) -> Iterator[Finding]:
    """Was the seal there at the moment of the verification, as it says itself?"""
    claimed = proved.claimed_at
    if claimed is not None and claimed > latest:
        yield finding("signing.sealed-later", OPEN, "TIMESTAMP_ORDER_FAILURE")


def _weak(algorithm: str) -> Finding:
    """Name an algorithm or key that is too weak."""
    return finding("signing.algorithm-weak", OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", algorithm=algorithm)


def _token_findings(stamp: Stamp) -> Iterator[Finding]:
    """Findings of a timestamp on a signature itself; a document timestamp has the checks of signatures."""
    envelope = stamp.envelope
    if not envelope.digest_matches:
        yield finding("signing.timestamp-document-changed", BAD, "HASH_FAILURE")
    if not envelope.signature_matches:
        yield finding("signing.timestamp-broken", BAD, CRYPTO)
    yield from _reference_findings(envelope)
    if envelope.weakness:
        yield _weak(envelope.weakness)


def _reference_findings(envelope: Envelope) -> Iterator[Finding]:
    """Findings of how signed attributes name the certificate, of a seal or of a timestamp (RFC 3161 §2.4.2)."""
    if envelope.reference == "missing":
        yield finding("signing.certificate-reference-missing", OPEN, "SIG_CONSTRAINTS_FAILURE")
    elif envelope.reference == "wrong":
        yield finding("signing.certificate-reference-wrong", BAD, CRYPTO)


def _chain_findings(subject: str, chain: Chain, has_proof: bool) -> Iterator[Finding]:
    """Findings of a chain; revoked without proof of an earlier seal is as bad as revoked before it."""
    if chain.outcome == "PASSED":
        return
    ending, verdict, sub = (CHAIN_FINDINGS if has_proof else UNPROVEN_FINDINGS)[chain.outcome]
    code = "signing.algorithm-weak" if ending == "algorithm-weak" else f"signing.{subject}-{ending}"
    yield finding(code, verdict, sub)


FILE_CHECKS: Final[tuple[Callable[[Facts], Iterator[Finding]], ...]] = (
    check_has_seal,
    check_one_reading,
    check_no_stray_bytes,
    check_issuer,
)
SIGNATURE_CHECKS: Final[tuple[Callable[[Proved], Iterator[Finding]], ...]] = (
    check_coverage,
    check_envelope,
    check_certificate_reference,
    check_integrity,
    check_strength,
    check_later_changes,
    check_chain,
    check_timestamps,
)
