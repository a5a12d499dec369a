"""What a request carries: bounds on its form, its language, its transaction."""

import pytest
from pyramid import testing
from pyramid.request import Request as PyramidRequest
from transaction.interfaces import TransientError
from urllib3 import encode_multipart_formdata
from web_fixture import browser, form_of, opened
from webob import Request

from archive.web.request import FIELDS, PLAIN
from archive.web.request import Request as OurRequest
from archive.web.routes import ROUTES


def csrf(app):
    """A form's token, and the cookie beside it."""
    return form_of(app.get("/sign-in"), "password")["csrf_token"].value


def test_a_form_has_no_more_fields_than_any_page_of_ours():
    app = browser()
    body = "&".join(f"f{number}=1" for number in range(FIELDS + 1))
    answer = app.post("/sign-in", f"csrf_token={csrf(app)}&{body}", status=413)
    assert "archive.form-too-wide" in answer.text


def test_a_form_s_texts_are_bounded():
    app = browser()
    answer = app.post("/sign-in", "name=" + "a" * 2_100_000, status=413)
    assert "archive.body-too-large" in answer.text


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_is_read_again_from_its_beginning_after_a_conflict(monkeypatch, kind):
    app, waits = browser(), [TransientError()]

    def local(address):
        if waits:
            raise waits.pop()
        return address

    fields = {"csrf_token": csrf(app), "back": "/help"}
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    if "multipart" in kind:
        body = "".join(part.format(*each) for each in fields.items()) + "--x--\r\n"
    monkeypatch.setattr("archive.web.views.language.local", local)
    answer = app.post("/language", body, headers={"Content-Type": kind}, status=303)
    assert (answer.location, waits) == ("http://localhost/help", [])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded; charset=gbk", b"name=a"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"name=a"),
        ("application/x-www-form-urlencoded", b"name=%C4%E3%BA%C3"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xc4\xe3\r\n--x--\r\n',
        ),
        ("application/x-www-form-urlencoded", b"name=%ff\xff"),
        ("multipart/form-data", b"name=a"),
        ("multipart/form-data; boundary=x", b"--x\r\nno header\r\n\r\nnothing"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nbroken o'),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(kind, body):
    answer = browser().post("/sign-in", body, headers={"Content-Type": kind}, expect_errors=True)
    assert answer.status_int == 400
    assert "archive.form-malformed" in answer.text


@pytest.mark.parametrize("kind", ["application/json", "text/xml", "application/x-php"])
def test_what_is_no_form_has_no_token(kind):
    answer = browser().post("/sign-in", b"{}", headers={"Content-Type": kind}, expect_errors=True)
    assert (answer.status_int, "archive.token-missing" in answer.text) == (403, True)


def test_a_form_without_its_token_does_nothing():
    answer = browser().post("/sign-in", {"name": "admin", "password": "x"}, status=403)
    assert "archive.token-missing" in answer.text


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [("zh-CN", "zh-CN"), ("en-GB,en;q=0.8", "en"), ("fr,de;q=0.9", "zh-CN"), ("x" * 500, "zh-CN"), ("", "zh-CN")],
)
def test_the_language_is_one_that_we_have(accepted, tag):
    assert browser(language=accepted).get("/").html.html["lang"] == tag


def test_a_path_that_is_no_text_is_no_page():
    blank = Request.blank("/licences/%ff", headers={"Host": "localhost"})
    assert blank.get_response(opened()[1]).status_int == 404


def encoded(fields):
    """A form with files, and the header that says so."""
    body, media = encode_multipart_formdata(fields)
    return body, {"Content-Type": media}


@pytest.mark.parametrize("query", ["%ff", "%C0%AF", "%ED%A0%80"])
@pytest.mark.parametrize("path", ["/sign-in?next=", "/help?done=", "/nowhere?x="])
def test_an_address_that_cannot_be_read_is_refused_where_it_is_asked_for(path, query):
    answer = browser(language="en").get(f"{path}{query}", expect_errors=True)
    refused = path == "/sign-in?next="
    assert answer.status_int == (400 if refused else 404 if "nowhere" in path else 200)
    assert ("archive.query-malformed" in answer.text) is refused


def test_a_file_stands_for_no_text():
    app = browser()
    fields = [("csrf_token", csrf(app)), ("language", "en"), ("back", ("a.pdf", "/help"))]
    answer = app.post("/language", *encoded(fields), status=303)
    assert answer.location == "http://localhost/"
    fields[0] = ("csrf_token", ("a.pdf", fields[0][1]))
    assert "archive.token-missing" in app.post("/language", *encoded(fields), status=403).text


@pytest.mark.parametrize("under", ["", "/archive"])
def test_the_address_of_a_page_is_what_pyramid_makes_of_its_route(under):
    request = OurRequest.blank("/", environ={"SCRIPT_NAME": under})
    with testing.testConfig(request=request) as config:
        for route in ROUTES:
            config.add_route(route.name, route.pattern)
        assert {name: request.route_path(name) for name in PLAIN} == {
            name: PyramidRequest.route_path(request, name) for name in PLAIN
        }
        assert request.route_path("home", _query={"a": "b"}) == f"{under}/?a=b"
        assert request.route_path("case", case="A/1") == f"{under}/cases/A/1"


def test_what_a_form_did_is_not_said_again_where_the_next_did_nothing():
    app = browser("clerk-nr")
    page = app.get("/account/password?done=contact-saved")
    answer = app.post("/account/tokens?done=token-ended", {"csrf_token": page.forms[0]["csrf_token"].value}, status=422)
    assert answer.html.select_one(".faults")
    assert not answer.html.select_one("p.done")
