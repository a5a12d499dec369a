import shutil

import pki_fixture
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from signing.errors import KeyMissingError, KeyPassphraseError, SettingInvalidError
from signing.keys.software import SoftwareKeyStore, passphrase_from

SECRET = (pki_fixture.pki() / "passphrase").read_bytes()


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(pki_fixture.pki() / "keys", tmp_path / "keys")


def test_a_key_without_its_certificate_is_missing(folder):
    (folder / "planning.crt.pem").unlink()
    with pytest.raises(KeyMissingError, match="planning: No such file"):
        SoftwareKeyStore(folder, lambda: SECRET).load("planning")


def test_a_damaged_key_file_is_not_opened(folder):
    (folder / "planning.key.pem").write_bytes(b"rubbish")
    with pytest.raises(KeyPassphraseError):
        SoftwareKeyStore(folder, lambda: SECRET).load("planning")


def test_a_key_of_another_kind_is_not_taken(folder):
    key = ed25519.Ed25519PrivateKey.generate()
    encoded = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(SECRET))
    (folder / "planning.key.pem").write_bytes(encoded)
    with pytest.raises(KeyMissingError, match="why-key-algorithm"):
        SoftwareKeyStore(folder, lambda: SECRET).load("planning")


def test_a_name_never_leads_out_of_the_folder(folder):
    for name in ("planning.key.pem", "planning.crt.pem"):
        shutil.copy(folder / name, folder.parent / name)
    with pytest.raises(KeyMissingError):
        SoftwareKeyStore(folder, lambda: SECRET).load("../planning")


def test_the_passphrase_comes_from_a_private_file_without_its_line_end(tmp_path):
    path = tmp_path / "passphrase"
    path.write_bytes(b"secret\n")
    path.chmod(0o600)
    assert passphrase_from(path)() == b"secret"


def test_a_passphrase_file_that_others_may_read_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "passphrase"
    path.write_bytes(b"secret")
    path.chmod(0o640)
    with pytest.raises(SettingInvalidError, match="why-open-to-others") as error:
        passphrase_from(path)()
    assert "secret" not in str(error.value).replace(str(path), "")


def test_a_key_file_that_others_may_read_is_refused_with_what_to_do(folder):
    path = folder / "planning.key.pem"
    path.chmod(0o644)
    with pytest.raises(SettingInvalidError, match=r"planning.key.pem: signing.why-open-to-others"):
        SoftwareKeyStore(folder, lambda: SECRET).load("planning")
    path.chmod(0o600)
    assert SoftwareKeyStore(folder, lambda: SECRET).load("planning")


def test_a_missing_passphrase_file_is_named(tmp_path):
    with pytest.raises(SettingInvalidError, match="nothing-here"):
        passphrase_from(tmp_path / "nothing-here")()
