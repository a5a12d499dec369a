"""`chancery token`."""

import pytest
from cli_fixture import chancery


def listed(user):
    return {each["token"]: each for each in chancery("token", "list", user, "--json").json["tokens"]}


def test_a_token_is_issued_listed_and_revoked():
    chancery("user", "add", "t1", "--role", "operator")
    issued = chancery(
        "token", "issue", "t1", "--label", "metrics", "--scope", "metrics:view", "--days", "7", "--json"
    ).json
    assert issued["text"].startswith(f"chancery_{issued['token']}_")
    told = listed("t1")[issued["token"]]
    assert (told["label"], told["scopes"], told["owner"], told["used_at"]) == ("metrics", ["metrics:view"], "t1", None)
    shown = chancery("token", "list", "t1").out
    assert "metrics:view" in shown
    assert issued["text"] not in shown
    assert chancery("token", "revoke", issued["token"], "--json").json == {"token": issued["token"], "revoked": True}
    assert listed("t1") == {}


def test_people_are_shown_a_token_once():
    chancery("user", "add", "t2", "--role", "applicant")
    issued = chancery("token", "issue", "t2", "--label", "ours", "--scope", "case:view").out
    assert "chancery_" in issued
    assert "2" in issued


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("issue", "nobody", "--label", "x", "--scope", "case:view"), "archive.user-unknown"),
        (("issue", "applicant", "--label", "x", "--scope", "case:decide"), "archive.scope-excessive"),
        (("issue", "applicant", "--label", "x", "--scope", "case:view", "--days", "367"), "archive.token-end"),
        (("revoke", "none"), "archive.token-unknown"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, code):
    answer = chancery("token", *arguments, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, code)
