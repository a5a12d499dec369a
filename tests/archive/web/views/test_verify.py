"""The public verify page."""

import pytest
from web_fixture import browser, form_of, issued

from archive.services.verification import Verified
from archive.web.views.verify import _headline, _kind
from signing.model import Report, Verdict
from templates.labels import FOLDER, read_labels


def send(data, name="a.pdf", language="en"):
    app = browser(language=language)
    form = form_of(app.get("/verify"), "file")
    form["file"] = (name, data)
    return form.submit()


def test_a_file_that_is_no_licence_is_told_so():
    page = send(b"not a pdf").html
    assert page.select_one(".headline").text.strip() == "Cannot be read"
    assert "bad" in page.select_one(".answer")["class"]


def test_a_file_s_name_is_shown_as_text():
    page = send(b"x", "<img src=x onerror=alert(1)>.pdf")
    assert "<img src=x" not in page.text


def test_a_form_without_a_file_is_refused():
    app = browser()
    form = form_of(app.get("/verify"), "file")
    assert "archive.file-absent" in form.submit(status=400).text


@pytest.mark.parametrize(
    ("verdict", "status", "headline", "kind"),
    [
        (Verdict.VALID, "valid", "page.answer-valid", "good"),
        (Verdict.VALID, "unknown", "page.answer-status-unknown", "wait"),
        (Verdict.NOT_VALID, "unknown", "page.answer-not_valid", "bad"),
        (Verdict.NOT_VALID, "revoked", "page.answer-revoked", "bad"),
        (Verdict.INDETERMINATE, "valid", "page.answer-indeterminate", "wait"),
        (Verdict.UNREADABLE, "unknown", "page.answer-unreadable", "bad"),
    ],
)
def test_the_answer_is_green_only_where_file_and_state_are_good(verdict, status, headline, kind):
    found = Verified("a.pdf", Report(verdict), status)
    assert (_headline(found), _kind(found)) == (headline, kind)


STATES = ("suspended", "revoked", "rescinded", "withdrawn", "cancelled", "expired", "replaced", "transferred")


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_its_own_sentence_and_next_step(state):
    sentences = read_labels(FOLDER)
    assert sentences[f"page.answer-{state}"]
    assert sentences[f"page.answer-{state}-next"]


def test_a_changed_file_is_said_to_bear_a_name_and_not_to_be_sealed_by_it():
    kept = browser("decider-nr").get(f"/licences/{issued().identifier}/files/0").body
    middle = len(kept) // 2
    changed = kept[:middle] + bytes([kept[middle] ^ 1]) + kept[middle + 1 :]
    answer = send(changed, language="zh").html
    assert "不能采信" in answer.select_one(".headline").text
    assert "不能证明这个文件由其盖章" in answer.select_one("#answer").text
    assert "不说明此文件的内容属实" in answer.select_one(".facts").text
