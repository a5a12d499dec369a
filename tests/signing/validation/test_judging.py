"""Verdicts on whole files: good ones at every level, and what trust, time and revocation make of them."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from asn1crypto import cms
from attacks import append_objects, byte_range
from pki_fixture import MADE, NOW, fresh_pki, renew_seal
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from sealed_fixture import LATER, LEVELS, SEALED, base_pdf, certificates, rsa_pki, seal, sealed, stamped
from sealer_fixture import authority, picture

from signing.model import Level, Verdict
from signing.seals.revisions import _begin, begin_revision
from signing.trust.anchors import TrustSnapshot, make_snapshot, read_snapshot
from signing.trust.pki import ensure_fresh_crls, revoke_certificate
from signing.validation import judging
from signing.validation.judging import judge

AT = NOW + timedelta(hours=1)
YEARS = timedelta(days=365)


def trust():
    return read_snapshot(rsa_pki() / "trust")


def codes(report):
    return {each.code for each in report.findings}


def subs(report):
    return {each.values["sub_indication"] for each in report.findings}


@pytest.mark.parametrize("level", LEVELS)
def test_a_good_seal_is_valid_at_every_level(level):
    report = judge(sealed(level), AT, trust())
    assert (report.verdict, report.findings) == (Verdict.VALID, ())
    (own,) = report.seals
    assert own.level is Level(level)
    assert own.signer == "示例市自然资源和规划局"
    assert own.issuer == "示例印章签发机构"
    assert own.claimed_at == SEALED
    assert own.proved_at == (None if level == "B-B" else SEALED)


def test_a_seal_by_an_rsa_key_is_valid():
    assert judge(seal(base_pdf(), rsa_pki(), "B-B", "housing"), AT, trust()).verdict is Verdict.VALID


def test_a_renewed_archive_timestamp_keeps_a_file_valid():
    twice = stamped(sealed("B-LTA"), rsa_pki(), NOW + timedelta(minutes=30))
    assert judge(twice, AT, trust()).verdict is Verdict.VALID


def test_a_seal_without_a_known_issuer_is_indeterminate():
    for anchors in (TrustSnapshot(), read_snapshot(_other() / "trust")):
        report = judge(sealed("B-B"), AT, anchors)
        assert report.verdict is Verdict.INDETERMINATE
        assert codes(report) == {"signing.seal-certificate-issuer-unknown"}
        assert subs(report) == {"NO_CERTIFICATE_CHAIN_FOUND"}


def _other():
    import pki_fixture

    return pki_fixture.pki()


def test_the_certificate_itself_may_be_the_anchor():
    own = certificates(rsa_pki() / "keys" / "planning.crt.pem")[0]
    assert judge(sealed("B-B"), AT, make_snapshot({own.dump()}, set())).verdict is Verdict.VALID


def test_without_revocation_lists_a_seal_is_indeterminate():
    only_anchors = TrustSnapshot(trust().anchors, (), "")
    report = judge(sealed("B-B"), AT, only_anchors)
    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report) == {"signing.seal-certificate-revocation-unproven"}
    assert subs(report) == {"TRY_LATER"}


def test_lists_inside_the_file_prove_as_much_as_known_ones():
    only_anchors = TrustSnapshot(trust().anchors, (), "")
    assert judge(sealed("B-LT"), AT, only_anchors).verdict is Verdict.VALID


def test_an_ended_revocation_list_proves_nothing():
    report = judge(sealed("B-B"), NOW + timedelta(days=40), trust())
    assert codes(report) == {"signing.seal-certificate-revocation-unproven"}


def test_a_file_outlives_its_lists_and_says_so_once():
    only_anchors = TrustSnapshot(trust().anchors, (), "")
    for level in ("B-LT", "B-LTA"):
        report = judge(sealed(level), NOW + 4 * YEARS, only_anchors)
        assert (report.verdict, [each.code for each in report.findings]) == (
            Verdict.VALID,
            ["signing.timestamp-revocation-aged"],
        )


def _with_lists_at(folder, moment):
    ensure_fresh_crls(folder, lambda: moment)
    return read_snapshot(folder / "trust")


def test_an_expired_certificate_without_proof_is_indeterminate(tmp_path):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    later = MADE + 6 * YEARS
    report = judge(seal(base_pdf(), folder), later, _with_lists_at(folder, later))
    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report) == {"signing.seal-certificate-expired"}
    assert subs(report) == {"OUT_OF_BOUNDS_NO_POE"}


def test_an_archive_timestamp_that_still_holds_keeps_a_seal_valid(tmp_path):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    later = NOW + timedelta(days=60)
    assert judge(seal(base_pdf(), folder, "B-LTA"), later, _with_lists_at(folder, later)).verdict is Verdict.VALID


def test_an_archive_timestamp_whose_certificate_ended_is_indeterminate(tmp_path):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    later = MADE + 6 * YEARS
    report = judge(seal(base_pdf(), folder, "B-LTA"), later, _with_lists_at(folder, later))
    assert report.verdict is Verdict.INDETERMINATE
    assert "signing.timestamp-certificate-expired" in codes(report)


def test_a_revoked_certificate_without_proof_is_not_valid(tmp_path):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    made = seal(base_pdf(), folder)
    revoke_certificate(folder, "planning", lambda: NOW + timedelta(minutes=10))
    report = judge(made, AT, read_snapshot(folder / "trust"))
    assert report.verdict is Verdict.NOT_VALID
    assert codes(report) == {"signing.seal-certificate-revoked"}
    assert subs(report) == {"REVOKED_NO_POE"}


def test_a_revocation_after_the_proved_time_does_not_spoil_the_seal(tmp_path):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    made = seal(base_pdf(), folder, "B-T")
    revoke_certificate(folder, "planning", lambda: NOW + timedelta(minutes=10))
    assert judge(made, AT, read_snapshot(folder / "trust")).verdict is Verdict.VALID


def test_a_revocation_before_the_proved_time_is_not_valid_whatever_the_file_brings(tmp_path):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    made = seal(base_pdf(), folder, "B-LTA")
    revoke_certificate(folder, "planning", lambda: MADE + timedelta(minutes=1))
    report = judge(made, AT, read_snapshot(folder / "trust"))
    assert report.verdict is Verdict.NOT_VALID
    assert subs(report) == {"REVOKED"}


def test_an_old_list_that_revokes_still_counts(tmp_path):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    made = seal(base_pdf(), folder)
    revoke_certificate(folder, "planning", lambda: NOW)
    report = judge(made, NOW + timedelta(days=90), read_snapshot(folder / "trust"))
    assert report.verdict is Verdict.NOT_VALID


def test_a_revoked_timestamp_authority_proves_no_time(tmp_path):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    made = seal(base_pdf(), folder, "B-T")
    revoke_certificate(folder, "tsa", lambda: NOW)
    report = judge(made, AT, read_snapshot(folder / "trust"))
    assert report.verdict is Verdict.NOT_VALID
    assert "signing.timestamp-certificate-revoked" in codes(report)
    assert report.seals[0].proved_at is None


BEFORE_SEALING = {
    "B-B": {"signing.sealed-later"},
    "B-T": {"signing.sealed-later", "signing.timestamp-later"},
    "B-LT": {"signing.sealed-later", "signing.timestamp-later"},
    "B-LTA": {"signing.sealed-later", "signing.timestamp-later"},
}


@pytest.mark.parametrize("level", LEVELS)
def test_at_a_moment_before_its_sealing_nothing_shows_whether_a_seal_was_there(level):
    report = judge(sealed(level), SEALED - timedelta(minutes=1), trust())
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, BEFORE_SEALING[level])
    assert subs(report) == {"TIMESTAMP_ORDER_FAILURE"}


@pytest.mark.parametrize("level", LEVELS)
def test_that_certificates_had_not_begun_at_a_moment_before_the_sealing_speaks_against_no_seal(level):
    begins = {"signing.seal-certificate-begins-later"}
    if level != "B-B":
        begins |= {"signing.timestamp-certificate-begins-later"}
    report = judge(sealed(level), MADE - timedelta(days=1), trust())
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, BEFORE_SEALING[level] | begins)
    assert subs(report) == {"TIMESTAMP_ORDER_FAILURE", "OUT_OF_BOUNDS_NO_POE"}


@pytest.mark.parametrize("level", ["B-T", "B-B"])
def test_a_seal_that_is_proved_to_be_older_than_its_certificate_is_not_valid(tmp_path, level):
    folder = fresh_pki(tmp_path, tsa_algorithm="rsa")
    renew_seal(folder, "planning", NOW + timedelta(minutes=1))
    proved = stamped(seal(base_pdf(), folder, level), folder, NOW + timedelta(seconds=1))
    report = judge(proved, AT, read_snapshot(folder / "trust"))
    assert (report.verdict, codes(report)) == (Verdict.NOT_VALID, {"signing.seal-certificate-not-yet-valid"})
    assert subs(report) == {"NOT_YET_VALID"}


def test_a_page_without_a_seal_is_not_valid():
    report = judge(base_pdf(), AT, trust())
    assert (report.verdict, codes(report)) == (Verdict.NOT_VALID, {"signing.no-seal"})


def test_a_document_timestamp_is_no_seal():
    report = judge(stamped(base_pdf(), rsa_pki(), SEALED), AT, trust())
    assert (report.verdict, codes(report)) == (Verdict.NOT_VALID, {"signing.no-seal"})


def test_two_seals_are_both_judged():
    first = seal(base_pdf(), rsa_pki(), "B-B", permissions=MDPPerm.FILL_FORMS)
    both = seal(first, rsa_pki(), "B-B", "housing", "Seal2", certify=False)
    report = judge(both, AT, trust())
    assert report.verdict is Verdict.VALID
    assert [each.signer for each in report.seals] == ["示例市自然资源和规划局", "示例市住房和城乡建设局"]


def test_the_headline_is_never_greener_than_the_weakest_seal():
    first = seal(base_pdf(), rsa_pki(), "B-B", permissions=MDPPerm.FILL_FORMS)
    both = seal(first, _other(), "B-B", "stranger", "Seal2", certify=False)
    report = judge(both, AT, trust())
    assert report.verdict is Verdict.INDETERMINATE
    assert [each.verdict for each in report.seals] == [Verdict.VALID, Verdict.INDETERMINATE]


def test_a_seal_that_forbids_changes_forbids_another_seal(monkeypatch):
    monkeypatch.setattr("pyhanko.sign.validation.read_certification_data", lambda reader: None)
    both = seal(sealed("B-B"), rsa_pki(), "B-B", "housing", "Seal2", certify=False)
    assert judge(both, AT, trust()).verdict is Verdict.NOT_VALID


def test_a_weak_digest_is_indeterminate():
    report = judge(seal(base_pdf(), rsa_pki(), "B-B", digest="sha1"), AT, trust())
    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report) == {"signing.algorithm-weak"}


def test_a_certificate_for_timestamps_may_not_seal():
    made = seal(base_pdf(), rsa_pki(), "B-B", "../tsa/tsa")
    report = judge(made, AT, trust())
    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report) == {"signing.seal-certificate-unsuitable"}


def test_a_plain_cms_seal_of_others_is_judged():
    made = seal(base_pdf(), rsa_pki(), "B-B", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    assert judge(made, AT, trust()).verdict is Verdict.VALID


def test_a_changed_byte_of_the_page_is_found():
    made = bytearray(sealed("B-B"))
    made[made.index(b"/MediaBox") + 12] ^= 1
    report = judge(bytes(made), AT, trust())
    assert report.verdict is Verdict.NOT_VALID
    assert "signing.document-changed" in codes(report)


def test_a_chinese_seal_is_recognised_and_indeterminate():
    made = sealed("B-B").replace(b"/ETSI.CAdES.detached", b"/GM.sm2seal         ")
    report = judge(made, AT, trust())
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, {"signing.gm-seal"})


def test_a_seal_of_an_unknown_kind_is_indeterminate():
    made = sealed("B-B").replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 ")
    assert codes(judge(made, AT, trust())) == {"signing.seal-kind-unknown"}


def test_sm2_inside_cms_is_recognised():
    oid = bytes.fromhex("06082A8648CE3D040302")  # ecdsa-with-SHA256, which SM2-with-SM3 replaces in as many bytes
    national = bytes.fromhex("06082A811CCF55018375")
    data = sealed("B-B")
    _start, before, resume, _after = byte_range(data)
    value = bytes.fromhex(data[before + 1 : resume - 1].decode())
    place = value.rindex(oid)
    changed = value[:place] + national + value[place + len(national) :]
    made = data[: before + 1] + changed.hex().upper().encode() + data[resume - 1 :]
    report = judge(made, AT, trust())
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, {"signing.gm-seal"})


def test_a_seal_that_breaks_off_inside_is_malformed():
    data = sealed("B-B")
    _start, before, resume, _after = byte_range(data)
    half = cms.ContentInfo({"content_type": "signed_data", "content": {"version": "v1"}}).dump()
    value = half.hex().encode().ljust(resume - before - 2, b"0")
    report = judge(data[: before + 1] + value + data[resume - 1 :], AT, trust())
    assert (report.verdict, codes(report)) == (Verdict.NOT_VALID, {"signing.seal-malformed"})


def _ofd():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<OFD/>")
    return out.getvalue()


def _zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


def _encrypted():
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(base_pdf())))
    assert isinstance(writer, PdfFileWriter)
    writer.encrypt(owner_pass="secret", user_pass="secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_ofd_document_is_indeterminate():
    report = judge(_ofd(), AT, trust())
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, {"signing.ofd"})


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("signing.file-empty", lambda: b""),
        ("signing.file-not-pdf", lambda: b"hello"),
        ("signing.file-not-pdf", _zip),
        ("signing.file-not-pdf", lambda: b"PK\x03\x04 broken"),
        ("signing.file-truncated", lambda: sealed("B-B")[:9_000]),
        ("signing.file-encrypted", _encrypted),
        ("signing.bytes-prepended", lambda: b"x" + sealed("B-B")),
        ("signing.file-malformed", lambda: b"%PDF-1.7\nstartxref\n0\n%%EOF"),
        ("signing.file-malformed", lambda: b"%PDF-1.7\n%%EOF"),
    ],
)
def test_what_cannot_be_read_has_a_code(code, make):
    report = judge(make(), AT, trust())
    assert (report.verdict, codes(report)) == (Verdict.UNREADABLE, {code})


@pytest.mark.parametrize(
    ("error", "code"),
    [(RecursionError, "signing.file-too-complex"), (MemoryError, "signing.too-much-memory")],
)
def test_what_nests_too_deep_or_needs_too_much_memory_is_unreadable(monkeypatch, error, code):
    def fail(_data):
        raise error

    monkeypatch.setattr(judging, "load_facts", fail)
    report = judge(sealed("B-B"), AT, trust())
    assert (report.verdict, codes(report)) == (Verdict.UNREADABLE, {code})


def test_a_document_timestamp_with_an_appearance_is_long_term_material():
    stream = io.BytesIO(sealed("B-B"))
    content = DocumentTimestamp(bytes_reserved=16_384)
    revision = _begin(begin_revision(stream), SigFieldSpec("Stamp"), content, None, picture())
    revision.finish(authority(rsa_pki(), LATER).give_token(revision.digest))
    assert judge(stream.getvalue(), AT, trust()).verdict is Verdict.VALID


def test_references_that_lead_back_are_unreadable():
    data = append_objects(sealed("B-B"), {})
    start = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    circle = re.sub(
        rb"/Prev \d+ >>\nstartxref\n\d+\n%%EOF\n$", b"/Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (start, start), data
    )
    assert judge(circle, AT, trust()).verdict is Verdict.UNREADABLE


def test_a_trailer_that_loses_objects_by_their_number_is_unreadable():
    data = append_objects(sealed("B-B"), {})
    place = data.rindex(b"/Size ")
    smaller = data[:place] + re.sub(rb"/Size \d+", b"/Size 20", data[place:])
    assert judge(smaller, AT, trust()).verdict is Verdict.UNREADABLE
