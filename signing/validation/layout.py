"""Where the bytes of a sealed file lie: what a seal covers, where revisions end, and that nothing lies between.

Everything here reads the raw bytes, apart from the parser whose word is being checked (ISO 32000-2 §7.5, §12.8.1).
"""

import io
import re
from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError, read_non_whitespace
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionData, XRefSectionType

HEADER: Final = re.compile(rb"\s*(\d+) (\d+) obj\b")
TAIL: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF(\r\n|\n|\r)?")
TABLE: Final = re.compile(rb"xref[ \t]*\r?\n(?:\d+ \d+[ \t]*\r?\n(?:\d{10} \d{5} [nf][ \r][\r\n])*)+\s*trailer\s*")
END_OF_OBJECT: Final = re.compile(rb"\s*endobj\s*")
HEX: Final = re.compile(rb"<([0-9A-Fa-f]*)>")


@dataclass(frozen=True, slots=True)
class Span:
    """What a seal says that it covers: everything from the start to ``end`` but ``gap_start:gap_end``."""

    gap_start: int
    gap_end: int
    end: int


def parse_span(numbers: object, size: int) -> Span | None:
    """Read /ByteRange: exactly ``[0 a b c]`` within the file, with room for a hexadecimal string; else None."""
    if not isinstance(numbers, generic.ArrayObject) or len(numbers) != 4:
        return None
    raw = [numbers.raw_get(index) for index in range(4)]
    if not all(isinstance(number, generic.NumberObject) for number in raw):
        return None
    start, before, resume, after = map(int, raw)
    if start != 0 or not 0 < before < resume - 1 or after <= 0 or resume + after > size:
        return None
    return Span(before, resume, resume + after)


def has_own_gap(data: bytes, span: Span, offset: int | None, contents: bytes) -> bool:
    """Say whether the gap is exactly the /Contents string of the signature dictionary at ``offset``."""
    if offset is None or not HEADER.match(data, offset) or not offset < span.gap_start:
        return False
    gap = HEX.fullmatch(data, span.gap_start, span.gap_end)
    before = data[offset : span.gap_start]
    if gap is None or len(gap[1]) % 2 or b"endobj" in before or not before.rstrip().endswith(b"/Contents"):
        return False
    return bytes.fromhex(gap[1].decode("ascii")) == contents


def find_end(reader: PdfFileReader, data: bytes, revision: int) -> int | None:
    """Find where a revision ends: after the ``%%EOF`` (and its end of line) that closes its cross-references."""
    start = reader.xrefs.get_startxref_for_revision(revision)
    tail = TAIL.search(data, start)
    return tail.end() if tail and int(tail[1]) == start else None


def has_only_objects(reader: PdfFileReader, data: bytes, revision: int, begin: int) -> bool:
    """Say whether the bytes of ``revision``, from ``begin`` on, are its objects and cross-references and no more."""
    section = reader.xrefs.get_xref_data(revision)
    info = reader.xrefs.get_xref_container_info(revision)
    places = {place: generic.Reference(number, gen, reader) for number, (gen, place) in section.standard_xrefs.items()}
    is_table = info.xref_section_type == XRefSectionType.STANDARD
    start = info.declared_startxref
    if info.stream_ref is not None and not _has_known_rows(info.stream_ref.get_object(), section):
        return False
    if not is_table and info.stream_ref is not None:
        places[start] = info.stream_ref
    ordered = sorted(places)
    last = start if is_table else _tail_start(data, start)
    bounds = [*ordered, last]
    if not ordered or ordered[0] < begin or bounds != sorted(set(bounds)) or data[begin : ordered[0]].strip():
        return False
    pairs = zip(ordered, bounds[1:], strict=True)
    if not all(_is_one_object(data[start:stop], places[start]) for start, stop in pairs):
        return False
    return not is_table or _is_table(data[last:], generic.Reference(0, 0, reader))


def _has_known_rows(stream: Any, section: XRefSectionData) -> bool:
    """Say whether every row of a cross-reference stream is of a known type: others make an object null (§7.5.8.3)."""
    index = list(stream.get("/Index", [0, stream["/Size"]]))
    named = {
        number for first, count in zip(index[::2], index[1::2], strict=True) for number in range(first, first + count)
    }
    return named - {0} <= {*section.standard_xrefs, *section.xrefs_in_objstm, *section.freed}


def _tail_start(data: bytes, start: int) -> int:
    """Where ``startxref`` stands, the first after ``start``; the end of the file without one."""
    tail = TAIL.search(data, start)
    return tail.start() if tail else len(data)


def _is_one_object(region: bytes, reference: generic.Reference) -> bool:
    """Say whether ``region`` holds one indirect object, the one that ``reference`` names, and white space."""
    header = HEADER.match(region)
    if header is None or (int(header[1]), int(header[2])) != (reference.idnum, reference.generation):
        return False
    stream = io.BytesIO(region)
    stream.seek(header.end())
    try:
        read_non_whitespace(stream, seek_back=True)
        generic.read_object(stream, reference)
    except (PdfError, ValueError, KeyError, TypeError, IndexError):
        return False
    return END_OF_OBJECT.fullmatch(region, stream.tell()) is not None


def _is_table(region: bytes, reference: generic.Reference) -> bool:
    """Say whether ``region`` begins with a cross-reference table, a trailer and the end of a revision."""
    table = TABLE.match(region)
    if table is None:
        return False
    stream = io.BytesIO(region)
    stream.seek(table.end())
    try:
        generic.read_object(stream, reference)
    except (PdfError, ValueError, KeyError, TypeError, IndexError):
        return False
    tail = TAIL.search(region, stream.tell())
    return tail is not None and not region[stream.tell() : tail.start()].strip()
