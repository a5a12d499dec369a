"""What every key store does, whichever adapter the settings choose."""

import shutil
import tempfile
from pathlib import Path

import pki_fixture
import pytest
import softhsm_fixture
from asn1crypto import x509
from zope.interface.verify import verifyObject

from signing.errors import CertificateKeyMismatchError, KeyMissingError, KeyPassphraseError
from signing.interfaces import IKeyStore, ILoadedKey
from signing.keys.certificates import verify_signature
from signing.keys.pkcs11 import Pkcs11KeyStore
from signing.keys.pool import KeyPool
from signing.keys.refusals import Refusals
from signing.keys.software import SoftwareKeyStore

DATA = b"what is signed"


def open_software(secret=None, certificates=None):
    folder = certificates or pki_fixture.pki() / "keys"
    right = (pki_fixture.pki() / "passphrase").read_bytes()
    return SoftwareKeyStore(folder, lambda: secret or right)


def open_pkcs11(secret=None, certificates=None):
    folder = softhsm_fixture.token()
    refusals = Refusals(Path(tempfile.mkdtemp(dir=folder.parent)) / "pin-refused")
    right = softhsm_fixture.PIN
    return Pkcs11KeyStore(
        softhsm_fixture.module(), softhsm_fixture.TOKEN, lambda: secret or right, certificates or folder, refusals
    )


OPENERS = {
    "software": open_software,
    "pkcs11": open_pkcs11,
    "pool": lambda *arguments, **named: KeyPool(open_software(*arguments, **named)),
}


@pytest.fixture(params=OPENERS)
def opener(request):
    opened = []

    def open_store(*arguments, **named):
        opened.append(OPENERS[request.param](*arguments, **named))
        return opened[-1]

    yield open_store
    for store in opened:
        getattr(store, "close", lambda: None)()


@pytest.fixture
def swapped(tmp_path):
    """The keys' folder, where the certificate of ``stranger`` lies beside ``planning``."""
    folder = shutil.copytree(pki_fixture.pki() / "keys", tmp_path / "keys")
    (folder / "planning.crt.pem").write_bytes((folder / "stranger.crt.pem").read_bytes())
    return folder


def test_it_keeps_the_interface(opener):
    store = opener()
    assert verifyObject(IKeyStore, store)
    assert verifyObject(ILoadedKey, store.load("planning"))


def test_it_names_its_keys_in_order(opener):
    assert opener().names() == ("housing", "planning", "stranger")


@pytest.mark.parametrize(("name", "algorithm"), [("planning", "ecdsa"), ("housing", "rsa")])
def test_what_a_key_signs_verifies_by_its_certificate(opener, name, algorithm):
    key = opener().load(name)
    assert (key.name, key.algorithm) == (name, algorithm)
    assert isinstance(key.certificate, x509.Certificate)
    assert [each.self_signed for each in key.chain] == ["no", "maybe"]
    verify_signature(key.certificate, key.sign(DATA), DATA, "sha256")


def test_an_unknown_key_is_missing(opener):
    with pytest.raises(KeyMissingError, match="nobody"):
        opener().load("nobody")


def test_a_wrong_secret_opens_nothing_and_is_not_repeated(opener):
    with pytest.raises(KeyPassphraseError) as error:
        opener(b"99999-wrong").load("planning")
    assert "99999-wrong" not in str(error.value)


def test_a_key_beside_a_stranger_s_certificate_is_refused(opener, swapped):
    with pytest.raises(CertificateKeyMismatchError, match="planning"):
        opener(certificates=swapped).load("planning")


def test_a_forgotten_key_is_loaded_with_the_certificate_that_lies_there_now(opener, tmp_path):
    folder = shutil.copytree(pki_fixture.pki() / "keys", tmp_path / "keys")
    store = opener(certificates=folder)
    certificate = folder / "planning.crt.pem"
    assert len(store.load("planning").chain) == 2
    certificate.write_bytes(
        certificate.read_bytes().partition(b"-----END CERTIFICATE-----\n")[0] + b"-----END CERTIFICATE-----\n"
    )
    store.forget("planning")
    assert store.load("planning").chain == ()


def test_neither_store_nor_key_shows_a_secret(opener):
    secrets = ((pki_fixture.pki() / "passphrase").read_text(), softhsm_fixture.PIN.decode())
    store = opener()
    shown = repr(store) + repr(store.load("planning"))
    assert not any(secret in shown for secret in secrets)
