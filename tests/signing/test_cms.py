import hashlib

import pki_fixture
import pytest
from asn1crypto import cms, core
from hypothesis import given
from hypothesis import strategies as st

from signing.cms import SEQUENCE, SET, CmsSigner, encode, encode_attribute, encode_set
from signing.keys.certificates import verify_signature
from signing.keys.software import SoftwareKeyStore, passphrase_from

DIGEST = hashlib.sha256(b"document").digest()


def load(name):
    return SoftwareKeyStore(pki_fixture.pki() / "keys", passphrase_from(pki_fixture.pki() / "passphrase")).load(name)


@given(st.sampled_from([0, 1, 127, 128, 255, 256, 65535, 65536]), st.binary(max_size=3))
def test_lengths_are_as_short_as_der_wants(length, start):
    content = (start + bytes(length))[:length]
    assert core.OctetString(content).dump() == encode(0x04, content)


def test_a_set_is_in_the_order_of_its_encodings():
    assert encode_set(SET, [b"\x02\x01\x02", b"\x02\x01\x01"]) == b"\x31\x06\x02\x01\x01\x02\x01\x02"


@pytest.mark.parametrize("name", ["planning", "housing"])
def test_a_detached_signature_says_what_pades_wants_and_no_more(name):
    key = load(name)
    made = CmsSigner(key).sign(DIGEST)
    signed = cms.ContentInfo.load(made.dump(), strict=True)["content"]
    (signer,) = signed["signer_infos"]
    attributes = {each["type"].native: each["values"][0] for each in signer["signed_attrs"]}
    assert set(attributes) == {"content_type", "message_digest", "signing_certificate_v2"}
    assert attributes["message_digest"].native == DIGEST
    named = attributes["signing_certificate_v2"]["certs"][0]
    assert named["cert_hash"].native == hashlib.sha256(key.certificate.dump()).digest()
    assert signed["version"].native == "v1"
    assert signed["encap_content_info"]["content"].native is None
    assert signer["unsigned_attrs"].native is None
    verify_signature(key.certificate, signer["signature"].native, signer["signed_attrs"].untag().dump(), "sha256")
    assert signer["signature"].native == made.value


def test_asn1crypto_reads_and_encodes_the_same_bytes():
    der = CmsSigner(load("planning")).sign(DIGEST).dump()
    copy = cms.ContentInfo.load(der, strict=True)
    assert copy.native["content"]["version"] == "v1"
    assert copy.dump(force=True) == der


def test_the_certificates_are_the_key_s_own_and_its_issuers_without_the_root():
    key = load("planning")
    signed = cms.ContentInfo.load(CmsSigner(key).sign(DIGEST).dump())["content"]
    found = {each.chosen.dump() for each in signed["certificates"]}
    assert found == {key.certificate.dump(), key.chain[0].dump()}


def test_a_bare_signature_brings_no_certificate():
    signed = cms.ContentInfo.load(CmsSigner(load("planning"), bare=True).sign(DIGEST).dump())["content"]
    assert signed["certificates"].native is None


def test_content_is_carried_where_it_is_given():
    signed = cms.ContentInfo.load(CmsSigner(load("planning"), "tst_info").sign(DIGEST, b"\x30\x00").dump())["content"]
    assert signed["version"].native == "v3"
    assert signed["encap_content_info"]["content"].contents == b"\x30\x00"


def test_unsigned_attributes_are_added_afterwards():
    made = CmsSigner(load("planning")).sign(DIGEST)
    token = encode_attribute("signature_time_stamp_token", encode(SEQUENCE))
    (signer,) = cms.ContentInfo.load(made.dump(token))["content"]["signer_infos"]
    assert [each["type"].native for each in signer["unsigned_attrs"]] == ["signature_time_stamp_token"]


@pytest.mark.parametrize("name", ["planning", "housing"])
def test_the_size_that_is_kept_free_holds_every_signature(name):
    signer = CmsSigner(load(name))
    assert len(signer.sign(DIGEST).dump()) <= signer.size < len(signer.sign(DIGEST).dump()) + 1024
