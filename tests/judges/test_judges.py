"""The judges tell good from bad: without this, their silence about our files would prove nothing."""

import io

import pytest
from pki_fixture import pki
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.stamp import TextStamp, TextStampStyle
from sealed_fixture import LATER, LEVELS, base_pdf, rsa_pki, sealed

pytestmark = pytest.mark.judges


def stamped(pdf: bytes) -> bytes:
    """Draw words over the first page in a later revision, in a Courier that is not embedded."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    TextStamp(out, TextStampStyle(stamp_text="FORGED", background=None)).apply(0, 20, 60)
    result = io.BytesIO()
    out.write(result)
    return result.getvalue()


def test_a_page_by_typst_is_pdfa(judges):
    assert judges.faults(base_pdf()) == ()


def test_a_font_that_is_not_embedded_is_a_fault(judges):
    (fault,) = [each for each in judges.faults(stamped(base_pdf())) if each.startswith("6.2.11.4.1/1")]
    assert "font" in fault


def test_an_update_of_a_file_without_a_last_newline_is_a_fault(judges):
    assert any(each.startswith("6.1.9/1") for each in judges.faults(stamped(base_pdf().rstrip())))


@pytest.mark.parametrize("level", LEVELS)
def test_a_seal_by_another_hand_passes(judges, level):
    (opinion,) = judges.opinions(sealed(level), rsa_pki() / "trust", LATER)
    assert (opinion.indication, opinion.level) == ("TOTAL_PASSED", f"PAdES-BASELINE-{level.removeprefix('B-')}")
    assert opinion.problems == opinion.held == ()


def test_words_drawn_after_the_seal_are_held_against_the_file(judges):
    (opinion,) = judges.opinions(stamped(sealed()), rsa_pki() / "trust", LATER)
    assert opinion.held
    assert opinion.problems


def test_a_byte_changed_under_the_seal_fails(judges):
    (opinion,) = judges.opinions(sealed().replace(b"/Type/Page", b"/Type/pAge", 1), rsa_pki() / "trust", LATER)
    assert opinion.indication == "TOTAL_FAILED"


def test_a_seal_under_a_stranger_s_anchor_does_not_pass(judges):
    (opinion,) = judges.opinions(sealed(), pki() / "trust", LATER)
    assert (opinion.indication, opinion.sub_indication) == ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND")


def test_a_file_that_cannot_be_read_is_an_error(judges):
    with pytest.raises(ValueError, match="ModelParsingException"):
        judges.faults(b"no document")
