"""Whatever is typed into any text of any form that somebody can reach is shown as text, wherever it is shown."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from desk_fixture import carry, come_in, drain_for
from form_pages import Wizard
from web_fixture import browser, doors, newcomer
from webtest.forms import Text, Textarea

SCRIPT = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>"""
LIVE = ("<script>alert", "<img src=x")
EACH = 2
"""Pages of a shape that are looked at: the first is the same as the hundredth."""
NAMES = re.compile(r"[^/]*[0-9][^/]*")
"""What names an object in an address."""
LEFT = {"/sign-out", "/account/sessions/end", "/api/v1/"}
"""Pages and forms that are left alone: they end the visit, or are for the script alone."""


@pytest.fixture(scope="module", autouse=True)
def _scene():
    """An archive with a licence, cases on every desk, and a draft."""
    with doors():
        case = come_in()
        carry(case)
        drain_for(case)
        carry(come_in(), "accepted")
        carry(come_in(), "reviewed")
        come_in()
        Wizard("X1-06")
        yield


def pages(app):
    """Every page that a visitor is led to by links, a few of each shape of address."""
    waiting, seen, count = ["/"], {"/", *LEFT}, Counter()
    while waiting:
        address = waiting.pop()
        shape = NAMES.sub("*", urlsplit(address).path)
        if count[shape] == EACH:
            continue
        answer = app.get(address, expect_errors=True).maybe_follow(expect_errors=True)
        if answer.content_type != "text/html":
            continue
        count[shape] += 1
        yield shape, answer
        links = {urlsplit(link["href"])._replace(fragment="").geturl() for link in answer.html.select("a[href^='/']")}
        waiting += sorted(links - seen)
        seen |= links


def forms_of(answer):
    """Forms of a page with every text filled in."""
    for form in answer.forms.values():
        texts = [each for fields in form.fields.values() for each in fields if type(each) in (Text, Textarea)]
        if texts and form.action not in LEFT:
            for each in texts:
                each.force_value(SCRIPT)
            yield form


def is_text(answer):
    """Whether nothing that was typed has become a part of the page."""
    return answer.content_type != "text/html" or not any(each in answer.text for each in LIVE)


@pytest.mark.parametrize("name", ["", "applicant", "clerk-nr", "decider-nr", "operator"])
def test_script_in_a_text_is_shown_as_text(name):
    name = newcomer(name, name) if name == "operator" else name
    app, sent = browser(name), Counter()
    for shape, answer in list(pages(app)):
        for form in forms_of(answer):
            told = form.submit(expect_errors=True)
            assert told.status_int < 500, (shape, told.text)
            assert is_text(told), shape
            sent[shape] += 1
        asked = dict.fromkeys(("q", "done", "next", "cursor", "t", "state", "back"), SCRIPT)
        assert is_text(app.get(answer.request.path, asked, expect_errors=True)), shape
    assert sent, "there are forms"
    for shape, answer in pages(app):
        assert is_text(answer), shape
