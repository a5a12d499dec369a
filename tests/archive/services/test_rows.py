"""Rows of a bulk issue, good and hostile."""

import json
import os

import pytest

from archive.cli.files import read_rows
from archive.errors import RowsMalformedError
from archive.services import rows
from archive.services.drafting.fields import fields_of_kind
from archive.services.errors import FileEncodingError, FileTooLargeError, FileUnreadableError
from archive.services.rows import Fault, Given, columns_of, headings_of, parse_rows, type_of, words_of
from templates.kinds import DOCUMENTS, read_kind

SCHEMA = {
    "properties": {
        "NAME": {"type": "string"},
        "AREA": {"$ref": "#/$defs/area"},
        "FLOORS": {"type": "integer"},
        "YES": {"type": "boolean"},
        "TYPE": {"type": "integer"},
        "PARTIES": {"$ref": "#/$defs/parties"},
        "ONE": {"type": "object"},
    },
    "$defs": {"area": {"type": "number"}, "parties": {"$ref": "#/$defs/list"}, "list": {"type": "array"}},
}
WORDS = {"TYPE": {"企业": 1, "company": 1}}
HEADINGS = {"面积": "AREA", "Area": "AREA", "行": "id"}
FOLDERS = sorted(path.parent for path in DOCUMENTS.glob("*/v*/kind.toml"))
KIND = read_kind(DOCUMENTS / "land_use_planning_permit" / "v1")


def ids_of(folder):
    """What a kind's folder is called in the name of a test."""
    return f"{folder.parent.name}-{folder.name}"


@pytest.fixture
def read():
    def read_text(text, name="rows.csv", encoding="utf-8"):
        return list(parse_rows(name, text.encode(encoding), SCHEMA, HEADINGS, WORDS))

    return read_text


def unread(fault):
    """Keys of the cells that cannot be read."""
    return [each.path.removeprefix("/") for each in fault.cells]


def test_a_cell_is_read_as_the_type_of_its_key(read):
    text = 'NAME,AREA,FLOORS,YES,PARTIES,ONE\n 007 ,9800.5,3,true,"[{""A"":1}]","{""B"":2}"\n'
    (row,) = read(text)
    data = {"NAME": " 007 ", "AREA": 9800.5, "FLOORS": 3, "YES": True, "PARTIES": [{"A": 1}], "ONE": {"B": 2}}
    assert row == Given(2, data)


def test_an_empty_cell_is_an_absent_key(read):
    assert read("NAME,AREA\nx,\n") == [Given(2, {"NAME": "x"})]


def test_a_row_is_told_as_a_spreadsheet_counts_it_however_many_lines_a_cell_has(read):
    found = read('id,"\nArea"\n1,"7\n"\n\n3,8\n4,"x\ny"\n')
    assert [(row.line, row.key if isinstance(row, Fault) else row.data["id"]) for row in found] == [
        (2, "1"),
        (4, "3"),
        (5, "4"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("id,AREA\na,1\n,2\na ,3\na,many\na,5\n", "rows.csv"),
        ('\n{"id": "a"}\n{}\n{"id": "a"}\n{"id": []}\n{"id": "a"}\n', "rows.jsonl"),
    ],
)
def test_a_row_names_the_first_that_has_its_id(read, text, name):
    assert [row.first for row in read(text, name) if isinstance(row, Given)] == [0, 0, 2, 2]


def test_a_byte_order_mark_is_no_part_of_the_first_column(read):
    assert read("NAME\nx\n", encoding="utf-8-sig")[0].data == {"NAME": "x"}


def test_drawings_are_no_field(read):
    (row,) = read('NAME,annexes\nx,"[""a.pdf"", ""b.png""]"\n')
    assert (row.data, row.annexes) == ({"NAME": "x"}, ("a.pdf", "b.png"))


def test_one_drawing_is_named_as_it_is(read):
    rows = read("NAME,annexes\nx, 图 1.png \ny,\n")
    assert [row.annexes for row in rows] == [("图 1.png",), ()]


def test_a_column_may_bear_what_its_key_is_called_and_a_fault_says_it_so(read):
    rows = read("行, 面积 ,NAME\nr1,1.5,x\nr2,many,y\n")
    assert rows[0] == Given(2, {"id": "r1", "AREA": 1.5, "NAME": "x"})
    assert (rows[1].key, unread(rows[1]), rows[1].detail) == ("r2", ["AREA"], "面积: «many»: archive.why-type-number")


def test_a_code_is_taken_by_itself_and_by_its_words_in_its_cell_and_in_lists(read):
    rows = read('TYPE,PARTIES\n1,"[{""TYPE"": ""企业"", ""NAME"": ""企业""}, 7]"\n 企业 ,\nＣompany,\n公司,\n')
    assert [row.data.get("TYPE") for row in rows] == [1, 1, 1, None]
    assert rows[0].data["PARTIES"] == [{"TYPE": 1, "NAME": "企业"}, 7]
    assert rows[3].detail == "TYPE: «公司»: archive.why-type-code"


@pytest.mark.parametrize("folder", FOLDERS, ids=ids_of)
def test_every_code_of_a_kind_is_taken_by_its_words_in_either_language(folder):
    kind = read_kind(folder)
    coded = [field for field in fields_of_kind(kind) if field.choices]
    assert coded
    assert any(field.choices for each in fields_of_kind(kind) for field in each.fields) == (
        "CSDW" in kind.schema["properties"]
    )
    for field in coded:
        for choice in field.choices:
            for word in (str(choice.value), *choice.title.values()):
                text = f"{field.key}\n{word}\n".encode()
                (row,) = parse_rows("rows.csv", text, kind.schema, headings_of(kind), words_of(kind))
                assert row.data == {field.key: choice.value}


@pytest.mark.parametrize("folder", FOLDERS, ids=ids_of)
def test_no_two_columns_of_a_kind_are_called_the_same(folder):
    kind = read_kind(folder)
    for language in ("zh", "en"):
        columns = columns_of(kind, language)
        assert {title: headings_of(kind)[title] for title in columns.values()} == {v: k for k, v in columns.items()}
        assert len(set(columns.values())) == len(columns)
        assert ("annexes" in columns) == any(rule.source == "drawing" for rule in kind.annexes)
        assert kind.number_key not in columns


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("AREA", "many"),
        ("AREA", "nan"),
        ("AREA", "1e999"),
        ("FLOORS", "3.5"),
        ("FLOORS", "1_000"),
        ("FLOORS", "007"),
        ("FLOORS", "+3"),
        ("AREA", "1_000.5"),
        ("AREA", '"1,5"'),
        ("AREA", ".5"),
        ("YES", "perhaps"),
        ("PARTIES", "[1"),
        ("PARTIES", "[NaN]"),
        ("PARTIES", '"{""A"":1,""A"":2}"'),
        ("PARTIES", "[" * 100_000),
        ("annexes", '"{""a"": 1}"'),
        ("annexes", "[1]"),
    ],
)
def test_a_cell_that_is_not_of_its_type_is_the_row_s_fault_alone(read, column, cell):
    found = read(f"id,{column}\nr1,{cell}\nr2,\n")
    assert isinstance(found[0], Fault)
    assert (found[0].line, found[0].key) == (2, "r1")
    assert column in found[0].detail
    assert isinstance(found[1], Given)


def test_every_cell_that_is_not_of_its_type_is_named_and_the_rest_is_kept(read):
    (found,) = read("id,PARTIES,annexes,NAME\nr1,x,[y,z\n")
    assert unread(found) == ["PARTIES", "annexes"]
    assert found.data == {"id": "r1", "NAME": "z"}
    assert found.detail == "PARTIES: «x»: archive.why-type-array; annexes: «[y»: archive.why-type-array"


def test_what_is_no_list_of_drawings_is_named_beside_the_other_cells_and_the_rest_is_kept(read):
    (found,) = read("id,AREA,annexes,NAME\nr1,many,[1],z\n")
    assert (unread(found), found.data) == (["AREA", "annexes"], {"id": "r1", "NAME": "z"})
    assert found.detail == "AREA: «many»: archive.why-type-number; annexes: archive.why-annexes"
    found = read('{"id": "r1", "annexes": 1, "NAME": "z"}\n{"id": [], "NAME": "z"}\n', "rows.jsonl")
    assert [(unread(each), each.data) for each in found] == [
        (["annexes"], {"id": "r1", "NAME": "z"}),
        (["id"], {"NAME": "z"}),
    ]


def test_a_row_with_more_cells_than_columns_is_a_fault(read):
    rows = read("id,NAME\n1,x,y\n2,x\n")
    assert [type(row) for row in rows] == [Fault, Given]
    assert rows[0].detail == "3 ≠ 2: archive.why-cells"


@pytest.mark.parametrize("head", ["", "NAME,NAME", "AREA,面积", "NAME,"])
def test_a_file_without_sound_columns_is_no_table(read, head):
    with pytest.raises(RowsMalformedError, match=r"^1: .*why-columns"):
        read(f"{head}\n")


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_names_that_are_no_fields_are_told_together_before_anything_is_judged_of_them(read, name):
    unknown = [f"c{number}" for number in range(500)]
    text = f"id,{','.join(unknown)}\n" if name == "rows.csv" else json.dumps({"id": 1, **dict.fromkeys(unknown, 1)})
    if name == "rows.csv":
        with pytest.raises(RowsMalformedError) as caught:
            read(text + "x\n")
        told = str(caught.value)
    else:
        (row,) = read(text, name)
        told = row.detail
        assert (row.key, row.data) == ("1", {"id": "1"})
    assert "«c0, c1, " in told
    assert told.endswith("…»: archive.why-columns-unknown")
    assert len(told) < 300


def test_a_quote_that_is_never_closed_is_no_table(read):
    with pytest.raises(RowsMalformedError, match=r"^2: archive\.why-no-csv$"):
        read('NAME\n"x\n')


def test_a_line_that_is_no_json_is_told_its_column_by_a_code(read):
    assert read('{"NAME": "x" "y"}\n', "rows.jsonl") == [Fault(1, "", "14: archive.why-no-json")]


def test_a_nul_is_no_text(read):
    with pytest.raises(RowsMalformedError, match=r"^2: NUL"):
        read("NAME\nx\0\n")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_named_and_refused(read, encoding):
    name = {"gb18030": "GB18030", "utf-16": "UTF-16"}[encoding]
    with pytest.raises(FileEncodingError, match=name):
        read("NAME\n示例厂房\n", encoding=encoding)


def test_bytes_of_no_encoding_are_refused(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"NAME\nx\xff\xff\n")
    with pytest.raises(FileEncodingError, match=r"rows\.csv:2: \?"):
        list(read_rows(path, KIND))


@pytest.mark.parametrize(("bound", "value"), [("MAX_BYTES", 10), ("MAX_ROWS", 1)])
def test_a_file_is_bounded(read, monkeypatch, bound, value):
    monkeypatch.setattr(rows, bound, value)
    with pytest.raises(FileTooLargeError):
        read("NAME\nxxxxxx\nyyyyyy\n")


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_a_field_is_bounded(read, monkeypatch, name):
    monkeypatch.setattr(rows, "MAX_FIELD", 10)
    text = {"rows.csv": f"NAME\n{'x' * 20}\n", "rows.jsonl": json.dumps({"NAME": "x" * 20})}[name]
    if name == "rows.csv":
        with pytest.raises(RowsMalformedError):
            read(text, name)
    else:
        assert isinstance(read(text, name)[0], Fault)


def test_json_lines_keep_their_types(read):
    found = read('{"id": 7, "AREA": 1.5, "annexes": ["a.pdf"]}\n\n{"NAME": "x"}\n', "rows.jsonl")
    assert found == [Given(1, {"id": "7", "AREA": 1.5}, ("a.pdf",)), Given(3, {"NAME": "x"})]


@pytest.mark.parametrize(
    "line", ["[1]", "{", '{"id": null}', '{"id": true}', '{"id": []}', '{"A": NaN}', '{"A": 1, "A": 2}', "[" * 100_000]
)
def test_a_line_that_is_no_object_is_a_fault(read, line):
    found = read(f'{line}\n{{"NAME": "x"}}\n', "rows.jsonl")
    assert [type(row) for row in found] == [Fault, Given]


def test_a_row_s_fault_is_told_by_codes_with_sentences(read):
    csv = "id,FLOORS\n1,many\n"
    long = "9" * 5000
    lines = ["[1]", '{"id": null}', '{"A": 1, "A": 2}', '{"annexes": 1}', "[" * 100_000, f'{{"A": {long}}}']
    details = [read(csv)[0].detail, *(read(line, "rows.jsonl")[0].detail for line in lines)]
    assert details == [
        "FLOORS: «many»: archive.why-type-integer",
        "archive.why-type-object",
        "id: archive.why-key",
        "archive.why-key-twice",
        "annexes: archive.why-annexes",
        "templates.why-too-deep",
        f"{'9' * 20}…: archive.why-type-integer",
    ]


def test_a_file_of_another_kind_is_refused(read):
    with pytest.raises(FileUnreadableError, match=r"\.csv \.jsonl: archive\.why-extension"):
        read("", "rows.xlsx")


@pytest.mark.parametrize(
    ("name", "why"), [("none.csv", "missing"), ("folder.csv", "is-folder"), ("pipe.csv", "is-pipe")]
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path, name, why):
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(FileUnreadableError, match=rf"^{name}: archive\.why-file-{why}$"):
        read_rows(tmp_path / name, KIND)


def test_a_key_that_the_schema_does_not_know_is_text():
    assert type_of(SCHEMA, "OTHER") == "string"


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_a_file_s_rows_are_those_that_it_had_when_it_was_read_however_often_they_are_asked_for(tmp_path, name):
    (tmp_path / name).write_text({"rows.csv": "XMMC\nx\ny\n", "rows.jsonl": '{"XMMC": "x"}\r\n{"XMMC": "y"}'}[name])
    rows = read_rows(tmp_path / name, KIND)
    (tmp_path / name).unlink()
    assert [row.data for row in rows] == [row.data for row in rows] == [{"XMMC": "x"}, {"XMMC": "y"}]
