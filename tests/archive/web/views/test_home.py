"""The first page."""

from web_fixture import browser


def test_it_shows_the_doors_that_are_open():
    assert browser().get("/").html.select_one("a.door")["href"] == "/verify"


def test_it_greets_in_the_reader_s_language():
    assert "Electronic licences" in browser(language="en").get("/").text
