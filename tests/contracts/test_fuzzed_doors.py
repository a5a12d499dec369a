"""Whatever is sent to a page, the answer is never that the fault is ours: every field, by every bad value."""

import importlib
import inspect
import pkgutil
import re
from functools import cache

import pytest
from door_things import address_of, app_of, things
from urllib3 import encode_multipart_formdata
from web_fixture import doors

import archive.web.views
from archive.web import acting, pictures
from archive.web.desk import steps
from archive.web.form import pages
from archive.web.routes import ROUTES

FORM = "application/x-www-form-urlencoded"
BAD = {
    "no UTF-8": "%ff%C0%AF",
    "a lone surrogate": "%ED%A0%80",
    "a character that nobody sees": "%00",
    "all that is no text": "%00%0d%0a%e2%80%ae%ef%bf%be",
    "many digits": "9" * 5000,
    "a number too far": "9" * 25,
    "below nothing": "-1",
    "digits of others": "%D9%A3%D9%A4",
    "nothing": "",
    "a long text": "%E9%95%BF" * 2000,
    "a moment that is none": "2026-02-30T00%3A00%3A00Z",
    "a moment that no zone has": "9999-12-31T23%3A59%3A59Z",
    "a place elsewhere": "//evil.example/%2e%2e/",
    "a form within": "%7B%7B7*7%7D%7D%3Cscript%3E'%22",
}
READS = re.compile(r'(?:GET|POST|form|params|files)\.get(?:all)?\(\s*"(\w+)"|for name in \(((?:"\w+"(?:, )?)+)\)')
ENDING = ("draft-discard", "case-take-back", "session-end", "sessions-end", "sign-out")
"""Pages whose forms end what others are about: the last to be asked."""
ELSEWHERE = frozenset({"sign-in-unified", "sign-in-back"})
ASKED = sorted((each for each in ROUTES if each.name not in ELSEWHERE), key=lambda each: each.name in ENDING)


@pytest.fixture(scope="module", autouse=True)
def _doors():
    for each in (things, app_of, names):
        each.cache_clear()
    with doors(is_own=True):
        yield
    for each in (things, app_of, names):
        each.cache_clear()


@cache
def names():
    """Every field that a page reads by its name, with those that many have."""
    folder = archive.web.views
    every = [
        importlib.import_module(f"{folder.__name__}.{each.name}") for each in pkgutil.iter_modules(folder.__path__)
    ]
    found = {"data/CSDW/0/x", "form/a", "project/name", "point/D12", "version/D12-001", "material/D12"}
    for module in (*every, acting, pictures, steps, pages):
        for one, several in READS.findall(inspect.getsource(module)):
            found |= {one, *re.findall(r"\w+", several)} - {""}
    return sorted(found)


def comer(route, method):
    """The first who is let in by the table, of some that see it all together."""
    for role in ("applicant", "clerk", "decider", "operator"):
        app = app_of(things().own[role])
        answer = app.request(address_of(route), method=method, expect_errors=True)
        if answer.status_int != 403 or "archive.token-missing" in answer.text:
            return app
    raise AssertionError(route.name)


def token_of(app):
    """A form's token."""
    return app.get("/verify").html.select_one("input[name=csrf_token]")["value"]


def sent(app, route, method="GET", query="", body=None, media=FORM):
    """Ask a page, and see that nothing of ours broke."""
    address = address_of(route) + (f"?{query}" if query else "")
    asked = {} if body is None else {"body": body, "headers": {"Content-Type": media, "Accept-Language": "en"}}
    answer = app.request(address, method=method, expect_errors=True, **asked)
    assert answer.status_int < 500, (route.name, method, query[:200], (body or b"")[:200], answer.text[-3000:])


@pytest.mark.parametrize("route", [each for each in ASKED if "GET" in each.rights], ids=lambda one: one.name)
def test_no_address_breaks_a_page(route):
    app = comer(route, "GET")
    for value in BAD.values():
        sent(app, route, query="&".join(f"{name}={value}" for name in names()))


@pytest.mark.parametrize("route", [each for each in ASKED if "POST" in each.rights], ids=lambda one: one.name)
def test_no_form_breaks_a_page(route):
    app = comer(route, "POST")
    token = token_of(app)
    for value in BAD.values():
        fields = "&".join(f"{name}={value}" for name in names())
        sent(app, route, "POST", body=f"csrf_token={token}&{fields}".encode())
    sent(app, route, "POST", body=b"csrf_token=%00%D9%A3")


@pytest.mark.parametrize("route", [each for each in ASKED if "POST" in each.rights], ids=lambda one: one.name)
def test_no_file_in_place_of_a_text_and_no_text_in_place_of_a_file_breaks_a_page(route):
    app = comer(route, "POST")
    token = token_of(app)
    for value in (("a.pdf", b"x"), ("", b""), "x"):
        given = [(name, value) for name in names()]
        for known in (token, ("a.pdf", token)):
            sent(app, route, "POST", "", *encode_multipart_formdata([("csrf_token", known), *given]))


def test_every_field_is_asked_for():
    assert {"next", "text", "before", "back", "notice", "edition", "seen", "page", "width", "file", "t"} <= {*names()}
