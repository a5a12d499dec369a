"""Guides as pages show them."""

import pytest
from lxml import html

from templates.guides import NAMES, anchor_of, load_guide

STATIC = "/static/"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_guide_has_its_title_and_an_anchor_to_each_section(name, language):
    guide = load_guide(name, language, STATIC)
    page = html.fromstring(f"<div>{guide.html}</div>")
    assert [heading.text_content() for heading in page.iter("h1")] == [guide.title]
    assert [(heading.get("id"), heading.text_content()) for heading in page.iter("h2")] == [*guide.sections]
    assert len(dict(guide.sections)) == len(guide.sections) >= 3


def test_a_picture_comes_from_the_static_files_and_keeps_its_place():
    page = html.fromstring(load_guide("verify", "en", STATIC).html)
    (picture,) = page.iter("img")
    assert picture.get("src") == "/static/guides/en/verify.webp"
    assert picture.get("loading") == "lazy"
    assert picture.get("alt")
    assert int(picture.get("width")) >= int(picture.get("height")) > 100


def test_a_guide_leads_to_another_as_the_page_beside_it():
    links = {link.get("href") for link in html.fromstring(load_guide("applicant", "zh", STATIC).html).iter("a")}
    assert links == {"verify"}


def test_an_anchor_is_what_others_make_of_a_heading():
    assert anchor_of("Read and send, what's “new”?") == "read-and-send-whats-new"
    assert anchor_of("受理、不予受理") == "受理不予受理"
