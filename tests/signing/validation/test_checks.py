"""Whatever a check can find has words in both languages, and the standard's own words."""

import functools
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import crl, x509
from pki_fixture import NOW
from sealed_fixture import LATER, base_pdf, certificates, rsa_pki, seal, sealed, stamped

from signing.model import Verdict
from signing.trust.anchors import read_snapshot
from signing.validation.chains import OUTCOMES, Known
from signing.validation.changes import KINDS, Change
from signing.validation.checks import (
    BAD,
    CHAIN_FINDINGS,
    FILE_CHECKS,
    OPEN,
    PROBLEMS,
    SIGNATURE_CHECKS,
    UNPROVEN_FINDINGS,
    check_certificate_reference,
    check_chain,
    check_coverage,
    check_envelope,
    check_has_seal,
    check_integrity,
    check_issuer,
    check_later_changes,
    check_order,
    check_strength,
    check_timestamps,
    finding,
)
from signing.validation.facts import load_facts
from signing.validation.proofs import judge_times
from templates.labels import FOLDER, Labels, read_labels

AT = NOW + timedelta(hours=1)
SEAL, STAMP = 0, 1
"""Places of the seal and of the document timestamp in what is judged."""
CLAIM = f"1.2.156.3005.2.{'1' * 21}.{{}}.1.001.X"
OWNER, OTHER = "11350200000000001A", "11350200000000002B"
VALUES = {
    "issuer": OTHER,
    "owner": OWNER,
    "field": "Seal1",
    "revision": "2",
    "object": "3",
    "algorithm": "sha1",
    "detail": "x",
}
ENDINGS = {ending for table in (CHAIN_FINDINGS, UNPROVEN_FINDINGS) for ending, _verdict, _sub in table.values()}
CHAINS = sorted(ENDINGS - {"algorithm-weak"})
CODES = {
    "signing.seal-of-another",
    "signing.seal-owner-unstated",
    "signing.timestamp-revocation-aged",
    *PROBLEMS,
    *KINDS.values(),
    *(f"signing.{subject}-{ending}" for subject in ("seal-certificate", "timestamp-certificate") for ending in CHAINS),
}


@pytest.mark.parametrize("code", sorted(CODES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finding_has_its_sentence(code, language):
    assert Labels(read_labels(FOLDER)).sentence(code, language, **VALUES)


def test_every_outcome_of_a_chain_has_a_finding():
    assert {outcome for _kind, outcome in OUTCOMES} == set(CHAIN_FINDINGS)


def test_a_finding_carries_the_words_of_the_standard():
    found = finding("signing.no-seal", Verdict.NOT_VALID, "FORMAT_FAILURE", field="a")
    assert found.values == {"indication": "TOTAL-FAILED", "sub_indication": "FORMAT_FAILURE", "field": "a"}
    assert finding("x.y", Verdict.INDETERMINATE, "TRY_LATER").values["indication"] == "INDETERMINATE"


# One fact of a good seal is changed, and only the check that asks for it finds something ------------------------------


@functools.cache
def judged():
    """A good seal with a timestamp on its signature, and a document timestamp after it."""
    facts = load_facts(stamped(sealed("B-T"), rsa_pki(), LATER))
    trust = read_snapshot(rsa_pki() / "trust")
    anchors = tuple(x509.Certificate.load(der) for der in trust.anchors)
    lists = tuple(crl.CertificateList.load(der) for der in trust.crls)
    return judge_times(facts, Known(anchors, facts.certificates, (*lists, *facts.crls)), AT)


def told(check, proved):
    """What a check finds: the code's end, the verdict, the standard's word."""
    return [(each.code.removeprefix("signing."), each.verdict, each.values["sub_indication"]) for each in check(proved)]


def of_signature(number, **changes):
    """A judged signature, whose signature is changed."""
    proved = judged()[number]
    return replace(proved, signature=replace(proved.signature, **changes))


def of_envelope(number, **changes):
    """A judged signature, whose envelope is changed."""
    return of_signature(number, envelope=replace(judged()[number].signature.envelope, **changes))


def of_chain(number, **changes):
    """A judged signature, whose certificate's chain is changed."""
    return replace(judged()[number], chain=replace(judged()[number].chain, **changes))


def of_stamp(number, chain=(), envelope=(), **changes):
    """A judged signature, whose timestamp is changed."""
    (stamp,) = judged()[number].stamps
    changed = {"chain": replace(stamp.chain, **dict(chain)), "envelope": replace(stamp.envelope, **dict(envelope))}
    return replace(judged()[number], stamps=(replace(stamp, **changed, **changes),))


ANOTHER = [("seal-of-another", BAD, "SIG_CONSTRAINTS_FAILURE")]
UNSTATED = [("seal-owner-unstated", OPEN, "SIG_CONSTRAINTS_FAILURE")]


@functools.cache
def sealed_by(key):
    """The signature of a seal by ``key``; of ``tsa``, whose certificate names no owner, by that certificate."""
    own = load_facts(sealed("B-B") if key == "tsa" else seal(base_pdf(), rsa_pki(), "B-B", key)).signatures[0]
    if key != "tsa":
        return own
    return replace(own, envelope=replace(own.envelope, certificate=certificates(rsa_pki() / "tsa" / "tsa.crt.pem")[0]))


@pytest.mark.parametrize(
    ("claimed", "keys", "found"),
    [
        (OWNER, ["planning"], []),
        (OWNER, ["housing", "planning"], []),
        (OWNER, ["tsa", "planning"], []),
        (OWNER, ["housing"], ANOTHER),
        (OTHER, ["planning"], ANOTHER),
        (OWNER, ["tsa"], UNSTATED),
        (OWNER, ["tsa", "housing"], UNSTATED),
        (OWNER, [], []),
        ("350200", ["housing"], []),
    ],
)
def test_one_seal_is_the_issuer_s_that_the_identifier_names(claimed, keys, found):
    facts = replace(load_facts(sealed("B-B")), identifier=CLAIM.format(claimed))
    assert told(check_issuer, replace(facts, signatures=tuple(map(sealed_by, keys)))) == found


def test_a_document_timestamp_is_no_issuer_s_seal():
    stamp = replace(sealed_by("planning"), is_timestamp=True)
    facts = replace(load_facts(sealed("B-B")), identifier=CLAIM.format(OWNER))
    assert told(check_issuer, replace(facts, signatures=(sealed_by("housing"), stamp))) == ANOTHER


def test_the_finding_names_both():
    facts = replace(load_facts(sealed("B-B")), identifier=CLAIM.format(OTHER))
    (found,) = check_issuer(facts)
    assert (found.values["issuer"], found.values["owner"]) == (OTHER, OWNER)


@pytest.mark.parametrize("number", [SEAL, STAMP])
@pytest.mark.parametrize("check", SIGNATURE_CHECKS)
def test_nothing_is_found_in_a_good_file(check, number):
    assert told(check, judged()[number]) == []


@pytest.mark.parametrize("check", [check_certificate_reference, check_integrity, check_strength, check_chain])
def test_what_has_no_envelope_is_found_by_the_check_of_envelopes_alone(check):
    bare = replace(of_signature(SEAL, envelope=None, problem="signing.seal-malformed"), chain=None, stamps=())
    assert told(check, bare) == []
    assert told(check_envelope, bare) == [("seal-malformed", BAD, "FORMAT_FAILURE")]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("missing", ("certificate-reference-missing", OPEN, "SIG_CONSTRAINTS_FAILURE")),
        ("wrong", ("certificate-reference-wrong", BAD, "SIG_CRYPTO_FAILURE")),
    ],
)
def test_a_certificate_that_the_signed_attributes_do_not_name_is_found(word, found):
    assert told(check_certificate_reference, of_envelope(SEAL, reference=word)) == [found]


@pytest.mark.parametrize(
    ("number", "fact", "found"),
    [
        (SEAL, "digest_matches", ("document-changed", BAD, "HASH_FAILURE")),
        (SEAL, "signature_matches", ("seal-broken", BAD, "SIG_CRYPTO_FAILURE")),
        (STAMP, "digest_matches", ("timestamp-document-changed", BAD, "HASH_FAILURE")),
        (STAMP, "signature_matches", ("timestamp-broken", BAD, "SIG_CRYPTO_FAILURE")),
    ],
)
def test_mathematics_that_does_not_hold_is_found(number, fact, found):
    assert told(check_integrity, of_envelope(number, **{fact: False})) == [found]


def test_a_weak_algorithm_is_found_in_the_envelope_and_in_the_chain():
    found = [("algorithm-weak", OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE")]
    assert told(check_strength, of_envelope(SEAL, weakness="sha1")) == found
    assert told(check_strength, of_chain(SEAL, weakness="rsa 1024")) == found


@pytest.mark.parametrize("number", [SEAL, STAMP])
def test_a_weak_key_on_the_path_of_a_timestamp_is_found_once(number):
    found = [("algorithm-weak", OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE")]
    assert told(check_timestamps, of_stamp(number, chain={"weakness": "rsa 1024"})) == found
    both = of_stamp(number, chain={"weakness": "rsa 1024"}, envelope={"weakness": "rsa 1024"})
    assert told(check_timestamps, both) == (found if number == SEAL else [])


def test_a_change_is_told_once_and_the_library_is_heard_where_we_saw_none():
    changes = tuple(Change("signing.pages-changed", revision, 7) for revision in (2, 3))
    found = ("pages-changed", BAD, "FORMAT_FAILURE")
    assert told(check_later_changes, of_signature(SEAL, changes=changes)) == [found]
    assert told(check_later_changes, of_signature(SEAL, changes=changes, pyhanko_agrees=False)) == [found]
    assert told(check_later_changes, of_signature(SEAL, pyhanko_agrees=False)) == [
        ("changed-later", BAD, "FORMAT_FAILURE")
    ]


UNPROVEN = {
    "REVOKED": ("revoked", BAD, "REVOKED_NO_POE"),
    "NOT_YET_VALID": ("begins-later", OPEN, "OUT_OF_BOUNDS_NO_POE"),
}


@pytest.mark.parametrize("is_proved", [True, False])
@pytest.mark.parametrize("outcome", sorted(CHAIN_FINDINGS))
def test_each_outcome_of_a_chain_is_found_for_seals_and_for_timestamps(outcome, is_proved):
    ending, verdict, sub = CHAIN_FINDINGS[outcome]
    if not is_proved:
        ending, verdict, sub = UNPROVEN.get(outcome, (ending, verdict, sub))
    codes = (
        [ending] * 2
        if ending == "algorithm-weak"
        else [f"seal-certificate-{ending}", f"timestamp-certificate-{ending}"]
    )
    of_seal = replace(of_chain(SEAL, outcome=outcome), is_proved=is_proved)
    assert told(check_chain, of_seal) == [(codes[0], verdict, sub)]
    of_time = of_stamp(SEAL, chain={"outcome": outcome}, is_covered=is_proved)
    assert told(check_timestamps, of_time) == [(codes[1], verdict, sub)]


def test_a_certificate_that_is_for_something_else_is_found():
    assert told(check_chain, of_chain(SEAL, is_suitable=False)) == [
        ("seal-certificate-unsuitable", OPEN, "CHAIN_CONSTRAINTS_FAILURE")
    ]
    assert told(check_timestamps, of_stamp(SEAL, chain={"is_suitable": False})) == [
        ("timestamp-certificate-unsuitable", OPEN, "CHAIN_CONSTRAINTS_FAILURE")
    ]


@pytest.mark.parametrize("number", [SEAL, STAMP])
def test_a_timestamp_of_the_future_is_found(number):
    assert told(check_timestamps, of_stamp(number, is_future=True)) == [
        ("timestamp-later", OPEN, "TIMESTAMP_ORDER_FAILURE")
    ]


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        ({"digest_matches": False}, [("timestamp-document-changed", BAD, "HASH_FAILURE")]),
        ({"signature_matches": False}, [("timestamp-broken", BAD, "SIG_CRYPTO_FAILURE")]),
        ({"reference": "wrong"}, [("certificate-reference-wrong", BAD, "SIG_CRYPTO_FAILURE")]),
        ({"reference": "missing"}, [("certificate-reference-missing", OPEN, "SIG_CONSTRAINTS_FAILURE")]),
        ({"weakness": "sha1"}, [("algorithm-weak", OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE")]),
    ],
)
def test_a_timestamp_on_a_signature_is_looked_at_with_it_and_a_document_timestamp_by_itself(fact, found):
    assert told(check_timestamps, of_stamp(SEAL, envelope=fact)) == found
    assert told(check_timestamps, of_stamp(STAMP, envelope=fact)) == []


def test_a_seal_that_says_it_comes_later_is_found():
    claimed = judged()[SEAL].claimed_at
    assert list(check_order(judged()[SEAL], claimed)) == []
    (only,) = check_order(judged()[SEAL], claimed - timedelta(seconds=1))
    assert (only.code, only.verdict) == ("signing.sealed-later", OPEN)
    silent = replace(of_envelope(SEAL, claimed_at=None))
    silent = replace(silent, signature=replace(silent.signature, stated_at=None))
    assert list(check_order(silent, claimed - timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"span": None, "has_own_gap": False, "ends_revision": False}, ["byte-range-invalid"]),
        ({"has_own_gap": False, "ends_revision": False}, ["byte-range-gap"]),
        ({"ends_revision": False}, ["byte-range-end"]),
        ({"is_alone": False}, ["byte-range-shared"]),
        ({"has_own_gap": False, "is_alone": False}, ["byte-range-gap", "byte-range-shared"]),
    ],
)
def test_a_signature_that_does_not_cover_its_revision_is_found(facts, codes):
    assert told(check_coverage, of_signature(SEAL, **facts)) == [(code, BAD, "FORMAT_FAILURE") for code in codes]


@pytest.mark.parametrize(
    ("fact", "codes"),
    [
        ({"is_hybrid": True}, ["references-hybrid"]),
        ({"is_clean": False}, ["bytes-stray"]),
        ({"ends_clean": False}, ["bytes-appended"]),
        ({"signatures": ()}, ["no-seal"]),
        ({}, []),
    ],
)
def test_what_is_wrong_with_a_whole_file_is_found(fact, codes):
    facts = replace(load_facts(sealed("B-T")), **fact)
    found = [each for check in FILE_CHECKS for each in told(check, facts)]
    assert found == [(code, BAD, "FORMAT_FAILURE") for code in codes]


def test_a_document_timestamp_is_no_seal():
    only = load_facts(stamped(base_pdf(), rsa_pki(), LATER))
    assert told(check_has_seal, only) == [("no-seal", BAD, "FORMAT_FAILURE")]
