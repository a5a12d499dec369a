"""The first page."""

import pytest
from identity_fixture import NR
from web_fixture import browser, newcomer


def test_it_shows_the_doors_that_are_open():
    assert browser().get("/").html.select_one("a.door")["href"] == "/verify"


@pytest.mark.parametrize(("role", "there"), [("archivist", 2), ("clerk", 0), ("auditor", 0)])
def test_who_may_read_what_was_changed_and_sealed_but_is_no_operator_is_led_there(role, there):
    app = browser(newcomer(f"{role}-at-home", role, authority=NR if role != "auditor" else ""), language="en")
    doors = [each["href"] for each in app.get("/").html.select("a.door") if each["href"].startswith("/operator/")]
    assert doors == ["/operator/seals", "/operator/changes"][:there]
    for door in doors:
        assert not app.get(door).html.select(".crumbs a"), "what is above is not open to them"


def test_it_greets_in_the_reader_s_language():
    assert "Electronic licences" in browser(language="en").get("/").text
