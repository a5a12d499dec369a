from datetime import timedelta

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pki_fixture import MADE

from signing.trust.profiles import (
    CRL_LIFE,
    KEY_MAKERS,
    POLICY,
    ca_profile,
    certify,
    crl_place,
    issue_crl,
    make_name,
    revoked_entry,
    seal_profile,
    timestamp_profile,
)

ROOT = certify(
    make_name("示例根证书", "示例"), KEY_MAKERS["ecdsa"](), None, (MADE, MADE + timedelta(days=9)), ca_profile(1)
)


def get(pair, kind):
    found = pair.certificate.extensions.get_extension_for_class(kind)
    return found.value, found.critical


def leaf(*extensions):
    return certify(make_name("a", "b"), KEY_MAKERS["ecdsa"](), ROOT, (MADE, MADE + timedelta(days=1)), extensions)


def test_a_seal_certificate_signs_bindingly_and_certifies_nothing():
    pair = leaf(*seal_profile())
    usage, critical = get(pair, x509.KeyUsage)
    assert critical
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert get(pair, x509.BasicConstraints) == (x509.BasicConstraints(ca=False, path_length=None), True)
    assert get(pair, x509.CertificatePolicies)[0][0].policy_identifier == POLICY


def test_a_timestamp_certificate_serves_this_one_purpose_critically():
    usage, critical = get(leaf(*timestamp_profile()), x509.ExtendedKeyUsage)
    assert (list(usage), critical) == ([ExtendedKeyUsageOID.TIME_STAMPING], True)


def test_an_authority_certifies_and_lists_to_its_depth():
    assert get(ROOT, x509.BasicConstraints) == (x509.BasicConstraints(ca=True, path_length=1), True)
    usage, _critical = get(ROOT, x509.KeyUsage)
    assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)


def test_a_certificate_names_its_issuer_s_key():
    pair = leaf(*seal_profile())
    issuer, _critical = get(pair, x509.AuthorityKeyIdentifier)
    subject, _critical = get(ROOT, x509.SubjectKeyIdentifier)
    assert issuer.key_identifier == subject.digest
    pair.certificate.verify_directly_issued_by(ROOT.certificate)


def test_a_credit_code_becomes_the_organisation_s_identifier():
    assert make_name("a", "b", "1" * 18).get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)[0].value == (
        "NTRCN-" + "1" * 18
    )
    assert not make_name("a", "b").get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)


def test_without_an_address_a_certificate_names_no_place():
    assert crl_place("") == ()


def test_a_list_lives_its_life_and_ends_what_it_names():
    crl = issue_crl(ROOT, MADE, 7, [revoked_entry(42, MADE)])
    assert (crl.last_update_utc, crl.next_update_utc) == (MADE, MADE + CRL_LIFE)
    assert crl.get_revoked_certificate_by_serial_number(42).revocation_date_utc == MADE
    assert crl.is_signature_valid(ROOT.certificate.public_key())
