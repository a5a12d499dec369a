"""Each request is told to the log and counted, and nothing of anybody with it."""

import json
import logging

from prometheus_client import REGISTRY
from transaction.interfaces import TransientError
from web_fixture import browser, form_of, opened
from webob import Request

from archive.logs import JsonLines
from archive.web.measuring import OTHER


def counted(page, method="GET", status="200"):
    """How often a page was given."""
    labels = {"page": page, "method": method, "status": status}
    return REGISTRY.get_sample_value("chancery_requests_total", labels) or 0


def test_a_request_is_counted_by_its_page_and_never_by_what_it_asked_for():
    before, unknown = counted("help"), counted(OTHER, status="404")
    browser().get("/help?secret=1")
    browser().get("/no/such/thing", status=404)
    assert (counted("help"), counted(OTHER, status="404")) == (before + 1, unknown + 1)


def test_a_method_of_somebody_s_own_is_no_name_of_ours():
    before = counted("help", OTHER, "405")
    Request.blank("/help", method="BREW", headers={"Host": "localhost"}).get_response(opened()[1])
    assert counted("help", OTHER, "405") == before + 1


def test_what_is_logged_names_the_request_and_nobody(caplog):
    with caplog.at_level(logging.INFO):
        browser("applicant").get("/account?x=geheim")
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.msg == "request"]
    last = lines[-1]
    assert (last["page"], last["method"], last["status"]) == ("account", "GET", 200)
    assert last["request"]
    assert "geheim" not in str(lines)
    assert "applicant" not in str(lines)


def test_a_request_that_is_tried_again_is_counted_and_logged_once(monkeypatch, caplog):
    app, waits = browser(), [TransientError()]
    form = form_of(app.get("/sign-in"), "password")

    def local(address):
        if waits:
            raise waits.pop()
        return address

    monkeypatch.setattr("archive.web.views.language.local", local)
    before, failed = counted("language", "POST", "303"), counted("language", "POST", "503")
    with caplog.at_level(logging.INFO):
        app.post("/language", {"csrf_token": form["csrf_token"].value, "back": "/help"}, status=303)
    assert (waits, counted("language", "POST", "303")) == ([], before + 1)
    assert counted("language", "POST", "503") == failed
    assert [record.status for record in caplog.records if record.msg == "request"] == [303]
