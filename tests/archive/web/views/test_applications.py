"""An application as its applicant sees it."""

from functools import cache

from form_pages import Wizard, stranger
from web_fixture import browser


@cache
def sent():
    """Send an application; gives its address."""
    wizard = Wizard("X1-06", "X2-02").fill("X1-06", "X2-02")
    form = next(each for each in wizard.page("letter").forms.values() if each.action.endswith("/submit"))
    return form.submit(status=303).location.partition("?")[0].removeprefix("http://localhost")


def test_it_shows_each_case_with_its_state():
    page = browser("applicant", language="en").get(sent())
    rows = page.html.select("tbody tr")
    assert ["Land use planning permit" in rows[0].text, "Construction planning permit" in rows[1].text] == [True, True]
    assert rows[0].select_one(".state")


def test_somebody_else_s_is_not_there():
    browser(stranger()).get(sent(), status=404)
    browser("applicant").get("/applications/A0", status=404)
    browser("clerk-hc").get(sent(), status=404)


def test_a_clerk_of_the_authority_sees_it():
    browser("clerk-nr").get(sent(), status=200)
