import fcntl
import os
import stat
import subprocess
import threading
from datetime import timedelta

import needs
import pki_fixture
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from pki_fixture import MADE, NOW, OWNERS

from signing.errors import KeyMissingError, KeyPassphraseError, PkiDamagedError, PkiExistsError, PkiMissingError
from signing.trust import pki as module
from signing.trust.pki import SealOwner, ensure_fresh_crls, make_development_pki, renew_crls, revoke_certificate
from signing.trust.profiles import CRL_LIFE


def load(path):
    return x509.load_pem_x509_certificates(path.read_bytes())[0]


def load_crl(folder, name="issuing"):
    return x509.load_der_x509_crl((folder / "trust" / f"{name}.crl").read_bytes())


def number(crl):
    return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


@pytest.fixture
def folder(tmp_path):
    return pki_fixture.fresh_pki(tmp_path)


@pytest.mark.parametrize("name", ["keys/planning", "keys/housing", "tsa/tsa"])
def test_openssl_accepts_every_chain_with_its_crls(name):
    folder = pki_fixture.pki()
    trust = folder / "trust"
    purpose = ("-purpose", "timestampsign") if name == "tsa/tsa" else ()
    command = [needs.command("openssl", "openssl"), "verify", "-crl_check_all", "-x509_strict", *purpose]
    command += ["-attime", str(int(NOW.timestamp())), "-CAfile", str(trust / "root.crt.pem")]
    command += ["-CRLfile", str(trust / "root.crl"), "-CRLfile", str(trust / "issuing.crl")]
    command += ["-untrusted", str(folder / "authority/issuing.crt.pem"), str(folder / f"{name}.crt.pem")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nobody_else_may_read_a_secret():
    files = [path for path in pki_fixture.pki().rglob("*") if path.is_file()]
    secret = [path for path in files if path.name == "passphrase" or path.name.endswith(".key.pem")]
    assert len(secret) == 4 + len(OWNERS)
    assert all(path.stat().st_mode & 0o077 == 0 for path in secret)
    assert all(b"ENCRYPTED" in path.read_bytes() for path in secret if path.name != "passphrase")


def test_others_may_reach_the_trust_folder_but_not_list_what_lies_beside_it():
    assert stat.S_IMODE(pki_fixture.pki().stat().st_mode) == 0o711
    assert stat.S_IMODE((pki_fixture.pki() / "trust").stat().st_mode) & 0o555 == 0o555


def test_the_trust_folder_holds_the_root_and_both_lists_alone():
    trust = pki_fixture.pki() / "trust"
    assert sorted(path.name for path in trust.iterdir()) == ["issuing.crl", "root.crl", "root.crt.pem"]


def test_a_pki_is_never_overwritten(folder):
    before = (folder / "authority/root.crt.pem").read_bytes()
    with pytest.raises(PkiExistsError, match="pki"):
        make_development_pki(folder, OWNERS, lambda: MADE)
    assert (folder / "authority/root.crt.pem").read_bytes() == before


def test_a_pki_that_cannot_be_finished_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(module, "issue_crl", fail)
    with pytest.raises(OSError, match="disk full"):
        make_development_pki(tmp_path / "pki", OWNERS[:1], lambda: MADE)
    assert list(tmp_path.iterdir()) == []


def test_each_owner_has_the_kind_of_key_that_was_asked_for(tmp_path):
    make_development_pki(tmp_path / "pki", [SealOwner("a", "示例局", "1" * 18)], lambda: MADE, tsa_algorithm="rsa")
    key = load(tmp_path / "pki/tsa/tsa.crt.pem").public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 3072
    assert load(tmp_path / "pki/keys/a.crt.pem").public_key().curve.name == "secp256r1"


def test_certificates_say_where_their_issuer_s_crl_is_served(tmp_path):
    folder = pki_fixture.fresh_pki(tmp_path, crl_url="http://127.0.0.1:1/crl/")
    places = {}
    for name in ("keys/planning", "tsa/tsa", "authority/issuing"):
        points = load(folder / f"{name}.crt.pem").extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        places[name] = points[0].full_name[0].value.rpartition("/")[2]
    assert places == {"keys/planning": "issuing.crl", "tsa/tsa": "issuing.crl", "authority/issuing": "root.crl"}


@pytest.mark.parametrize(("key", "path"), [("planning", "keys/planning"), ("tsa", "tsa/tsa")])
def test_a_revoked_certificate_is_on_the_next_list(folder, key, path):
    later = MADE + timedelta(days=2)
    revoke_certificate(folder, key, lambda: later)
    crl = load_crl(folder)
    found = crl.get_revoked_certificate_by_serial_number(load(folder / f"{path}.crt.pem").serial_number)
    assert found.revocation_date_utc == later
    assert (number(crl), crl.last_update_utc) == (2, later)


def test_what_was_revoked_stays_revoked_once_at_its_first_moment(folder):
    moments = [MADE + timedelta(days=day) for day in (1, 2)]
    revoke_certificate(folder, "planning", lambda: moments[0])
    revoke_certificate(folder, "stranger", lambda: moments[1])
    revoke_certificate(folder, "planning", lambda: moments[1])
    assert sorted(entry.revocation_date_utc for entry in load_crl(folder)) == moments


def test_whoever_issues_lists_waits_for_the_other(folder):
    descriptor = os.open(folder / "authority", os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    other = threading.Thread(target=revoke_certificate, args=(folder, "planning", lambda: MADE))
    other.start()
    other.join(0.1)
    assert number(load_crl(folder)) == 1
    os.close(descriptor)
    other.join(5)
    assert number(load_crl(folder)) == 2


def test_only_a_key_that_is_there_can_be_revoked(folder):
    with pytest.raises(KeyMissingError, match="nobody"):
        revoke_certificate(folder, "nobody", lambda: MADE)
    assert number(load_crl(folder)) == 1


@pytest.mark.parametrize(("days", "names"), [(0, ()), (20, ()), (21, ("root", "issuing")), (400, ("root", "issuing"))])
def test_a_list_near_its_end_is_issued_again(folder, days, names):
    moment = MADE + timedelta(days=days)
    assert ensure_fresh_crls(folder, lambda: moment) == names
    assert ensure_fresh_crls(folder, lambda: moment) == ()
    assert load_crl(folder).next_update_utc > moment


def test_where_no_pki_is_nothing_is_renewed(tmp_path):
    assert ensure_fresh_crls(tmp_path, lambda: MADE) == ()


def test_a_pki_that_is_renewed_has_to_be_there(tmp_path):
    with pytest.raises(PkiMissingError, match=tmp_path.name):
        renew_crls(tmp_path, lambda: MADE)


NEEDED = ("trust/issuing.crl", "trust/root.crl", "authority/issuing.key.pem", "authority/root.crt.pem", "passphrase")


@pytest.mark.parametrize("name", NEEDED)
def test_a_file_that_is_missing_is_named_and_nothing_is_issued_anew(folder, name):
    (folder / name).unlink()
    with pytest.raises(PkiDamagedError, match=f"{name}: No such file"):
        renew_crls(folder, lambda: MADE + CRL_LIFE)
    assert not (folder / name).exists()


@pytest.mark.parametrize("name", ["trust/issuing.crl", "authority/issuing.crt.pem"])
def test_a_file_that_cannot_be_read_is_named(folder, name):
    (folder / name).write_bytes(b"damaged")
    with pytest.raises(PkiDamagedError, match=rf"{name}: signing\.why-no-"):
        revoke_certificate(folder, "planning", lambda: MADE)


@pytest.mark.parametrize("text", [b"wrong", b""])
def test_another_passphrase_opens_no_authority(folder, text):
    (folder / "passphrase").write_bytes(text)
    with pytest.raises(KeyPassphraseError, match=r"passphrase: .*key"):
        renew_crls(folder, lambda: MADE + CRL_LIFE)


def test_a_passphrase_may_end_in_a_new_line(folder):
    with (folder / "passphrase").open("ab") as file:
        file.write(b"\n")
    assert renew_crls(folder, lambda: MADE + CRL_LIFE) == ("root", "issuing")
