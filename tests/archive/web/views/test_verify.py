"""The public verify page."""

import pytest
from samples import DRAWING
from sealed_fixture import base_pdf, sealed
from web_fixture import browser, form_of, issued, opened

from archive.services.errors import InspectionBusyError
from archive.services.pictures import PictureService
from archive.services.verification import Verified
from archive.web.views.verify import REASONS, _told
from archive.words import LANGUAGES, every_label, find_words
from archive.workflows.licence import LICENCE
from signing.model import Finding, Report, Verdict
from templates.kinds import DOCUMENTS


def send(data, name="a.pdf", language="en"):
    app = browser(language=language)
    form = form_of(app.get("/verify"), "file")
    form["file"] = (name, data)
    return form.submit()


@pytest.mark.parametrize("data", [b"not a pdf", DRAWING])
def test_what_is_no_pdf_is_told_so_and_may_be_looked_up_by_its_number(data):
    page = send(data).html
    assert page.select_one(".headline").text.strip() == "No PDF, so it cannot be verified"
    assert "unread" in page.select_one(".answer")["class"]
    assert page.main.select_one("a[href$='/v']")


def test_a_pdf_without_a_seal_is_not_said_to_be_changed():
    page = send(base_pdf()).html
    assert page.select_one(".headline").text.strip() == "Bears no seal: nothing shows that it is genuine"
    assert "does not mean that it was changed" in page.select_one("#answer").text
    assert "unsealed" in page.select_one(".answer")["class"]


@pytest.mark.parametrize(
    ("codes", "answer"),
    [
        (["signing.no-seal", "signing.references-hybrid"], "no-seal"),
        (["signing.pages-changed", "signing.seal-broken"], "changed"),
        (["signing.seal-broken"], "not_valid"),
    ],
)
def test_what_decides_is_said_first(codes, answer):
    findings = (
        Finding("signing.seal-certificate-issuer-unknown", Verdict.INDETERMINATE),
        *(Finding(code, Verdict.NOT_VALID) for code in codes),
    )
    told = _told(Verified("a.pdf", Report(Verdict.NOT_VALID, findings), is_refuted=True))
    assert told[:2] == (f"page.answer-{answer}", f"page.answer-{answer}-next")


def test_a_seal_of_somebody_unknown_is_not_said_to_be_whose_name_it_bears():
    answer = send(sealed()).html.select_one("#answer")
    assert answer.select_one(".headline").text.strip() == "Sealed by somebody unknown here"
    assert "does not prove that they sealed this file" in answer.text


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_sentence_its_next_step_its_icon_and_known_findings(reason):
    answer, icon, codes = reason
    told = {f"page.answer-{answer}", f"page.answer-{answer}-next", *codes}
    assert told <= every_label().keys()
    assert f'id="{icon}"' in (DOCUMENTS.parent / "static" / "icons.svg").read_text("utf-8")


def test_a_file_s_name_is_shown_as_text():
    page = send(b"x", "<img src=x onerror=alert(1)>.pdf")
    assert "<img src=x" not in page.text


def test_a_form_without_a_file_comes_back_and_says_so():
    app = browser()
    form = form_of(app.get("/verify"), "file")
    page = form.submit(status=400)
    assert "archive.file-absent" in page.text
    assert page.html.select_one('.faults a[href="#field-file"]')
    assert form_of(page, "file")


@pytest.mark.parametrize(
    ("verdict", "status", "is_refuted", "headline", "kind"),
    [
        (Verdict.VALID, "valid", False, "page.answer-valid", "good"),
        (Verdict.VALID, "unknown", False, "page.answer-status-unknown", "wait"),
        (Verdict.NOT_VALID, "unknown", True, "page.answer-not_valid", "bad"),
        (Verdict.NOT_VALID, "valid", True, "page.answer-not_valid", "bad"),
        (Verdict.NOT_VALID, "revoked", True, "page.answer-not_valid", "bad"),
        (Verdict.NOT_VALID, "revoked", False, "word.revoked", "void"),
        (Verdict.NOT_VALID, "suspended", False, "word.suspended", "wait"),
        (Verdict.INDETERMINATE, "void", False, "word.void", "void"),
        (Verdict.INDETERMINATE, "valid", False, "page.answer-indeterminate", "wait"),
        (Verdict.UNREADABLE, "unknown", False, "page.answer-unreadable", "unread"),
    ],
)
def test_the_answer_is_green_only_where_file_and_state_are_good(verdict, status, is_refuted, headline, kind):
    told = _told(Verified("a.pdf", Report(verdict), status, is_refuted=is_refuted))
    assert (told[0], told[2]) == (headline, kind)


@pytest.mark.parametrize("state", sorted({step.target for step in LICENCE.steps} - {"promised"}))
def test_every_state_has_its_sentence_and_its_next_step(state):
    codes = _told(Verified("a.pdf", Report(Verdict.VALID), state))[:2]
    assert all(find_words(code, language) for code in codes for language in LANGUAGES)


def test_a_file_of_ours_shows_what_it_says_and_its_picture():
    kept = browser("decider-nr").get(f"/licences/{issued().identifier}/files/0").body
    page = send(kept).html
    assert page.select_one(".headline").text.strip() == "Valid"
    said = page.select(".facts")[0].text.replace("\u200b", "")
    promised, told = issued(), opened()[0].transact(lambda root: root.licences.get(issued().identifier)[1])
    for each in (
        "Land use planning permit",
        promised.number,
        told.holder,
        "示例市自然资源和规划局",
        promised.identifier,
    ):
        assert each in said
    assert page.select_one("img.page-picture")["src"].startswith("data:image/webp;base64,")


def test_an_annex_shows_its_own_picture():
    app = browser("decider-nr")
    face, annex = (send(app.get(f"/licences/{issued().identifier}/files/{number}").body).html for number in (0, 1))
    assert face.select_one(".facts").text == annex.select_one(".facts").text
    assert face.select_one("img.page-picture")["src"] != annex.select_one("img.page-picture")["src"]


def test_a_picture_that_cannot_be_drawn_now_does_not_hold_the_answer_up(monkeypatch):
    def busy(*_asked):
        raise InspectionBusyError

    kept = browser("decider-nr").get(f"/licences/{issued().identifier}/files/0").body
    monkeypatch.setattr(PictureService, "page", busy)
    page = send(kept).html
    assert page.select_one(".headline").text.strip() == "Valid"
    assert "stands without it" in page.main.text
    assert not page.main.select("img")


def test_a_changed_file_is_said_to_bear_a_name_and_not_to_be_sealed_by_it():
    kept = browser("decider-nr").get(f"/licences/{issued().identifier}/files/0").body
    middle = len(kept) // 2
    changed = kept[:middle] + bytes([kept[middle] ^ 1]) + kept[middle + 1 :]
    answer = send(changed, language="zh").html
    assert "不能采信" in answer.select_one(".headline").text
    assert "不能证明这个文件由其盖章" in answer.select_one("#answer").text
    assert "不说明此文件的内容属实" in answer.select_one(".facts").text
    holder = opened()[0].transact(lambda root: root.licences.get(issued().identifier)[1].holder)
    assert (holder in answer.main.text, answer.main.select("img")) == (False, [])
