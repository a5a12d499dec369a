"""`chancery mandate`."""

from cli_fixture import chancery

CODE = "91350200DEM0001100"
OTHERS = ("mandate", "grant", "91350200DEM000129W", "agent", "--until", "2099-12-31", "--paper", "x")
"""What the applicant, who acts for its own company alone, grants in another's name."""


def grant(agent, *more, by="planning-clerk"):
    return chancery("mandate", "grant", CODE, agent, "--until", "2099-12-31", *more, "--as", by, "--json")


def test_a_clerk_grants_one_with_the_paper_and_it_is_listed_until_it_is_revoked():
    made = grant("applicant", "--paper", "授权书 3", "--permission", "case:view").json["mandate"]
    (first, *_) = chancery("mandate", "list", "--agent", "applicant", "--json").json["mandates"]
    assert (first["mandate"], first["principal"], first["holds"], first["paper"]) == (made, CODE, True, "授权书 3")
    assert (first["permissions"], first["ends"]) == (["case:view"], "2099-12-31T15:59:59.999999+00:00")
    told = chancery("mandate", "revoke", made, "--as", "planning-clerk", "--json").json
    assert told == {"mandate": made, "revoked": True}
    (first, *_) = chancery("mandate", "list", "--principal", CODE, "--json").json["mandates"]
    assert (first["holds"], first["revoked_by"]) == (False, "planning-clerk")
    shown = chancery("mandate", "list", "--limit", 1).out
    assert "已撤销" in shown


def test_what_cannot_be_is_refused_by_its_code():
    cases = {
        "archive.text-malformed": grant("applicant"),
        "archive.mandate-foreign": chancery(*OTHERS, "--as", "applicant", "--json"),
        "archive.project-unknown": grant("applicant", "--paper", "x", "--project", "P0"),
        "archive.mandate-unknown": chancery("mandate", "revoke", "M0", "--as", "planning-clerk", "--json"),
    }
    assert {code: answer.json["error"]["code"] for code, answer in cases.items()} == {code: code for code in cases}


def test_people_read_what_is_to_be_changed():
    answer = chancery(
        "mandate", "grant", CODE, "applicant", "--until", "2001-01-01", "--paper", "x", "--as", "planning-clerk"
    )
    assert "截止时间" in answer.err
    granted = chancery(
        "mandate", "grant", CODE, "applicant", "--until", "2099-01-01", "--paper", "x", "--as", "planning-clerk"
    )
    assert "已授权 applicant 至 2099-01-01 23:59:59" in granted.out
