"""Where a page stands."""

from types import SimpleNamespace

from archive.web.crumbs import Crumb, trail


def test_a_list_is_named_by_its_words_and_an_object_by_itself():
    request = SimpleNamespace(language="en", route_path=lambda name: f"/{name}")
    assert trail(request, ("page.users", "users"), Crumb("li")) == (Crumb("Users", "/users"), Crumb("li"))
