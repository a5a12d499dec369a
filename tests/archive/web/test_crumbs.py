"""Where a page stands."""

from types import SimpleNamespace

import pytest
from web_fixture import browser

from archive.web.crumbs import Crumb, trail


def test_a_list_is_named_by_its_words_and_an_object_by_itself():
    request = SimpleNamespace(language="en", route_path=lambda name: f"/{name}", visitor=None)
    assert trail(request, ("page.help", "help"), Crumb("li")) == (Crumb("Help", "/help"), Crumb("li"))
    assert trail(request, ("page.users", "users")) == (Crumb("Users"),), "it is not open to them"


@pytest.mark.parametrize(
    ("address", "above", "here"),
    [
        ("/account/password", "/account", "Change the password"),
        ("/account/tokens", "/account", "Tokens for programs"),
        ("/mandates", "/projects", "Mandates"),
        ("/v", "/verify", "Look up a licence's state by its number"),
        ("/help/verify", "/help", "For whoever verifies"),
    ],
)
def test_a_page_leads_to_the_one_above_it(address, above, here):
    crumbs = browser("applicant", language="en").get(address).html.select_one(".crumbs")
    assert [each["href"] for each in crumbs.select("a")] == [above]
    assert crumbs.select_one("[aria-current]").text == here


@pytest.mark.parametrize(("name", "address"), [("applicant", "/licences"), ("admin", "/operator"), ("", "/help")])
def test_a_page_that_stands_at_the_top_has_no_crumbs(name, address):
    assert not browser(name).get(address).html.select_one(".crumbs")
