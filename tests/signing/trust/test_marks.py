from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pki_fixture import MADE, pki

from signing.trust.marks import find_development_files, policies_of
from signing.trust.profiles import KEY_MAKERS, POLICY, ca_profile, certify, make_name

NAMES = ("authority/root", "authority/issuing", "keys/planning", "keys/housing", "tsa/tsa", "trust/root")
LICENSED = certify(
    make_name("示例持牌机构", "示例"), KEY_MAKERS["ecdsa"](), None, (MADE, MADE + timedelta(days=9)), ca_profile(1)[:2]
).certificate


@pytest.mark.parametrize("name", NAMES)
def test_every_certificate_of_a_development_pki_bears_its_policy(name):
    for certificate in x509.load_pem_x509_certificates((pki() / f"{name}.crt.pem").read_bytes()):
        assert policies_of(certificate) == {POLICY}


def test_a_certificate_without_policies_bears_none():
    assert policies_of(LICENSED) == frozenset()


def test_files_of_a_development_pki_are_found_in_every_form_and_nothing_else_is(tmp_path):
    root = x509.load_pem_x509_certificate((pki() / "trust/root.crt.pem").read_bytes())
    both = LICENSED.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)
    files = {
        "a.pem": both,
        "b.cer": root.public_bytes(Encoding.DER),
        "licensed.pem": LICENSED.public_bytes(Encoding.PEM),
        "licensed.der": LICENSED.public_bytes(Encoding.DER),
        "list.crl": (pki() / "trust/root.crl").read_bytes(),
        "notes.txt": b"-----BEGIN nothing",
        "empty": b"",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    assert list(find_development_files([(tmp_path, "*")])) == [tmp_path / "a.pem", tmp_path / "b.cer"]
    assert list(find_development_files([(tmp_path, "*.cer"), (tmp_path / "none", "*")])) == [tmp_path / "b.cer"]
