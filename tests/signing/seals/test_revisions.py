import io

import pikepdf
import pytest
from pki_fixture import NOW, pki
from sealer_fixture import order, page, sealed, sealer

from signing.errors import DocumentUnsealableError, SealImpossibleError
from signing.model import Level, Placement
from signing.seals.revisions import add_evidence, begin_revision, begin_seal, begin_timestamp
from signing.trust.revocation import Evidence


def encrypted():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=""))
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n%%EOF\n"], ids=["empty", "text", "hollow"])
def test_what_is_no_pdf_cannot_be_sealed(data):
    with pytest.raises(DocumentUnsealableError):
        begin_revision(io.BytesIO(data))


def test_an_encrypted_pdf_cannot_be_sealed():
    with pytest.raises(DocumentUnsealableError, match="why-encrypted"):
        begin_revision(io.BytesIO(encrypted()))


@pytest.mark.parametrize(("version", "declared"), [("1.7", True), ("2.0", False)])
def test_pades_is_declared_as_an_extension_before_pdf_2(version, declared):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page())) as pdf:
        pdf.save(out, force_version=version)
    begin_seal(begin_revision(out), order(), 100)
    with pikepdf.open(out) as pdf:
        assert ("/Extensions" in pdf.Root) is declared


def test_contents_that_are_too_large_are_refused():
    revision = begin_seal(begin_revision(io.BytesIO(page() + b"\n")), order(), 100)
    with pytest.raises(SealImpossibleError, match="larger than expected"):
        revision.finish(bytes(101))


def test_a_page_that_is_not_there_cannot_carry_a_seal():
    writer = begin_revision(io.BytesIO(page() + b"\n"))
    with pytest.raises(SealImpossibleError):
        begin_seal(writer, order(placement=Placement(7, 0, 0, 10, 10)), 100)


def test_a_field_that_is_filled_is_not_filled_again():
    approved = sealer().seal(page(), order(certify=False))
    with pytest.raises(SealImpossibleError, match="filled"):
        begin_seal(begin_revision(io.BytesIO(approved)), order(certify=False), 100)


def test_a_document_that_is_certified_against_any_change_takes_no_seal_at_all():
    with pytest.raises(SealImpossibleError, match="why-certified"):
        begin_seal(begin_revision(io.BytesIO(sealed(Level.B_B))), order(field="Seal2", certify=False), 100)


def test_a_sealed_document_is_not_certified_anew():
    with pytest.raises(SealImpossibleError, match="why-sealed-already"):
        begin_seal(begin_revision(io.BytesIO(sealed(Level.B_B))), order(field="Seal2"), 100)


def test_a_timestamp_of_a_taken_name_is_refused():
    with pytest.raises(SealImpossibleError):
        begin_timestamp(begin_revision(io.BytesIO(sealed(Level.B_LTA))), "Seal1-Timestamp", 100)


def test_each_piece_of_evidence_is_added_once():
    stream = io.BytesIO(sealed(Level.B_T))
    writer = begin_revision(stream)
    trust = pki() / "trust"
    lists = tuple((trust / f"{name}.crl").read_bytes() for name in ("root", "issuing"))
    evidence = Evidence((), lists, NOW, NOW)
    add_evidence(writer, b"contents", (evidence, evidence))
    writer.write_in_place()
    with pikepdf.open(stream) as pdf:
        assert [bytes(each.read_bytes()) for each in pdf.Root.DSS.CRLs] == list(lists)
        assert len(pdf.Root.DSS.VRI) == 1
