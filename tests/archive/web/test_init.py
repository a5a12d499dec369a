"""The doors, put together."""

import pytest
from web_fixture import browser, opened

from archive.app import make_wsgi
from archive.web.routes import ROUTES


def test_every_page_of_the_table_has_a_view_for_each_of_its_methods():
    views = [view["introspectable"] for view in opened()[0].config.introspector.get_category("views")]
    methods = [(view["route_name"], view["request_methods"] or ()) for view in views]
    found = {(name, one) for name, each in methods for one in ([each] if isinstance(each, str) else each)}
    assert [(each.name, method) for each in ROUTES for method in each.rights if (each.name, method) not in found] == []


def test_no_page_stands_beside_the_table():
    introspector = opened()[0].config.introspector
    names = {each["introspectable"]["name"] for each in introspector.get_category("routes")}
    ours = {name for name in names if not name.startswith(("__", "static", "/api/"))}
    assert ours == {route.name for route in ROUTES}


@pytest.mark.parametrize("address", ["/static/chancery.css", "/static/verify.js", "/static/icons.svg"])
def test_files_of_pages_are_ours_and_may_be_kept(address):
    assert "max-age" in browser().get(address).headers["Cache-Control"]


def test_it_is_what_a_wsgi_server_calls():
    assert callable(make_wsgi)
