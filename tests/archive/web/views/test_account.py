"""One's own account."""

from station import OWNER
from web_fixture import PASSWORD, browser, form_of


def others(page):
    """The forms that end other sessions."""
    return [form for form in page.forms.values() if form.action.endswith("/end")]


def test_it_says_who_one_is_and_which_session_is_this():
    page = browser("clerk-nr", language="en").get("/account")
    assert "clerk-nr" in page.text
    assert page.html.select_one(".state.good").text.strip() == "This one"


def test_a_session_is_told_by_its_browser_and_what_that_says_of_itself_is_folded():
    app, agent = browser(), "Mozilla/5.0 (Windows NT 10.0; rv:132.0) Gecko/20100101 Firefox/132.0"
    app.extra_environ["HTTP_USER_AGENT"] = agent
    form = form_of(app.get("/sign-in"), "password")
    form["name"], form["password"] = "clerk-nr", PASSWORD
    form.submit(status=303)
    mine = app.get("/account").html.select_one("tr:has(.state.good) details")
    assert (mine.summary.text, mine.select_one("small").text) == ("Firefox（Windows）", agent)


def test_it_calls_by_name_the_authority_that_one_acts_for():
    told = browser("clerk-nr").get("/account").html.select("dl.facts dd")[-1]
    assert list(told.stripped_strings) == [
        "示例市自然资源和规划局",
        "11350200DEM000014Y",
    ]


def test_a_party_of_which_nothing_is_known_is_told_by_its_code():
    told = browser("applicant").get("/account").html.select("dl.facts dd")[-1]
    assert OWNER in told.text


def test_another_session_is_ended_from_here():
    here, there = browser("reviewer-nr"), browser("reviewer-nr")
    form = next(form for form in others(here.get("/account")) if form.action != "/account/sessions/end")
    page = form.submit(status=303).follow()
    assert page.html.select_one(".done")
    assert there.get("/account", expect_errors=True).status_int == 303


def test_all_others_are_ended_at_once():
    browser("decider-nr"), browser("decider-nr")
    here = browser("decider-nr")
    form = next(form for form in others(here.get("/account")) if form.action == "/account/sessions/end")
    assert others(form.submit(status=303).follow()) == []


def test_what_is_not_one_s_own_is_not_there():
    app = browser("clerk-hc")
    token = app.get("/account").forms[0]["csrf_token"].value
    app.post("/account/sessions/nobody-s/end", {"csrf_token": token}, status=404)
