from pathlib import Path

import pkcs11
import pytest
import softhsm_fixture
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates
from pkcs11 import Attribute, CertificateType, ObjectClass

from signing.errors import KeyMissingError, KeyUnavailableError, PinRefusedError, SettingInvalidError
from signing.keys.certificates import verify_signature
from signing.keys.pkcs11 import Pkcs11KeyStore, _Module
from signing.keys.pool import KeyPool
from signing.keys.refusals import Refusals
from signing.keys.software import passphrase_from

PIN = softhsm_fixture.PIN.decode()


@pytest.fixture
def opener(tmp_path):
    opened = []

    def open_store(module=None, token=softhsm_fixture.TOKEN, pin=lambda: softhsm_fixture.PIN, certificates=None):
        keys = softhsm_fixture.token()
        refusals = Refusals(tmp_path / "pin-refused")
        opened.append(Pkcs11KeyStore(module or softhsm_fixture.module(), token, pin, certificates or keys, refusals))
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


def lose(store):
    """End the session behind the store's back, as a token that is pulled out does."""
    store._session.handle.close()


@pytest.mark.parametrize("name", ["planning", "housing"])
def test_a_lost_session_says_so_and_the_next_load_works_again(opener, name):
    store = opener()
    pool = KeyPool(store)
    key = pool.load(name)
    lose(store)
    with pytest.raises(KeyUnavailableError, match=r"Error|Exception|Invalid"):
        key.sign(b"data")
    again = pool.load(name)
    verify_signature(again.certificate, again.sign(b"data"), b"data", "sha256")


# python-pkcs11 cannot end a search in a session that is gone, and says so when the search is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_session_lost_between_loads_is_noticed_by_the_next_but_one_at_the_latest(opener):
    store = opener()
    store.load("planning")
    lose(store)
    with pytest.raises(KeyUnavailableError):
        store.load("planning")
    assert store.load("planning").sign(b"data")


def test_a_token_that_was_away_is_found_again_in_the_same_process(opener):
    pool = KeyPool(opener())
    assert pool.load("planning").sign(b"data")
    with softhsm_fixture.token_away():
        for _ in range(3):
            with pytest.raises(KeyUnavailableError):
                pool.load("planning").sign(b"data")
    key = pool.load("planning")
    verify_signature(key.certificate, key.sign(b"data"), b"data", "sha256")


def test_a_session_whose_token_was_pulled_out_says_so_and_sees_its_keys_once_it_is_back(opener):
    store = opener()
    names = store.names()
    with softhsm_fixture.token_away():
        for ask in (store.names, lambda: store.load("planning")):
            with pytest.raises(KeyUnavailableError):
                ask()
    assert store.names() == names
    assert store.load("planning").sign(b"data")


def test_a_key_that_was_never_loaded_is_found_once_the_token_is_back(opener):
    store = opener()
    store.load("planning")
    with softhsm_fixture.token_away(), pytest.raises(KeyUnavailableError):
        store.load("stranger")
    assert store.load("stranger").sign(b"data")


def test_a_token_without_keys_has_none(opener):
    store = opener(token=softhsm_fixture.EMPTY)
    assert store.names() == ()
    with pytest.raises(KeyMissingError):
        store.load("planning")


def test_a_key_that_is_missing_among_others_ends_no_session(opener):
    store = opener()
    key = store.load("planning")
    with pytest.raises(KeyMissingError):
        store.load("nobody")
    assert key.sign(b"data")


def test_keys_of_a_session_that_ended_with_its_module_sign_nothing_and_are_loaded_again(opener):
    idle, store = opener(), opener()
    first, second = (idle.load(name) for name in ("planning", "stranger"))
    with pytest.raises(KeyUnavailableError):
        opener(token="elsewhere").names()  # begins the module anew, so that old handles may name other keys
    assert store.load("stranger").sign(b"data")
    for key in (first, second):
        with pytest.raises(KeyUnavailableError, match="why-session-lost"):
            key.sign(b"data")
    again = idle.load("planning")
    verify_signature(again.certificate, again.sign(b"data"), b"data", "sha256")


def test_an_absent_token_or_module_may_come_back(opener):
    with pytest.raises(KeyUnavailableError, match="elsewhere"):
        opener(token="elsewhere").names()
    with pytest.raises(KeyUnavailableError):
        opener(module=Path("/nowhere/module.so")).names()


def test_a_store_with_a_wrong_pin_opens_once_the_pin_is_put_right(opener):
    pins = iter([b"0000", softhsm_fixture.PIN])
    store = opener(pin=lambda: next(pins))
    with pytest.raises(PinRefusedError):
        store.names()
    assert "planning" in store.names()


def test_however_often_it_is_asked_for_a_refused_pin_is_tried_once(opener, monkeypatch):
    logins = []
    login = _Module.open
    monkeypatch.setattr(_Module, "open", lambda *given: logins.append(given) or login(*given))
    for _ in range(4):
        store = opener(pin=lambda: b"0000")
        for _again in range(3):
            with pytest.raises(PinRefusedError, match=softhsm_fixture.TOKEN):
                store.names()
    assert len(logins) == 1
    assert "planning" in opener().names()


def test_a_pin_file_that_is_missing_is_named(opener, tmp_path):
    with pytest.raises(SettingInvalidError, match="pin"):
        opener(pin=passphrase_from(tmp_path / "pin")).names()


def test_a_key_without_certificate_is_missing(opener, tmp_path):
    with pytest.raises(KeyMissingError, match="why-certificate-nowhere"):
        opener(certificates=tmp_path).load("planning")


def test_the_token_s_own_certificate_goes_before_the_folder_s(opener, tmp_path):
    own, issuing, _root = load_pem_x509_certificates((softhsm_fixture.token() / "stranger.crt.pem").read_bytes())
    (tmp_path / "stranger.crt.pem").write_bytes(own.public_bytes(Encoding.PEM) + issuing.public_bytes(Encoding.PEM))
    library = pkcs11.lib(str(softhsm_fixture.module()))
    with library.get_token(token_label=softhsm_fixture.TOKEN).open(rw=True, user_pin=PIN) as session:
        put = session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.LABEL: "stranger",
                Attribute.SUBJECT: own.subject.public_bytes(),
                Attribute.VALUE: own.public_bytes(Encoding.DER),
                Attribute.TOKEN: True,
            }
        )
        try:
            key = opener(certificates=tmp_path).load("stranger")
        finally:
            put.destroy()
    assert key.certificate.dump() == own.public_bytes(Encoding.DER)
    assert [each.dump() for each in key.chain] == [issuing.public_bytes(Encoding.DER)]
