"""A certificate is believed at a moment, for a purpose, by a path that ends in an anchor."""

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import crl
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from cryptography.x509.oid import NameOID

from signing.trust import profiles
from signing.validation.chains import (
    Known,
    find_owners,
    is_for_seals,
    is_for_timestamps,
    is_listed,
    judge_chain,
    judge_stamper,
)

MADE = datetime(2026, 3, 2, tzinfo=UTC)
LIFE = (MADE, MADE + timedelta(days=1000))
AT = MADE + timedelta(days=1)
make_key = profiles.KEY_MAKERS["ecdsa"]


def certify(extensions, issuer=None, name="a", period=LIFE):
    return profiles.certify(profiles.make_name(name, name), make_key(), issuer, period, extensions)


def read(pair):
    return asn1.Certificate.load(pair.certificate.public_bytes(Encoding.DER))


def listing(issuer, *revoked, made=MADE):
    entries = [profiles.revoked_entry(pair.certificate.serial_number, moment) for pair, moment in revoked]
    made_list = profiles.issue_crl(issuer, made, 1, entries)
    return crl.CertificateList.load(made_list.public_bytes(Encoding.DER))


ROOT = certify(profiles.ca_profile(1), name="root")
LEAF = certify(profiles.seal_profile(), ROOT, "leaf")


def judge(certificate, *lists, moment=AT, anchors=(ROOT,), for_time=False):
    known = Known(tuple(map(read, anchors)), (), lists)
    return judge_chain(read(certificate), (), known, moment, for_time)


def test_a_leaf_under_an_anchor_holds():
    chain = judge(LEAF, listing(ROOT))
    assert chain.holds
    assert [each.subject.native["common_name"] for each in chain.path] == ["leaf"]


@pytest.mark.parametrize(
    ("outcome", "judged"),
    [
        ("NO_CERTIFICATE_CHAIN_FOUND", lambda: judge(LEAF, listing(ROOT), anchors=())),
        ("NO_CERTIFICATE_CHAIN_FOUND", lambda: judge(LEAF, listing(ROOT), anchors=(certify((), name="other"),))),
        ("TRY_LATER", lambda: judge(LEAF)),
        ("TRY_LATER", lambda: judge(LEAF, listing(ROOT), moment=MADE + timedelta(days=60))),
        ("EXPIRED", lambda: judge(LEAF, listing(ROOT), moment=LIFE[1] + timedelta(days=1))),
        ("NOT_YET_VALID", lambda: judge(LEAF, listing(ROOT), moment=MADE - timedelta(days=1))),
        ("REVOKED", lambda: judge(LEAF, listing(ROOT, (LEAF, MADE)))),
        ("PASSED", lambda: judge(LEAF, listing(ROOT, (LEAF, AT + timedelta(hours=1))))),
    ],
)
def test_every_outcome_has_its_name(outcome, judged):
    assert judged().outcome == outcome


def test_a_list_made_after_the_end_of_a_certificate_proves_nothing():
    late = listing(ROOT, made=LIFE[1] + timedelta(days=1))
    assert judge(LEAF, late, moment=LIFE[1] - timedelta(hours=1)).outcome == "TRY_LATER"


def test_an_ended_list_that_revokes_outweighs_a_fresh_one():
    fresh = listing(ROOT, made=MADE + timedelta(days=50))
    assert judge(LEAF, fresh, listing(ROOT, (LEAF, MADE)), moment=MADE + timedelta(days=51)).outcome == "REVOKED"


def test_nobody_else_can_revoke_under_the_issuer_s_name():
    forger = certify(profiles.ca_profile(1), name="root")
    forged = listing(forger, (LEAF, MADE))
    assert not is_listed(read(LEAF), [read(ROOT), read(forger)], [forged], AT)
    assert is_listed(read(LEAF), [read(forger), read(ROOT)], [listing(ROOT, (LEAF, MADE))], AT)
    assert judge(LEAF, forged, listing(ROOT)).outcome == "PASSED"


ISSUING = certify(profiles.ca_profile(0), ROOT, "issuing", (MADE, MADE + timedelta(days=900)))
TSA = certify(profiles.timestamp_profile(), ISSUING, "tsa", (MADE, MADE + timedelta(days=500)))
LISTS = (listing(ROOT), listing(ISSUING))
AGED = MADE + timedelta(days=60)
"""When the lists have ended."""


def judge_tsa(*lists, moment=AGED, stated=AT):
    return judge_stamper(read(TSA), [read(ISSUING)], Known((read(ROOT),), (), lists), moment, stated)


def test_a_list_that_ended_still_counts_for_what_was_stamped_while_it_held():
    chain = judge_tsa(*LISTS)
    assert (chain.outcome, chain.is_aged, chain.moment, chain.holds) == ("PASSED", True, AGED, True)
    assert not judge_tsa(*LISTS, moment=AT).is_aged


@pytest.mark.parametrize(
    ("outcome", "judged"),
    [
        ("TRY_LATER", judge_tsa),
        ("TRY_LATER", lambda: judge_tsa(*LISTS, stated=MADE + timedelta(days=40))),
        ("TRY_LATER", lambda: judge_tsa(*LISTS, moment=MADE + timedelta(days=31), stated=AGED)),
        ("TRY_LATER", lambda: judge_tsa(*LISTS, stated=MADE - timedelta(days=1))),
        ("EXPIRED", lambda: judge_tsa(*LISTS, moment=MADE + timedelta(days=501))),
        ("PASSED", lambda: judge_tsa(*LISTS, moment=MADE + timedelta(days=500))),
        ("REVOKED", lambda: judge_tsa(*LISTS, listing(ISSUING, (TSA, AT + timedelta(days=1))))),
        ("REVOKED", lambda: judge_tsa(*LISTS, listing(ROOT, (ISSUING, AT + timedelta(days=1))))),
        ("PASSED", lambda: judge_tsa(*LISTS, listing(ISSUING, (TSA, AGED + timedelta(days=1))))),
    ],
)
def test_a_stamp_outlives_its_lists_but_neither_its_period_nor_a_revocation(outcome, judged):
    assert judged().outcome == outcome


def usage(*purposes, critical=True):
    return (*profiles.seal_profile(), (x509.ExtendedKeyUsage(list(purposes)), critical))


@pytest.mark.parametrize(
    ("extensions", "fits"),
    [
        (profiles.seal_profile(), True),
        (usage(Purpose.EMAIL_PROTECTION), True),
        (usage(x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")), True),
        (usage(Purpose.SERVER_AUTH), False),
        (profiles.timestamp_profile(), False),
        (profiles.ca_profile(0), False),
        ((), False),
    ],
)
def test_who_may_seal(extensions, fits):
    assert is_for_seals(read(certify(extensions, ROOT))) is fits


@pytest.mark.parametrize(
    ("extensions", "fits"),
    [
        (profiles.timestamp_profile(), True),
        (usage(Purpose.TIME_STAMPING), True),
        (usage(Purpose.TIME_STAMPING, critical=False), False),
        (usage(Purpose.TIME_STAMPING, Purpose.CODE_SIGNING), False),
        (profiles.seal_profile(), False),
        (profiles.ca_profile(0), False),
    ],
)
def test_who_may_stamp(extensions, fits):
    assert is_for_timestamps(read(certify(extensions, ROOT))) is fits


def test_the_purpose_is_part_of_the_judgement():
    assert not judge(LEAF, listing(ROOT), for_time=True).holds


@pytest.mark.parametrize(
    ("values", "owners"),
    [((), set()), (("NTRCN-1A",), {"1A"}), (("VATDE-1A",), {"VATDE-1A"}), (("NTRCN-1A", "NTRCN-2B"), {"1A", "2B"})],
)
def test_a_certificate_says_whose_it_is(values, owners):
    named = [x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, each) for each in values]
    name = x509.Name([*profiles.make_name("a", "a"), *named])
    pair = profiles.certify(name, make_key(), None, LIFE, ())
    assert find_owners(read(pair)) == owners
