import pki_fixture
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signing.errors import KeyMissingError
from signing.keys.certificates import load_certificates, verify_signature
from signing.keys.software import SoftwareKeyStore, passphrase_from

KEYS = pki_fixture.pki() / "keys"


def load(name):
    return SoftwareKeyStore(KEYS, passphrase_from(pki_fixture.pki() / "passphrase")).load(name)


def test_a_pem_file_gives_the_certificate_first_and_then_its_issuers():
    subjects = [each.subject.native for each in load_certificates((KEYS / "planning.crt.pem").read_bytes(), "planning")]
    assert [each["common_name"] for each in subjects] == ["示例市自然资源和规划局", "示例印章签发机构", "示例根证书"]
    assert subjects[0]["organization_identifier"] == "NTRCN-11350200000000001A"


@pytest.mark.parametrize("data", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_what_is_no_certificate_is_missing(data):
    with pytest.raises(KeyMissingError, match="planning"):
        load_certificates(data, "planning")


@pytest.mark.parametrize("name", ["planning", "housing"])
def test_a_signature_over_other_data_does_not_verify(name):
    key = load(name)
    with pytest.raises(InvalidSignature):
        verify_signature(key.certificate, key.sign(b"this"), b"that", "sha256")


def test_a_weak_digest_verifies_nothing():
    key = load("planning")
    with pytest.raises(ValueError, match="sha1"):
        verify_signature(key.certificate, key.sign(b"this"), b"this", "sha1")


def test_a_key_that_is_neither_ecdsa_nor_rsa_verifies_nothing():
    public = ed25519.Ed25519PrivateKey.generate().public_key()

    class Strange:
        class public_key:
            dump = staticmethod(lambda: public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    with pytest.raises(InvalidSignature):
        verify_signature(Strange, b"", b"", "sha256")
