"""Applications as files."""

import json

import pytest

from archive.cli.errors import ApplicationInvalidError, FileMalformedError
from archive.cli.files import LARGEST
from archive.cli.submission import read_application
from archive.services.errors import FileEncodingError, FileTooLargeError, FileUnreadableError

WHOLE = {"key": "k", "project": "P1", "applicant": "a", "applicant_code": "c", "items": [{"item": "X1-06"}]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps(WHOLE)),
        ("a.toml", 'key = "k"\nproject = "P1"\napplicant = "a"\napplicant_code = "c"\nitems = [{ item = "X1-06" }]\n'),
    ],
)
def test_toml_and_json_say_the_same(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert read_application(tmp_path / name) == WHOLE


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.yaml", b""),
        ("none.toml", None),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, name, data):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(FileUnreadableError, match=name):
        read_application(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", "{", "a.json:1:2: «{»"),
        ("a.json", '{"key": "k",\n  "项目": }', 'a.json:2:9: «"项目": }»'),
        ("a.json", "[1]", "a.json: archive.why-type-object"),
        ("a.json", "[" * 100_000, "a.json"),
        ("a.toml", f"key = 0x{'f' * 5_000}", "a.toml"),
        ("a.toml", "key =", "a.toml:1:6: «key =»"),
        ("a.toml", '# 申请\n\nkey = "k\nproject = 1\n', 'a.toml:3:9: «key = "k»'),
        ("a.toml", 'key = "k"\nkey = "l"\n', 'a.toml:2:10: «key = "l"»'),
    ],
)
def test_a_form_that_is_not_written_as_toml_or_json_is_told_its_line_and_column(tmp_path, name, text, told):
    (tmp_path / name).write_text(text)
    with pytest.raises(FileMalformedError) as refused:
        read_application(tmp_path / name)
    assert str(refused.value) == told


def test_a_form_in_another_encoding_is_told_so(tmp_path):
    (tmp_path / "a.toml").write_bytes("键 = 1".encode("gb18030"))
    with pytest.raises(FileEncodingError, match="GB18030"):
        read_application(tmp_path / "a.toml")


def test_a_form_that_begins_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(WHOLE), "utf-8-sig")
    assert read_application(tmp_path / "a.json") == WHOLE


def test_why_a_form_cannot_be_read_is_a_code_of_ours(tmp_path):
    (tmp_path / "a.toml").mkdir()
    for name, why in (("a.toml", "is-folder"), ("none.json", "missing")):
        with pytest.raises(FileUnreadableError, match=f"^{name}: archive.why-file-{why}$"):
            read_application(tmp_path / name)


@pytest.mark.parametrize("name", WHOLE)
def test_a_form_that_lacks_something_names_it(tmp_path, name):
    (tmp_path / "a.json").write_text(json.dumps({key: value for key, value in WHOLE.items() if key != name}))
    with pytest.raises(ApplicationInvalidError, match=f"/{name}.*templates.field-missing"):
        read_application(tmp_path / "a.json")


def covering(what):
    return {"items": [{"item": "X1-06", "covers": [what]}]}


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"colour": 1}, "/colour", "templates.field-unknown"),
        ({"items": []}, "/items", "templates.field-missing"),
        ({"items": [{"item": 7}]}, "/items/0/item", "templates.field-wrong-type"),
        (
            covering({"storey": "3"}),
            "/items/0/covers/0/storey",
            "templates.field-unknown",
        ),
        (covering({}), "/items/0/covers/0", "templates.field-malformed"),
        ({"materials": [{"type": "D01"}]}, "/materials/0/file", "templates.field-missing"),
        ({"project": {"name": "x"}}, "/project/owner", "templates.field-missing"),
        ({"key": ""}, "/key", "templates.field-missing"),
    ],
)
def test_what_the_form_cannot_hold_is_named_with_its_place(tmp_path, changes, path, code):
    (tmp_path / "a.json").write_text(json.dumps({**WHOLE, **changes}))
    with pytest.raises(ApplicationInvalidError) as caught:
        read_application(tmp_path / "a.json")
    assert (path, code) in {(fault.path, fault.code) for fault in caught.value.faults}


def test_a_date_of_toml_is_its_text(tmp_path):
    text = 'key = "k"\nproject = "P1"\napplicant = "a"\napplicant_code = "c"\n'
    (tmp_path / "a.toml").write_text(text + '[[items]]\nitem = "X3-04"\ndata = { JHKGRQ = 2026-12-01 }\n')
    assert read_application(tmp_path / "a.toml")["items"][0]["data"] == {"JHKGRQ": "2026-12-01"}


def test_a_form_larger_than_any_is_not_read(tmp_path):
    (tmp_path / "a.json").write_bytes(b" " * (LARGEST + 1))
    with pytest.raises(FileTooLargeError, match=str(LARGEST)):
        read_application(tmp_path / "a.json")
