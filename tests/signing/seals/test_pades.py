import io
import shutil
import socket
import subprocess
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import needs
import pikepdf
import pki_fixture
import pytest
from asn1crypto import cms, crl, pem, x509
from pki_fixture import MADE, NOW, pki
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext
from sealer_fixture import authority, order, page, sealed, sealer, signed_bytes
from zope.interface.verify import verifyObject

from signing.errors import (
    CertificateExpiredError,
    CertificateNotYetValidError,
    CertificateRevokedError,
    CertificateUntrustedError,
    DocumentUnsealableError,
    KeyMissingError,
    KeyUnavailableError,
    RevocationUnknownError,
    SealImpossibleError,
    TimestampInvalidError,
    TimestampUnavailableError,
)
from signing.interfaces import ISealer
from signing.keys.pool import KeyPool
from signing.keys.software import SoftwareKeyStore, passphrase_from
from signing.model import Level, Verdict
from signing.seals.pades import MAX_TOKEN, TOKEN_SIZE
from signing.timestamps.authority import EmbeddedTimestamper
from signing.timestamps.client import HttpTimestamper
from signing.trust.anchors import read_snapshot
from signing.trust.pki import revoke_certificate
from signing.validation.judging import judge

KEYS = ("planning", "housing")
STAMPED = (Level.B_T, Level.B_LT, Level.B_LTA)


@pytest.fixture
def folder(tmp_path):
    return pki_fixture.fresh_pki(tmp_path)


def context(**more):
    """What pyHanko may believe: the root, and nothing from the network."""
    root = x509.Certificate.load(pem.unarmor((pki() / "trust/root.crt.pem").read_bytes())[2])
    return ValidationContext(trust_roots=[root], moment=NOW, allow_fetching=False, revocation_mode="require", **more)


def known_lists():
    return [crl.CertificateList.load(path.read_bytes()) for path in sorted((pki() / "trust").glob("*.crl"))]


def embedded(pdf):
    """The signature and, where there is one, the document timestamp."""
    return PdfFileReader(io.BytesIO(pdf)).embedded_signatures


def test_it_keeps_the_interface():
    assert verifyObject(ISealer, sealer())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("level", list(Level))
class TestEveryLevel:
    def test_pyhanko_believes_the_seal(self, level, key):
        seal, *rest = embedded(sealed(level, key))
        status = validate_pdf_signature(seal, context(crls=known_lists()))
        assert status.bottom_line, status.pretty_print_details()
        assert status.docmdp_ok
        assert (status.timestamp_validity is not None) is (level in STAMPED)
        assert len(rest) == (level is Level.B_LTA)

    def test_openssl_believes_the_seal(self, level, key, tmp_path):
        covered, contents = signed_bytes(sealed(level, key))
        (tmp_path / "covered").write_bytes(covered)
        (tmp_path / "cms").write_bytes(cms.ContentInfo.load(contents).dump())
        command = [needs.command("openssl", "openssl"), "cms", "-verify", "-binary", "-inform", "DER"]
        command += ["-in", tmp_path / "cms", "-content", tmp_path / "covered", "-out", "/dev/null"]
        command += ["-CAfile", pki() / "trust/root.crt.pem", "-attime", str(int(NOW.timestamp()))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def test_qpdf_and_poppler_find_nothing_wrong(self, level, key, tmp_path):
        path = tmp_path / "sealed.pdf"
        path.write_bytes(sealed(level, key))
        checked = subprocess.run([needs.command("qpdf", "qpdf"), "--check", path], capture_output=True, check=False)
        assert checked.returncode == 0, checked.stdout
        command = [needs.command("pdfsig", "poppler-utils"), "-nocert", path]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid" in said
        assert "ETSI.CAdES.detached" in said

    def test_the_document_lies_unchanged_under_its_seal(self, level, key):
        assert sealed(level, key).startswith(page() + b"\n")
        with pikepdf.open(io.BytesIO(page())) as before, pikepdf.open(io.BytesIO(sealed(level, key))) as after:
            assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
            assert after.docinfo == before.docinfo


@pytest.mark.parametrize("level", [Level.B_LT, Level.B_LTA])
def test_what_the_file_carries_is_enough_to_believe_it(level):
    pdf = sealed(level)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        store = opened.Root.DSS
        lists = [crl.CertificateList.load(bytes(each.read_bytes())) for each in store.CRLs]
        certificates = [x509.Certificate.load(bytes(each.read_bytes())) for each in store.Certs]
    assert {each.subject.native["common_name"] for each in certificates} == {
        "示例市自然资源和规划局",
        "示例印章签发机构",
        "示例根证书",
        "示例时间戳服务",
    }
    assert validate_pdf_signature(embedded(pdf)[0], context(crls=lists, other_certs=certificates)).bottom_line


def test_a_document_timestamp_covers_the_evidence():
    pdf = sealed(Level.B_LTA)
    _seal, stamp = embedded(pdf)
    status = validate_pdf_timestamp(stamp, context(crls=known_lists()))
    assert status.valid
    assert status.trusted
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.timestamp == NOW


def test_a_seal_says_what_was_ordered():
    with pikepdf.open(io.BytesIO(sealed(Level.B_B))) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        seal = field.V
        assert str(field.TU) == "电子印章：示例市自然资源和规划局"
        assert (str(field.T), str(seal.Reason), str(seal.Location)) == ("Seal1", "准予施工", "示例市")
        assert str(seal.M) == "D:20260302020000Z"
        assert [float(each) for each in field.Rect] == [100.5, 40, 219.5, 159]
        assert seal.Reference[0].TransformParams.P == 1
        assert pdf.Root.Perms.DocMDP.objgen == seal.objgen
        assert field.AP.N.BBox
        assert pdf.pages[0].Annots[0].objgen == field.objgen


def test_an_invisible_seal_is_told_to_screen_readers_too():
    with pikepdf.open(io.BytesIO(sealer().seal(page(), order(appearance=None, placement=None)))) as pdf:
        assert str(pdf.Root.AcroForm.Fields[0].TU) == "电子印章：示例市自然资源和规划局"


def test_an_invisible_seal_has_no_place_and_no_picture():
    plain = order(appearance=None, placement=None, reason="", location="", title="")
    with pikepdf.open(io.BytesIO(sealer().seal(page(), plain))) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert [float(each) for each in field.Rect] == [0, 0, 0, 0]
        assert not {"/AP", "/TU"} & set(field.keys())
        assert not {"/Reason", "/Location"} & set(field.V.keys())


def test_a_line_end_is_added_only_where_there_is_none():
    assert sealer().seal(page() + b"\n", order()).startswith(page() + b"\n")
    assert b"%%EOF\n\n" not in sealer().seal(page() + b"\n", order())


def test_several_may_seal_in_order_where_nobody_certifies():
    first = sealer().seal(page(), order(certify=False))
    both = sealer().seal(first, order(Level.B_LTA, key="housing", field="Seal2", certify=False))
    for seal in embedded(both)[:2]:
        assert validate_pdf_signature(seal, context(crls=known_lists())).bottom_line


def test_a_certified_document_takes_no_second_seal_that_certifies():
    with pytest.raises(SealImpossibleError):
        sealer().seal(sealed(Level.B_B), order(field="Seal2"))


def test_what_is_no_pdf_is_refused():
    with pytest.raises(DocumentUnsealableError):
        sealer().seal(b"%PDF-nonsense", order())


def test_an_unknown_key_seals_nothing():
    with pytest.raises(KeyMissingError):
        sealer().seal(page(), order(key="nobody"))


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        (MADE - timedelta(days=1), CertificateNotYetValidError),
        (MADE + timedelta(days=1826), CertificateExpiredError),
        (MADE + timedelta(days=31), RevocationUnknownError),
    ],
)
def test_a_certificate_that_does_not_hold_seals_nothing(moment, error):
    with pytest.raises(error):
        sealer().seal(page(), order(moment=moment))


def test_a_revoked_certificate_seals_nothing_from_then_on(folder):
    ours = sealer(folder)
    assert ours.seal(page(), order())
    revoke_certificate(folder, "planning", lambda: NOW)
    with pytest.raises(CertificateRevokedError):
        ours.seal(page(), order())


def test_a_certificate_that_was_renewed_after_it_ended_seals_without_a_restart(folder):
    ours = sealer(folder)
    revoke_certificate(folder, "planning", lambda: NOW)
    with pytest.raises(CertificateRevokedError):
        ours.seal(page(), order())
    pki_fixture.renew_seal(folder, "planning", MADE)
    assert judge(ours.seal(page(), order()), NOW, read_snapshot(folder / "trust")).verdict is Verdict.VALID


def test_nothing_is_signed_before_the_certificate_was_judged(folder):
    shutil.rmtree(folder / "trust")
    (folder / "trust").mkdir()

    class Watched:
        certificate = authority()._signer._key.certificate
        chain, algorithm, name = (), "ecdsa", "planning"

        def load(self, name):
            return self

        def forget(self, name):
            pass

        def sign(self, data):
            pytest.fail("signed")

    with pytest.raises(CertificateUntrustedError, match="CN="):
        sealer(folder, keys=Watched()).seal(page(), order())


@pytest.mark.parametrize("level", STAMPED)
def test_without_the_timestamp_authority_nothing_is_given_at_a_lower_level(level):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    ours = sealer(timestamper=HttpTimestamper(f"http://127.0.0.1:{port}/", 5))
    with pytest.raises(TimestampUnavailableError):
        ours.seal(page(), order(level))
    assert ours.seal(page(), order(Level.B_B))


def test_an_authority_that_is_lost_before_the_second_timestamp_gives_nothing_either():
    class Once:
        def __init__(self):
            self.tokens = [authority().give_token]

        def stamp(self, imprint):
            if not self.tokens:
                raise TimestampUnavailableError("gone")
            return self.tokens.pop()(imprint)

    with pytest.raises(TimestampUnavailableError):
        sealer(timestamper=Once()).seal(page(), order(Level.B_LTA))


class Counted:
    """A timestamper that keeps the size of each token."""

    def __init__(self, folder):
        self._authority = authority(folder)
        self.sizes = []

    def stamp(self, imprint):
        token = self._authority.give_token(imprint)
        self.sizes.append(len(token))
        return token


@pytest.mark.parametrize("level", STAMPED)
def test_tokens_of_a_long_chain_get_the_room_that_they_need(folder, level):
    pki_fixture.lengthen_tsa(folder, 16)
    timestamper = Counted(folder)
    ours = sealer(folder, timestamper)
    found = judge(ours.seal(page(), order(level)), NOW, read_snapshot(folder / "trust"))
    assert (found.verdict, found.seals[0].level) == (Verdict.VALID, level)
    assert min(timestamper.sizes) > TOKEN_SIZE
    asked = len(timestamper.sizes)
    ours.seal(page(), order(level))
    assert len(timestamper.sizes) - asked == asked - 1  # only the first seal had to be made once more


def test_a_token_that_no_document_takes_is_refused():
    ours = sealer(timestamper=SimpleNamespace(stamp=lambda _imprint: bytes(MAX_TOKEN + 1)))
    with pytest.raises(TimestampInvalidError, match="65537 > 65536"):
        ours.seal(page(), order(Level.B_T))


def told(*ahead, folder=None):
    """A timestamper that says a time for each number of seconds after ``NOW``, then the last for good."""
    moments = [NOW + timedelta(seconds=each) for each in ahead]

    def stamp(imprint):
        return authority(folder, moments.pop(0) if moments[1:] else moments[0]).give_token(imprint)

    return SimpleNamespace(stamp=stamp)


@pytest.mark.parametrize("ahead", [59, -59])
@pytest.mark.parametrize("level", STAMPED)
def test_a_clock_within_the_tolerance_makes_no_seal_that_verifying_doubts(level, ahead):
    made = sealer(timestamper=told(ahead)).seal(page(), order(level))
    found = judge(made, NOW, read_snapshot(pki() / "trust"), timedelta(seconds=60))
    assert (found.verdict, found.seals[0].level) == (Verdict.VALID, level)


def test_an_authority_that_goes_back_between_two_timestamps_makes_no_seal_that_verifying_doubts():
    with pytest.raises(TimestampInvalidError, match="why-token-order"):
        sealer(timestamper=told(1, 0)).seal(page(), order(Level.B_LTA))
    assert sealer(timestamper=told(1, 0)).seal(page(), order(Level.B_LT))


def test_a_certificate_that_has_not_begun_at_the_time_of_its_timestamp_seals_nothing_above_b_b(folder):
    pki_fixture.renew_seal(folder, "planning", NOW)
    ours = sealer(folder, told(-1, folder=folder))
    with pytest.raises(CertificateNotYetValidError):
        ours.seal(page(), order(Level.B_T))
    assert ours.seal(page(), order(Level.B_B))


def test_a_timestamp_from_a_stranger_is_refused(folder):
    stranger = EmbeddedTimestamper(lambda: authority(folder))
    with pytest.raises(TimestampInvalidError, match="certificate-untrusted: "):
        sealer(timestamper=stranger).seal(page(), order(Level.B_T))


def test_a_revoked_timestamp_authority_is_refused(folder):
    revoke_certificate(folder, "tsa", lambda: NOW)
    with pytest.raises(TimestampInvalidError, match="certificate-revoked: "):
        sealer(folder).seal(page(), order(Level.B_T))


def test_a_timestamp_authority_whose_list_is_gone_may_be_trusted_later(folder):
    token = authority(folder).give_token

    class Slow:
        """Takes so long that the list goes meanwhile."""

        def stamp(self, imprint):
            (folder / "trust/issuing.crl").unlink()
            return token(imprint)

    with pytest.raises(RevocationUnknownError):
        sealer(folder, timestamper=Slow()).seal(page(), order(Level.B_T))


def test_a_key_that_is_lost_and_found_again_seals_again():
    class Flaky:
        """A store whose first key is lost at its first use."""

        def __init__(self, store):
            self._store = store
            self.losses = 1

        def load(self, name):
            key, flaky = self._store.load(name), self

            class Key:
                certificate, chain, algorithm = key.certificate, key.chain, key.algorithm

                def sign(self, data):
                    flaky.losses -= 1
                    if flaky.losses == 0:
                        raise KeyUnavailableError(name)
                    return key.sign(data)

            Key.name = name
            return Key()

    store = SoftwareKeyStore(pki() / "keys", passphrase_from(pki() / "passphrase"))
    ours = sealer(keys=KeyPool(Flaky(store)))
    with pytest.raises(KeyUnavailableError):
        ours.seal(page(), order())
    assert embedded(ours.seal(page(), order()))


def test_a_key_that_was_replaced_seals_with_its_own_certificate():
    store = SoftwareKeyStore(pki() / "keys", passphrase_from(pki() / "passphrase"))
    loaded = [replace(store.load(name), name="planning") for name in ("stranger", "planning")]
    ours = sealer(keys=SimpleNamespace(load=lambda _name: loaded.pop()))
    for name in ("示例市自然资源和规划局", "示例市城市管理局"):
        (seal,) = embedded(ours.seal(page(), order()))
        assert seal.signer_cert.subject.native["common_name"] == name
        assert validate_pdf_signature(seal, context(crls=known_lists())).bottom_line
