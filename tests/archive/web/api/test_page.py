"""The description is a page that people read: every operation, every schema, nothing of other hosts."""

import re

from web_fixture import browser

from archive.web.api.contract import read_contract
from archive.web.api.page import marked, tell_tag

CONTRACT = read_contract()


def test_every_operation_and_every_schema_is_on_the_page():
    page = browser().get("/api/v1/").html
    assert {each["id"] for each in page.select("section details")} == set(CONTRACT.operations)
    assert {f"schema-{name}" for name in CONTRACT.document["components"]["schemas"]} <= {
        each["id"] for each in page.select("details")
    }


def test_every_link_within_the_page_leads_somewhere():
    page = browser().get("/api/v1/").html
    wanted = {link["href"][1:] for link in page.select("a[href^='#']")}
    assert wanted <= {each["id"] for each in page.select("[id]")}


def test_the_page_says_who_may():
    page = browser(language="en").get("/api/v1/").html
    assert "The token needs the scope licence:view" in page.select_one("#getLicence").text
    assert "without a token" in page.select_one("#verifyFile").text


def test_the_page_needs_nothing_of_others_and_no_script_within_it():
    answer = browser().get("/api/v1/")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert all(script.get("src") and not script.text for script in answer.html.select("script"))
    assert not re.search(r'(src|href)="(https?:)?//', answer.text)
    assert not answer.html.select("[style], [onclick]")


def test_an_operation_is_told_with_its_parameters_and_answers():
    (told,) = [each for each in tell_tag("licences") if each.id == "getLicence"]
    assert [(each.name, each.place, each.is_required) for each in told.parameters] == [
        ("licence", "path", True),
        ("at", "query", False),
        ("If-None-Match", "header", False),
    ]
    assert [each.status for each in told.answers] == ["200", "304", "4XX", "5XX"]
    assert told.answers[0].media[0].schema == "Licence"
    (submit,) = [each for each in tell_tag("cases") if each.id == "submitCases"]
    assert [(each.type, each.schema) for each in submit.bodies] == [("application/json", "ApplicationGiven")]


def test_what_stands_between_backticks_is_code_and_the_rest_is_text():
    assert marked("the `next` of <b>") == "the <code>next</code> of &lt;b&gt;"
    assert "`" not in browser().get("/api/v1/").html.select_one("#main").text


def test_the_page_is_small():
    assert len(browser().get("/api/v1/").body) < 150_000
