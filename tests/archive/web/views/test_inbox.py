"""One's inbox."""

from desk_fixture import carry, come_in
from web_fixture import browser, newcomer


def unread(app):
    """How many the navigation says."""
    found = app.get("/").html.select_one("nav .count")
    return int(found.text) if found else 0


def test_a_step_is_told_to_whom_it_concerns_and_leads_to_the_case():
    case = come_in()
    page = browser("clerk-nr").get("/inbox")
    first = page.html.select_one(".notices > li.unread")
    assert case in first.text.replace("\u200b", "")


def test_an_applicant_is_told_of_its_own_case_only():
    case = come_in()
    carry(case, "accepted")
    assert case in browser("applicant").get("/inbox").text
    assert case not in browser(newcomer("stranger")).get("/inbox").text


def test_one_notice_or_all_are_marked_as_read():
    name = newcomer("owner")
    for _ in range(2):
        carry(come_in(who=name), "accepted")
    app = browser(name)
    before = unread(app)
    forms = app.get("/inbox").forms.values()
    one = next(form for form in forms if "notice" in form.fields and "next" not in form.fields)
    page = one.submit(status=303).follow()
    assert page.html.select_one(".done")
    assert (before, unread(app)) == (2, 1)
    every = next(form for form in page.forms.values() if form.action.endswith("/inbox") and "notice" not in form.fields)
    every.submit(status=303)
    assert unread(app) == 0
    assert not app.get("/inbox").html.select(".unread")


def test_a_notice_that_is_opened_is_read_and_leads_to_its_object():
    name = newcomer("owner")
    case = come_in(who=name)
    carry(case, "accepted")
    app = browser(name)
    form = next(form for form in app.get("/inbox").forms.values() if "next" in form.fields)
    assert form.submit(status=303).location == f"http://localhost/cases/{case}"
    assert unread(app) == 0
    assert app.get("/inbox").html.select_one(f'.notices a[href="/cases/{case}"]')
    form["next"].force_value("//elsewhere.example/")
    assert form.submit(status=303).location.startswith("http://localhost/inbox"), "it leads nowhere else"


def test_a_notice_that_is_no_number_marks_nothing():
    name = newcomer("owner")
    carry(come_in(who=name), "accepted")
    app = browser(name)
    form = next(form for form in app.get("/inbox").forms.values() if "notice" in form.fields)
    form["notice"].force_value("²")
    form.submit(status=303)
    assert unread(app) == 1


def test_an_empty_inbox_says_what_will_be_there():
    assert browser(newcomer("nobody")).get("/inbox?before=abc").html.select_one(".empty")


def test_whoever_is_not_signed_in_is_led_to_the_door():
    browser().get("/inbox", status=303)
    assert browser().get("/").html.select_one("nav .count") is None
