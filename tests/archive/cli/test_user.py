"""`chancery user`."""

import pytest
from cli_fixture import chancery, stage

from archive.app import open_application
from archive.models.factors import Factor


def listed(name):
    return next(row for row in chancery("user", "list", "--json").json["users"] if row["user"] == name)


def test_a_user_is_added_disabled_and_reset():
    code = "11350200DEM000022R"
    added = chancery("user", "add", "u1", "--role", "reviewer", "--role", "clerk", "--authority", code, "--json")
    assert added.json == {"user": "u1", "roles": ["reviewer", "clerk"], "authority": code}
    assert listed("u1") == {
        "user": "u1",
        "roles": ["clerk", "reviewer"],
        "authority": code,
        "party": "",
        "factor": False,
        "enabled": True,
    }
    moved = "11350200DEM000014Y"
    assert chancery("user", "move", "u1", "--authority", moved, "--json").json == {"user": "u1", "authority": moved}
    assert listed("u1")["authority"] == moved
    assert chancery("user", "disable", "u1", "--json").json == {"user": "u1", "enabled": False}
    assert listed("u1")["enabled"] is False
    assert chancery("user", "enable", "u1", "--json").json == {"user": "u1", "enabled": True}
    assert listed("u1")["enabled"] is True
    assert chancery("user", "reset", "u1", "--json").json == {"user": "u1", "enabled": True}
    assert listed("u1")["enabled"] is True


def test_people_read_in_words_whether_somebody_has_a_second_factor_and_is_enabled():
    told = chancery("user", "list").out
    assert "否" in told
    assert not {"True", "False"} & set(told.split())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "applicant", "--role", "applicant"), "archive.user-exists"),
        (("disable", "nobody"), "archive.user-unknown"),
        (("enable", "nobody"), "archive.user-unknown"),
        (("reset", "nobody"), "archive.user-unknown"),
        (("reset-factor", "applicant"), "archive.factor-missing"),
        (("party", "applicant", "91350200DEM0001109"), "archive.credit-code-invalid"),
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


def test_roles_and_party_of_a_user_are_changed():
    chancery("user", "add", "u3", "--role", "applicant")
    assert chancery("user", "roles", "u3", "--role", "agent", "--json").json == {"user": "u3", "roles": ["agent"]}
    assert "91350200DEM0001100" in chancery("user", "party", "u3", "91350200DEM0001100").out
    assert (listed("u3")["roles"], listed("u3")["party"]) == (["agent"], "91350200DEM0001100")


def test_a_lost_factor_is_taken_away():
    chancery("user", "add", "u4", "--role", "applicant")
    with open_application(stage()) as application:
        application.transact(lambda root: setattr(root.users["u4"], "factor", Factor(b"", application.clock(), "")))
    assert listed("u4")["factor"] is True
    assert chancery("user", "reset-factor", "u4", "--json").json == {"user": "u4", "factor": False}
    assert listed("u4")["factor"] is False
