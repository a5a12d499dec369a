"""`chancery mandate`."""

from functools import cache

from cli_fixture import chancery

CODE = "91350200DEM0001100"
CLERK = ("--as", "planning-clerk")
OTHERS = ("mandate", "grant", "91350200DEM000129W", "agent", "--until", "2099-12-31", "--paper", "x")
"""What the applicant, who acts for its own company alone, grants in another's name."""


@cache
def project():
    """A project of the planning clerk's authority."""
    owner = ("--owner", "示例精密制造有限公司", "--owner-code", CODE)
    return chancery("project", "begin", "委托厂房", *owner, *CLERK, "--json").json["project"]


def granting(agent, *more, ends="2099-12-31"):
    return chancery("mandate", "grant", CODE, agent, "--until", ends, "--project", project(), *more, *CLERK)


def grant(agent, *more):
    return granting(agent, *more, "--json")


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
    answer = granting("applicant", "--paper", "x", ends="2001-01-01")
    assert "截止时间" in answer.err
    granted = granting("applicant", "--paper", "x", ends="2099-01-01")
    assert "已授权 applicant 至 2099-01-01 23:59:59" in granted.out
