import shutil
from datetime import timedelta

import pki_fixture
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from pki_fixture import MADE, NOW
from sealer_fixture import authority, checker

from signing.errors import (
    CertificateExpiredError,
    CertificateNotYetValidError,
    CertificateRevokedError,
    CertificateUntrustedError,
    RevocationUnknownError,
)
from signing.timestamps.server import PkiServer, running
from signing.trust.pki import ensure_fresh_crls, revoke_certificate
from signing.trust.profiles import (
    KEY_MAKERS,
    Pair,
    ca_profile,
    certify,
    issue_crl,
    make_name,
    revoked_entry,
    seal_profile,
)
from signing.trust.revocation import RECHECK, ChainChecker, HttpLists, TrustFolder, build_path


def chain(folder, name="keys/planning"):
    found = x509.load_pem_x509_certificates((folder / f"{name}.crt.pem").read_bytes())
    return [each.public_bytes(Encoding.DER) for each in found]


def make(name, issuer=None, extensions=None):
    period = (MADE, MADE + timedelta(days=90))
    profile = ca_profile(1) if extensions is None else extensions
    return certify(make_name(name, "示例"), KEY_MAKERS["ecdsa"](), issuer, period, profile)


def authority_pair(folder, name):
    """An authority of a PKI, with its key."""
    place = folder / "authority"
    key = load_pem_private_key((place / f"{name}.key.pem").read_bytes(), (folder / "passphrase").read_bytes())
    return Pair(key, x509.load_pem_x509_certificates((place / f"{name}.crt.pem").read_bytes())[0])


@pytest.fixture
def folder(tmp_path):
    return pki_fixture.fresh_pki(tmp_path)


def test_a_good_chain_gives_its_certificates_and_lists_for_an_hour():
    folder = pki_fixture.pki()
    evidence = checker().check(chain(folder), NOW)
    assert list(evidence.certificates) == chain(folder)
    assert [x509.load_der_x509_crl(der).issuer for der in evidence.crls] == [
        x509.load_der_x509_certificate(der).subject for der in evidence.certificates[1:]
    ]
    assert (evidence.begins, evidence.ends) == (MADE, NOW + RECHECK)


def test_the_issuers_are_found_in_any_order_and_the_root_in_the_folder():
    leaf, issuing, root = chain(pki_fixture.pki())
    assert checker().check([leaf, root, issuing], NOW) == checker().check([leaf, issuing], NOW)


def test_what_was_found_is_not_judged_again_while_it_holds(monkeypatch):
    judge = checker()
    first = judge.check(chain(pki_fixture.pki()), NOW)
    monkeypatch.setattr(ChainChecker, "_judge", lambda *_: pytest.fail("judged again"))
    assert judge.check(chain(pki_fixture.pki()), NOW + RECHECK) is first


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        (MADE - timedelta(seconds=1), CertificateNotYetValidError),
        (MADE + timedelta(days=1825, seconds=1), CertificateExpiredError),
        (MADE + timedelta(days=30, seconds=1), RevocationUnknownError),
    ],
)
def test_out_of_its_periods_a_chain_does_not_hold_even_if_it_did_before(moment, error):
    judge = checker()
    judge.check(chain(pki_fixture.pki()), NOW)
    with pytest.raises(error):
        judge.check(chain(pki_fixture.pki()), moment)


def test_to_the_end_of_its_list_a_chain_holds():
    end = MADE + timedelta(days=30)
    assert checker().check(chain(pki_fixture.pki()), end).ends == end


def test_a_revocation_is_seen_at_once_and_whatever_time_a_seal_would_claim(folder):
    judge = checker(folder)
    judge.check(chain(folder), NOW)
    revoke_certificate(folder, "planning", lambda: NOW + timedelta(hours=1))
    with pytest.raises(CertificateRevokedError, match="示例市自然资源和规划局"):
        judge.check(chain(folder), NOW)
    assert judge.check(chain(folder, "keys/stranger"), NOW)


def test_a_revoked_issuer_ends_all_that_it_certified(folder):
    root, issuing = authority_pair(folder, "root"), authority_pair(folder, "issuing")
    crl = issue_crl(root, NOW, 2, [revoked_entry(issuing.certificate.serial_number, NOW)])
    (folder / "trust/root.crl").write_bytes(crl.public_bytes(Encoding.DER))
    with pytest.raises(CertificateRevokedError, match="签发机构"):
        checker(folder).check(chain(folder), NOW)


@pytest.mark.parametrize("name", ["root", "issuing"])
def test_without_each_issuer_s_list_nothing_is_known(folder, name):
    (folder / f"trust/{name}.crl").unlink()
    with pytest.raises(RevocationUnknownError, match="CN="):
        checker(folder).check(chain(folder), NOW)


def test_a_list_that_another_key_signed_in_the_issuer_s_name_does_not_count(folder):
    issuing = authority_pair(folder, "issuing")
    forged = issue_crl(Pair(KEY_MAKERS["ecdsa"](), issuing.certificate), NOW, 9, [])
    (folder / "trust/issuing.crl").write_bytes(forged.public_bytes(Encoding.DER))
    with pytest.raises(RevocationUnknownError):
        checker(folder).check(chain(folder), NOW)


def test_a_list_in_another_name_does_not_count_whoever_signed_it(folder):
    issuing = authority_pair(folder, "issuing")
    other = issue_crl(Pair(issuing.key, make("another").certificate), NOW, 9, [])
    (folder / "trust/issuing.crl").write_bytes(other.public_bytes(Encoding.DER))
    with pytest.raises(RevocationUnknownError):
        checker(folder).check(chain(folder), NOW)


def test_the_newest_list_counts(folder):
    shutil.copy(folder / "trust/issuing.crl", folder / "trust/older.crl")
    revoke_certificate(folder, "planning", lambda: NOW)
    with pytest.raises(CertificateRevokedError):
        checker(folder).check(chain(folder), NOW)


def test_a_development_pki_renews_its_lists_when_they_have_ended(folder):
    late = MADE + timedelta(days=31)
    judge = checker(folder, renew=lambda: ensure_fresh_crls(folder, lambda: late))
    assert judge.check(chain(folder), late).ends == late + RECHECK


def test_no_anchor_behind_it_makes_a_chain_untrusted(folder):
    with pytest.raises(CertificateUntrustedError, match="示例市自然资源和规划局"):
        checker(folder).check(chain(pki_fixture.pki()), NOW)


def test_whoever_is_no_authority_certifies_nothing():
    root = make("root")
    seal = make("seal", root, seal_profile())
    bare = make("bare", root, [])
    for pretender in (seal, bare):
        forged = make("forged", pretender, seal_profile())
        with pytest.raises(CertificateUntrustedError):
            build_path([forged.certificate, pretender.certificate], [root.certificate])


def test_a_circle_of_authorities_ends_in_distrust():
    first, stranger = make("first"), make("stranger")
    second = make("second", first)
    with pytest.raises(CertificateUntrustedError):
        build_path([second.certificate, first.certificate], [stranger.certificate])


def test_an_anchor_needs_no_list():
    root = chain(pki_fixture.pki())[-1]
    evidence = checker().check([root], NOW)
    assert (evidence.certificates, evidence.crls) == ((root,), ())


class TestHttpLists:
    @pytest.fixture
    def served(self, tmp_path):
        """A PKI whose certificates name the server that serves its CRLs."""
        lists = tmp_path / "lists"
        lists.mkdir()
        with running(PkiServer(("127.0.0.1", 0), authority(), lists)) as server:
            folder = pki_fixture.fresh_pki(tmp_path, crl_url=f"{server.url}crl/")
            for path in (folder / "trust").glob("*.crl"):
                shutil.move(path, lists)
            yield folder, lists

    def judge(self, folder):
        return ChainChecker(TrustFolder(folder / "trust"), HttpLists(2.0).find_crls)

    def test_lists_are_fetched_from_where_the_certificates_say(self, served):
        folder, _lists = served
        assert len(self.judge(folder).check(chain(folder), NOW).crls) == 2

    def test_within_the_hour_one_fetch_serves_every_chain(self, served):
        folder, lists = served
        judge = self.judge(folder)
        judge.check(chain(folder), NOW)
        shutil.rmtree(lists)
        assert judge.check(chain(folder, "keys/stranger"), NOW + RECHECK / 2)

    def test_a_new_list_is_fetched_after_an_hour(self, served):
        folder, lists = served
        judge = self.judge(folder)
        judge.check(chain(folder), NOW)
        for path in lists.iterdir():
            shutil.copy(path, folder / "trust")
        revoke_certificate(folder, "planning", lambda: NOW)
        shutil.move(folder / "trust/issuing.crl", lists / "issuing.crl")
        (folder / "trust/root.crl").unlink()
        with pytest.raises(CertificateRevokedError):
            judge.check(chain(folder), NOW + RECHECK + timedelta(seconds=1))

    def test_a_fetched_list_serves_until_it_ends(self, served):
        folder, lists = served
        judge = self.judge(folder)
        judge.check(chain(folder), NOW)
        for path in lists.iterdir():
            path.unlink()
        assert judge.check(chain(folder), MADE + timedelta(days=30))
        with pytest.raises(RevocationUnknownError):
            judge.check(chain(folder), MADE + timedelta(days=30, seconds=1))

    @pytest.mark.parametrize("name", ["root", "issuing"])
    def test_a_list_that_cannot_be_had_is_unknown(self, served, name):
        folder, lists = served
        (lists / f"{name}.crl").unlink()
        with pytest.raises(RevocationUnknownError, match=f"{name}.crl"):
            self.judge(folder).check(chain(folder), NOW)

    def test_what_is_no_list_is_unknown(self, served):
        folder, lists = served
        (lists / "issuing.crl").write_bytes(b"rubbish")
        with pytest.raises(RevocationUnknownError):
            self.judge(folder).check(chain(folder), NOW)

    def test_a_certificate_that_names_no_place_is_unknown(self):
        with pytest.raises(RevocationUnknownError):
            self.judge(pki_fixture.pki()).check(chain(pki_fixture.pki()), NOW)
