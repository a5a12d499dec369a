"""Reads the rows of a bulk issue: CSV or JSON lines, UTF-8, in bounds.

A CSV's first line names national keys, or what they are called; a cell is read as the type that the kind's schema gives
its key: text as it stands, numbers, ``true`` and ``false``, and JSON where the key holds a list or an object. A code
may be given by its words in either language. An empty cell is an absent key. Two columns are no fields: ``id`` is the
row's key, ``annexes`` a drawing's path beside the file, or a JSON list of several. Other names that are no fields are
told together: a CSV's once, instead of its rows; an object's as a fault of its row.

A row that cannot be read is a fault of its own and does not stop the rest; a file that cannot be read is an error.
"""

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TextIO

from archive.errors import RowsMalformedError
from archive.services.drafting.fields import fields_of_kind
from archive.services.drafting.model import Field
from archive.services.drafting.parsing import plain
from archive.services.errors import FileEncodingError, FileTooLargeError, FileUnreadableError
from archive.texts import quoted
from archive.words import LANGUAGES, say
from templates.errors import Fault as PlacedFault
from templates.model import Kind

MAX_BYTES: Final = 100_000_000
"""Of a whole file."""
MAX_ROWS: Final = 200_000
MAX_DIGITS: Final = 400
"""Digits that a whole number of JSON may have: as many as the largest float."""
MARKS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
"""How a text of another encoding begins."""
MAX_FIELD: Final = 1_000_000
"""Characters of one CSV field or one JSON line."""
MAX_TOLD: Final = 200
"""Characters of names that a fault repeats."""
BESIDES: Final = frozenset(("id", "annexes"))
"""What a row has besides the fields of its kind."""
WHOLE: Final = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
NUMBER: Final = re.compile(rf"{WHOLE.pattern}(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
"""How JSON writes a number (RFC 8259, 6)."""


@dataclass(frozen=True, slots=True)
class Given:
    """One row as the file gives it."""

    line: int
    """Which row of the table it is, the first line counted, as a spreadsheet counts; of JSON lines, which line."""
    data: Mapping[str, Any]
    """By national key, typed; ``id`` where it is given."""
    annexes: tuple[str, ...] = ()
    """Paths of drawings, as written."""
    first: int = 0
    """The first row before it that has the same ``id``; 0: none."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be read."""

    line: int
    key: str
    """Its ``id``, where that much can be read."""
    detail: str
    data: Mapping[str, Any] = field(default_factory=dict)
    """What of it can be read; empty where that says nothing of the rest."""
    cells: tuple[PlacedFault, ...] = ()
    """Each that cannot be read, where others can: at ``/key``, what its column is called, what it holds, quoted."""


@dataclass(frozen=True, slots=True)
class RowFile:
    """A file of rows as it was when it was read. Only its bytes are kept: rows are made when they are asked for."""

    name: str
    data: bytes
    """UTF-8."""
    schema: Mapping[str, Any]
    headings: Mapping[str, str]
    """What a column may be called besides its key → key."""
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Key of a code → its words → code."""

    def __iter__(self) -> Iterator[Given | Fault]:
        """Give the rows; ``FileTooLargeError``, ``RowsMalformedError`` (not a table at all)."""
        read, newline = READERS[Path(self.name).suffix.lower()]
        firsts: dict[str, int] = {}
        with io.TextIOWrapper(io.BytesIO(self.data), "utf-8-sig", newline=newline) as lines:
            for count, row in enumerate(read(lines, self), 1):
                if count > MAX_ROWS:
                    raise FileTooLargeError(f"{self.name}: > {MAX_ROWS}: archive.why-rows")
                key = str(row.data.get("id", ""))
                yield replace(row, first=firsts[key]) if isinstance(row, Given) and key in firsts else row
                if key:
                    firsts.setdefault(key, row.line)


def columns_of(kind: Kind, language: str) -> dict[str, str]:
    """Give the columns of a table of a kind: key → what it is called. What the archive assigns is not asked."""
    fields = {field.key: field.title[language] for field in fields_of_kind(kind)}
    drawn = any(rule.source == "drawing" for rule in kind.annexes)
    return (
        {"id": say("page.batch-key", language)}
        | fields
        | ({"annexes": say("page.batch-drawings", language)} if drawn else {})
    )


def headings_of(kind: Kind) -> dict[str, str]:
    """Give the key of each column of a kind by what it is called, in either language."""
    return {title: key for language in LANGUAGES for key, title in columns_of(kind, language).items()}


def words_of(kind: Kind) -> dict[str, dict[str, Any]]:
    """Give the codes of a kind, also those in lists: key → words in either language, folded → code."""
    return dict(_words(fields_of_kind(kind)))


def _words(fields: Iterable[Field]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the codes of some fields."""
    for each in fields:
        if each.choices:
            yield each.key, {_folded(word): one.value for one in each.choices for word in one.title.values()}
        yield from _words(each.fields)


def _folded(text: str) -> str:
    """Give a word without what does not matter in it: space at its ends, width, case."""
    return plain(text).casefold()


def parse_rows(
    name: str,
    data: bytes,
    schema: Mapping[str, Any],
    headings: Mapping[str, str],
    words: Mapping[str, Mapping[str, Any]],
) -> RowFile:
    """Give the rows of a file that was sent; ``FileUnreadableError``, ``FileTooLargeError``, ``FileEncodingError``."""
    verify_extension(name)
    if len(data) > MAX_BYTES:
        raise FileTooLargeError(f"{name}: > {MAX_BYTES}: archive.why-bytes")
    verify_utf8(name, data)
    return RowFile(name, data, schema, headings, words)


def verify_extension(name: str) -> None:
    """Raise ``FileUnreadableError`` for a name that no file of rows has."""
    if Path(name).suffix.lower() not in READERS:
        raise FileUnreadableError(f"{name}: {' '.join(READERS)}: archive.why-extension")


def verify_utf8(name: str, data: bytes) -> None:
    """Raise ``FileEncodingError``, which names the line, for a file whose bytes are not UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileEncodingError(f"{name}:{line}: {_encoding(data)}") from None


def _encoding(data: bytes) -> str:
    """Name the encoding that the bytes most likely have."""
    if data[:2] in MARKS:
        return MARKS[data[:2]]
    with suppress(UnicodeDecodeError):
        data.decode("gb18030")
        return "GB18030"
    return "?"


def _csv_rows(text: TextIO, file: RowFile) -> Iterator[Given | Fault]:
    """Read CSV (RFC 4180)."""
    previous = csv.field_size_limit(MAX_FIELD)
    try:
        lines = csv.reader(_without_nul(text), strict=True)
        columns = _columns(next(lines, []), file)
        for number, cells in enumerate(lines, 2):
            if cells:
                yield _csv_row(number, columns, cells, file)
    except csv.Error:
        raise RowsMalformedError(f"{lines.line_num}: archive.why-no-csv") from None
    finally:
        csv.field_size_limit(previous)


def _without_nul(text: TextIO) -> Iterator[str]:
    """Give the lines of a text; ``RowsMalformedError`` for a NUL."""
    for number, line in enumerate(text, 1):
        if "\0" in line:
            raise RowsMalformedError(f"{number}: NUL")
        yield line


def _columns(cells: list[str], file: RowFile) -> dict[str, str]:
    """Check the first line; gives key → what the column is called there."""
    names = [cell.strip() for cell in cells]
    columns = {file.headings.get(name, name): name for name in names}
    if not names or not all(names) or len(columns) < len(names):
        raise RowsMalformedError(f"1: {quoted(','.join(names), MAX_TOLD)}: archive.why-columns")
    if unknown := _unknown(columns, file.schema):
        raise RowsMalformedError(f"1: {_told(unknown)}: archive.why-columns-unknown")
    return columns


def _unknown(names: Iterable[str], schema: Mapping[str, Any]) -> list[str]:
    """Give the names that a row of the kind has not."""
    return [name for name in names if name not in BESIDES and name not in schema["properties"]]


def _told(names: list[str]) -> str:
    """Tell names, once for all of them."""
    told = ", ".join(names)
    shown = f"{told[:MAX_TOLD]}…" if len(told) > MAX_TOLD else told
    return quoted(shown, len(shown))


def _csv_row(line: int, columns: Mapping[str, str], cells: list[str], file: RowFile) -> Given | Fault:
    """Read one row's cells as the types that the schema gives them."""
    texts = dict(zip(columns, cells, strict=False))
    key = texts.get("id", "").strip()
    if len(cells) != len(columns):
        return Fault(line, key, f"{len(cells)} ≠ {len(columns)}: archive.why-cells")
    data: dict[str, Any] = {}
    wrong: list[PlacedFault] = []
    for name, text in texts.items():
        if text.strip():
            try:
                data[name] = _drawings(text) if name == "annexes" else _cell(text, name, file)
            except ValueError:
                wanted = "code" if name in file.words else type_of(file.schema, name)
                wrong.append(PlacedFault(f"archive.why-type-{wanted}", f"/{name}", columns[name], quoted(text)))
    return _row(line, key, data, wrong)


def type_of(schema: Mapping[str, Any], name: str) -> str:
    """Give the JSON type of a field, following ``$ref`` into ``$defs``; ``string`` where nothing says."""
    if name == "annexes":
        return "array"
    field = schema.get("properties", {}).get(name, {})
    while "type" not in field and "$ref" in field:
        field = schema.get("$defs", {}).get(field["$ref"].rpartition("/")[2], {})
    return str(field.get("type", "string"))


def _whole(text: str) -> int:
    """Read a whole number as JSON writes it."""
    if not WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    """Read a finite number as JSON writes it."""
    if not NUMBER.fullmatch(text) or not math.isfinite(value := float(text)):
        raise ValueError(text)
    return value


def _truth(text: str) -> bool:
    """Read true or false."""
    try:
        return {"true": True, "false": False}[text.lower()]
    except KeyError:
        raise ValueError(text) from None


def _typed(text: str, kind: str) -> Any:
    """Read a cell; ``ValueError``."""
    return TYPES[kind](text) if kind == "string" else TYPES[kind](text.strip())


def _cell(text: str, name: str, file: RowFile) -> Any:
    """Read a cell, with the code for each of its words; ``ValueError``."""
    if (code := _coded(text, name, file)) != text:
        return code
    value = _typed(text, type_of(file.schema, name))
    if not isinstance(value, list):
        return value
    return [
        {key: _coded(each, key, file) for key, each in row.items()} if isinstance(row, dict) else row for row in value
    ]


def _coded(value: Any, name: str, file: RowFile) -> Any:
    """Give the code where a value is its words, else the value as it stands."""
    return file.words.get(name, {}).get(_folded(value), value) if isinstance(value, str) else value


def _drawings(text: str) -> Any:
    """Read which drawings a cell names: one, or a JSON list of several; ``ValueError``."""
    return _json(text) if text.lstrip().startswith(("[", "{")) else [text.strip()]


def _no_constant(text: str) -> Any:
    """Refuse NaN and the infinities, which JSON has not."""
    raise ValueError(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; a key that is there twice is refused."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("archive.why-key-twice")
    return made


def _long(text: str) -> int:
    """Read a whole number, but not one of thousands of digits."""
    if len(text) > MAX_DIGITS:
        raise ValueError(f"{text[:20]}…: archive.why-type-integer")
    return int(text)


def _json(text: str) -> Any:
    """Read JSON (RFC 8259) strictly; ``ValueError``, whose text is a value or a code, also for a hostile depth."""
    try:
        return json.loads(text, parse_constant=_no_constant, parse_int=_long, object_pairs_hook=_object)
    except RecursionError:
        raise ValueError("templates.why-too-deep") from None


def _json_rows(text: TextIO, file: RowFile) -> Iterator[Given | Fault]:
    """Read JSON lines: one object a line."""
    for line, written in enumerate(text, 1):
        if written.strip():
            yield _json_row(line, written.removesuffix("\n"), file.schema)


def _json_row(line: int, written: str, schema: Mapping[str, Any]) -> Given | Fault:
    """Read one line."""
    if len(written) > MAX_FIELD:
        return Fault(line, "", f"> {MAX_FIELD}")
    try:
        data = _json(written)
    except json.JSONDecodeError as error:
        return Fault(line, "", f"{error.colno}: archive.why-no-json")
    except ValueError as error:
        return Fault(line, "", str(error)[:200])
    if not isinstance(data, dict):
        return Fault(line, "", "archive.why-type-object")
    unknown = _unknown(data, schema)
    wrong = [PlacedFault("archive.why-columns-unknown", "", "", _told(unknown))] if unknown else []
    for name in unknown:
        del data[name]
    key = data.pop("id", "")
    if not isinstance(key, str | int) or isinstance(key, bool):
        key = ""
        wrong.append(PlacedFault("archive.why-key", "/id", "id"))
    return _row(line, str(key), data, wrong)


def _row(line: int, key: str, data: dict[str, Any], wrong: list[PlacedFault]) -> Given | Fault:
    """Part a row's fields from its drawings; ``wrong`` says of cells why they cannot be read."""
    annexes = data.pop("annexes", [])
    if not isinstance(annexes, list) or not all(isinstance(path, str) for path in annexes):
        wrong.append(PlacedFault("archive.why-annexes", "/annexes", "annexes"))
    if key:
        data["id"] = key
    if wrong:
        told = (": ".join(filter(None, (each.label, each.detail, each.code))) for each in wrong)
        return Fault(line, key, "; ".join(told), data, tuple(wrong))
    return Given(line, data, tuple(annexes))


TYPES: Final[dict[str, Callable[[str], Any]]] = {
    "string": str,
    "integer": _whole,
    "number": _number,
    "boolean": _truth,
    "array": _json,
    "object": _json,
}
READERS: Final = {".csv": (_csv_rows, ""), ".jsonl": (_json_rows, "\n")}
"""Extension → what reads the text of a file, and where its lines end (as ``open`` has ``newline``)."""
