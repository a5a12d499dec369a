"""Where the objects that notices and events are about have their pages."""

from types import SimpleNamespace

import pytest

from archive.permissions import Actor
from archive.web.places import address_of
from archive.web.routes import ROUTES
from archive.web.security import Visitor

PATTERNS = {route.name: route.pattern for route in ROUTES}


def asking(role):
    """A request of somebody with a role."""
    visitor = Visitor(Actor("somebody", frozenset({role})), "s", "open")
    return SimpleNamespace(visitor=visitor, route_path=lambda name, /, **words: PATTERNS[name].format(**words))


@pytest.mark.parametrize(
    ("role", "noun", "about", "address"),
    [
        ("clerk", "case", "A1-1", "/desk/A1-1"),
        ("applicant", "case", "A1-1", "/cases/A1-1"),
        ("applicant", "proposal", "B1", ""),
        ("applicant", "mandate", "M1", "/mandates"),
        ("applicant", "project", "P1", "/projects/P1"),
        ("applicant", "user", "zhang", ""),
        ("operator", "user", "zhang", "/operator/users/zhang"),
        ("operator", "authority", "11", "/operator/authorities/11"),
        ("operator", "batch", "7", ""),
    ],
)
def test_an_object_leads_to_the_first_page_of_it_that_its_reader_may_open(role, noun, about, address):
    assert address_of(asking(role), noun, about) == address
