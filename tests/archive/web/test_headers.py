"""What every answer says besides its content."""

import gzip
from types import SimpleNamespace

import pytest
from web_fixture import browser, opened
from webob import Request, Response

from archive.web.headers import HEADERS, SECURE, headers_tween, hosts_tween


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/chancery.css", "/health/alive"])
def test_each_answer_has_the_headers(address):
    answer = browser().get(address, expect_errors=True)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_page_allows_neither_script_nor_style_within_it():
    policy = browser().get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_is_kept_nowhere():
    assert browser().get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("https", "there"), [(True, True), (False, False)])
def test_only_where_https_is_all_there_is_it_is_promised(https, there):
    registry = SimpleNamespace(settings={"archive.web.https": https})
    answer = headers_tween(lambda _request: Response(), registry)(SimpleNamespace(method="POST"))
    assert (SECURE.items() <= dict(answer.headerlist).items()) is there


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "x:y:z"])
def test_a_host_that_is_none_of_ours_is_refused_and_not_named_in_any_address(host):
    answer = browser().get("/", headers={"Host": host}, status=421)
    assert "archive.host-unknown" in answer.text
    assert f"//{host}" not in answer.text


@pytest.mark.parametrize("address", ["/", "/api/v1/licences"])
def test_a_refused_host_is_told_by_the_words_of_its_status(address):
    assert browser().get(address, headers={"Host": "evil.example"}, status=421).status == "421 Misdirected Request"


@pytest.mark.parametrize("host", ["localhost", "localhost:6543", "127.0.0.1:80", "[::1]", "[::1]:6543"])
def test_our_hosts_are_answered_on_every_port(host):
    browser().get("/", headers={"Host": host}, status=200)


@pytest.mark.parametrize("address", ["/", "/api/v1/", "/static/chancery.css"])
def test_a_text_for_nobody_in_particular_is_compressed(address):
    asked = Request.blank(address, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    answer = asked.get_response(opened()[1])
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.content_length == len(answer.body) < len(gzip.decompress(answer.body))


@pytest.mark.parametrize(
    ("name", "address", "accepted"),
    [("", "/help?x=secret", "gzip"), ("applicant", "/help", "gzip"), ("", "/help", "identity"), ("", "/help", "br")],
)
def test_what_may_hold_a_secret_beside_what_was_asked_is_not(name, address, accepted):
    cookies = "; ".join(f"{each}={text}" for each, text in browser(name).cookies.items())
    asked = Request.blank(address, headers={"Host": "localhost", "Accept-Encoding": accepted, "Cookie": cookies})
    answer = asked.get_response(opened()[1])
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(("https", "scheme"), [(True, "https"), (False, "http")])
def test_where_https_is_all_there_is_every_request_is_one_by_it_whatever_the_way_here_says(https, scheme):
    settings = {"archive.web.hosts": ["localhost"], "archive.web.https": https}
    judge = hosts_tween(lambda request: request.application_url, SimpleNamespace(settings=settings))
    asked = Request.blank("http://localhost/", headers={"X-Forwarded-Proto": "http"})
    assert judge(asked).startswith(f"{scheme}://localhost")
