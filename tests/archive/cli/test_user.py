"""`chancery user`."""

import pytest
from cli_fixture import chancery


def listed(name):
    return next(row for row in chancery("user", "list", "--json").json["users"] if row["user"] == name)


def test_a_user_is_added_disabled_and_reset():
    code = "11350200DEM000022R"
    added = chancery("user", "add", "u1", "--role", "reviewer", "--role", "clerk", "--authority", code, "--json")
    assert added.json == {"user": "u1", "roles": ["reviewer", "clerk"], "authority": code}
    assert listed("u1") == {"user": "u1", "roles": ["clerk", "reviewer"], "authority": code, "enabled": True}
    moved = "11350200DEM000014Y"
    assert chancery("user", "move", "u1", "--authority", moved, "--json").json == {"user": "u1", "authority": moved}
    assert listed("u1")["authority"] == moved
    assert chancery("user", "disable", "u1", "--json").json == {"user": "u1", "enabled": False}
    assert listed("u1")["enabled"] is False
    assert chancery("user", "reset", "u1", "--json").json == {"user": "u1", "enabled": True}
    assert listed("u1")["enabled"] is True


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "applicant", "--role", "applicant"), "archive.user-exists"),
        (("disable", "nobody"), "archive.user-unknown"),
        (("reset", "nobody"), "archive.user-unknown"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, code):
    answer = chancery("user", *arguments, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, code)


def test_a_role_that_does_not_exist_is_misuse():
    assert chancery("user", "add", "u2", "--role", "king").code == 2


def test_people_are_shown_a_table():
    assert "planning-decider" in chancery("user", "list").out


def test_who_gave_a_user_no_password_is_told_so(monkeypatch):
    added = chancery("user", "add", "u-silent", "--role", "applicant")
    reset = chancery("user", "reset", "u-silent")
    assert "chancery user reset u-silent" in added.out
    assert "chancery user reset u-silent" in reset.out
    monkeypatch.setenv("CHANCERY_PASSWORD", "a long enough password")
    assert "无人知道" not in chancery("user", "reset", "u-silent").out
