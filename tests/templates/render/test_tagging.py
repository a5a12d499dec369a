"""Labels are row headers in the structure tree, as a reader of PDF finds them."""

import io

import pikepdf
import pytest
from licence_fixture import KINDS, SAMPLES, face, renderer, sample

from templates.model import Sheet
from templates.render.tagging import tag_row_headers

LABELS = {
    "construction_permit": 15,
    "construction_planning_permit": 5,
    "land_use_planning_permit": 10,
}
"""Of the table on the face of each kind."""
UNITS = {("construction_permit", "sample-long"): 2}
"""Units of a type beyond the first, which have rows of their own; those of the worst sample are on the further page."""


def cells(pdf):
    """Tables of the structure tree: rows of (tag, scope of a header), in the order of reading."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            [[(str(cell.S), scope(cell)) for cell in row.K] for row in found(table, "/TR")]
            for table in found(document.Root.StructTreeRoot, "/Table")
        ]


def found(element, tag):
    """Elements of a tag below an element, outermost ones."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from [kid] if kid.get("/S") == tag else found(kid, tag)


def scope(cell):
    return next((str(each.Scope) for each in cell.get("/A", []) if "/Scope" in each), "")


@pytest.mark.parametrize("which", SAMPLES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_label_of_a_face_heads_its_row(kind, which):
    tables = cells(renderer().render(face(kind, sample(kind, which))).pdf)
    assert sum(cell == ("/TH", "/Row") for row in tables[0] for cell in row) == LABELS[kind] + 2 * UNITS.get(
        (kind, which), 0
    )
    for row in (row for table in tables for row in table):
        assert [tag for tag, _scope in row] == ["/TH", "/TD"] * (len(row) // 2)


def test_a_table_with_a_header_keeps_its_columns():
    one = face("construction_permit", sample("construction_permit", "sample-long"))
    overview, parties, buildings = cells(renderer().render_annex(Sheet(one, "附件", "data")).pdf)
    assert {cell for row in overview for cell in row[::2]} == {("/TH", "/Row")}
    for table in (parties, buildings):
        assert set(table[0]) == {("/TH", "/Column")}
        assert {cell for row in table[1:] for cell in row} == {("/TD", "")}


def test_parts_of_a_page_have_titles_to_go_to():
    one = face("construction_permit")
    for pdf, titles in (
        (renderer().render(one).pdf, ["注意事项"]),
        (renderer().render_annex(Sheet(one, "附件", "data")).pdf, ["一、参建单位", "二、单体建筑（共 1 个）"]),
    ):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert [str(each.T) for each in found(document.Root.StructTreeRoot, "/H2")] == titles


def test_what_has_no_table_stays_as_it_is():
    pdf = renderer().seal_picture("示例市住房和城乡建设局")
    assert tag_row_headers(pdf) == pdf
