"""Labels of rows as row headers in a PDF's structure tree (ISO 32000-1, 14.8.4.3.4 and 14.8.5.7).

Typst 0.15 tags the cells of a ``table.header`` as column headers; ``pdf.header-cell``, which would tag a label,
asks for a feature that its Python package cannot turn on. So every table without header is read as pairs of label
and value, as the pages of licences are laid out: its first and third cells become ``TH`` with ``Scope`` ``Row``.
Typst writes the elements uncompressed, and an empty ``Headers`` is as long as the ``Scope``: no offset moves.
"""

import re
from typing import Final

TABLE: Final = re.compile(rb"^(\d+) 0 obj\n<</Type/StructElem/S/Table/", re.MULTILINE)
ROW: Final = re.compile(rb"^<</Type/StructElem/S/TR/P (\d+) 0 R/K\[([\d R]+)\]", re.MULTILINE)
CELL: Final = re.compile(rb"^(\d+ 0) obj\n<</Type/StructElem/S/TD/P \d+ 0 R/A\[<</O/Table/Headers\[\]", re.MULTILINE)


def tag_row_headers(pdf: bytes) -> bytes:
    """Tag the labels of tables without header in a PDF that Typst made; its length stays."""
    tables = set(TABLE.findall(pdf))
    rows = [cells for parent, cells in ROW.findall(pdf) if parent in tables]
    labels = {label for cells in rows for label in re.findall(rb"(\d+ 0) R", cells)[::2]}

    def tagged(cell: re.Match[bytes]) -> bytes:
        if cell[1] not in labels:
            return cell[0]
        return cell[0].replace(b"/S/TD/", b"/S/TH/").replace(b"/Headers[]", b"/Scope/Row")

    return CELL.sub(tagged, pdf)
