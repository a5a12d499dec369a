"""Applications as files."""

import json

import pytest

from archive.cli.errors import FileUnreadableError
from archive.cli.submission import load_application

WHOLE = {"key": "k", "project": "P1", "applicant": "a", "applicant_code": "c", "items": []}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps(WHOLE)),
        ("a.toml", 'key = "k"\nproject = "P1"\napplicant = "a"\napplicant_code = "c"\nitems = []\n'),
    ],
)
def test_toml_and_json_say_the_same(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert load_application(tmp_path / name) == WHOLE


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.yaml", b""),
        ("a.json", b"{"),
        ("a.json", b"[1]"),
        ("a.json", b"[" * 100_000),
        ("a.toml", b"key ="),
        ("a.toml", "键 = 1".encode("gb18030")),
        ("none.toml", None),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, name, data):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(FileUnreadableError, match=name):
        load_application(tmp_path / name)


@pytest.mark.parametrize("name", WHOLE)
def test_a_form_that_lacks_something_names_it(tmp_path, name):
    (tmp_path / "a.json").write_text(json.dumps({key: value for key, value in WHOLE.items() if key != name}))
    with pytest.raises(FileUnreadableError, match=name):
        load_application(tmp_path / "a.json")
