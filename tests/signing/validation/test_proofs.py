"""Times are proved from the newest timestamp back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import crl, x509
from pki_fixture import NOW, OWNERS, fresh_pki, renew_seal
from sealed_fixture import LEVELS, SEALED, base_pdf, rsa_pki, seal, sealed, stamped

from signing.model import Level, Verdict
from signing.trust.anchors import read_snapshot
from signing.trust.pki import make_development_pki
from signing.validation.chains import Known
from signing.validation.facts import load_facts
from signing.validation.judging import judge
from signing.validation.proofs import judge_times

AT = NOW + timedelta(hours=1)


def proofs(data, at=AT, believed=True):
    return judged(load_facts(data), at, believed)


def judged(facts, at=AT, believed=True):
    trust = read_snapshot(rsa_pki() / "trust")
    anchors = tuple(x509.Certificate.load(der) for der in trust.anchors) if believed else ()
    lists = tuple(crl.CertificateList.load(der) for der in trust.crls)
    return judge_times(facts, Known(anchors, facts.certificates, (*lists, *facts.crls)), at)


def codes(report):
    return {each.code for each in report.findings}


def test_without_a_timestamp_nothing_is_proved():
    (seal,) = proofs(sealed("B-B"))
    assert (seal.moment, seal.is_proved, seal.level) == (AT, False, Level.B_B)


def test_a_timestamp_on_the_signature_proves_its_time():
    (seal,) = proofs(sealed("B-T"))
    assert (seal.moment, seal.is_proved, seal.level) == (NOW, True, Level.B_T)


def test_a_document_timestamp_proves_what_it_covers():
    seal, stamp = proofs(stamped(sealed("B-B"), rsa_pki(), NOW + timedelta(minutes=5)))
    assert (seal.moment, seal.is_proved, stamp.is_proved) == (NOW + timedelta(minutes=5), True, True)


def test_a_timestamp_that_nobody_trusts_proves_nothing():
    for level in ("B-T", "B-LTA"):
        seal = proofs(sealed(level), believed=False)[0]
        assert (seal.moment, seal.is_proved) == (AT, False)


def test_a_timestamp_of_the_future_proves_nothing():
    early = NOW - timedelta(minutes=1)
    seal = proofs(sealed("B-LTA"), at=early)[0]
    assert (seal.moment, seal.is_proved, seal.stamps[0].is_future) == (early, False, True)


def test_the_levels_are_told_by_their_parts():
    assert [proofs(sealed(level))[0].level for level in ("B-LT", "B-LTA")] == [Level.B_LT, Level.B_LTA]


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
@pytest.mark.parametrize("days", [60, 4 * 365])
def test_a_timestamp_still_proves_its_time_when_the_lists_have_aged(level, days):
    seal = proofs(sealed(level), at=NOW + timedelta(days=days))[0]
    assert (seal.is_proved, seal.chain.outcome) == (True, "PASSED")


def test_a_timestamp_proves_nothing_more_once_its_certificate_has_ended():
    seal, stamp = proofs(sealed("B-LTA"), at=NOW + timedelta(days=6 * 365))
    assert (seal.is_proved, stamp.stamps[0].chain.outcome) == (False, "EXPIRED")


@pytest.mark.parametrize(
    "fact",
    [
        {"reference": "missing"},
        {"reference": "wrong"},
        {"digest_matches": False},
        {"signature_matches": False},
        {"weakness": "sha1"},
        {"signed_at": None},
    ],
)
def test_a_timestamp_proves_its_time_only_with_every_fact_right(fact):
    (stamp,) = proofs(sealed("B-T"))[0].stamps
    assert stamp.holds
    assert not replace(stamp, envelope=replace(stamp.envelope, **fact)).holds


@pytest.mark.parametrize("fact", ["has_own_gap", "ends_revision", "is_alone"])
def test_a_document_timestamp_that_does_not_cover_its_revision_proves_nothing(fact):
    facts = load_facts(stamped(sealed("B-B"), rsa_pki(), NOW + timedelta(minutes=5)))
    seal, stamp = judged(facts)
    assert (seal.is_proved, stamp.is_proved) == (True, True)
    seal, stamp = judged(
        replace(facts, signatures=(facts.signatures[0], replace(facts.signatures[1], **{fact: False})))
    )
    assert (seal.is_proved, stamp.is_proved, seal.moment) == (False, False, AT)


def test_what_cannot_be_read_has_neither_level_nor_proof_and_claims_what_the_dictionary_says():
    facts = load_facts(stamped(sealed("B-B"), rsa_pki(), NOW + timedelta(minutes=5)))
    seal, stamp = judged(replace(facts, signatures=tuple(replace(each, envelope=None) for each in facts.signatures)))
    assert (seal.level, seal.is_proved, stamp.is_proved, stamp.stamps) == (None, False, False, ())
    assert seal.claimed_at == facts.signatures[0].stated_at == NOW


def test_a_signing_time_among_the_signed_attributes_comes_before_the_dictionary_s():
    (seal,) = proofs(sealed("B-B"))
    other = replace(seal.signature.envelope, claimed_at=AT)
    assert replace(seal, signature=replace(seal.signature, envelope=other)).claimed_at == AT


@pytest.fixture(scope="module")
def just_made(tmp_path_factory):
    """A PKI whose certificates begin when the files are sealed."""
    folder = tmp_path_factory.mktemp("pki") / "pki"
    make_development_pki(folder, OWNERS, lambda: SEALED, tsa_algorithm="rsa")
    return folder


@pytest.mark.parametrize("level", LEVELS)
def test_certificates_may_begin_ahead_of_our_clock_by_the_leeway_as_seals_may_be(just_made, level):
    folder, leeway = just_made, timedelta(seconds=60)
    made, trusted = seal(base_pdf(), folder, level), read_snapshot(folder / "trust")
    told = [judge(made, SEALED - early, trusted, leeway) for early in (leeway, leeway + timedelta(seconds=1))]
    assert [report.verdict for report in told] == [Verdict.VALID, Verdict.INDETERMINATE]
    assert "signing.seal-certificate-begins-later" in codes(told[1])
    exact = judge(made, SEALED - timedelta(seconds=1), trusted)
    assert "signing.seal-certificate-begins-later" in codes(exact)


@pytest.mark.parametrize("level", ["B-T", "B-B"])
def test_the_leeway_lets_no_seal_be_proved_older_than_its_certificate(tmp_path, level):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    renew_seal(folder, "planning", NOW + timedelta(seconds=20))
    proved = stamped(seal(base_pdf(), folder, level), folder, NOW + timedelta(seconds=1))
    report = judge(proved, NOW, read_snapshot(folder / "trust"), timedelta(seconds=60))
    assert (report.verdict, codes(report)) == (Verdict.NOT_VALID, {"signing.seal-certificate-not-yet-valid"})
