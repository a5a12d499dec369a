"""Every service is offered by its interface, and the workers get what they need."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from doubles import START
from station import make_station

from archive.app import SETTINGS, now, settings_from
from archive.errors import SettingMalformedError
from archive.model import Made, Outcome
from archive.services.identity.errors import SecretExposedError, SecretMissingError
from archive.services.identity.interfaces import IIdentityService, IProvider
from archive.services.identity.sessions import SessionService
from archive.settings import read_settings
from archive.wiring import build_workshop, lock_files, make_recorder, oidc_services
from storage.errors import BlobUnavailableError


def test_the_workers_of_a_pool_make_no_store_either(tmp_path):
    settings = settings_from(make_station(tmp_path), {})
    folder = tmp_path / "var" / "blobs"
    folder.rename(tmp_path / "unmounted")
    with pytest.raises(BlobUnavailableError):
        build_workshop(settings, now).blobs.put(b"sealed")
    assert not folder.exists()


OIDC = {
    "archive.oidc.issuer": "https://identity.example",
    "archive.oidc.client_id": "chancery",
    "archive.oidc.client_secret_file": "",
    "archive.oidc.claims": "code=uscc",
}


def oidc(tmp_path, **changes):
    """What unified identity is wired to under some settings."""
    given = {**OIDC, **{f"archive.oidc.{name}": text for name, text in changes.items()}}
    settings = read_settings(SETTINGS, given, {})
    recorder = make_recorder(settings, now)
    return oidc_services(settings, recorder, SessionService(recorder))


def test_people_sign_in_by_unified_identity_where_a_provider_is_named(tmp_path):
    assert oidc(tmp_path, issuer="") == {}
    secret = tmp_path / "secret"
    secret.write_text("a secret\n")
    secret.chmod(0o600)
    services = oidc(tmp_path, client_secret_file=str(secret))
    registration = services[IProvider].registration
    assert (registration.issuer, registration.client_id, registration.secret) == (
        "https://identity.example",
        "chancery",
        "a secret",
    )
    assert services[IIdentityService].names["code"] == "uscc"
    assert oidc(tmp_path)[IProvider].registration.secret == ""


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"issuer": "http://identity.example"}, "archive.oidc.issuer"),
        ({"client_id": ""}, "archive.oidc.client_id"),
        ({"algorithms": "ES256 HS256"}, "archive.oidc.algorithms"),
        ({"claims": "colour=blue"}, "archive.oidc.claims"),
    ],
)
def test_a_provider_that_cannot_be_is_not_wired(tmp_path, changes, named):
    with pytest.raises(SettingMalformedError, match=f"^{named}: "):
        oidc(tmp_path, **changes)


def test_a_secret_that_others_may_read_is_not_used(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    secret.chmod(0o644)
    with pytest.raises(SecretExposedError):
        oidc(tmp_path, client_secret_file=str(secret))
    with pytest.raises(SecretMissingError):
        oidc(tmp_path, client_secret_file=str(tmp_path / "none"))


def test_issued_files_are_locked_for_as_long_as_the_settings_say():
    locked = []
    blobs = SimpleNamespace(lock=lambda digest, until: locked.append((digest, until)))
    outcome = Outcome(Made("", "a" * 64, 1, 1), (Made("附图", "b" * 64, 1, 1),), (), "typst", START)
    lock_files(blobs, timedelta(0), outcome)
    assert locked == []
    lock_files(blobs, timedelta(days=3), outcome)
    assert locked == [("a" * 64, START + timedelta(days=3)), ("b" * 64, START + timedelta(days=3))]
