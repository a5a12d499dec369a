"""Acts on issued licences: proposed by one person, confirmed by another."""

from functools import cache

import pytest
from desk_fixture import carry, come_in, drain_for, text_of
from web_fixture import browser, newcomer

NR, HC = "11350200DEM000014Y", "11350200DEM000022R"
SCRIPT = "<script>alert(1)</script>"


def make_licence():
    """A licence of a test's own."""
    case = come_in()
    promise = carry(case)
    drain_for(case)
    return promise.identifier


@cache
def shared():
    """A licence on which tests propose, each another act, and confirm nothing."""
    return make_licence()


@cache
def second():
    """The name of a second decider."""
    return newcomer("decider", "decider", authority=NR)


def form_to(page, end):
    """The form that is sent to an address with this end."""
    return next(form for form in page.forms.values() if form.action.endswith(end))


def preview(app, licence, verb, **fields):
    """Fill an act's form in; gives the preview, or the form again."""
    form = form_to(app.get(f"/licences/{licence}/acts/{verb}"), f"/acts/{verb}")
    for name, value in {"number": "示规暂〔2026〕1号", "ground": "城乡规划法第六十四条", **fields}.items():
        form[name] = value
    return form.submit("go", value="preview", expect_errors=True)


def propose(app, licence, verb, **fields):
    """Propose an act; gives the page of the proposal."""
    return form_to(preview(app, licence, verb, **fields), f"/acts/{verb}").submit("go", value="confirm").follow()


def state(app, licence):
    """The state that a licence's page tells."""
    return app.get(f"/licences/{licence}").html.select_one(".big .state").text.strip()


def test_a_licence_s_page_offers_what_may_be_done_to_it_to_deciders_only():
    links = browser("decider-nr").get(f"/licences/{shared()}").html.select("a[href*='/acts/']")
    assert {link["href"].rpartition("/")[2] for link in links} >= {"replace", "suspend", "revoke", "cancel"}
    for other in ("clerk-nr", "applicant"):
        assert not browser(other).get(f"/licences/{shared()}").html.select("a[href*='/acts/']")


def test_a_suspension_is_previewed_proposed_and_works_once_another_confirms():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    shown = preview(app, licence, "suspend")
    assert "已被暂扣" in shown.html.select_one(".card dl").text
    assert state(app, licence) == "有效"
    page = form_to(shown, "/acts/suspend").submit("go", value="confirm").follow()
    address = page.request.path
    assert page.html.select_one(".done")
    assert not [form for form in page.forms.values() if form.action.endswith("/confirm")]
    assert "等我确认" in other.get("/proposals").html.find("a", href=address).find_parent("tr").text
    confirmed = form_to(other.get(address), "/confirm").submit(status=303).follow()
    assert "已确认并执行" in confirmed.html.select_one(".done").text
    assert state(app, licence) == "已暂扣"
    assert address in other.get("/proposals?show=closed").text


def test_confirming_twice_is_harmless_and_who_proposed_it_cannot():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    page = propose(app, licence, "suspend")
    form = form_to(other.get(page.request.path), "/confirm")
    token = form_to(page, "/withdraw")["csrf_token"].value
    own = app.post(f"{page.request.path}/confirm", {"csrf_token": token, "seen": "1"}, status=409)
    assert "archive.proposal-own" in own.text
    form.submit(status=303)
    form.submit(status=303)
    assert state(app, licence) == "已暂扣"


def test_a_replacement_shows_what_changes_and_leads_to_the_next_version():
    licence, app, other = make_licence(), browser("decider-nr"), browser(second())
    shown = preview(app, licence, "replace", **{"data/XMMC": "示例厂房一期（更名）"})
    row = shown.html.select_one("table.cards tbody tr")
    assert "示例厂房一期（更名）" in row.select("td")[1].text
    assert len(shown.html.select("table.cards tbody tr")) == 1
    page = form_to(shown, "/acts/replace").submit("go", value="confirm").follow()
    confirmed = form_to(other.get(page.request.path), "/confirm").submit().follow()
    assert confirmed.html.select_one(f"a[href*='{licence[:20]}']")
    assert "新版本" in confirmed.text


def test_a_replacement_that_changes_nothing_or_cannot_be_read_is_told():
    app = browser("decider-nr")
    assert "archive.replacement-empty" in preview(app, shared(), "replace").text
    wrong = preview(app, shared(), "replace", **{"data/YDMJ": "很大"})
    assert (wrong.status_int, bool(wrong.html.select_one('.faults a[href="#field-data/YDMJ"]'))) == (422, True)


def test_a_refusal_needs_a_word_of_why_and_one_s_own_can_be_taken_back():
    app, other = browser("decider-nr"), browser(second())
    page = propose(app, shared(), "revoke")
    refusal = form_to(other.get(page.request.path), "/refuse")
    refusal["note"] = " "
    assert "archive.reason-missing" in refusal.submit(status=422).text
    refusal["note"] = SCRIPT
    refused = refusal.submit(status=303).follow()
    assert SCRIPT in text_of(refused)
    assert SCRIPT not in refused.html.main.decode()
    again = propose(app, shared(), "rescind")
    taken = form_to(again, "/withdraw").submit(status=303).follow()
    assert "已收回" in taken.html.select_one(".done").text


def test_a_proposal_that_was_closed_meanwhile_says_so():
    app, other = browser("decider-nr"), browser(second())
    page = propose(app, shared(), "withdraw")
    form = form_to(other.get(page.request.path), "/confirm")
    form_to(page, "/withdraw").submit()
    assert "archive.proposal-closed" in form.submit(status=409).text


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"number": " "}, "archive.decision-blank"),
        ({"decided": "昨天"}, "archive.moment-unread"),
        ({"decided": "2999-01-01"}, "archive.decision-future"),
    ],
)
def test_a_decision_that_will_not_do_is_told_beside_its_field(fields, code):
    page = preview(browser("decider-nr"), shared(), "cancel", **fields)
    assert (page.status_int, code in page.text) == (422, True)
    assert page.html.select_one(".field.wrong")
    assert form_to(page, "/acts/cancel")["ground"].value == "城乡规划法第六十四条"


def test_a_preview_can_be_changed():
    app = browser("decider-nr")
    page = form_to(preview(app, shared(), "cancel"), "/acts/cancel").submit("go", value="edit", status=200)
    assert form_to(page, "/acts/cancel")["number"].value == "示规暂〔2026〕1号"


@pytest.mark.parametrize("verb", ["issue", "void", "bribe"])
def test_what_is_no_act_has_no_page(verb):
    browser("decider-nr").get(f"/licences/{shared()}/acts/{verb}", status=404)


def test_others_get_nothing():
    page = propose(browser("decider-nr"), shared(), "lapse")
    foreign = browser("decider-hc")
    assert "archive.proposal-unknown" in foreign.get(page.request.path, status=404).text
    foreign.get("/proposals/B0", status=404)
    foreign.get(f"/licences/{shared()}/acts/suspend", status=404)
    assert page.request.path not in foreign.get("/proposals").text
    browser("clerk-nr").get(f"/licences/{shared()}/acts/suspend", status=404)
    browser("applicant").get("/proposals", status=403)
    browser().get("/proposals", status=303)
