import pickle
import sys
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
import softhsm_fixture
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pki_fixture import MADE, NOW, fresh_pki, pki
from sealer_fixture import order, page
from zope.interface.registry import Components

from archive.settings import read_settings
from signing.errors import CertificateDevelopmentError, RevocationUnknownError, SettingInvalidError
from signing.interfaces import IClock, IKeyStore, ISealer, ITimestamper, IValidator
from signing.model import Level
from signing.settings import SETTINGS
from signing.timestamps.client import HttpTimestamper
from signing.timestamps.server import running
from signing.transport import exchange
from signing.trust.pki import SealOwner
from signing.wiring import (
    includeme,
    make_authority,
    make_checker,
    make_keys,
    make_pki,
    make_sealer,
    make_timestamper,
    open_server,
    verify_kind,
)


def now():
    return NOW


def settings(folder=None, given=()):
    place = folder or pki()
    ours = {
        "signing.pki.folder": str(place),
        "signing.keys.software.folder": str(place / "keys"),
        "signing.keys.software.passphrase_file": str(place / "passphrase"),
        "signing.timestamps.embedded.folder": str(place / "tsa"),
        "signing.trust.folder": str(place / "trust"),
    }
    return read_settings(SETTINGS, ours | dict(given), {})


def test_what_the_settings_name_is_registered():
    registry = Components()
    registry.registerUtility(now, IClock)
    includeme(SimpleNamespace(get_settings=settings, registry=registry))
    assert registry.getUtility(IKeyStore).names() == ("housing", "planning", "stranger")
    assert registry.getUtility(ITimestamper).stamp(bytes(32))
    assert registry.getUtility(ISealer).seal(page(), order(Level.B_LTA))
    assert registry.getUtility(IValidator)


def test_a_worker_opens_its_sealer_from_settings_that_were_pickled():
    ours = make_sealer(pickle.loads(pickle.dumps(settings())), now)
    assert ours.seal(page(), order(Level.B_LTA))


def test_opening_reads_nothing(tmp_path):
    assert make_sealer(settings(tmp_path / "nowhere"), now)


def test_the_passphrase_may_come_from_the_environment_alone():
    given = settings(given={"signing.keys.software.passphrase_file": "/nowhere"})
    given["signing.keys.software.passphrase"] = (pki() / "passphrase").read_text()
    assert make_keys(given).load("planning")
    assert make_authority(given, now)


def test_keys_may_be_in_a_token(tmp_path):
    certificates = softhsm_fixture.token()
    (tmp_path / "pin").write_bytes(softhsm_fixture.PIN)
    (tmp_path / "pin").chmod(0o600)
    given = {
        "signing.keys": "pkcs11",
        "signing.keys.pkcs11.module": str(softhsm_fixture.module()),
        "signing.keys.pkcs11.token": softhsm_fixture.TOKEN,
        "signing.keys.pkcs11.pin_file": str(tmp_path / "pin"),
        "signing.keys.pkcs11.certificates": str(certificates),
        "signing.keys.pkcs11.refused_file": str(tmp_path / "pin-refused"),
    }
    sealer = make_sealer(settings(given=given), now)
    assert sealer.seal(page(), order())
    sealer._keys._store.close()  # a session that is open lets every other one in


def test_a_development_pki_renews_its_lists_and_a_production_one_does_not(tmp_path):
    late = MADE + timedelta(days=40)
    folder = fresh_pki(tmp_path)
    checker = make_checker(settings(folder, {"signing.pki.kind": "production"}), lambda: late)
    chain = [each.public_bytes(Encoding.DER) for each in certificates_of(folder)]
    with pytest.raises(RevocationUnknownError):
        replace(checker, refused=frozenset()).check(chain, late)
    assert make_sealer(settings(folder), lambda: late).seal(page(), order(moment=late))


def certificates_of(folder):
    return x509.load_pem_x509_certificates((folder / "keys/planning.crt.pem").read_bytes())


def test_what_a_development_pki_certified_seals_nothing_in_production(tmp_path):
    production = settings(fresh_pki(tmp_path), {"signing.pki.kind": "production"})
    with pytest.raises(CertificateDevelopmentError, match="示例"):
        make_sealer(production, now).seal(page(), order())


@pytest.mark.parametrize(
    ("given", "files"),
    [
        ({}, ["trust/root.crt.pem", *(f"keys/{name}.crt.pem" for name in ("housing", "planning", "stranger"))]),
        ({"signing.timestamps": "embedded"}, ["tsa/tsa.crt.pem"]),
        ({"signing.keys.software.folder": "/nowhere"}, ["trust/root.crt.pem"]),
        ({"signing.trust.folder": "/nowhere"}, ["keys/planning.crt.pem"]),
        (
            {"signing.keys": "pkcs11", "signing.keys.pkcs11.certificates": str(pki() / "keys")},
            ["keys/planning.crt.pem"],
        ),
    ],
)
def test_production_does_not_open_on_certificates_of_a_development_pki_and_names_them(given, files):
    production = {"signing.pki.kind": "production", "signing.timestamps": "http"} | given
    with pytest.raises(SettingInvalidError, match=r"signing\.pki\.kind: .*: signing\.why-development") as caught:
        verify_kind(settings(given=production))
    assert all(str(pki() / file) in str(caught.value) for file in files)
    assert ("tsa.crt.pem" in str(caught.value)) is (production["signing.timestamps"] == "embedded")


def test_production_passes_where_nothing_is_a_development_pki_s(tmp_path):
    given = {"signing.pki.kind": "production", "signing.keys": "os.getcwd", "signing.timestamps": "http"}
    verify_kind(settings(tmp_path / "nowhere", given))


def test_a_development_pki_opens_as_what_it_is():
    verify_kind(settings())


def test_a_pki_is_made_and_served_where_the_settings_say(tmp_path):
    given = settings(tmp_path / "pki", {"signing.pki.crl_url": "http://127.0.0.1:1/crl/", "signing.pki.port": "0"})
    make_pki(given, [SealOwner("planning", "示例局", "1" * 18)], lambda: MADE)
    own = x509.load_pem_x509_certificates((tmp_path / "pki/keys/planning.crt.pem").read_bytes())[0]
    points = own.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert points[0].full_name[0].value == "http://127.0.0.1:1/crl/issuing.crl"
    with running(open_server(given, now)) as server:
        assert HttpTimestamper(server.url, 5).stamp(bytes(32))
        crl = exchange(f"{server.url}crl/root.crl", 5, 100_000)
    assert crl == (tmp_path / "pki/trust/root.crl").read_bytes()


def test_http_is_spoken_where_the_settings_say_so():
    given = {"signing.timestamps": "http", "signing.timestamps.http.url": "http://127.0.0.1:9/"}
    assert make_timestamper(settings(given=given), now).timestamper.url == "http://127.0.0.1:9/"
    assert make_checker(settings(given={"signing.trust.crls": "http"}), now).find_crls.__self__.timeout == 10


@pytest.mark.parametrize("name", ["signing.keys", "signing.timestamps"])
@pytest.mark.parametrize("value", ["os.nonsense", "no.such.place"])
def test_a_name_that_means_nothing_stops_the_start_and_says_what_may_be(name, value):
    with pytest.raises(SettingInvalidError, match=f"{name} = «{value}»: signing.why-one-of: "):
        make_sealer(settings(given={name: value}), now)


@pytest.mark.parametrize("name", ["signing.keys", "signing.timestamps"])
@pytest.mark.parametrize("value", ["os:getcwd", "os.sep"])
def test_a_name_of_what_opens_nothing_stops_the_start(name, value):
    with pytest.raises(SettingInvalidError, match=f"{name} = «{value}»: signing.why-no-opener"):
        make_sealer(settings(given={name: value}), now)


def test_timestamps_over_http_need_an_address():
    with pytest.raises(SettingInvalidError, match=r"signing\.timestamps\.http\.url"):
        make_sealer(settings(given={"signing.timestamps": "http"}), now)


def test_a_dotted_name_chooses_an_adapter_of_somebody_else():
    store = make_keys(settings(given={"signing.keys": "test_wiring_stand_in.open_store"}))
    assert store.names() == ("theirs",)


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    """A module of somebody else that opens a key store."""
    theirs = SimpleNamespace(open_store=lambda settings: SimpleNamespace(names=lambda: ("theirs",)))
    monkeypatch.setitem(sys.modules, "test_wiring_stand_in", theirs)
