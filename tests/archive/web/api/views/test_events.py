"""Events are read in their order, by who may see what they happened to."""

import pytest
from programs import program, walk

EVENTS = "/api/v1/events"


@pytest.fixture(scope="module", autouse=True)
def _road():
    walk()


@pytest.fixture(scope="module")
def auditor():
    return program("admin")


def test_events_come_in_their_order_page_by_page(auditor):
    first = auditor.get(f"{EVENTS}?limit=5").json
    numbers = [each["seq"] for each in first["items"]]
    assert numbers == sorted(numbers)
    second = auditor.get(f"{EVENTS}?limit=5&cursor={first['next']}").json
    assert second["items"][0]["seq"] > numbers[-1]


def test_events_begin_behind_a_number(auditor):
    found = auditor.get(f"{EVENTS}?after=3&limit=2").json["items"]
    assert all(each["seq"] > 3 for each in found)


def test_whoever_may_not_see_events_sees_none():
    assert program("clerk-nr").get(EVENTS, status=403).json["code"] == "archive.permission-missing"
