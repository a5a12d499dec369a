"""What an archive begins with."""

import os

import pytest

from archive.cli.errors import FileMalformedError
from archive.cli.founding import AUTHORITIES, ask_password, new_password, read_authorities
from archive.errors import AuthorityMalformedError
from archive.identifiers.credit import parse_credit_code
from archive.services.errors import FileUnreadableError


def test_the_invented_authorities_have_sound_codes_and_a_key_each():
    rows = read_authorities(AUTHORITIES)
    assert [parse_credit_code(row["code"]) for row in rows] == ["11350200DEM000014Y", "11350200DEM000022R"]
    assert {row["key"] for row in rows} == {"planning", "housing"}


@pytest.mark.parametrize("text", ["[[authority", "x = " + "[" * 5000])
def test_a_file_that_is_no_toml_is_malformed(tmp_path, text):
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(FileMalformedError):
        read_authorities(tmp_path / "a.toml")


def test_a_pipe_is_no_list_of_authorities_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.toml")
    with pytest.raises(FileUnreadableError, match=r"^a\.toml: archive\.why-file-is-pipe$"):
        read_authorities(tmp_path / "a.toml")


@pytest.mark.parametrize("text", ["", "x = 1", "authority = [5]", "[authority]\nkey = 'a'", "authority = []"])
def test_a_file_without_authorities_is_refused(tmp_path, text):
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(AuthorityMalformedError, match="authority"):
        read_authorities(tmp_path / "a.toml")


def test_a_password_comes_from_the_environment_else_a_terminal_else_nobody_knows_it(monkeypatch):
    monkeypatch.setattr("click.prompt", lambda *_arguments, **_named: "typed password")
    assert ask_password({"CHANCERY_PASSWORD": "given password"}, "?", asks=True) == "given password"
    assert ask_password({}, "?", asks=True) == "typed password"
    assert len(ask_password({}, "?", asks=False)) >= 24
    assert new_password() != new_password()
