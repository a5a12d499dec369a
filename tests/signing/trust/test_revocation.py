import shutil
from dataclasses import replace
from datetime import timedelta

import pki_fixture
import pytest
from asn1crypto import crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from pki_fixture import MADE, NOW
from sealer_fixture import authority, checker

from signing.errors import (
    CertificateDevelopmentError,
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
    POLICY,
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


def partial_list(folder, *extensions, name="issuing"):
    """Put a list into the trust folder that is newer than every other and names nobody."""
    issuer = authority_pair(folder, name)
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    builder = builder.last_update(MADE + timedelta(minutes=20)).next_update(MADE + timedelta(days=20))
    for extension, critical in (*extensions, (x509.CRLNumber(3), False)):
        builder = builder.add_extension(extension, critical)
    signed = builder.sign(issuer.key, hashes.SHA256())
    (folder / "trust/partial.crl").write_bytes(signed.public_bytes(Encoding.DER))


def scope(places=None, users=False, authorities=False, reasons=None, indirect=False, attributes=False, relative=None):
    names = [x509.UniformResourceIdentifier(place) for place in places or ()]
    point = x509.IssuingDistributionPoint(names or None, relative, users, authorities, reasons, indirect, attributes)
    return point, True


REASONS = frozenset({x509.ReasonFlags.key_compromise})
RELATIVE = x509.RelativeDistinguishedName([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
PARTIAL = {
    "delta": (x509.DeltaCRLIndicator(2), True),
    "delta that is not critical": (x509.DeltaCRLIndicator(2), False),
    "authorities": scope(authorities=True),
    "attributes": scope(attributes=True),
    "reasons": scope(reasons=REASONS),
    "indirect": scope(indirect=True),
    "place": scope(places=["http://127.0.0.1/other.crl"]),
    "relative": scope(relative=RELATIVE),
    "unknown": (x509.UnrecognizedExtension(x509.ObjectIdentifier("2.25.1"), b"\x05\x00"), True),
}


@pytest.mark.parametrize("extension", PARTIAL.values(), ids=PARTIAL)
def test_a_newer_list_that_speaks_of_others_or_of_changes_hides_no_revocation(folder, extension):
    revoke_certificate(folder, "planning", lambda: MADE + timedelta(minutes=10))
    partial_list(folder, extension)
    with pytest.raises(CertificateRevokedError):
        checker(folder).check(chain(folder), NOW)
    assert len(checker(folder).check(chain(folder, "keys/stranger"), NOW).crls) == 2


@pytest.mark.parametrize("extension", PARTIAL.values(), ids=PARTIAL)
def test_a_list_that_speaks_of_others_or_of_changes_proves_nothing_alone(folder, extension):
    (folder / "trust/issuing.crl").unlink()
    partial_list(folder, extension)
    with pytest.raises(RevocationUnknownError):
        checker(folder).check(chain(folder), NOW)


def test_a_list_that_says_a_thing_twice_proves_nothing(folder):
    issuing, path = authority_pair(folder, "issuing"), folder / "trust/issuing.crl"
    twice = crl.CertificateList.load(path.read_bytes())
    extensions = twice["tbs_cert_list"]["crl_extensions"]
    twice["tbs_cert_list"]["crl_extensions"] = [*extensions, extensions[0]]
    twice["signature"] = issuing.key.sign(twice["tbs_cert_list"].dump(force=True), ec.ECDSA(hashes.SHA256()))
    path.write_bytes(twice.dump(force=True))
    with pytest.raises(RevocationUnknownError):
        checker(folder).check(chain(folder), NOW)


def test_a_list_of_users_alone_says_nothing_of_an_authority(folder):
    (folder / "trust/root.crl").unlink()
    partial_list(folder, scope(users=True), name="root")
    with pytest.raises(RevocationUnknownError):
        checker(folder).check(chain(folder), NOW)


@pytest.mark.parametrize("name", ["root", "issuing"])
def test_a_list_in_scope_proves_and_so_does_one_with_what_need_not_be_understood(folder, name):
    (folder / f"trust/{name}.crl").unlink()
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.25.1"), b"\x05\x00")
    partial_list(folder, scope(users=name == "issuing", authorities=name == "root"), (unknown, False), name=name)
    assert len(checker(folder).check(chain(folder), NOW).crls) == 2


def test_a_list_of_the_place_that_the_certificate_names_is_in_scope(tmp_path):
    folder = pki_fixture.fresh_pki(tmp_path, crl_url="http://127.0.0.1/crl/")
    (folder / "trust/issuing.crl").unlink()
    partial_list(folder, scope(places=["http://127.0.0.1/crl/issuing.crl"]))
    assert len(checker(folder).check(chain(folder), NOW).crls) == 2


def test_a_revocation_counts_though_the_list_that_says_it_has_ended(folder):
    late = MADE + timedelta(days=31)
    revoke_certificate(folder, "planning", lambda: NOW)
    for name in ("root", "issuing"):
        crl = issue_crl(authority_pair(folder, name), late - timedelta(days=1), 9, [])
        (folder / f"trust/new-{name}.crl").write_bytes(crl.public_bytes(Encoding.DER))
    with pytest.raises(CertificateRevokedError):
        checker(folder).check(chain(folder), late)


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


def test_where_a_policy_is_refused_nothing_on_the_path_may_bear_it(folder):
    issuing, period = authority_pair(folder, "issuing"), (MADE, MADE + timedelta(days=9))
    plain = certify(make_name("leaf", "示例"), KEY_MAKERS["ecdsa"](), issuing, period, seal_profile()[:2]).certificate
    own = [each.public_bytes(Encoding.DER) for each in (plain, issuing.certificate)]
    assert checker(folder).check(own, NOW)
    with pytest.raises(CertificateDevelopmentError, match="CN=leaf"):
        replace(checker(folder), refused=frozenset({POLICY})).check(own, NOW)


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
