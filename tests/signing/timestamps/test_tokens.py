import hashlib
from datetime import timedelta

import pytest
from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from pki_fixture import MADE, NOW, pki
from sealer_fixture import authority

from signing.cms import encode, encode_attribute
from signing.errors import TimestampInvalidError
from signing.keys.software import SoftwareKey, SoftwareKeyStore, passphrase_from
from signing.timestamps.authority import TimestampAuthority
from signing.timestamps.tokens import find_signer, get_time, verify_token
from signing.trust.profiles import KEY_MAKERS, certify, make_name

IMPRINT = hashlib.sha256(b"stamped").digest()


def key(name="planning", folder="keys"):
    return SoftwareKeyStore(pki() / folder, passphrase_from(pki() / "passphrase")).load(name)


def changed(change):
    """A token after ``change`` had its way with the SignedData."""
    token = cms.ContentInfo.load(authority().give_token(IMPRINT))
    change(token["content"])
    return token.dump(force=True)


def attribute(signed, name):
    return next(each for each in signed["signer_infos"][0]["signed_attrs"] if each["type"].native == name)


def drop_ess(signed):
    attributes = signed["signer_infos"][0]["signed_attrs"]
    kept = [each for each in attributes if each["type"].native != "signing_certificate_v2"]
    signed["signer_infos"][0]["signed_attrs"] = cms.CMSAttributes(kept)


def break_digest(signed):
    attribute(signed, "message_digest")["values"] = [bytes(32)]


def break_ess(signed):
    attribute(signed, "signing_certificate_v2")["values"][0]["certs"][0]["cert_hash"] = bytes(32)


def break_signature(signed):
    signature = bytearray(signed["signer_infos"][0]["signature"].native)
    signature[-1] ^= 1
    signed["signer_infos"][0]["signature"] = bytes(signature)


def sign_twice(signed):
    signed["signer_infos"] = [signed["signer_infos"][0], signed["signer_infos"][0].copy()]


def sign_never(signed):
    signed["signer_infos"] = []


def change_content(signed):
    info = signed["encap_content_info"]["content"].parsed
    info["serial_number"] = 1
    signed["encap_content_info"]["content"] = core.ParsableOctetString(info.dump(force=True))


CHANGES = (change_content, drop_ess, break_digest, break_ess, break_signature, sign_twice, sign_never)


def test_a_true_token_passes_with_or_without_its_nonce():
    verify_token(authority().give_token(IMPRINT), IMPRINT)
    verify_token(authority().give_token(IMPRINT, 7), IMPRINT, 7)


@pytest.mark.parametrize("change", CHANGES, ids=[each.__name__ for each in CHANGES])
def test_a_token_that_was_changed_is_invalid(change):
    with pytest.raises(TimestampInvalidError):
        verify_token(changed(change), IMPRINT)


@pytest.mark.parametrize("token", [b"", b"rubbish", b"\x30\x00"])
def test_what_is_no_token_is_invalid(token):
    with pytest.raises(TimestampInvalidError):
        verify_token(token, IMPRINT)


@pytest.mark.parametrize("token", [b"", b"rubbish", b"\x30\x00", (pki() / "trust/issuing.crl").read_bytes()])
def test_what_is_no_token_states_no_time(token):
    with pytest.raises(TimestampInvalidError, match="why-token-malformed"):
        get_time(token)


def test_a_token_over_something_else_or_for_another_is_invalid():
    with pytest.raises(TimestampInvalidError, match="why-token-imprint"):
        verify_token(authority().give_token(bytes(32)), IMPRINT)
    with pytest.raises(TimestampInvalidError, match="why-token-nonce"):
        verify_token(authority().give_token(IMPRINT, 7), IMPRINT, 8)


def test_a_seal_key_stamps_nothing():
    token = TimestampAuthority(key(), lambda: NOW).give_token(IMPRINT)
    with pytest.raises(TimestampInvalidError, match="why-token-purpose"):
        verify_token(token, IMPRINT)


@pytest.mark.parametrize("moment", [MADE - timedelta(seconds=1), MADE + timedelta(days=1826)])
def test_a_token_from_outside_its_certificate_s_period_is_invalid(moment):
    with pytest.raises(TimestampInvalidError, match="why-token-period"):
        verify_token(authority(moment=moment).give_token(IMPRINT), IMPRINT)


def test_the_signer_comes_before_its_issuers():
    found = find_signer(authority().give_token(IMPRINT))
    assert [each.dump() for each in found] == [each.dump() for each in (key("tsa", "tsa").certificate, key().chain[0])]


def test_a_signer_may_be_named_by_its_key_identifier():
    def rename(signed):
        identifier = key("tsa", "tsa").certificate.key_identifier
        signed["signer_infos"][0]["sid"] = cms.SignerIdentifier("subject_key_identifier", identifier)

    verify_token(changed(rename), IMPRINT)


def test_a_token_without_its_signer_s_certificate_is_invalid():
    with pytest.raises(TimestampInvalidError, match="why-token-signer"):
        find_signer(changed(lambda signed: signed.__setitem__("certificates", [key().chain[0]])))


def stamp_with(ess, name):
    """A token, rightly signed, whose ESS attribute holds the digest ``ess``."""
    named = encode(0x30, encode(0x30, encode(0x30, encode(0x04, ess))))
    stamper = authority()
    stamper._signer._attributes = (stamper._signer._attributes[0], encode_attribute(name, named))
    return stamper.give_token(IMPRINT)


@pytest.mark.parametrize(("algorithm", "name"), [("sha1", "signing_certificate"), ("sha256", "signing_certificate_v2")])
def test_either_ess_attribute_binds_the_certificate(algorithm, name):
    digest = hashlib.new(algorithm, key("tsa", "tsa").certificate.dump()).digest()
    verify_token(stamp_with(digest, name), IMPRINT)
    with pytest.raises(TimestampInvalidError, match="why-token-binding"):
        verify_token(stamp_with(bytes(len(digest)), name), IMPRINT)


def test_a_certificate_for_timestamps_and_something_else_stamps_nothing():
    period = (MADE, MADE + timedelta(days=9))
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CLIENT_AUTH])
    pair = certify(make_name("a", "b"), KEY_MAKERS["ecdsa"](), None, period, [(usage, True)])
    own = asn1_x509.Certificate.load(pair.certificate.public_bytes(Encoding.DER))
    token = TimestampAuthority(SoftwareKey("a", own, (), "ecdsa", pair.key), lambda: NOW).give_token(IMPRINT)
    with pytest.raises(TimestampInvalidError, match="why-token-purpose"):
        verify_token(token, IMPRINT)


def test_attributes_are_verified_as_they_were_signed_whatever_is_a_default_in_them(monkeypatch):
    own = key("tsa", "tsa")
    explicit = encode(0x30, algos.DigestAlgorithm({"algorithm": "sha256"}).dump(), encode(0x04, own_digest(own)))
    monkeypatch.setattr("signing.cms._encode_ess", lambda _der: encode(0x30, encode(0x30, explicit)))
    verify_token(TimestampAuthority(own, lambda: NOW).give_token(IMPRINT), IMPRINT)


def own_digest(own):
    return hashlib.sha256(own.certificate.dump()).digest()


def test_a_name_that_is_spelled_otherwise_is_the_same_name(monkeypatch):
    token = authority().give_token(IMPRINT)
    monkeypatch.setattr(asn1_x509.Name, "dump", lambda self: object())
    assert find_signer.__wrapped__(token)[0].subject.native["common_name"] == "示例时间戳服务"
