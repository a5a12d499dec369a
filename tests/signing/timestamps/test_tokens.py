import hashlib
from datetime import timedelta

import pytest
from asn1crypto import cms
from pki_fixture import MADE, NOW, pki
from sealer_fixture import authority

from signing.cms import encode, encode_attribute
from signing.errors import TimestampInvalidError
from signing.keys.software import SoftwareKeyStore, passphrase_from
from signing.timestamps.authority import TimestampAuthority
from signing.timestamps.tokens import check_token, find_signer

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


CHANGES = (drop_ess, break_digest, break_ess, break_signature, sign_twice, sign_never)


def test_a_true_token_passes_with_or_without_its_nonce():
    check_token(authority().give_token(IMPRINT), IMPRINT)
    check_token(authority().give_token(IMPRINT, 7), IMPRINT, 7)


@pytest.mark.parametrize("change", CHANGES, ids=[each.__name__ for each in CHANGES])
def test_a_token_that_was_changed_is_invalid(change):
    with pytest.raises(TimestampInvalidError):
        check_token(changed(change), IMPRINT)


@pytest.mark.parametrize("token", [b"", b"rubbish", b"\x30\x00"])
def test_what_is_no_token_is_invalid(token):
    with pytest.raises(TimestampInvalidError):
        check_token(token, IMPRINT)


def test_a_token_over_something_else_or_for_another_is_invalid():
    with pytest.raises(TimestampInvalidError, match="something else"):
        check_token(authority().give_token(bytes(32)), IMPRINT)
    with pytest.raises(TimestampInvalidError, match="another request"):
        check_token(authority().give_token(IMPRINT, 7), IMPRINT, 8)


def test_a_seal_key_stamps_nothing():
    token = TimestampAuthority(key(), lambda: NOW).give_token(IMPRINT)
    with pytest.raises(TimestampInvalidError, match="something else than timestamps"):
        check_token(token, IMPRINT)


@pytest.mark.parametrize("moment", [MADE - timedelta(seconds=1), MADE + timedelta(days=1826)])
def test_a_token_from_outside_its_certificate_s_period_is_invalid(moment):
    with pytest.raises(TimestampInvalidError, match="period"):
        check_token(authority(moment=moment).give_token(IMPRINT), IMPRINT)


def test_the_signer_comes_before_its_issuers():
    found = find_signer(authority().give_token(IMPRINT))
    assert [each.dump() for each in found] == [each.dump() for each in (key("tsa", "tsa").certificate, key().chain[0])]


def test_a_signer_may_be_named_by_its_key_identifier():
    def rename(signed):
        identifier = key("tsa", "tsa").certificate.key_identifier
        signed["signer_infos"][0]["sid"] = cms.SignerIdentifier("subject_key_identifier", identifier)

    check_token(changed(rename), IMPRINT)


def test_a_token_without_its_signer_s_certificate_is_invalid():
    with pytest.raises(TimestampInvalidError, match="certificate"):
        find_signer(changed(lambda signed: signed.__setitem__("certificates", [key().chain[0]])))


def test_the_older_ess_attribute_is_read_too():
    ess = hashlib.sha1(key("tsa", "tsa").certificate.dump()).digest()
    named = encode(0x30, encode(0x30, encode(0x30, encode(0x04, ess))))
    stamper = authority()
    plain = [each for each in stamper._signer._attributes if b"\x2f" not in each[:18]]
    stamper._signer._attributes = (plain[0], encode_attribute("signing_certificate", named))
    check_token(stamper.give_token(IMPRINT), IMPRINT)
