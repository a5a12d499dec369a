"""Every page × every method × every role × own or foreign object: what each is told, as one table.

The table is complete by construction: a page that has no row here fails, and a row without its page. Each role is two
users: one whose object it is, and one of another authority or another owner. Forms are sent without their token where
only the door is asked for: whoever is let in is told that the token is missing, and nothing is done.
"""

from dataclasses import dataclass

import pytest
from door_things import address_of, app_of, state, things
from web_fixture import doors

from archive.web.routes import ROUTES

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PAGE, DOOR, FORBIDDEN, ABSENT = "page", "door", "403", "404"

EVERYBODY = frozenset(
    {"applicant", "agent", "clerk", "reviewer", "decider", "archivist", "auditor", "operator"},
)
OFFICE = frozenset({"clerk", "reviewer", "decider", "archivist"})
SIDE = frozenset({"applicant", "agent"})
APPLYING = SIDE | {"clerk"}
VIEWING = SIDE | OFFICE | {"auditor"}
NOBODY: frozenset[str] = frozenset()
AUDITOR = frozenset({"auditor"})


@dataclass(frozen=True)
class Row:
    """Who is let in by a role, who of these has the object, and who even a foreign one."""

    roles: frozenset[str] | None = EVERYBODY
    """None: everybody, signed in or not."""
    own: frozenset[str] | None = None
    """None: the page is of no object."""
    foreign: frozenset[str] = NOBODY

    def outcome(self, method: str, role: str, is_own: bool) -> str:
        """What somebody is told."""
        if self.roles is None:
            return PAGE
        if role == "anonymous":
            return DOOR
        if role not in self.roles:
            return FORBIDDEN
        if self.own is None or method not in SAFE:
            return PAGE
        return PAGE if role in (self.own if is_own else self.foreign) else ABSENT


ANYONE, SIGNED_IN = Row(None), Row()
LICENCE = Row(VIEWING, VIEWING, AUDITOR)
CASE = Row(VIEWING, VIEWING, AUDITOR)
DESK = Row(OFFICE | AUDITOR)
DESK_CASE = Row(OFFICE | AUDITOR, OFFICE | AUDITOR, AUDITOR)
APPLY = Row(APPLYING)
DRAFT = Row(APPLYING, frozenset({"applicant"}))
OVERSIGHT = frozenset({"archivist", "auditor", "operator"})
OPERATION = frozenset({"auditor", "operator"})
OPERATOR = Row(frozenset({"operator"}))

TABLE = {
    ("home", "GET"): ANYONE,
    ("verify", "GET"): ANYONE,
    ("verify", "POST"): ANYONE,
    ("status", "GET"): ANYONE,
    ("status", "POST"): ANYONE,
    ("enquiry", "GET"): ANYONE,
    ("enquiry", "POST"): ANYONE,
    ("help", "GET"): ANYONE,
    ("guide", "GET"): ANYONE,
    ("api", "GET"): ANYONE,
    ("accessibility", "GET"): ANYONE,
    ("sign-in", "GET"): ANYONE,
    ("sign-in", "POST"): ANYONE,
    ("language", "POST"): ANYONE,
    ("alive", "GET"): ANYONE,
    ("ready", "GET"): ANYONE,
    ("factor", "GET"): SIGNED_IN,
    ("factor", "POST"): SIGNED_IN,
    ("sign-out", "POST"): SIGNED_IN,
    ("account", "GET"): SIGNED_IN,
    ("account", "POST"): SIGNED_IN,
    ("password", "GET"): SIGNED_IN,
    ("password", "POST"): SIGNED_IN,
    ("tokens", "GET"): SIGNED_IN,
    ("tokens", "POST"): SIGNED_IN,
    ("token-end", "POST"): SIGNED_IN,
    ("session-end", "POST"): SIGNED_IN,
    ("sessions-end", "POST"): SIGNED_IN,
    ("inbox", "GET"): SIGNED_IN,
    ("inbox", "POST"): SIGNED_IN,
    ("licences", "GET"): Row(VIEWING),
    ("licence", "GET"): LICENCE,
    ("licence-print", "GET"): LICENCE,
    ("licence-file", "GET"): LICENCE,
    ("licence-picture", "GET"): LICENCE,
    ("operator", "GET"): Row(OPERATION),
    ("jobs", "GET"): Row(OPERATION),
    ("jobs-retry", "POST"): OPERATOR,
    ("health", "GET"): Row(OPERATION),
    ("letters", "GET"): Row(OPERATION),
    ("letters-retry", "POST"): OPERATOR,
    ("ledger", "GET"): Row(OVERSIGHT),
    ("events", "GET"): Row(OVERSIGHT),
    ("authorities", "GET"): Row(OPERATION),
    ("authorities", "POST"): OPERATOR,
    ("authority", "GET"): Row(OPERATION),
    ("authority-change", "GET"): OPERATOR,
    ("authority-change", "POST"): OPERATOR,
    ("users", "GET"): Row(OPERATION),
    ("users", "POST"): OPERATOR,
    ("user", "GET"): Row(OPERATION),
    ("user-change", "POST"): OPERATOR,
    ("projects", "GET"): Row(VIEWING),
    ("project", "GET"): Row(VIEWING, VIEWING, AUDITOR),
    ("project-bind", "POST"): Row(frozenset({"clerk", "operator"})),
    ("case", "GET"): CASE,
    ("case-correct", "GET"): Row(APPLYING, APPLYING),
    ("case-correct", "POST"): APPLY,
    ("case-take-back", "POST"): APPLY,
    ("licence-delivery", "GET"): LICENCE,
    ("licence-delivery", "POST"): Row(VIEWING),
    ("case-delivery", "GET"): CASE,
    ("case-delivery", "POST"): Row(VIEWING),
    ("letter-delivery", "GET"): CASE,
    ("letter-delivery", "POST"): Row(VIEWING),
    ("mandates", "GET"): Row(VIEWING),
    ("mandates", "POST"): Row(frozenset({"applicant", "clerk"})),
    ("mandate-revoke", "POST"): Row(VIEWING),
    ("draft-picture", "GET"): DRAFT,
    ("letter", "GET"): CASE,
    ("record", "GET"): CASE,
    ("document", "GET"): CASE,
    ("document-picture", "GET"): CASE,
    ("application", "GET"): CASE,
    ("apply", "GET"): APPLY,
    ("apply", "POST"): APPLY,
    ("drafts", "GET"): APPLY,
    ("draft", "GET"): DRAFT,
    ("draft-submit", "POST"): APPLY,
    ("draft-discard", "POST"): APPLY,
    ("draft-material-add", "POST"): APPLY,
    ("draft-material-remove", "POST"): APPLY,
    ("draft-step", "GET"): DRAFT,
    ("draft-step", "POST"): APPLY,
    ("uploads", "OPTIONS"): APPLY,
    ("uploads", "POST"): APPLY,
    ("upload", "HEAD"): DRAFT,
    ("upload", "PATCH"): APPLY,
    ("upload", "DELETE"): APPLY,
    ("licence-act", "GET"): Row(frozenset({"decider"}), frozenset({"decider"})),
    ("licence-act", "POST"): DESK,
    ("batches", "GET"): DESK,
    ("batches", "POST"): Row(frozenset({"decider"})),
    ("batch-table", "GET"): Row(frozenset({"decider"})),
    ("batch", "GET"): DESK_CASE,
    ("batch-report", "GET"): DESK_CASE,
    ("proposals", "GET"): DESK,
    ("proposal", "GET"): DESK_CASE,
    ("proposal-step", "POST"): DESK,
    ("desk", "GET"): DESK,
    ("desk-case", "GET"): DESK_CASE,
    ("desk-progress", "GET"): DESK_CASE,
    ("desk-step", "POST"): DESK,
    ("desk-again", "POST"): DESK,
}
"""(page, method) → who."""
ELSEWHERE = frozenset({"sign-in-unified", "sign-in-back", "metrics"})
"""Pages that ask an identity provider, or for a token of their own: their own tests say what is answered."""
DONE_TO = {
    "licence-act": {"clerk", "reviewer", "archivist", "auditor"},
    "proposal-step": {"auditor"},
    "desk-step": set(),
    "desk-again": {"clerk", "reviewer", "archivist"},
    "licence-delivery": {"reviewer", "archivist", "auditor"},
    "case-delivery": {"reviewer", "archivist", "auditor"},
    "letter-delivery": {"reviewer", "archivist", "auditor"},
    "case-correct": set(),
    "case-take-back": set(),
    "draft-submit": {"agent", "clerk"},
    "draft-discard": {"agent", "clerk"},
    "draft-step": {"agent", "clerk"},
    "draft-material-add": {"agent", "clerk"},
    "draft-material-remove": {"agent", "clerk"},
    "project-bind": set(),
    "mandate-revoke": {"reviewer", "decider", "archivist"},
    "token-end": EVERYBODY - {"applicant", "operator"},
    "session-end": EVERYBODY - {"applicant", "operator"},
}
"""Form about an object → roles that are let in by the table, and are refused even where it is of their own office."""


@pytest.fixture(scope="module", autouse=True)
def _doors():
    with doors():
        yield
    for each in (things, app_of):
        each.cache_clear()


def told(answer):
    """What an answer comes to."""
    assert answer.status_int < 500, answer.text
    assert answer.content_type != "text/html" or "&lt;code" not in answer.text, "a page shows its own markup"
    location = answer.headers.get("Location", "")
    if (answer.status_int == 401 and "archive.sign-in-needed" in answer.text) or "/sign-in?" in location:
        return DOOR
    if answer.status_int == 403:
        return PAGE if "archive.token-missing" in answer.text else FORBIDDEN
    if answer.status_int == 404:
        return ABSENT
    assert answer.request.method in SAFE, "something was done without the token of its form"
    return PAGE


def ask(name, method, address, **fields):
    """What somebody is told at an address."""
    asked = {"method": method, "headers": {"Tus-Resumable": "1.0.0"}, "expect_errors": True}
    return told(app_of(name).request(address, POST=fields or None, **asked))


def ask_logged(caplog, name, method, address, **fields):
    """What somebody is told at an address; whom it is refused to is in the log."""
    caplog.clear()
    outcome = ask(name, method, address, **fields)
    assert outcome not in (FORBIDDEN, ABSENT) or "access refused" in caplog.text, (name, method, address)
    return outcome


def test_every_page_and_method_has_a_row_and_every_row_its_page():
    known = {(route.name, method) for route in ROUTES for method in route.rights if route.name not in ELSEWHERE}
    assert set(TABLE) == known


@pytest.mark.parametrize("route", [route for route in ROUTES if route.name not in ELSEWHERE], ids=lambda one: one.name)
def test_everybody_is_told_what_the_table_says_and_the_log_whom_it_refuses(route, caplog):
    address, people = address_of(route), things()
    for method in route.rights:
        row = TABLE[route.name, method]
        who = [("anonymous", "", True)]
        who += [(role, name, True) for role, name in people.own.items()]
        who += [(role, name, False) for role, name in people.foreign.items()]
        found = {(role, own): ask_logged(caplog, name, method, address) for role, name, own in who}
        wanted = {(role, own): row.outcome(method, role, own) for role, _name, own in who}
        assert found == wanted, (route.name, method)


def test_every_form_about_an_object_is_tried_on_what_is_foreign():
    about = {route.name for route in ROUTES if "{" in route.pattern and "POST" in route.rights}
    for_anybody = {name for name in about if TABLE[name, "POST"].roles is None}
    assert set(DONE_TO) == about - for_anybody - {"user-change", "authority-change"}, (
        "a right alone lets these be changed"
    )


def token_in(name):
    """The token of somebody's forms."""
    return app_of(name).get("/inbox").html.select_one("input[name=csrf_token]")["value"]


@pytest.mark.parametrize("name", sorted(DONE_TO))
def test_nobody_does_anything_to_what_is_foreign_and_the_log_tells_who_tried(name, caplog):
    route = next(one for one in ROUTES if one.name == name)
    address, people, before = address_of(route), things(), state()
    roles = TABLE[name, "POST"].roles & (set(people.foreign) - OPERATION)
    who = [people.foreign[role] for role in sorted(roles)]
    who += [people.own[role] for role in sorted(DONE_TO[name])]
    for each in who:
        sent = {
            "csrf_token": token_in(each),
            "go": "confirm",
            "number": "1",
            "ground": "x",
            "seen": "1",
            "do": "record",
        }
        assert ask_logged(caplog, each, "POST", address, **sent) in (ABSENT, FORBIDDEN), (name, each)
    assert state() == before


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_an_upload_is_its_own_alone(method):
    people, before = things(), state()
    address = f"/uploads/{people.names['upload']}"
    for each in (*(people.foreign[role] for role in sorted(APPLYING)), people.own["agent"], people.own["clerk"]):
        headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "X-CSRF-Token": token_in(each)}
        more = {"content_type": "application/offset+octet-stream", "body": b"x"} if method == "PATCH" else {}
        app_of(each).request(address, method=method, headers=headers, status=404, **more)
    assert state() == before
