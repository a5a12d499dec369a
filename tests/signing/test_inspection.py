"""What sealing rests on, looked at before anything is sealed."""

from dataclasses import replace
from datetime import timedelta

import pki_fixture
import pytest
from pki_fixture import MADE, NOW
from sealer_fixture import authority, checker
from zope.interface.verify import verifyObject

from signing.errors import KeyUnavailableError, TimestampUnavailableError
from signing.inspection import Inspector
from signing.interfaces import IInspector
from signing.keys.pool import KeyPool
from signing.keys.software import SoftwareKeyStore, passphrase_from
from signing.timestamps.authority import EmbeddedTimestamper
from signing.trust.pki import revoke_certificate
from signing.trust.profiles import LEAF_LIFE
from signing.trust.revocation import ChainChecker, TrustFolder


@pytest.fixture
def folder(tmp_path):
    return pki_fixture.fresh_pki(tmp_path)


@pytest.fixture
def inspector(folder):
    keys = KeyPool(SoftwareKeyStore(folder / "keys", passphrase_from(folder / "passphrase")))
    return Inspector(keys, EmbeddedTimestamper(lambda: authority(folder)), checker(folder))


def found(inspector, use, moment=NOW):
    return [one for one in inspector.inspect(moment).credentials if one.use == use]


def test_it_keeps_the_interface(inspector):
    assert verifyObject(IInspector, inspector)


def test_every_key_is_found_with_whose_it_is_and_when_its_certificate_ends(inspector):
    housing, planning, stranger = found(inspector, "seal")
    assert [one.name for one in (housing, planning, stranger)] == ["housing", "planning", "stranger"]
    assert (planning.subject, planning.ends, planning.code) == ("示例市自然资源和规划局", MADE + LEAF_LIFE, "")
    assert int(planning.serial, 16) > 0


def test_issuers_and_anchors_are_found_once_each(inspector):
    told = inspector.inspect(NOW).credentials
    assert len(set(told)) == len(told)
    assert {one.use for one in told} == {"seal", "time", "issuer", "anchor"}
    assert len({one.serial for one in told}) == len(told), "a root is no issuer besides"
    assert all(one.name == "" and one.subject and one.ends for one in told if one.use != "seal")


def test_the_timestamp_authority_is_asked_and_named(inspector):
    answer = inspector.inspect(NOW).answer
    (time,) = found(inspector, "time")
    assert (answer.at, answer.by, answer.code) == (NOW, time.subject, "")
    assert inspector.inspect(NOW).answer is not None
    assert replace(inspector, timestamper=None).inspect(NOW).answer is None


def test_an_authority_that_does_not_answer_is_told_with_why(inspector):
    class Silent:
        def stamp(self, _imprint):
            raise TimestampUnavailableError("http://tsa.example/: refused")

    told = replace(inspector, timestamper=Silent()).inspect(NOW)
    assert (told.answer.at, told.answer.code) == (None, "signing.timestamp-unavailable")
    assert "tsa.example" in told.answer.detail
    assert not [one for one in told.credentials if one.use == "time"]


def test_what_would_stop_a_seal_is_found_before_one_is_made(inspector, folder):
    assert {one.code for one in found(inspector, "seal", MADE + LEAF_LIFE + timedelta(days=1))} == {
        "signing.certificate-expired"
    }
    revoke_certificate(folder, "planning", lambda: NOW)
    assert [one.code for one in found(inspector, "seal")] == ["", "signing.certificate-revoked", ""]


def test_a_key_that_cannot_be_opened_is_told_and_the_others_go_on(inspector, folder):
    inspector.inspect(NOW)
    (folder / "keys/housing.key.pem").write_bytes(b"nothing")
    (folder / "keys/housing.key.pem").chmod(0o600)
    housing, planning, _stranger = found(inspector, "seal")
    assert (housing.name, housing.code, housing.ends) == ("housing", "signing.key-passphrase-wrong", None)
    assert planning.code == ""


def test_a_store_that_does_not_answer_is_told(inspector):
    class Silent:
        def names(self):
            raise KeyUnavailableError("chancery")

    (told,) = found(replace(inspector, keys=Silent()), "seal")
    assert (told.name, told.code, told.detail) == ("", "signing.key-unavailable", "chancery")


def test_a_trust_folder_that_is_not_there_is_told(inspector, tmp_path):
    nowhere = TrustFolder(tmp_path / "nowhere")
    astray = replace(inspector, checker=ChainChecker(nowhere, nowhere.find_crls))
    (anchor,) = found(astray, "anchor")
    assert (anchor.code, anchor.ends) == ("signing.trust-folder-missing", None)
    assert {one.code for one in found(astray, "seal")} == {"signing.trust-folder-missing"}
