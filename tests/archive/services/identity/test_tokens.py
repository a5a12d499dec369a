"""Tokens of programs: issued, found, revoked."""

import re
from datetime import timedelta

import pytest
from identity_fixture import ADMIN, NR, Gate

from archive.errors import PermissionMissingError, TextMalformedError, UserDisabledError, UserUnknownError
from archive.permissions import ROLES, Actor, Permission, is_allowed
from archive.services.identity.errors import (
    ScopeExcessiveError,
    ScopeUnknownError,
    TokenEndError,
    TokenRepeatedError,
    TokensTooManyError,
    TokenUnknownError,
)
from archive.services.identity.tokens import MOST

WANG = Actor("wang", frozenset({"clerk"}), NR)


@pytest.fixture
def office():
    return Gate()


def issue(office, actor=WANG, owner="wang", **changes):
    given = {"label": "our program", "scopes": ["case:view"], "expires_at": office.clock() + timedelta(days=30)}
    return office.tokens.issue(office.root, actor, owner, **{**given, **changes})


def find(office, issued):
    found = office.tokens.find(office.root, issued.text)
    return None if found is None else found.actor


def test_a_token_acts_for_its_owner_within_its_scopes(office):
    issued = issue(office)
    found = find(office, issued)
    assert found == Actor("wang", frozenset({"clerk"}), NR, "", frozenset({"case:view"}))
    assert is_allowed(found, Permission.CASE_VIEW)
    assert not is_allowed(found, Permission.CASE_ACCEPT)
    assert re.fullmatch(rf"chancery_{issued.token}_[\w-]{{43}}", issued.text)


def test_a_key_issues_one_token_of_each_owner(office):
    issued = issue(office, key="a form")
    with pytest.raises(TokenRepeatedError, match=issued.token):
        issue(office, key="a form")
    assert issue(office, ADMIN, "admin", key="a form", scopes=["user:manage"]).token != issued.token
    assert len({issue(office).token, issue(office).token}) == 2


def test_of_a_token_only_the_digest_is_kept(office):
    issued = issue(office)
    secret = issued.text.removeprefix(f"chancery_{issued.token}_")
    assert all(secret not in str(value) for value in vars(office.root.tokens.find(issued.token)).values())
    assert secret.encode() not in b"".join(event.canonical for event in office.root.events)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: text + "x",
        lambda text: text + "\n",
        lambda text: "印" * 64,
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text.replace("chancery", "x"),
        lambda text: f"chancery_{'0' * 12}_{text[-43:]}",
    ],
)
def test_a_token_that_nobody_was_given_opens_nothing(office, change):
    assert office.tokens.find(office.root, change(issue(office).text)) is None


def test_a_token_ends(office):
    issued = issue(office, expires_at=office.clock() + timedelta(seconds=60))
    office.clock.forward(59)
    assert find(office, issued)
    office.clock.forward(1)
    assert find(office, issued) is None


def test_who_asks_gets_no_scope_that_it_does_not_have_where_it_asks(office):
    with pytest.raises(ScopeExcessiveError):
        issue(office, Actor("wang", frozenset(), NR))


@pytest.mark.parametrize("days", [0, -1, 366.001])
def test_a_token_must_end_in_time(office, days):
    with pytest.raises(TokenEndError):
        issue(office, expires_at=office.clock() + timedelta(days=days))
    assert issue(office, expires_at=office.clock() + timedelta(days=366))


def test_a_revoked_token_opens_nothing_at_once(office):
    issued, other = issue(office), issue(office)
    office.tokens.revoke(office.root, WANG, issued.token)
    assert (find(office, issued), bool(find(office, other))) == (None, True)
    kinds = [event.fields["kind"] for event in office.root.events.of("user:wang")]
    assert kinds == ["token.issued", "token.issued", "token.revoked"]
    for token in (issued.token, "none"):
        with pytest.raises(TokenUnknownError):
            office.tokens.revoke(office.root, WANG, token)


def test_what_the_owner_is_no_more_its_tokens_are_no_more(office):
    issued = issue(office)
    office.root.users["wang"].roles = frozenset({"operator"})
    assert not is_allowed(find(office, issued), Permission.CASE_VIEW)
    office.users.disable(office.root, ADMIN, "wang")
    assert find(office, issued) is None
    del office.root.users.by_id["wang"]
    assert find(office, issued) is None


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scopes": []}, ScopeUnknownError),
        ({"scopes": ["case:view", "case:eat"]}, ScopeUnknownError),
        ({"scopes": ["case:decide"]}, ScopeExcessiveError),
        ({"label": ""}, TextMalformedError),
        ({"label": "x" * 101}, TextMalformedError),
        ({"label": "a\nb"}, TextMalformedError),
    ],
)
def test_a_bad_token_is_not_issued(office, changes, error):
    with pytest.raises(error):
        issue(office, **changes)
    assert office.tokens.list(office.root, WANG) == ()


def test_every_permission_of_the_owner_can_be_a_scope(office):
    issued = issue(office, ADMIN, "admin", scopes=ROLES["operator"])
    assert find(office, issued).scopes == {str(each) for each in ROLES["operator"]}
    assert "metrics:view" in find(office, issued).scopes


def test_people_issue_tokens_for_themselves_and_operators_for_all(office):
    assert issue(office, ADMIN, "wang")
    with pytest.raises(PermissionMissingError):
        issue(office, WANG, "li", scopes=["case:view"])
    with pytest.raises(UserUnknownError):
        issue(office, ADMIN, "nobody")
    office.users.disable(office.root, ADMIN, "li")
    with pytest.raises(UserDisabledError):
        issue(office, ADMIN, "li")


def test_a_token_looks_after_no_tokens_unless_it_manages_users(office):
    issued = issue(office)
    program = find(office, issued)
    with pytest.raises(PermissionMissingError):
        issue(office, program)
    with pytest.raises(PermissionMissingError):
        office.tokens.revoke(office.root, program, issued.token)
    manager = find(office, issue(office, ADMIN, "admin", scopes=["user:manage"]))
    assert issue(office, manager, "wang")


def test_tokens_are_listed_without_what_is_secret_the_last_first(office, caplog):
    first = issue(office)
    office.clock.forward(1)
    second = issue(office, label="another")
    office.tokens.touch(office.root, second.token)
    told = office.tokens.list(office.root, WANG)
    assert [(each.token, each.label, each.used_at) for each in told] == [
        (second.token, "another", office.clock()),
        (first.token, "our program", None),
    ]
    assert office.tokens.list(office.root, ADMIN, "wang") == told
    assert office.tokens.list(office.root, Actor("sun", frozenset({"auditor"})), "wang") == told
    with pytest.raises(PermissionMissingError):
        office.tokens.list(office.root, Actor("li", frozenset({"applicant"})), "wang")
    with pytest.raises(TokenUnknownError):
        office.tokens.revoke(office.root, Actor("li", frozenset({"applicant"})), first.token)
    assert [(one.kind, one.id) for one in caplog.records if one.message == "access refused"] == [
        ("", ""),
        ("token", first.token),
    ]


def test_use_is_written_down_every_hour(office):
    issued = issue(office)
    begun = office.clock()
    for _turn in range(2):
        office.tokens.touch(office.root, issued.token)
        assert office.tokens.list(office.root, WANG)[0].used_at == begun
        office.clock.forward(3599)
    office.tokens.touch(office.root, issued.token)
    assert office.tokens.list(office.root, WANG)[0].used_at == office.clock()
    office.tokens.touch(office.root, "none")


def test_a_user_has_so_many_tokens_and_no_more_until_some_ended_long_ago(office):
    for _turn in range(MOST):
        issue(office)
    with pytest.raises(TokensTooManyError):
        issue(office)
    office.clock.forward(60 * 86_400 + 1)
    issue(office)
    assert len(office.tokens.list(office.root, WANG)) == MOST - 10 + 1
