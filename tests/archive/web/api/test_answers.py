"""Answers are JSON of plain values, under an edition, page by page."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType, SimpleNamespace

import pytest
from archive_fixture import actor
from pyramid.request import Request

from archive.web.api.answers import answer, answer_edition, answer_page, dump, place_of
from archive.web.api.checking import Given
from archive.web.errors import CursorInvalidError


@dataclass(frozen=True)
class Thing:
    """A value."""

    at: datetime
    names: tuple[str, ...]


def asking(address="/api/v1/cases", method="GET", name="/api/v1/cases", who="anna", **headers):
    given = {each.replace("_", "-"): text for each, text in headers.items()}
    request = Request.blank(address, method=method, headers=given)
    request.given = Given(dict(request.GET))
    request.matched_route = SimpleNamespace(name=name)
    request.caller = SimpleNamespace(actor=actor("clerk", name=who))
    request.archive = SimpleNamespace(verify_key=b"k" * 32)
    return request


def test_plain_values_are_written_as_json():
    value = {
        "thing": Thing(datetime(2026, 3, 2, 1, tzinfo=UTC), ("示例",)),
        "day": date(2026, 3, 2),
        "roles": frozenset({"b", "a"}),
        "map": MappingProxyType({"a": 1}),
    }
    assert json.loads(dump(value)) == {
        "thing": {"at": "2026-03-02T01:00:00+00:00", "names": ["示例"]},
        "day": "2026-03-02",
        "roles": ["a", "b"],
        "map": {"a": 1},
    }


@pytest.mark.parametrize("value", [object(), Thing, b"x"])
def test_what_is_no_plain_value_is_not_written(value):
    with pytest.raises(TypeError):
        dump(value)


def test_an_answer_has_its_headers():
    response = answer({}, 201, Location="/x", Retry_After="2")
    assert (response.status_int, response.content_type) == (201, "application/json")
    assert (response.headers["Location"], response.headers["Retry-After"]) == ("/x", "2")


def test_whoever_has_the_edition_is_told_so():
    tag = answer_edition(asking(), {"a": 1}).headers["ETag"]
    response = answer_edition(asking(If_None_Match=tag), {"a": 1})
    assert (response.status_int, response.body, response.headers["ETag"]) == (304, b"", tag)
    assert "Content-Type" not in response.headers
    assert answer_edition(asking(If_None_Match=tag), {"a": 2}).status_int == 200
    assert answer_edition(asking(method="POST", If_None_Match=tag), {"a": 1}).status_int == 200


def test_a_page_says_how_the_list_goes_on():
    response = answer_page(asking("/api/v1/cases?limit=2&state=accepted"), [1, 2], ["C2"])
    content = json.loads(response.body)
    assert content["items"] == [1, 2]
    link = response.headers["Link"]
    assert link.startswith("</api/v1/cases?limit=2&state=accepted&cursor=")
    assert link.endswith('>; rel="next"')
    address = link[1 : link.index(">")]
    assert place_of(asking(address)) == ["C2"]


def test_the_last_page_leads_nowhere():
    response = answer_page(asking(), [1], None)
    assert json.loads(response.body)["next"] is None
    assert "Link" not in response.headers


def test_a_list_begins_where_no_cursor_is():
    assert place_of(asking()) is None


@pytest.mark.parametrize(
    "other",
    [
        {"address": "/api/v1/cases?state=rejected"},
        {"name": "/api/v1/projects"},
        {"who": "berta"},
    ],
)
def test_a_cursor_holds_for_its_list_its_filters_and_whom_it_was_given(other):
    cursor = json.loads(answer_page(asking("/api/v1/cases?state=accepted"), [], "C2").body)["next"]
    asked = {"address": "/api/v1/cases?state=accepted", **other}
    asked["address"] += f"&cursor={cursor}&limit=9"
    with pytest.raises(CursorInvalidError):
        place_of(asking(**asked))
    assert place_of(asking(f"/api/v1/cases?state=accepted&cursor={cursor}&limit=9")) == "C2"
