"""Pages that only tell."""

import pytest
from web_fixture import browser

from templates.guides import NAMES


@pytest.mark.parametrize("address", ["/accessibility", *(f"/help/{name}" for name in NAMES)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_they_are_there_in_both_languages(address, language):
    page = browser(language=language).get(address).html
    assert page.h1.text
    assert len(page.main.select("h2")) >= 3


def test_help_leads_to_every_section_of_every_guide():
    app = browser(language="en")
    links = [link["href"] for link in app.get("/help").html.main.select(".doors a")]
    assert {link.partition("#")[0] for link in links} == {f"/help/{name}" for name in NAMES}
    for link in links:
        address, _sign, anchor = link.partition("#")
        assert not anchor or app.get(address).html.find(id=anchor)


def test_a_guide_shows_its_pictures_from_here_and_leads_to_another():
    app = browser()
    page = app.get("/help/applicant")
    for picture in page.html.main.select("img"):
        assert app.get(picture["src"]).content_type == "image/webp"
    assert page.click(href="^verify$").html.h1.text == "验证指南"


def test_there_is_no_other_guide():
    browser().get("/help/../labels", status=404)
    browser().get("/help/operator", status=404)


@pytest.mark.parametrize(("name", "address"), [("decider-nr", "/batches"), ("clerk-nr", "/mandates")])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_leads_to_what_a_guide_says_of_it(name, address, language):
    app = browser(name, language)
    (link,) = app.get(address).html.main.select('a[href^="/help/"]')
    guide, _sign, anchor = link["href"].partition("#")
    assert app.get(guide).html.find(id=anchor).name == "h2"
