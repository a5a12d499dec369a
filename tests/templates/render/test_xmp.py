"""The identifier stands in the XMP, and the file stays whole."""

import io

import pikepdf
import pytest
from licence_fixture import IDENTIFIER, KINDS, face, renderer

from templates.errors import TemplateFailedError
from templates.render.xmp import add_identifier


@pytest.mark.parametrize("kind", KINDS)
def test_the_xmp_holds_the_identifier(kind):
    with pikepdf.open(io.BytesIO(renderer().render(face(kind)).pdf)) as document:
        assert document.open_metadata()["dc:identifier"] == IDENTIFIER


def test_every_object_is_where_the_table_says():
    pdf = renderer().render(face("land_use_planning_permit")).pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
        assert not document.get_warnings()
        count = len(document.objects)
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    entries = pdf[start:].split(b"\n")[3 : 2 + count]
    for number, entry in enumerate(entries, start=1):
        assert pdf[int(entry[:10]) :].startswith(b"%d 0 obj" % number)


SEAL = {"seal": '{"letters": [], "squeeze": 1, "lines": [], "middle": 16, "height": 5}'}


def archival():
    """A small PDF/A that Typst made."""
    return renderer()._compile(renderer().fonts.bound("seal", 1), "paper/v1/seal.typ", SEAL, 0, ["a-3b"])


def test_what_markup_would_change_is_escaped():
    with pikepdf.open(io.BytesIO(add_identifier(archival(), "a<b>&c" * 300))) as document:
        assert document.check_pdf_syntax() == []
        assert document.open_metadata()["dc:identifier"] == "a<b>&c" * 300


@pytest.mark.parametrize("part", [b"/Type/Metadata", b"<pdfaid:part>", b"startxref"])
def test_a_file_that_looks_otherwise_is_refused(part):
    with pytest.raises(TemplateFailedError, match="why-no-xmp"):
        add_identifier(archival().replace(part, b"-" * len(part)), "1")
