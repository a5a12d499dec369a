"""The table of pages."""

import pytest
from web_fixture import browser

from archive.permissions import Permission
from archive.web.routes import ANYONE, JUDGED, NAVIGATION, OFFICE, RIGHTS, ROUTES, SIGNED_IN, UNFINISHED, right_of


def test_each_page_has_one_row_and_one_address():
    assert len({route.name for route in ROUTES}) == len({route.pattern for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_each_method_has_a_right_that_there_is(route):
    known = {ANYONE, JUDGED, SIGNED_IN, UNFINISHED, OFFICE, *Permission}
    assert route.rights
    assert set(route.rights.values()) <= known
    assert set(route.rights) <= {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}


def test_what_has_no_right_is_not_there():
    with pytest.raises(KeyError):
        right_of("home", "POST")


def test_a_method_that_a_page_has_not_is_refused_with_those_that_it_has():
    answer = browser().delete("/verify", status=405)
    assert answer.headers["Allow"] == "GET, POST"


def test_the_navigation_names_pages_that_are_read():
    assert all("GET" in RIGHTS[name] for name, _code in NAVIGATION)
