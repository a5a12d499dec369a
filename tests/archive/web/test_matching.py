"""An address finds the route that Pyramid's own mapper would find, without every pattern being tried."""

import pytest
from pyramid.exceptions import URLDecodeError
from pyramid.request import Request
from pyramid.urldispatch import RoutesMapper

from archive.web.matching import SegmentMapper
from archive.web.routes import ROUTES

PATHS = [
    *(route.pattern.replace("{", "").replace("}", "") for route in ROUTES),
    "/",
    "//",
    "",
    "/nowhere",
    "/licences/1.2/files/7",
    "/licences/1.2/files/x",
    "/licences/",
    "/proposals/1/confirm",
    "/proposals/1/else",
    "//licences",
]


def connected(mapper):
    for route in ROUTES:
        mapper.connect(route.name, route.pattern)
    mapper.connect("only written", "/licences", static=True)
    return mapper


def found(mapper, path):
    request = Request.blank("/")
    request.environ["PATH_INFO"] = path
    told = mapper(request)
    return told["route"] and told["route"].name, told["match"]


@pytest.mark.parametrize("path", PATHS)
def test_an_address_finds_what_pyramid_would_find(path):
    assert found(connected(SegmentMapper()), path) == found(connected(RoutesMapper()), path)


def test_an_address_that_is_no_text_is_refused_as_pyramid_does():
    with pytest.raises(URLDecodeError):
        found(connected(SegmentMapper()), "/licences/\xff")
